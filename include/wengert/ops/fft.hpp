// The discrete Fourier transform along the last axis.
//
//   fft[inverse=0] x    X_k = sum_j x_j exp(-2πi jk / n)
//   fft[inverse=1] x    the same with +2πi, divided by n
//
// Its matrix is symmetric, so it is its own transpose. Every other transform (real, of several
// axes) is composed of it in fft.hpp.
#pragma once

#include "wengert/ops/convert.hpp"
#include "wengert/ops/form/library.hpp"

namespace wengert::ops {

/// Any length, by Eigen's mixed-radix transform (kissfft); complex64 is computed in complex128.
struct Fft : Library, Linear {
  static constexpr Name name = "fft";
  static constexpr Dtypes dtypes = {complex64, complex128};

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands,
                                      const Attributes& attributes, std::span<const Type> results);
  template <class V>
  static V transpose(V ct, const Type&, const Attributes& attributes) {
    return apply<Fft>(attributes, ct);
  }
  static Batched batch(const Application& application, const std::vector<bool>&, std::int64_t) {
    return {{application.builder.append(application.op, application.attributes,
                                        application.operands)[0]},
            {true}};
  }
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <unsupported/Eigen/FFT>

namespace wengert::ops {

WENGERT_API std::vector<Type> Fft::infer(std::span<const Type> operands,
                                        const Attributes& attributes) {
  attributes.integer("inverse");
  check_operand_dtypes(name, operands, dtypes, [](int, Dtype d) { return d; });
  if (operands[0].shape.empty())
    throw ShapeError(cat(name, ": ", operands[0], " has no axis to transform"));
  return {operands[0]};
}

WENGERT_API std::vector<Tensor> Fft::evaluate(std::span<const Tensor> operands,
                                              const Attributes& attributes,
                                              std::span<const Type> results) {
  const Shape& shape = results[0].shape;
  const std::int64_t n = shape.back(), rows = n == 0 ? 0 : shape.elements() / n;
  const Type wide{Dtype::c128, shape};
  Tensor from(wide), to(wide), out(results[0]);
  convert_elements(operands[0].type.dtype, operands[0].bytes(), Dtype::c128, from.bytes(),
                   shape.elements());
  using C = std::complex<double>;
  Eigen::FFT<double> transform;
  for (std::int64_t row = 0; row < rows; ++row) {
    const C* x = from.data<C>() + row * n;
    C* y = to.data<C>() + row * n;
    if (n == 1) {
      *y = *x;
    } else if (attributes.integer("inverse")) {
      transform.inv(y, x, Eigen::Index(n));
    } else {
      transform.fwd(y, x, Eigen::Index(n));
    }
  }
  convert_elements(Dtype::c128, to.bytes(), results[0].dtype, out.bytes(), shape.elements());
  return {out};
}

}  // namespace wengert::ops
#endif
