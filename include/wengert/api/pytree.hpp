// Pytrees: values built of Arrays by tuple, pair, array, vector, map, optional and plain structs.
//
// Nothing is registered; aggregate.hpp says which structs are plain. What holds no Array is a static
// leaf: transforms keep it as it is, and it is part of the signature of a jitted call. One
// algorithm, `zip`, walks trees of one structure side by side; the compiler flattens it, so
// comparing and gathering the arguments of a call costs no allocation.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "wengert/api/aggregate.hpp"
#include "wengert/array/array.hpp"
#include "wengert/base/errors.hpp"

namespace wengert {

// ---- what is a pytree ---------------------------------------------------------------------------

namespace trees {

template <class T>
inline constexpr bool is_pair = false;
template <class A, class B>
inline constexpr bool is_pair<std::pair<A, B>> = true;
template <class T>
inline constexpr bool is_product = is_pair<T>;
template <class... T>
inline constexpr bool is_product<std::tuple<T...>> = true;
template <class T, std::size_t N>
inline constexpr bool is_product<std::array<T, N>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T, class A>
inline constexpr bool is_vector<std::vector<T, A>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class K, class T, class C, class A>
inline constexpr bool is_map<std::map<K, T, C, A>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
concept PlainStruct =
    std::is_class_v<T> && std::is_aggregate_v<T> && !std::is_empty_v<T> && !is_product<T>;

template <class T, class... Seen>
constexpr bool holds_array();

template <class Fields, class... Seen>
struct AnyHolds;
template <class... Field, class... Seen>
struct AnyHolds<std::tuple<Field...>, Seen...> {
  static constexpr bool value = (holds_array<std::remove_cvref_t<Field>, Seen...>() || ...);
};

template <class T, std::size_t... K>
std::tuple<std::tuple_element_t<K, T>...> elements_of(std::index_sequence<K...>);

// Seen holds the types on the way here: a struct may hold a vector of itself.
template <class T, class... Seen>
constexpr bool holds_array() {
  if constexpr (std::is_same_v<T, Array>)
    return true;
  else if constexpr (AnyExpression<T>)
    return false;
  else if constexpr ((std::is_same_v<T, Seen> || ...))
    return false;
  else if constexpr (is_vector<T> || is_optional<T>)
    return holds_array<typename T::value_type, T, Seen...>();
  else if constexpr (is_map<T>)
    return holds_array<typename T::mapped_type, T, Seen...>();
  else if constexpr (is_product<T>)
    return AnyHolds<decltype(elements_of<T>(std::make_index_sequence<std::tuple_size_v<T>>{})), T,
                    Seen...>::value;
  else if constexpr (PlainStruct<T>) {
    if constexpr (aggregates::field_count<T>() > aggregates::most_fields)
      return false;
    else
      return AnyHolds<decltype(aggregates::fields_of(std::declval<T&>())), T, Seen...>::value;
  } else
    return false;
}

}  // namespace trees

/// Array, or a container or plain struct with an Array somewhere inside.
template <class T>
concept Pytree = trees::holds_array<std::remove_cvref_t<T>>();

namespace trees {

// ---- where in a tree ----------------------------------------------------------------------------

// A list on the call stack, turned into text only when an error is reported.
class Path {
 public:
  Path() = default;
  Path(const Path* parent, std::string (*step)(const void*), const void* key = nullptr)
      : parent_(parent), step_(step), key_(key) {}

  /// "[2].first", or "its root".
  std::string str() const { return parent_ ? steps() : "its root"; }

 private:
  std::string steps() const { return parent_ ? parent_->steps() + step_(key_) : ""; }

