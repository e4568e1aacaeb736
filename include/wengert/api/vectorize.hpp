// Functions of small arrays as functions of many: NumPy's generalised universal functions.
//
// A signature names the axes that the callable itself works on, "(n,m),(m)->(n)"; the axes in front
// of them broadcast, and the callable is mapped over them as by vmap.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wengert/api/vmap.hpp"

namespace wengert {

namespace vectorizing {

/// The names of an array's last axes.
using Core = std::vector<std::string>;
struct Signature {
  std::string text;
  std::vector<Core> arguments, results;
};
/// Throws ValueError, naming the place, where the text is no signature.
Signature parse(std::string_view text);

/// The Arrays of a call against a signature: extents by name, and the axes to map over.
class Call {
 public:
  /// Throws ValueError where the number of Arrays is not the signature's, ShapeError where one has
  /// too few axes, extents differ under one name, or leading axes do not broadcast.
  Call(const Signature& signature, std::vector<Handle> arguments);

  /// What the callable is traced with: the types of the last axes.
  const std::vector<Type>& examples() const { return examples_; }
  /// Runs a recorded program over the leading axes. Throws ValueError or ShapeError where its
  /// results are not those of the signature.
  std::vector<Handle> run(Function f, const std::vector<Handle>& captures);

 private:
  void bind_extents(std::string_view what, std::size_t number, const Core& core, const Type& type);
  void require_results(const Function& f);

  Signature signature_;
  std::vector<Handle> arguments_;
  std::vector<Type> examples_;
  std::vector<Shape> leading_;  // of each argument
  Shape broadcast_;             // of all
  std::map<std::string, std::int64_t> extents_;
};

/// The signature of a function of scalars.
Signature scalars(std::size_t arguments);

}  // namespace vectorizing

/// What vectorize gives: callable as F is, with any number of axes in front.
template <class F>
class Generalized : public TakesBraces<Generalized<F>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<Generalized, wrapped_parameters>::operator();

  Generalized(F f, std::optional<vectorizing::Signature> signature)
      : f_(std::move(f)), signature_(std::move(signature)) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    const auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
    std::vector<Handle> handles =
        std::apply([](const auto&... a) { return trees::handles_of(a...); }, arguments);
    const std::size_t count = handles.size();
    vectorizing::Call batch(signature_ ? *signature_ : vectorizing::scalars(count),
                            std::move(handles));
    std::size_t next = 0;
    auto recorded = record("vectorize", f_, arguments, [&](Trace& trace, const Array&) {
      return trace.parameter(batch.examples()[next++]);
    });
    const std::vector<Handle> results = batch.run(std::move(recorded.function), recorded.captures);
    return trees::with_handles(std::move(recorded.result), results);
  }

 private:
  mutable F f_;
  std::optional<vectorizing::Signature> signature_;
};

/// f, which works on arrays of the axes that the signature names, over any axes in front of them:
/// these broadcast by NumPy's rules, and come first in the results. A name stands for one extent
/// throughout; a number for that extent; names in results alone are whatever f returns. Without a
/// signature f is a function of scalars. Arrays inside pytrees count one by one, in order; static
/// arguments are not counted. Throws ValueError for what is no signature or does not fit the number
/// of Arrays, ShapeError where extents contradict it or leading axes do not broadcast.
///   auto mv = vectorize([](Array a, Array v) { return dot(a, v); }, "(n,m),(m)->(n)");
///   mv(ones({5, 1, 3, 4}), ones({7, 4})).shape()   // (5, 7, 3)
template <class F>
auto vectorize(F f, std::string_view signature) {
  return Generalized<F>(std::move(f), vectorizing::parse(signature));
}
template <class F>
auto vectorize(F f) {
  return Generalized<F>(std::move(f), std::nullopt);
}

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>
#include <cctype>

#include "wengert/array/methods.hpp"

namespace wengert::vectorizing {

// Signature: arguments "->" results. Either: core {"," core}. Core: "(" [name {"," name}] ")".
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Signature signature() {
    Signature parsed{std::string(text_), {}, {}};
    parsed.arguments = cores();
    expect("->");
    parsed.results = cores();
    if (!at_end()) fail("the end");
    return parsed;
  }

 private:
  std::vector<Core> cores() {
    std::vector<Core> all;
    do {
      all.push_back(core());
    } while (take(","));
    return all;
  }
  Core core() {
    Core names;
    expect("(");
    if (take(")")) return names;
    do {
      names.push_back(name());
    } while (take(","));
    expect(")");
    return names;
  }
  std::string name() {
    skip_spaces();
    const std::size_t start = at_;
    const auto in_name = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    while (at_ < text_.size() && in_name(text_[at_])) ++at_;
    if (at_ == start) fail("the name of an axis");
    return std::string(text_.substr(start, at_ - start));
  }

