// Products with Jacobians: forward (jvp, linearize) and backward (vjp).
//
// Tangents are trees like what they belong to. Integer and boolean Arrays have none: what stands in
// their place is not read, and is zero in results.
#pragma once

#include <tuple>
#include <utility>

#include "wengert/api/differentiate.hpp"

namespace wengert {

namespace products {

/// Throws DtypeError or ShapeError, naming the place, where a tangent does not have its primal's
/// type.
void require_like(const char* transform, const char* vector, const std::string& place,
                  const Type& given, const Type& wanted);

/// A zero of that type.
Handle zero(const Type& type);

/// The tangents of the floating and complex Arrays of `tree`.
template <class T>
std::vector<Handle> variables(const char* transform, const char* vector, const T& tree,
                              const T& tangents) {
  std::vector<Handle> handles;
  trees::for_each_array(
      transform,
      [&](const trees::Path& path, const Array& primal, const Array& tangent) {
        if (!is_inexact(primal.dtype())) return;
        require_like(transform, vector, path.str(), tangent.type(), primal.type());
        handles.push_back(tangent.handle());
      },
      tree, tangents);
  return handles;
}

/// A tree like `tree` that holds tangents.
template <class T>
T with_tangents(const T& tree, std::span<const Handle> tangents) {
  std::size_t next = 0;
  return trees::with_arrays(tree, [&](const Array& a) {
    return is_inexact(a.dtype()) ? tangents[next++] : zero(a.type());
  });
}

template <class F, class... A>
auto differentiate_all(const char* transform, F& f, const std::tuple<A...>& arguments) {
  return differentiate(transform, f, arguments, std::index_sequence_for<A...>());
}

}  // namespace products

/// The linearization of a call: maps tangents of its arguments to the tangent of its result.
template <class Tuple, class R>
class Pushforward {
 public:
  Pushforward(LinearMap map, Tuple arguments, R result)
      : map_(std::move(map)), arguments_(std::move(arguments)), result_(std::move(result)) {}

  template <class... T>
  R operator()(const T&... tangents) const {
    return products::with_tangents(
        result_, map_(products::variables("linearize", "tangent", arguments_, Tuple(tangents...))));
  }

 private:
  LinearMap map_;
  Tuple arguments_;
  R result_;
};

/// The linearization of a call, transposed: maps a cotangent of its result to those of its
/// arguments.
template <class Tuple, class R>
class Pullback {
 public:
  Pullback(const char* transform, LinearMap map, Tuple arguments, R result)
      : transform_(transform),
        map_(std::move(map)),
        arguments_(std::move(arguments)),
        result_(std::move(result)) {}

  Tuple operator()(const R& cotangent) const {
    return products::with_tangents(
        arguments_, map_(products::variables(transform_, "cotangent", result_, cotangent)));
  }

 private:
  const char* transform_;  // for messages
  LinearMap map_;
  Tuple arguments_;  // types and static leaves
  R result_;         // likewise
};

/// Forward mode: pair{f(primals...), J · tangents}. Both tuples hold f's arguments in order. Throws
/// DtypeError or ShapeError where a tangent does not have the type of its primal.
///   auto [y, dy] = jvp(f, std::tuple{x}, std::tuple{dx});
template <class F, class... P, class... T>
auto jvp(F f, const std::tuple<P...>& primals, const std::tuple<T...>& tangents) {
  const auto arguments =
      std::apply([](const auto&... x) { return convert_arguments<F>(x...); }, primals);
  using Tuple = std::remove_const_t<decltype(arguments)>;
  const Tuple directions = std::apply([](const auto&... t) { return Tuple(t...); }, tangents);
  const std::vector<Handle> variables =
      products::variables("jvp", "tangent", arguments, directions);
  auto at = products::differentiate_all("jvp", f, arguments);
  auto tangent = products::with_tangents(at.result, at.tangents(variables));
  return std::pair{std::move(at.result), std::move(tangent)};
}

/// Reverse mode: pair{f(arguments...), pull}, where pull(cotangent of the result) is a tuple of the
/// cotangents of the arguments.
///   auto [y, pull] = vjp(f, x);  auto [dx] = pull(ones_like(y));
template <class F, class... Given>
auto vjp(F f, Given&&... given) {
  const auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
  auto at = products::differentiate_all("vjp", f, arguments);
  Pullback pull("vjp", at.tangents.transposed(), recording::types_only(arguments),
                recording::types_only(at.result));
  return std::pair{std::move(at.result), std::move(pull)};
}

/// pair{f(arguments...), push}, where push(tangents...) is the tangent of the result; what depends
/// on the arguments alone is computed once.
template <class F, class... Given>
  requires(
      !std::is_same_v<std::remove_cvref_t<F>, Function>)  // a pass of that name takes Functions
auto linearize(F f, Given&&... given) {
  const auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
  auto at = products::differentiate_all("linearize", f, arguments);
  Pushforward push(std::move(at.tangents), recording::types_only(arguments),
                   recording::types_only(at.result));
  return std::pair{std::move(at.result), std::move(push)};
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert::products {

WENGERT_API void require_like(const char* transform, const char* vector, const std::string& place,
                              const Type& given, const Type& wanted) {
  if (given == wanted) return;
  const std::string text =
      cat(transform, ": at ", place, " the ", vector, " is ", given, " beside a value of ", wanted);
  if (given.dtype != wanted.dtype) throw DtypeError(text + "; convert it with astype");
  throw ShapeError(text + "; they must have one shape");
}

WENGERT_API Handle zero(const Type& type) {
  Tensor tensor(type);
  std::memset(tensor.bytes(), 0, type.bytes());
  return Handle(std::move(tensor));
}

}  // namespace wengert::products
#endif
