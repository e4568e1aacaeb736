// Symbols: what derivative rules are written over. A Symbol is a value in a Builder; arithmetic on
// it appends nodes.
//
// Operands of elementwise operations have one shape or are scalars, so a literal beside a Symbol
// needs no broadcast. A cotangent below a select is a strong Symbol: its zeros win over infinities
// and NaN, because its products are built with mul_strong and div_strong. Next: base.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "wengert/ir/builder.hpp"

namespace wengert {

/// The row of rules of an operation; manifest.hpp defines it.
template <class Op> const Primitive& primitive();

}  // namespace wengert

namespace wengert::ops {

// The operations that rules are composed of, each defined in its family's header.
struct Neg;
struct Abs;
struct Sign;
struct Trunc;
struct Square;
struct IntegerPow;
struct Add;
struct Sub;
struct Mul;
struct Div;
struct Pow;
struct Max;
struct Min;
struct MulStrong;
struct DivStrong;
struct Exp;
struct Exp2;
struct Log;
struct Log1p;
struct Sqrt;
struct Rsqrt;
struct Logistic;
struct Sin;
struct Cos;
struct Tan;
struct Sinh;
struct Cosh;
struct Tanh;
struct Lgamma;
struct Digamma;
struct Polygamma;
struct Eq;
struct Ne;
struct Lt;
struct Le;
struct Gt;
struct Ge;
struct Select;
struct And;
struct Or;
struct Not;
struct Real;
struct Imag;
struct Conj;
struct Complex;
struct ConvertElementType;
struct Iota;
struct BroadcastInDim;
struct Reshape;
struct Transpose;
struct Slice;
struct Rev;
struct Pad;
struct Concatenate;
struct DynamicSlice;
struct DynamicUpdateSlice;
struct Gather;
struct Scatter;
struct ReduceSum;
struct DotGeneral;

struct Symbol {
  Builder* builder = nullptr;
  Value value = no_value;
  bool strong = false;  // 0 * r = 0 for every r