  bool at_end() {
    skip_spaces();
    return at_ == text_.size();
  }
  bool take(std::string_view token) {
    skip_spaces();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void expect(std::string_view token) {
    if (!take(token)) fail(cat("'", token, "'"));
  }
  void skip_spaces() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  [[noreturn]] void fail(const std::string& wanted) const {
    throw ValueError(cat("vectorize: \"", text_, "\" is no signature: at column ", at_ + 1, " ",
                         wanted, " is wanted; write axes as in \"(n,m),(m)->(n)\""));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

WENGERT_API Signature parse(std::string_view text) { return Parser(text).signature(); }

WENGERT_API Signature scalars(std::size_t arguments) {
  std::string text = "->()";
  for (std::size_t k = 0; k < arguments; ++k) text.insert(0, k ? "()," : "()");
  return {text, std::vector<Core>(arguments), {}};
}

inline std::string text_of(const Core& core) {
  std::string text;
  for (const std::string& name : core) text += (text.empty() ? "" : ",") + name;
  return "(" + text + ")";
}

inline bool is_number(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The last axes of a type are those of a core: their extents are known from now on.
WENGERT_API void Call::bind_extents(std::string_view what, std::size_t number, const Core& core,
                                    const Type& type) {
  for (std::size_t d = 0; d < core.size(); ++d) {
    const std::int64_t extent = type.shape[type.shape.size() - core.size() + d];
    const std::int64_t fixed = is_number(core[d]) ? std::stoll(core[d]) : extent;
    const std::int64_t known = extents_.try_emplace(core[d], fixed).first->second;
    if (known != extent)
      throw ShapeError(cat("vectorize: ", what, " ", number, " is ", type, " where ", text_of(core),
                           " of \"", signature_.text, "\" is wanted: axis ", core[d], " has ",
                           extent, " elements but is ", known,
                           " long; it must be one extent throughout"));
  }
}

WENGERT_API Call::Call(const Signature& signature, std::vector<Handle> arguments)
    : signature_(signature), arguments_(std::move(arguments)) {
  if (arguments_.size() != signature_.arguments.size())
    throw ValueError(cat("vectorize: the call has ", arguments_.size(), " Arrays, the signature \"",
                         signature_.text, "\" ", signature_.arguments.size()));
  for (std::size_t k = 0; k < arguments_.size(); ++k) {
    const Type& type = arguments_[k].type();
    const Core& core = signature_.arguments[k];
    if (type.shape.size() < core.size())
      throw ShapeError(cat("vectorize: argument ", k, " is ", type, " and has too few axes for ",
                           text_of(core), " of \"", signature_.text, "\""));
    bind_extents("argument", k, core, type);
    const std::size_t axes = type.shape.size() - core.size();
    Shape leading, last;
    for (std::size_t d = 0; d < type.shape.size(); ++d)
      (d < axes ? leading : last).push_back(type.shape[d]);
    broadcast_ = broadcast("vectorize", broadcast_, leading);
    leading_.push_back(leading);
    examples_.push_back({type.dtype, last});
  }
}

WENGERT_API void Call::require_results(const Function& f) {
  const std::vector<Type> results = f.output_types();
  if (signature_.results.empty()) signature_.results.resize(results.size());
  if (results.size() != signature_.results.size())
    throw ValueError(cat("vectorize: the function returned ", results.size(),
                         " Arrays, the signature \"", signature_.text, "\" has ",
                         signature_.results.size()));
  for (std::size_t k = 0; k < results.size(); ++k) {
    if (results[k].shape.size() != signature_.results[k].size())
      throw ShapeError(cat("vectorize: result ", k, " of the function is ", results[k], " where ",
                           text_of(signature_.results[k]), " of \"", signature_.text,
                           "\" is wanted"));
    bind_extents("result", k, signature_.results[k], results[k]);
  }
}

// From the innermost leading axis to the outermost, f becomes a function of batches. An argument
// takes part where its own extent is not one; axes of extent one are left out and put back.
WENGERT_API std::vector<Handle> Call::run(Function f, const std::vector<Handle>& captures) {
  require_results(f);
  const std::vector<Type> results = f.output_types();
  const std::size_t axes = broadcast_.size();
  std::vector<Shape> kept(arguments_.size());
  for (std::size_t back = 1; back <= axes; ++back) {
    const std::int64_t size = broadcast_[axes - back];
    std::vector<bool> mapped(f.inputs, false);
    bool any = false;
    for (std::size_t k = 0; k < arguments_.size(); ++k) {
      const Shape& mine = leading_[k];
      mapped[k] = back <= mine.size() && mine[mine.size() - back] != 1;
      if (mapped[k]) kept[k].insert(0, size);
      any = any || mapped[k];
    }
    if (any) f = mapping::over_batch(f, mapped, size);
  }
  std::vector<Handle> operands;
  for (std::size_t k = 0; k < arguments_.size(); ++k) {
    Shape shape = kept[k];
    for (std::int64_t extent : examples_[k].shape) shape.push_back(extent);
    operands.push_back(Array(arguments_[k]).reshape(Integers(shape)).handle());
  }
  operands.insert(operands.end(), captures.begin(), captures.end());
  std::vector<Handle> found = wengert::run(FunctionRef(std::move(f)), operands);
  for (std::size_t k = 0; k < found.size(); ++k) {
    Shape shape = broadcast_;
    for (std::int64_t extent : results[k].shape) shape.push_back(extent);
    found[k] = Array(found[k]).reshape(Integers(shape)).handle();
  }
  return found;
}

}  // namespace wengert::vectorizing
#endif
