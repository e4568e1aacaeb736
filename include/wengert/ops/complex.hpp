// Complex numbers taken apart and put together. real, imag and complex are linear over the reals;
// their transposes pair without conjugation, as JAX's do.
#pragma once

#include "wengert/ops/base.hpp"

namespace wengert::ops {

struct Real : Elementwise<1>, Linear {
  static constexpr Name name = "real";
  static constexpr Dtypes dtypes = complex;
  static constexpr Dtype result(Dtype d) { return real_dtype(d); }
  template <class V> static auto eval(V z) { return z.re; }
  template <class V> static V transpose(V ct) { return complex_of(ct, like(ct, 0)); }
};

struct Imag : Elementwise<1>, Linear {
  static constexpr Name name = "imag";
  static constexpr Dtypes dtypes = complex;
  static constexpr Dtype result(Dtype d) { return real_dtype(d); }
  template <class V> static auto eval(V z) { return z.im; }
  template <class V> static V transpose(V ct) { return complex_of(like(ct, 0), -ct); }
};

/// The complex number of two real ones.
struct Complex : Elementwise<2>, Linear {
  static constexpr Name name = "complex";
  static constexpr Dtypes dtypes = {float32, float64};
  static constexpr Dtype result(Dtype d) { return complex_dtype(d); }
  template <class V> static math::Complex<V> eval(V re, V im) { return {re, im}; }
  template <class V> static V transpose(Arg<0>, V ct) { return real(ct); }
  template <class V> static V transpose(Arg<1>, V ct) { return -imag(ct); }
};

struct Conj : Elementwise<1>, Linear {
  static constexpr Name name = "conj";
  static constexpr Dtypes dtypes = complex;
  template <class V> static V eval(V z) { return {z.re, -z.im}; }
  template <class V> static V transpose(V ct) { return conj(ct); }
};

}  // namespace wengert::ops
