// Gradients of scalar functions.
#pragma once

#include <tuple>
#include <utility>

#include "wengert/api/differentiate.hpp"

namespace wengert {

/// The function returns a pair: what is differentiated, and a pytree that is passed through.
struct HasAux {};
inline constexpr HasAux has_aux;
/// The function is complex-differentiable, and its derivative f'(z) is wanted.
struct Holomorphic {};
inline constexpr Holomorphic holomorphic;

namespace gradients {

enum class Returns : bool { gradient, value_and_gradient };
enum class Field : bool { real, complex };

/// Throws DtypeError unless an Array of that type can be differentiated.
void require_argument(const char* transform, std::size_t argument, const Type& x, Field field);
/// Throws DtypeError unless a result of that type can be differentiated.
void require_derivative(const char* transform, const Type& y, Field field);
/// Throws ShapeError or DtypeError unless a result of that type has a gradient.
void require_result(const char* transform, const Type& y, Field field);

template <class Wanted, class... Options>
inline constexpr bool has = (std::is_same_v<Wanted, Options> || ...);

/// What a function returns, its differentiated part an Array.
template <bool aux, class R>
auto scalar_first(R result) {
  if constexpr (aux) {
    static_assert(trees::is_pair<R>,
                  "grad: with has_aux the function must return std::pair{scalar, auxiliary}");
    return std::pair{Array(result.first), std::move(result.second)};
  } else {
    static_assert(std::is_convertible_v<R, Array>,
                  "grad: the function must return a scalar Array; to return more, return "
                  "std::pair{scalar, more} and "
                  "pass wg::has_aux");
    return std::tuple{Array(std::move(result))};
  }
}

}  // namespace gradients

/// What grad and value_and_grad give: callable as F is.
template <class F, gradients::Returns returns, gradients::Field field, bool aux,
          std::size_t... argnums>
class Gradient : public TakesBraces<Gradient<F, returns, field, aux, argnums...>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<Gradient, wrapped_parameters>::operator();

  explicit Gradient(F f) : f_(std::move(f)) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    const auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
    (require<argnums>(std::get<argnums>(arguments)), ...);
    const auto first = [](auto& result) -> Array& { return std::get<0>(result); };
    auto differentiated = differentiate(
        name, [&](auto&... x) { return gradients::scalar_first<aux>(wengert::call(f_, x...)); },
        arguments, std::index_sequence<argnums...>(), first);
    const Type& type = first(differentiated.result).handle().type();
    gradients::require_result(name, type, field);
    const std::vector<Handle> cotangents = {Handle(Tensor(Constant(type.dtype, 1.0)))};
    const std::vector<Handle> handles = differentiated.tangents.transposed()(cotangents);
    return package(std::move(differentiated.result), gradient_trees(arguments, handles));
  }

 private:
  static constexpr const char* name =
      returns == gradients::Returns::gradient ? "grad" : "value_and_grad";

  template <std::size_t K, class T>
  void require(const T& argument) const {
    static_assert(
        Pytree<T>,
        "grad: the argument to differentiate is static; it must be an Array or hold Arrays");
    trees::for_each_array(
        name,
        [](const Array& a) { gradients::require_argument(name, K, a.handle().type(), field); },
        argument);
  }

  template <class Tuple>
  auto gradient_trees(const Tuple& arguments, std::span<const Handle> handles) const {
    std::size_t next = 0;
    const auto take = [&](const Array&) { return handles[next++]; };
    if constexpr (sizeof...(argnums) == 1)
      return trees::with_arrays((std::get<argnums>(arguments), ...), take);
    else
      return std::tuple{trees::with_arrays(std::get<argnums>(arguments), take)...};
  }

  template <class R, class G>
  auto package(R result, G gradient) const {
    constexpr bool value = returns == gradients::Returns::value_and_gradient;
    if constexpr (value && aux)
      return std::pair{std::move(result), std::move(gradient)};
    else if constexpr (value)
      return std::pair{std::move(std::get<0>(result)), std::move(gradient)};
    else if constexpr (aux)
      return std::pair{std::move(gradient), std::move(result.second)};
    else
      return gradient;
  }

  mutable F f_;
};

namespace gradients {

template <Returns returns, std::size_t... argnums, class F, class... Options>
auto make(F f, Options...) {
  constexpr Field field = has<Holomorphic, Options...> ? Field::complex : Field::real;
  static_assert(((std::is_same_v<Options, HasAux> || std::is_same_v<Options, Holomorphic>)&&...),
                "grad: options are wg::has_aux and wg::holomorphic");
  if constexpr (sizeof...(argnums) == 0)
    return Gradient<F, returns, field, has<HasAux, Options...>, 0>(std::move(f));
  else
    return Gradient<F, returns, field, has<HasAux, Options...>, argnums...>(std::move(f));
}

}  // namespace gradients

/// The gradient of a scalar function with respect to argument 0, or to the arguments named:
/// grad(f)(x), grad<1>(f)(x, y), and a tuple from grad<0, 1>(f)(x, y). A gradient is a tree like
/// the argument. With has_aux, f returns pair{scalar, auxiliary} and the result is pair{gradient,
/// auxiliary}. Of a complex argument the gradient is ∂f/∂x - i ∂f/∂y, JAX's convention; with
/// holomorphic it is f'(z). Throws DtypeError for integer arguments, ShapeError where the result is
/// not a scalar.
///   grad([](Array x) { return sum(x * x); })(Array{1.0, 2.0})   // [2. 4.]
template <std::size_t... argnums, class F, class... Options>
auto grad(F f, Options... options) {
  return gradients::make<gradients::Returns::gradient, argnums...>(std::move(f), options...);
}

/// As grad, with the value: pair{value, gradient}, or with has_aux pair{pair{value, auxiliary},
/// gradient}.
template <std::size_t... argnums, class F, class... Options>
auto value_and_grad(F f, Options... options) {
  return gradients::make<gradients::Returns::value_and_gradient, argnums...>(std::move(f),
                                                                             options...);
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert::gradients {

WENGERT_API void require_argument(const char* transform, std::size_t argument, const Type& x,
                                  Field field) {
  if (field == Field::complex && !is_complex(x.dtype))
    throw DtypeError(cat(transform, ": argument ", argument, " has dtype ", x.dtype,
                         "; with holomorphic it must be complex, use complex64 via astype"));
  if (!is_inexact(x.dtype))
    throw DtypeError(
        cat(transform, ": argument ", argument, " has dtype ", x.dtype,
            "; derivatives are taken of floating or complex values, use float32 via astype"));
}

WENGERT_API void require_result(const char* transform, const Type& y, Field field) {
  if (!y.shape.empty())
    throw ShapeError(
        cat(transform, ": the function returned ", y,
            ", but only a scalar has a gradient; reduce it with sum or mean, or use jacrev for its "
            "Jacobian, vjp for a product with it"));
  require_derivative(transform, y, field);
}

WENGERT_API void require_derivative(const char* transform, const Type& y, Field field) {
  if (field == Field::complex && !is_complex(y.dtype))
    throw DtypeError(
        cat(transform, ": the function returned ", y, "; with holomorphic it must be complex"));
  if (field == Field::real && is_complex(y.dtype))
    throw DtypeError(
        cat(transform, ": the function returned ", y,
            ", and a complex value has no gradient; take real(), imag() or abs() of it, or pass "
            "wg::holomorphic where the function is complex-differentiable"));
  if (!is_inexact(y.dtype))
    throw DtypeError(
        cat(transform, ": the function returned ", y,
            ", and derivatives are taken of floating or complex values, use float32 via astype"));
}

}  // namespace wengert::gradients
#endif