  const Path* parent_ = nullptr;
  std::string (*step_)(const void*) = nullptr;
  const void* key_ = nullptr;
};

template <class T>
std::string text_of_index(const void* k) {
  return "[" + std::to_string(*static_cast<const std::size_t*>(k)) + "]";
}
template <std::size_t K, bool pair>
std::string text_of_field(const void*) {
  return pair ? (K ? ".second" : ".first") : cat(".", K);
}
template <class K>
std::string text_of_key(const void* key) {
  if constexpr (std::is_convertible_v<const K&, std::string_view>)
    return cat("[\"", std::string_view(*static_cast<const K*>(key)), "\"]");
  else if constexpr (requires(std::ostream & out, const K& k) { out << k; })
    return cat("[", *static_cast<const K*>(key), "]");
  else
    return "[?]";
}
inline std::string text_of_value(const void*) { return ".value()"; }

// ---- side by side -------------------------------------------------------------------------------

template <class T>
constexpr auto parts_of(T& t) {
  if constexpr (is_product<std::remove_const_t<T>>)
    return std::apply([](auto&... part) { return std::tie(part...); }, t);
  else
    return aggregates::fields_of(t);
}

template <class Visitor, class T, class... Rest>
bool zip(Visitor& visitor, const Path& path, T& first, Rest&... rest);

template <std::size_t K, bool pair, class Visitor, class... Parts>
bool zip_part(Visitor& visitor, const Path& path, const Parts&... parts) {
  return zip(visitor, Path{&path, text_of_field<K, pair>}, std::get<K>(parts)...);
}
template <bool pair, std::size_t... K, class Visitor, class... Parts>
bool zip_parts(std::index_sequence<K...>, Visitor& visitor, const Path& path,
               const Parts&... parts) {
  return (zip_part<K, pair>(visitor, path, parts...) && ...);
}

/// Walks trees of one structure. The visitor answers whether to go on, for corresponding Arrays
/// (`array`), for static leaves (`fixed`), and where structures part (`differs`).
template <class Visitor, class T, class... Rest>
bool zip(Visitor& visitor, const Path& path, T& first, Rest&... rest) {
  using Tree = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Tree, Array>) {
    return visitor.array(path, first, rest...);
  } else if constexpr (!Pytree<Tree>) {
    return visitor.fixed(path, first, rest...);
  } else if constexpr (is_vector<Tree>) {
    if (((rest.size() != first.size()) || ...))
      return visitor.differs(path, "lengths", first.size(), rest.size()...);
    for (std::size_t k = 0; k < first.size(); ++k)
      if (!zip(visitor, Path{&path, text_of_index<void>, &k}, first[k], rest[k]...)) return false;
    return true;
  } else if constexpr (is_map<Tree>) {
    if (((rest.size() != first.size()) || ...))
      return visitor.differs(path, "numbers of keys", first.size(), rest.size()...);
    auto others = std::tuple{rest.begin()...};
    for (auto& entry : first) {
      const Path here{&path, text_of_key<typename Tree::key_type>, &entry.first};
      const bool same =
          std::apply([&](auto&... at) { return ((at->first == entry.first) && ...); }, others);
      if (!same) return visitor.differs(here, "numbers of values", 1, (void(rest), 0)...);
      const bool go_on = std::apply(
          [&](auto&... at) { return zip(visitor, here, entry.second, (at++)->second...); }, others);
      if (!go_on) return false;
    }
    return true;
  } else if constexpr (is_optional<Tree>) {
    if (((rest.has_value() != first.has_value()) || ...))
      return visitor.differs(path, "numbers of values", first.has_value(), rest.has_value()...);
    return !first || zip(visitor, Path{&path, text_of_value}, *first, *rest...);
  } else {
    constexpr std::size_t n = std::tuple_size_v<decltype(parts_of(first))>;
    static_assert(((std::tuple_size_v<decltype(parts_of(rest))> == n) && ...),
                  "pytrees that go together have one type");
    return zip_parts<is_pair<Tree>>(std::make_index_sequence<n>{}, visitor, path, parts_of(first),
                                    parts_of(rest)...);
  }
}

// Arrays go to F; a difference in structure is the user's error.
template <class F>
struct Checked {
  const char* operation;
  F f;

  template <class... A>
  bool array(const Path& path, A&... a) {
    if constexpr (std::is_invocable_v<F&, const Path&, A&...>)
      f(path, a...);
    else
      f(a...);
    return true;
  }
  template <class... A>
  bool fixed(const Path&, A&...) {
    return true;
  }
  template <class... N>
  [[noreturn]] bool differs(const Path& path, const char* what, N... n) {
    std::string found;
    ((found += (found.empty() ? "" : " and ") + std::to_string(std::size_t(n))), ...);
    throw TreeError(cat(operation, ": pytrees differ in their ", what, " at ", path.str(), ": ",
                        found, "; they must have one structure"));
  }
};

/// Calls f on the Arrays of trees, in order; f(path, arrays...) or f(arrays...).
template <class F, class... T>
void for_each_array(const char* operation, F&& f, T&... trees) {
  Checked<F&> visitor{operation, f};
  zip(visitor, Path{}, trees...);
}

/// The handles of all Arrays of some trees, in order.
template <class... T>
std::vector<Handle> handles_of(const T&... trees) {
  std::vector<Handle> handles;
  (for_each_array(
       "pytree", [&](const Array& a) { handles.push_back(a.handle()); }, trees),
   ...);
  return handles;
}

/// A tree whose Arrays are replaced by f of them, in order.
template <class T, class F>
T with_arrays(T tree, F&& f) {
  for_each_array(
      "pytree", [&](Array& a) { a = Array(f(std::as_const(a))); }, tree);
  return tree;
}

/// A tree whose Arrays are replaced by handles, in order.
template <class T>
T with_handles(T tree, std::span<const Handle> handles) {
  std::size_t next = 0;
  return with_arrays(std::move(tree), [&](const Array&) { return Array(handles[next++]); });
}

/// Static leaves compare with ==; callables without == by their bytes.
template <class T>
bool equal_static(const T& a, const T& b) {
  if constexpr (std::is_empty_v<T>) {
    return true;
  } else if constexpr (requires {
                         { a == b } -> std::convertible_to<bool>;
                       }) {
    return a == b;
  } else {
    static_assert(std::is_trivially_copy_constructible_v<T> && std::is_trivially_destructible_v<T>,
                  "a static argument (one that is no Array and holds none) needs operator==, "
                  "because compiled code is "
                  "kept per value; define it as `= default`, or pass Arrays");
    return std::memcmp(&a, &b, sizeof(T)) == 0;
  }
}

struct SameSignature {
  bool array(const Path&, const Array& a, const Array& b) const {
    return a.handle().type() == b.handle().type();
  }
  template <class T>
  bool fixed(const Path&, const T& a, const T& b) const {
    return equal_static(a, b);
  }
  template <class... N>
  bool differs(const Path&, const char*, N...) const {
    return false;
  }
};

/// Whether two trees agree in structure, in the types of their Arrays and in their static leaves.
template <class T>
bool same_signature(const T& a, const T& b) {
  SameSignature visitor;
  return zip(visitor, Path{}, a, b);
}

}  // namespace trees

