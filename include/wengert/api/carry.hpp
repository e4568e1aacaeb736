// Values that go round a loop or come out of either branch: they must keep their tree and types.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "wengert/api/record.hpp"

namespace wengert::carries {

/// The state of a loop whose body has a parameter for it at position K: of that parameter's type,
/// or of the initial value's where the body is generic.
template <class Body, std::size_t K, class Given>
auto state_of(Given&& given) {
  if constexpr (std::is_same_v<Parameters<Body>, OpenParameters>)
    return callables::Open<Given>(std::forward<Given>(given));
  else
    return std::decay_t<std::tuple_element_t<K, Parameters<Body>>>(std::forward<Given>(given));
}

/// A result as the state it becomes. C++ numbers take the dtype of the Array they stand for.
template <class State, class R>
State next_state(const State& before, R&& result) {
  using Plain = std::remove_cvref_t<R>;
  if constexpr (std::is_same_v<State, Array> && Scalar<Plain>) {
    return Array(Handle(Tensor(Constant(before.dtype(), result))));
  } else {
    static_assert(
        std::is_convertible_v<R, State>,
        "a loop body must return the type of the state it takes, and branches of cond one type");
    return State(std::forward<R>(result));
  }
}

/// Throws DtypeError or ShapeError, naming the place, where two types that must agree do not.
void require_same(const char* transform, const std::string& place, const Type& got,
                  const Type& wanted);
[[noreturn]] void static_leaf_changed(const char* transform, const std::string& place);

struct Same {
  const char* transform;
  bool array(const trees::Path& path, const Array& got, const Array& wanted) const {
    require_same(transform, path.str(), got.type(), wanted.type());
    return true;
  }
  template <class T>
  bool fixed(const trees::Path& path, const T& got, const T& wanted) const {
    if constexpr (std::equality_comparable<T>)
      if (!(got == wanted)) static_leaf_changed(transform, path.str());
    return true;
  }
  template <class... N>
  bool differs(const trees::Path& path, const char* what, N... n) const {
    return trees::Checked<int>{transform, 0}.differs(path, what, n...);
  }
};

/// Throws unless `got` has the tree, types and static leaves of `wanted`.
template <class T>
void require_same(const char* transform, const T& got, const T& wanted) {
  Same visitor{transform};
  trees::zip(visitor, trees::Path(), got, wanted);
}

/// f with its captures, which are its last inputs, before its parameters.
Function captures_first(const Function& f, std::size_t captures);

inline std::vector<Handle> joined(std::vector<Handle> first, const auto&... rest) {
  (first.insert(first.end(), rest.begin(), rest.end()), ...);
  return first;
}

}  // namespace wengert::carries

#if WENGERT_BODIES
#include "wengert/ir/rewrite.hpp"

namespace wengert::carries {

WENGERT_API void require_same(const char* transform, const std::string& place, const Type& got,
                              const Type& wanted) {
  if (got == wanted) return;
  const std::string text =
      cat(transform, ": the result at ", place, " is ", got, " where ", wanted, " is wanted; ");
  if (got.dtype != wanted.dtype) throw DtypeError(text + "convert one of them with astype");
  throw ShapeError(text + "they must have one shape");
}

WENGERT_API void static_leaf_changed(const char* transform, const std::string& place) {
  throw ValueError(cat(transform, ": the static value at ", place,
                       " is another one in the result; what varies must be an Array"));
}

WENGERT_API Function captures_first(const Function& f, std::size_t captures) {
  const std::size_t parameters = f.inputs - captures;
  std::vector<Value> inputs = value_range(Value(parameters), captures);
  for (Value v = 0; v < parameters; ++v) inputs.push_back(v);
  return rearrange(f, inputs, f.outputs);
}

}  // namespace wengert::carries
#endif
