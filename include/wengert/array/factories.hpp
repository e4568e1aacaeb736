// Arrays made from nothing: zeros, ones, ranges, identities. The dtype is the default float's,
// unless given.
#pragma once

#include "wengert/array/methods.hpp"
#include "wengert/array/operators.hpp"

namespace wengert {

/// `value` everywhere; its dtype unless another is given.
Array full(const Integers& shape, const Array& value, std::optional<Dtype> dtype = {});
Array zeros(const Integers& shape, std::optional<Dtype> dtype = {});
Array ones(const Integers& shape, std::optional<Dtype> dtype = {});
Array empty(const Integers& shape, std::optional<Dtype> dtype = {});
Array full_like(const Array& x, const Array& value, std::optional<Dtype> dtype = {});
Array zeros_like(const Array& x, std::optional<Dtype> dtype = {});
Array ones_like(const Array& x, std::optional<Dtype> dtype = {});

/// Ones on the k-th diagonal of an (n, columns) matrix; columns is n unless given.
Array eye(std::int64_t n, std::optional<std::int64_t> columns = {}, std::int64_t k = 0,
          std::optional<Dtype> dtype = {});
Array identity(std::int64_t n, std::optional<Dtype> dtype = {});

/// start + k step, for k = 0 … ceil((stop - start) / step) - 1, computed in float64 and rounded
/// once. Integers give the default integer dtype, anything else the default float.
Array arange(double start, double stop, double step, std::optional<Dtype> dtype);
template <Scalar T>
Array arange(T stop, std::optional<Dtype> dtype = {}) {
  return arange(0.0, double(stop), 1.0, dtype ? *dtype : default_dtype(kind_of(dtype_of<T>)));
}
template <Scalar A, Scalar B, Scalar S = int>
Array arange(A start, B stop, S step = S(1), std::optional<Dtype> dtype = {}) {
  constexpr bool whole = std::integral<A> && std::integral<B> && std::integral<S>;
  return arange(double(start), double(stop), double(step),
                dtype   ? *dtype
                : whole ? default_int()
                        : default_float());
}

/// Whether an interval includes its end.
enum class End : bool { excluded, included };

/// `number` points from start to stop, spaced evenly along a new first axis. The ends may be
/// arrays, which broadcast; integers count as the default float.
Array linspace(const Array& start, const Array& stop, std::int64_t number = 50,
               End end = End::included, std::optional<Dtype> dtype = {});
/// base**start … base**stop.
Array logspace(const Array& start, const Array& stop, std::int64_t number = 50, double base = 10.0);

}  // namespace wengert

#if WENGERT_BODIES
#include <cmath>

#include "wengert/ops/manifest.hpp"

namespace wengert {

namespace factories {
inline Array filled(std::string_view operation, const Integers& shape, const Array& value,
                    Dtype dtype) {
  require_array(operation, {dtype, shape});
  const Handle filler = cast(value.handle(), dtype);
  if (filler.traced() || !value.shape().empty()) return Array(broadcast(operation, filler, shape));
  Tensor result(Type{filler.type().dtype, shape});
  const Constant c = filler.tensor().scalar();
  visit(c.dtype, [&]<class T>(std::type_identity<T>) {
    std::fill_n(result.data<T>(), shape.elements(), c.as<T>());
  });
  return Array(std::move(result));
}
}  // namespace factories

WENGERT_API Array full(const Integers& shape, const Array& value, std::optional<Dtype> dtype) {
  return factories::filled("full", shape, value, dtype.value_or(value.dtype()));
}
WENGERT_API Array zeros(const Integers& shape, std::optional<Dtype> dtype) {
  return factories::filled("zeros", shape, 0.0, dtype.value_or(default_float()));
}
WENGERT_API Array ones(const Integers& shape, std::optional<Dtype> dtype) {
  return factories::filled("ones", shape, 1.0, dtype.value_or(default_float()));
}
WENGERT_API Array empty(const Integers& shape, std::optional<Dtype> dtype) {
  return zeros(shape, dtype);
}
WENGERT_API Array full_like(const Array& x, const Array& value, std::optional<Dtype> dtype) {
  return full(x.shape(), value, dtype.value_or(x.dtype()));
}
WENGERT_API Array zeros_like(const Array& x, std::optional<Dtype> dtype) {
  return zeros(x.shape(), dtype.value_or(x.dtype()));
}
WENGERT_API Array ones_like(const Array& x, std::optional<Dtype> dtype) {
  return ones(x.shape(), dtype.value_or(x.dtype()));
}

WENGERT_API Array eye(std::int64_t n, std::optional<std::int64_t> columns, std::int64_t k,
                      std::optional<Dtype> dtype) {
  const std::int64_t m = columns.value_or(n);
  require_array("eye", {dtype.value_or(default_float()), {n, m}});
  Tensor result(Type{dtype.value_or(default_float()), {n, m}});
  visit(result.type.dtype, [&]<class T>(std::type_identity<T>) {
    std::fill_n(result.data<T>(), n * m, convert<T>(false));
    for (std::int64_t i = std::max<std::int64_t>(0, -k); i < n && i + k < m; ++i)
      result.data<T>()[i * m + i + k] = convert<T>(true);
  });
  return Array(std::move(result));
}
WENGERT_API Array identity(std::int64_t n, std::optional<Dtype> dtype) {
  return eye(n, n, 0, dtype);
}

WENGERT_API Array arange(double start, double stop, double step, std::optional<Dtype> dtype) {
  if (!(step != 0)) throw ValueError("arange: the step is 0; it must be positive or negative");
  const double count = std::ceil((stop - start) / step);
  if (!(count < 9e18))
    throw ValueError(
        cat("arange: ", start, " to ", stop, " by ", step, " has no end; give finite numbers"));
  Tensor result(
      Type{dtype.value_or(default_float()), {std::max<std::int64_t>(0, std::int64_t(count))}});
  visit(result.type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t k = 0; k < result.type.shape[0]; ++k)
      result.data<T>()[k] = convert<T>(start + double(k) * step);
  });
  return Array(std::move(result));
}

// start (1 - t) + stop t, with t = k / (n - 1), and stop itself last: as JAX, exact at both ends.
WENGERT_API Array linspace(const Array& start, const Array& stop, std::int64_t number, End end,
                           std::optional<Dtype> dtype) {
  if (number < 0)
    throw ValueError(
        cat("linspace: the number of points is ", number, "; it must not be negative"));
  const Dtype computed = to_inexact(promote(start.dtype(), stop.dtype()));
  const Array a = start.astype(computed), b = stop.astype(computed);
  const std::int64_t intervals = end == End::included ? number - 1 : number;
  Shape column{number};
  for (std::size_t d = 0; d < broadcast("linspace", a.shape(), b.shape()).size(); ++d)
    column.push_back(1);
  std::vector<double> fractions, last;
  for (std::int64_t k = 0; k < number; ++k) {
    fractions.push_back(intervals > 0 ? double(k) / double(intervals) : 0.0);
    last.push_back(end == End::included && number > 1 && k == number - 1);
  }
  const Array t = Array(fractions).astype(computed).reshape(column);
  const Array points =
      elementwise(functions::Where(), Array(last).reshape(column) != 0, b, a * (1 - t) + b * t);
  return points.astype(dtype.value_or(computed));
}

WENGERT_API Array logspace(const Array& start, const Array& stop, std::int64_t number,
                           double base) {
  const Array exponents = linspace(start, stop, number);
  return elementwise(functions::Power(), base, exponents);
}

}  // namespace wengert
#endif
