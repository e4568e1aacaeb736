// Conversion between dtypes, and the identity that stops derivatives.
#pragma once

#include "wengert/ops/base.hpp"

namespace wengert::ops {

/// As NumPy's astype: complex drops its imaginary part, anything non-zero is true, floating to
/// integer truncates and saturates (NaN is 0).
struct ConvertElementType : Elementwise<1>, Linear {
  static constexpr Name name = "convert_element_type";
  static constexpr Dtypes dtypes = any;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    return {Type{attributes.dtype("new_dtype"), operands[0].shape}};
  }

  static std::vector<Tensor> evaluate(std::span<const Tensor> operands, const Attributes&,
                                      std::span<const Type> results) {
    const Tensor& x = operands[0];
    if (x.type.dtype == results[0].dtype) return {x};
    Tensor out(results[0]);
    convert_elements(x.type.dtype, x.bytes(), results[0].dtype, out.bytes(), results[0].elements());
    return {out};
  }

  static Cell emit(std::span<const Cell> operands, const Attributes&, Dtype result) {
    const Cell& x = operands[0];
    const auto component = [&](Lane part) {
      const Dtype d = real_dtype(result);
      if (part.dtype == d) return part;
      if (d != Dtype::bool_) return part.emitter->convert(part, d);
      return part.emitter->compare(Relation::not_equal, part,
                                   part.emitter->bits_constant(part.dtype, 0));
    };
    if (!is_complex(result)) {
      const Lane re = component(x.re);
      return {
          result == Dtype::bool_ && is_complex(x.dtype) ? re | component(x.im) : re, {}, result};
    }
    const Lane im =
        is_complex(x.dtype) ? component(x.im) : x.re.emitter->constant(real_dtype(result), 0);
    return {component(x.re), im, result};
  }

  template <class V> static V transpose(V ct, const Type& operand, const Attributes&) {
    return convert(ct, operand.dtype);
  }
};

/// The same bits as another dtype of the same width: no conversion.
struct BitcastConvertType : Elementwise<1>, Flat {
  static constexpr Name name = "bitcast_convert_type";
  static constexpr Dtypes dtypes = integer | floating;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const Dtype to = attributes.dtype("new_dtype"), from = operands[0].dtype;
    if (!dtypes.contains(to) || !dtypes.contains(from) || size_of(to) != size_of(from))
      throw DtypeError(cat(name, ": ", operands[0], " to ", to,
                           "; both must be real numbers of one width"));
    return {Type{to, operands[0].shape}};
  }
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands, const Attributes&,
                                      std::span<const Type> results) {
    return {Tensor(results[0], operands[0].buffer)};
  }
  static Cell emit(std::span<const Cell> operands, const Attributes&, Dtype result) {
    const Lane x = operands[0].re;
    return {x.dtype == result ? x : x.emitter->bitcast(x, result), {}, result};
  }
};

/// The identity, whose derivative is zero.
struct StopGradient : Elementwise<1>, Flat {
  static constexpr Name name = "stop_gradient";
  static constexpr Dtypes dtypes = any;
  template <class V> static V eval(V x) { return x; }
};

}  // namespace wengert::ops