  // By value: appending moves the Builder's types.
  Type type() const { return builder->type(value); }
  Dtype dtype() const { return builder->type(value).dtype; }
  Shape shape() const { return builder->type(value).shape; }
};

/// op applied to symbols: its first result.
inline Symbol apply(const Primitive& op, const Attributes& attributes,
                    std::span<const Symbol> operands) {
  std::vector<Value> values;
  bool strong = false;
  for (const Symbol& s : operands) {
    values.push_back(s.value);
    strong |= s.strong;
  }
  return {operands[0].builder, operands[0].builder->append(op, attributes, values)[0], strong};
}
template <class Op, class... Symbols>
Symbol apply(const Attributes& attributes, Symbol first, Symbols... rest) {
  return apply(primitive<Op>(), attributes, std::array{first, rest...});
}
template <class Op, class... Symbols> Symbol apply(Symbol first, Symbols... rest) {
  return apply<Op>(Attributes(), first, rest...);
}

/// The constant c in x's dtype.
inline Symbol like(Symbol x, double c) {
  return {x.builder, x.builder->literal(Constant(x.dtype(), c))};
}

// ---- arithmetic -------------------------------------------------------------------------------

inline Symbol operator-(Symbol x) { return apply<Neg>(x); }
inline Symbol operator+(Symbol x, Symbol y) { return apply<Add>(x, y); }
inline Symbol operator-(Symbol x, Symbol y) { return apply<Sub>(x, y); }
inline Symbol operator*(Symbol x, Symbol y) {
  if (x.strong) return apply<MulStrong>(x, y);
  return y.strong ? apply<MulStrong>(y, x) : apply<Mul>(x, y);
}
inline Symbol operator/(Symbol x, Symbol y) {
  return x.strong ? apply<DivStrong>(x, y) : apply<Div>(x, y);
}
inline Symbol operator+(Symbol x, double c) { return x + like(x, c); }
inline Symbol operator-(Symbol x, double c) { return x - like(x, c); }
inline Symbol operator*(Symbol x, double c) { return x * like(x, c); }
inline Symbol operator/(Symbol x, double c) { return x / like(x, c); }
inline Symbol operator+(double c, Symbol x) { return like(x, c) + x; }
inline Symbol operator-(double c, Symbol x) { return like(x, c) - x; }
inline Symbol operator*(double c, Symbol x) { return like(x, c) * x; }
inline Symbol operator/(double c, Symbol x) { return like(x, c) / x; }

inline Symbol operator==(Symbol x, Symbol y) { return apply<Eq>(x, y); }
inline Symbol operator!=(Symbol x, Symbol y) { return apply<Ne>(x, y); }
inline Symbol operator<(Symbol x, Symbol y) { return apply<Lt>(x, y); }
inline Symbol operator<=(Symbol x, Symbol y) { return apply<Le>(x, y); }
inline Symbol operator>(Symbol x, Symbol y) { return apply<Gt>(x, y); }
inline Symbol operator>=(Symbol x, Symbol y) { return apply<Ge>(x, y); }
inline Symbol operator&(Symbol x, Symbol y) { return apply<And>(x, y); }
inline Symbol operator|(Symbol x, Symbol y) { return apply<Or>(x, y); }
inline Symbol operator!(Symbol x) { return apply<Not>(x); }
inline Symbol select(Symbol mask, Symbol x, Symbol y) { return apply<Select>(mask, x, y); }

inline Symbol abs(Symbol x) { return apply<Abs>(x); }
inline Symbol sign(Symbol x) { return apply<Sign>(x); }
inline Symbol trunc(Symbol x) { return apply<Trunc>(x); }
inline Symbol square(Symbol x) { return apply<Square>(x); }
inline Symbol integer_pow(Symbol x, std::int64_t y) { return apply<IntegerPow>({{"y", y}}, x); }
inline Symbol pow(Symbol x, Symbol y) { return apply<Pow>(x, y); }
inline Symbol exp(Symbol x) { return apply<Exp>(x); }
inline Symbol exp2(Symbol x) { return apply<Exp2>(x); }
inline Symbol log(Symbol x) { return apply<Log>(x); }
inline Symbol log1p(Symbol x) { return apply<Log1p>(x); }
inline Symbol sqrt(Symbol x) { return apply<Sqrt>(x); }
inline Symbol rsqrt(Symbol x) { return apply<Rsqrt>(x); }
inline Symbol logistic(Symbol x) { return apply<Logistic>(x); }
inline Symbol sin(Symbol x) { return apply<Sin>(x); }
inline Symbol cos(Symbol x) { return apply<Cos>(x); }
inline Symbol tan(Symbol x) { return apply<Tan>(x); }
inline Symbol sinh(Symbol x) { return apply<Sinh>(x); }
inline Symbol cosh(Symbol x) { return apply<Cosh>(x); }
inline Symbol tanh(Symbol x) { return apply<Tanh>(x); }
inline Symbol lgamma(Symbol x) { return apply<Lgamma>(x); }
inline Symbol digamma(Symbol x) { return apply<Digamma>(x); }
inline Symbol polygamma(Symbol x, std::int64_t order) {
  return apply<Polygamma>({{"order", order}}, x);
}
inline Symbol real(Symbol z) { return apply<Real>(z); }
inline Symbol imag(Symbol z) { return apply<Imag>(z); }
inline Symbol conj(Symbol z) { return is_complex(z.dtype()) ? apply<Conj>(z) : z; }
inline Symbol complex_of(Symbol re, Symbol im) { return apply<Complex>(re, im); }
inline Symbol convert(Symbol x, Dtype d) {
  return x.dtype() == d ? x : apply<ConvertElementType>({{"new_dtype", d}}, x);
}

// ---- shapes -----------------------------------------------------------------------------------

/// Dimension k of x becomes dimension dims[k] of the result.
inline Symbol broadcast_in_dim(Symbol x, const Shape& shape, const Axes& dims) {
  return x.shape() == shape ? x : apply<BroadcastInDim>({{"shape", shape}, {"dims", dims}}, x);
}
inline Symbol reshape(Symbol x, const Shape& shape) {
  return x.shape() == shape ? x : apply<Reshape>({{"shape", shape}}, x);
}
inline Symbol transpose(Symbol x, const Axes& permutation) {
  return permutation == Shape::iota(permutation.size())
             ? x
             : apply<Transpose>({{"permutation", permutation}}, x);
}
inline Symbol slice(Symbol x, const Shape& start, const Shape& limit, const Shape& strides) {
  return apply<Slice>({{"start", start}, {"limit", limit}, {"strides", strides}}, x);
}
inline Symbol rev(Symbol x, const Axes& dimensions) {
  return apply<Rev>({{"dimensions", dimensions}}, x);
}
inline Symbol pad(Symbol x, Symbol value, const Shape& low, const Shape& high,
                  const Shape& interior) {
  return apply<Pad>({{"low", low}, {"high", high}, {"interior", interior}}, x, value);
}
inline Symbol concatenate(std::span<const Symbol> parts, std::int64_t dimension) {
  return apply(primitive<Concatenate>(), {{"dimension", dimension}}, parts);
}
/// 0, 1, … along one dimension.
inline Symbol iota(Builder& builder, Dtype dtype, const Shape& shape, std::int64_t dimension) {
  const Attributes attributes{{"dtype", dtype}, {"shape", shape}, {"dimension", dimension}};
  return {&builder, builder.append(primitive<Iota>(), attributes, {})[0]};
}
inline Symbol gather(Symbol x, Symbol indices, const Axes& axes, const std::string& mode) {
  return apply<Gather>({{"axes", axes}, {"mode", mode}}, x, indices);
}
inline Symbol scatter(Symbol x, Symbol indices, Symbol updates, const Axes& axes,
                      const std::string& kind, const std::string& mode) {
  return apply<Scatter>({{"axes", axes}, {"kind", kind}, {"mode", mode}}, x, indices, updates);
}
inline Symbol reduce_sum(Symbol x, const Axes& axes) {
  return axes.empty() ? x : apply<ReduceSum>({{"axes", axes}}, x);
}
inline Symbol dot_general(Symbol x, Symbol y, const Axes& lhs_contract, const Axes& rhs_contract,
                          const Axes& lhs_batch, const Axes& rhs_batch) {
  return apply<DotGeneral>({{"lhs_contract", lhs_contract},
                            {"rhs_contract", rhs_contract},
                            {"lhs_batch", lhs_batch},
                            {"rhs_batch", rhs_batch}},
                           x, y);
}

/// One value everywhere, as a whole array.
inline Symbol full(Builder& builder, const Type& type, double c) {
  return broadcast_in_dim({&builder, builder.literal(Constant(type.dtype, c))}, type.shape, {});
}
/// A scalar's value everywhere; anything else as it is.
inline Symbol expand(Symbol x, const Shape& shape) {
  return x.shape().empty() ? broadcast_in_dim(x, shape, {}) : x;
}
/// The sum over what a scalar operand was broadcast to.
inline Symbol sum_to(Symbol ct, const Shape& shape) {
  if (shape.empty()) return reduce_sum(ct, Shape::iota(ct.shape().size()));
  return expand(ct, shape);
}
/// A batched or unbatched value with a batch axis of `size` first.
inline Symbol with_batch_axis(Symbol x, bool batched, std::int64_t size) {
  if (batched) return x;
  Shape shape = x.shape(), dims;
  for (int d = 0; d < x.shape().rank(); ++d) dims.push_back(d + 1);
  shape.insert(0, size);
  return broadcast_in_dim(x, shape, dims);
}

}  // namespace wengert::ops
