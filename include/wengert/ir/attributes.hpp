// The static parameters of a node: a short list of named values, printable, comparable, hashable.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/base/errors.hpp"
#include "wengert/ir/type.hpp"

namespace wengert {

struct Function;

/// A shared immutable Function with its structural hash.
struct FunctionRef {
  std::shared_ptr<const Function> function;
  std::uint64_t hash = 0;

  FunctionRef() = default;
  FunctionRef(Function f);  // NOLINT: a Function is a FunctionRef wherever one is wanted
  const Function& operator*() const { return *function; }
  const Function* operator->() const { return function.get(); }
  /// Equal structure, not only the same object.
  friend bool operator==(const FunctionRef& a, const FunctionRef& b);
};
using Functions = std::vector<FunctionRef>;

/// A user's derivative rule, traced when it is first needed; equal only to itself.
/// `derive` gives the rule's Function: of (primals, tangents) for custom_jvp, of (residuals,
/// cotangents) for custom_vjp.
struct CustomRule {
  virtual ~CustomRule() = default;
  virtual FunctionRef derive() = 0;
};
using RuleRef = std::shared_ptr<CustomRule>;

/// Flags as an attribute: a list of 1 and 0.
inline Shape flag_list(const std::vector<bool>& flags) {
  Shape list;
  for (const bool flag : flags) list.push_back(flag);
  return list;
}

using Attribute =
    std::variant<std::int64_t, Dtype, Shape, std::string, FunctionRef, Functions, RuleRef>;

/// Immutable; copying shares. Order is that of construction, which each operation keeps constant.
class Attributes {
 public:
  using Entry = std::pair<std::string, Attribute>;

  Attributes() = default;
  Attributes(std::initializer_list<Entry> entries);
  explicit Attributes(std::vector<Entry> entries);

  bool empty() const { return !entries_ || entries_->empty(); }
  const std::vector<Entry>& entries() const;
  const Attribute* find(std::string_view name) const;
  template <class T>
  const T& get(std::string_view name) const {
    const Attribute* a = find(name);
    if (!a || !std::holds_alternative<T>(*a))
      throw InternalError(cat("attribute '", name, "' is missing or of another kind"));
    return std::get<T>(*a);
  }
  std::int64_t integer(std::string_view name) const { return get<std::int64_t>(name); }
  /// An integer that counts operands or results: 0 to 2^31.
  std::size_t count(std::string_view name) const;
  Dtype dtype(std::string_view name) const { return get<Dtype>(name); }
  const Shape& shape(std::string_view name) const { return get<Shape>(name); }
  std::vector<bool> flags(std::string_view name) const;
  const std::string& text(std::string_view name) const { return get<std::string>(name); }
  const FunctionRef& function(std::string_view name) const { return get<FunctionRef>(name); }
  const Functions& functions(std::string_view name) const { return get<Functions>(name); }

  /// A copy in which `name` has another value.
  Attributes with(std::string_view name, Attribute value) const;

  friend bool operator==(const Attributes& a, const Attributes& b);

 private:
  std::shared_ptr<const std::vector<Entry>> entries_;
};

std::uint64_t hash_of(const Attributes& attributes);

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Attributes::Attributes(std::initializer_list<Entry> entries)
    : entries_(std::make_shared<const std::vector<Entry>>(entries)) {}

WENGERT_API Attributes::Attributes(std::vector<Entry> entries) {
  if (!entries.empty()) entries_ = std::make_shared<const std::vector<Entry>>(std::move(entries));
}

WENGERT_API const std::vector<Attributes::Entry>& Attributes::entries() const {
  static const std::vector<Entry> nothing;
  return entries_ ? *entries_ : nothing;
}

WENGERT_API const Attribute* Attributes::find(std::string_view name) const {
  for (const Entry& e : entries())
    if (e.first == name) return &e.second;
  return nullptr;
}

WENGERT_API std::size_t Attributes::count(std::string_view name) const {
  const std::int64_t n = integer(name);
  if (n < 0 || n > std::int64_t(1) << 31)
    throw ValueError(cat("attribute '", name, "' is ", n, "; a count lies between 0 and 2^31"));
  return std::size_t(n);
}

WENGERT_API std::vector<bool> Attributes::flags(std::string_view name) const {
  std::vector<bool> all;
  for (const std::int64_t flag : shape(name)) all.push_back(flag != 0);
  return all;
}

WENGERT_API Attributes Attributes::with(std::string_view name, Attribute value) const {
  std::vector<Entry> copy = entries();
  for (Entry& e : copy)
    if (e.first == name) {
      e.second = std::move(value);
      return Attributes(std::move(copy));
    }
  copy.emplace_back(std::string(name), std::move(value));
  return Attributes(std::move(copy));
}

WENGERT_API bool operator==(const Attributes& a, const Attributes& b) {
  return a.entries_ == b.entries_ || a.entries() == b.entries();
}

}  // namespace wengert
#endif
