// Jacobians and Hessians: the linear map of a derivative applied to every unit vector at once.
#pragma once

#include <tuple>
#include <utility>

#include "wengert/api/grad.hpp"

namespace wengert {

namespace jacobians {

/// The matrix of a linear map, for variable `variable` and result `result` of it: its images of the
/// unit vectors, of shape (size of the variable, shape of the result).
Handle images(const LinearMap& map, std::size_t variable, std::size_t result);
/// The same with the axis of unit vectors last.
Handle transposed_images(const Handle& images);
Handle reshaped(const Handle& x, const Shape& shape);

inline Shape joined(const Shape& a, const Shape& b) {
  Shape both = a;
  for (std::int64_t extent : b) both.push_back(extent);
  return both;
}

enum class Direction : bool { forward, reverse };

}  // namespace jacobians

/// What jacfwd and jacrev give: callable as F is.
template <class F, jacobians::Direction direction, gradients::Field field, std::size_t argnum>
class Jacobian : public TakesBraces<Jacobian<F, direction, field, argnum>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<Jacobian, wrapped_parameters>::operator();

  explicit Jacobian(F f) : f_(std::move(f)) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    const auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
    const auto& variable = std::get<argnum>(arguments);
    static_assert(Pytree<decltype(variable)>,
                  "jacobian: the argument to differentiate is static; it must be an Array");
    trees::for_each_array(
        name, [](const Array& a) { require(a.type()); }, variable);
    auto at = differentiate(name, f_, arguments, std::index_sequence<argnum>());
    using R = decltype(at.result);
    static_assert(Pytree<R>, "jacobian: the function must return an Array or a pytree of Arrays");
    if constexpr (std::is_same_v<R, Array>) {
      std::size_t k = 0;
      const Matrix matrix(at.tangents);
      return trees::with_arrays(variable,
                                [&](const Array& x) { return matrix.block(0, at.result, k++, x); });
    } else {
      static_assert(std::is_same_v<std::remove_cvref_t<decltype(variable)>, Array>,
                    "jacobian: either the argument or the result must be one Array; differentiate "
                    "several functions");
      std::size_t k = 0;
      const Matrix matrix(at.tangents);
      return trees::with_arrays(at.result,
                                [&](const Array& y) { return matrix.block(k++, y, 0, variable); });
    }
  }

 private:
  static constexpr bool forward = direction == jacobians::Direction::forward;
  static constexpr const char* name = forward ? "jacfwd" : "jacrev";

  static void require(const Type& x) {
    gradients::require_argument(name, argnum, x, field);
    if (forward && field == gradients::Field::real && is_complex(x.dtype))
      throw DtypeError(cat(
          name, ": argument ", argnum, " has dtype ", x.dtype,
          "; pass wg::holomorphic where the function is complex-differentiable, or use jacrev"));
  }

  class Matrix {
   public:
    explicit Matrix(const LinearMap& tangents) : map_(forward ? tangents : tangents.transposed()) {}
    /// ∂y/∂x, of shape (shape of y, shape of x).
    Handle block(std::size_t result, const Array& y, std::size_t variable, const Array& x) const {
      gradients::require_derivative(name, y.type(), field);
      const Shape shape = jacobians::joined(y.shape(), x.shape());
      if constexpr (forward)
        return jacobians::reshaped(
            jacobians::transposed_images(jacobians::images(map_, variable, result)), shape);
      else
        return jacobians::reshaped(jacobians::images(map_, result, variable), shape);
    }

   private:
    LinearMap map_;
  };

  mutable F f_;
};

/// The Jacobian of argument `argnum` by forward mode, of shape (shape of f(x), shape of x): one
/// pass per element of x, run as one batch. A tree where either the argument or the result is one;
/// the other is an Array. Throws DtypeError for integer arguments, and for complex ones without
/// holomorphic.
template <std::size_t argnum = 0, class F, class... Options>
auto jacfwd(F f, Options...) {
  constexpr auto field =
      gradients::has<Holomorphic, Options...> ? gradients::Field::complex : gradients::Field::real;
  return Jacobian<F, jacobians::Direction::forward, field, argnum>(std::move(f));
}

/// The Jacobian by reverse mode: one pass per element of f(x), run as one batch.
template <std::size_t argnum = 0, class F, class... Options>
auto jacrev(F f, Options...) {
  constexpr auto field =
      gradients::has<Holomorphic, Options...> ? gradients::Field::complex : gradients::Field::real;
  return Jacobian<F, jacobians::Direction::reverse, field, argnum>(std::move(f));
}

/// jacrev under its usual name.
template <std::size_t argnum = 0, class F, class... Options>
auto jacobian(F f, Options... options) {
  return jacrev<argnum>(std::move(f), options...);
}

/// Second derivatives of a scalar function, of shape (shape of x, shape of x): jacfwd of jacrev.
template <std::size_t argnum = 0, class F, class... Options>
auto hessian(F f, Options... options) {
  return jacfwd<argnum>(jacrev<argnum>(std::move(f), options...), options...);
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ir/builder.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::jacobians {

/// One unit vector per row: shape (n, shape of `type`), where n is its number of elements.
inline Value unit_vectors(Builder& builder, const Type& type) {
  const std::int64_t n = type.elements();
  const auto iota = [&](std::int64_t dimension) {
    return builder.append(primitive<ops::Iota>(),
                          {{"dtype", Dtype::i64}, {"shape", Shape{n, n}}, {"dimension", dimension}},
                          {})[0];
  };
  const Value on_diagonal[] = {iota(0), iota(1)};
  const Value equal = builder.append(primitive<ops::Eq>(), {}, on_diagonal)[0];
  const Value ones = builder.append(primitive<ops::ConvertElementType>(),
                                    {{"new_dtype", type.dtype}}, {&equal, 1})[0];
  return builder.append(primitive<ops::Reshape>(), {{"shape", joined({n}, type.shape)}},
                        {&ones, 1})[0];
}

WENGERT_API Handle images(const LinearMap& map, std::size_t variable, std::size_t result) {
  const std::vector<Type> domain = map.domain();
  const std::size_t residuals = map.residuals().size();
  Function f = *map.function();
  f.outputs = {f.outputs[result]};
  std::vector<bool> batched(f.inputs, false);
  batched[residuals + variable] = true;
  const std::int64_t n = domain[variable].elements();
  const BatchedFunction on_units = batch(dce(f), batched, n, {true});

  Builder builder(f.input_types().first(residuals));
  std::vector<Value> arguments;
  for (Value v = 0; v < residuals; ++v) arguments.push_back(v);
  for (std::size_t k = 0; k < domain.size(); ++k)
    arguments.push_back(k == variable ? unit_vectors(builder, domain[k])
                                      : ops::full(builder, domain[k], 0).value);
  Function g = builder.finish(builder.inline_function(on_units.function, arguments));
  return run(FunctionRef(std::move(g)), map.residuals())[0];
}

WENGERT_API Handle transposed_images(const Handle& images) {
  const int rank = images.type().shape.rank();
  Shape order = Shape::iota(std::size_t(rank));
  std::rotate(order.begin(), order.begin() + 1, order.end());
  return bind(primitive<ops::Transpose>(), {{"permutation", order}}, {&images, 1})[0];
}

WENGERT_API Handle reshaped(const Handle& x, const Shape& shape) {
  if (x.type().shape == shape) return x;
  return bind(primitive<ops::Reshape>(), {{"shape", shape}}, {&x, 1})[0];
}

}  // namespace wengert::jacobians
#endif
