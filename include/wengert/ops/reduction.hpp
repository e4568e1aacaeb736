// Sums, products, extrema and logical reductions over axes.
#pragma once

#include "wengert/ops/arithmetic.hpp"
#include "wengert/ops/bitwise.hpp"
#include "wengert/ops/movement.hpp"

namespace wengert::ops {

/// y, of a reduction of x over the axes, repeated to x's shape.
inline Symbol spread_back(Symbol y, Symbol x, const Axes& axes) {
  return broadcast_in_dim(y, x.shape(), kept_axes(x.type(), axes));
}

/// float16 and bfloat16 accumulate in float32; integers wrap.
struct ReduceSum : Reduction, Linear {
  static constexpr Name name = "reduce_sum";
  static constexpr Dtypes dtypes = numeric;
  using Combine = Add;
  static Constant identity(Dtype d) { return {d, 0}; }
  template <class V> static V transpose(V ct, const Type& operand, const Attributes& attributes) {
    return broadcast_in_dim(ct, operand.shape, kept_axes(operand, attributes.shape("axes")));
  }
};

struct ReduceProd : Reduction, Smooth {
  static constexpr Name name = "reduce_prod";
  static constexpr Dtypes dtypes = numeric;
  using Combine = Mul;
  static Constant identity(Dtype d) { return {d, 1}; }
  /// By halves, with the product rule: exact where elements are zero.
  template <class V> static V jvp(V x, V dx, const Attributes& attributes) {
    Axes order = kept_axes(x.type(), attributes.shape("axes"));
    Shape kept;
    for (std::int64_t d : order) kept.push_back(x.shape()[d]);
    for (std::int64_t d : attributes.shape("axes")) order.push_back(d);
    const std::int64_t kept_elements = kept.elements(),
                       n = kept_elements ? x.shape().elements() / kept_elements : 0;
    Shape flat = kept;
    flat.push_back(n);
    return n == 0 ? full(*x.builder, {x.dtype(), kept}, 0)
                  : reshape(tangent_by_halves(reshape(ops::transpose(x, order), flat),
                                              reshape(ops::transpose(dx, order), flat)),
                            kept);
  }

 private:
  template <class V> static V tangent_by_halves(V x, V dx) {
    const int axis = x.shape().rank() - 1;
    while (x.shape()[axis] > 1) {
      const std::int64_t n = x.shape()[axis], half = (n + 1) / 2;
      const auto part = [&](V a, std::int64_t from, std::int64_t to, double missing) {
        Shape start = Shape::filled(a.shape().size(), 0), limit = a.shape(), high = start;
        start[axis] = from;
        limit[axis] = to;
        high[axis] = half - (to - from);
        const V taken = slice(a, start, limit, Shape::filled(start.size(), 1));
        const Shape none = Shape::filled(start.size(), 0);
        return high[axis] ? pad(taken, like(a, missing), none, high, none) : taken;
      };
      const V left = part(x, 0, half, 1), right = part(x, half, n, 1);
      dx = part(dx, 0, half, 0) * right + part(dx, half, n, 0) * left;
      x = left * right;
    }
    return dx;
  }
};

/// Elements that are the extremum y share the tangent equally.
inline Symbol extremum_tangent(Symbol x, Symbol dx, Symbol y, const Axes& axes) {
  const Symbol share = select(x == spread_back(y, x, axes), like(x, 1), like(x, 0));
  return reduce_sum(dx * share, axes) / reduce_sum(share, axes);
}

/// The lowest or highest value of a dtype: infinite where it can be.
inline Constant bound(Dtype d, bool highest) {
  return visit(d, [&]<class T>(std::type_identity<T>) -> Constant {
    using Limits = std::numeric_limits<std::conditional_t<std::is_integral_v<T>, T, double>>;
    if constexpr (std::is_integral_v<T>)
      return {d, highest ? Limits::max() : Limits::lowest()};
    else
      return {d, highest ? Limits::infinity() : -Limits::infinity()};
  });
}

/// NaN where an element is.
struct ReduceMax : Reduction, Smooth {
  static constexpr Name name = "reduce_max";
  static constexpr Dtypes dtypes = ordered;
  using Combine = Max;
  static Constant identity(Dtype d) { return bound(d, false); }
  template <class V> static V jvp(V x, V dx, V y, const Attributes& attributes) {
    return extremum_tangent(x, dx, y, attributes.shape("axes"));
  }
};

/// NaN where an element is.
struct ReduceMin : Reduction, Smooth {
  static constexpr Name name = "reduce_min";
  static constexpr Dtypes dtypes = ordered;
  using Combine = Min;
  static Constant identity(Dtype d) { return bound(d, true); }
  template <class V> static V jvp(V x, V dx, V y, const Attributes& attributes) {
    return extremum_tangent(x, dx, y, attributes.shape("axes"));
  }
};

struct ReduceAnd : Reduction, Flat {
  static constexpr Name name = "reduce_and";
  static constexpr Dtypes dtypes = boolean | integer;
  using Combine = And;
  static Constant identity(Dtype d) {
    return d == Dtype::bool_ ? Constant(d, true)
                             : Constant(d, kind_of(d) == Kind::signed_integer
                                               ? std::int64_t(-1)
                                               : bound(d, true).as<std::int64_t>());
  }
};

struct ReduceOr : Reduction, Flat {
  static constexpr Name name = "reduce_or";
  static constexpr Dtypes dtypes = boolean | integer;
  using Combine = Or;
  static Constant identity(Dtype d) { return {d, 0}; }
};

}  // namespace wengert::ops