// ---- results ------------------------------------------------------------------------------------

/// Expressions become Arrays, also inside pairs and tuples; anything else stays.
template <class T>
auto materialize(T&& value) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (AnyExpression<Plain>)
    return Array(std::forward<T>(value));
  else if constexpr (trees::is_pair<Plain>)
    return std::pair{materialize(std::forward<T>(value).first),
                     materialize(std::forward<T>(value).second)};
  else if constexpr (trees::is_product<Plain> &&
                     requires { []<class... U>(const std::tuple<U...>&) {}(value); })
    return std::apply(
        [](auto&&... part) {
          return std::make_tuple(materialize(std::forward<decltype(part)>(part))...);
        },
        std::forward<T>(value));
  else
    return Plain(std::forward<T>(value));
}

template <class T>
using Materialized = decltype(materialize(std::declval<T>()));

// ---- the public vocabulary ----------------------------------------------------------------------

/// A tree like `tree` whose Arrays are f(a, b...) of the corresponding Arrays of `tree` and `rest`.
/// Static leaves are those of `tree`. Throws TreeError, naming the place, where structures differ.
///   params = tree_map([](Array p, Array g) { return p - 0.1 * g; }, params, grads);
template <class F, class T, class... Rest>
auto tree_map(F&& f, const T& tree, const Rest&... rest) {
  auto result = materialize(tree);
  trees::for_each_array(
      "tree_map", [&](Array& a, const auto&... b) { a = Array(f(std::as_const(a), b...)); }, result,
      rest...);
  return result;
}

/// The Arrays of a tree, in order: fields in order of declaration, map entries in order of their
/// keys.
template <class T>
std::vector<Array> tree_leaves(const T& tree) {
  std::vector<Array> leaves;
  trees::for_each_array(
      "tree_leaves", [&](const Array& a) { leaves.push_back(a); }, tree);
  return leaves;
}

/// A tree structured like `like`, with its static leaves, that holds these Arrays. Throws TreeError
/// where their number is wrong.
template <class T>
T tree_unflatten(T like, const std::vector<Array>& leaves) {
  const std::size_t wanted = tree_leaves(like).size();
  if (wanted != leaves.size())
    throw TreeError(cat("tree_unflatten: the tree holds ", wanted, " Arrays but ", leaves.size(),
                        " leaves were given; give one for each"));
  std::size_t next = 0;
  return trees::with_arrays(std::move(like), [&](const Array&) { return leaves[next++]; });
}

/// f folded over the Arrays of a tree, from the first on. Throws TreeError where it holds none.
///   tree_reduce([](Array a, Array b) { return a + b; }, sums)
template <class F, class T>
Array tree_reduce(F&& f, const T& tree) {
  const std::vector<Array> leaves = tree_leaves(tree);
  if (leaves.empty())
    throw TreeError("tree_reduce: the tree holds no Array; give an initial value to fold from");
  Array folded = leaves[0];
  for (std::size_t k = 1; k < leaves.size(); ++k) folded = Array(f(folded, leaves[k]));
  return folded;
}

/// f folded over the Arrays of a tree, from `initial` on.
template <class F, class T, class State>
State tree_reduce(F&& f, const T& tree, State initial) {
  trees::for_each_array(
      "tree_reduce", [&](const Array& a) { initial = f(std::move(initial), a); }, tree);
  return initial;
}

}  // namespace wengert
