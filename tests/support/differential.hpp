// Compiled code against the interpreter, on the same inputs.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "wengert/backend/target.hpp"
#include "wengert/ir/parse.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/lower/flatten.hpp"
#include "wengert/ops/manifest.hpp"
#include "wengert/runtime/native.hpp"
#include "wengert/transform/transforms.hpp"

namespace wengert::testing {

/// Values in a range where every elementary function is finite, different for each seed.
inline Tensor sample(const Type& type, std::uint64_t seed, double low = 0.1, double high = 0.9) {
  Tensor t(type);
  const std::int64_t count = type.elements();
  for (std::int64_t i = 0; i < count; ++i) {
    const double u = low + (high - low) * double(combine(seed, std::uint64_t(i)) >> 11) * 0x1p-53;
    visit(type.dtype, [&]<class T>(std::type_identity<T>) {
      if constexpr (is_complex_v<T>) t.data<T>()[i] = T(typename T::value_type(u), typename T::value_type(1 - u));
      else if constexpr (std::is_same_v<T, bool>) t.data<T>()[i] = u > (low + high) / 2;
      else if constexpr (std::is_integral_v<T>) t.data<T>()[i] = T(std::int64_t(u * 10));
      else t.data<T>()[i] = convert<T>(u);
    });
  }
  return t;
}

/// The largest difference of two tensors relative to 1 + |value|; NaN equals NaN, infinities themselves.
inline double difference(const Tensor& a, const Tensor& b) {
  double worst = 0;
  visit(a.type.dtype, [&]<class T>(std::type_identity<T>) {
    const auto compare = [&](double x, double y) {
      if (x == y || (std::isnan(x) && std::isnan(y))) return;
      const double d = std::fabs(x - y) / (1 + std::fabs(y));
      worst = std::isnan(d) ? INFINITY : std::max(worst, d);
    };
    for (std::int64_t i = 0; i < a.type.elements(); ++i) {
      const auto x = convert<std::complex<double>>(a.data<T>()[i]), y = convert<std::complex<double>>(b.data<T>()[i]);
      compare(x.real(), y.real());
      compare(x.imag(), y.imag());
    }
  });
  return worst;
}

inline double tolerance(Dtype d) {
  switch (real_dtype(d)) {
    case Dtype::f64: return 1e-12;
    case Dtype::f32: return 2e-5;
    case Dtype::f16: return 4e-3;
    case Dtype::bf16: return 3e-2;
    default: return 0;
  }
}

/// Compiled with either effort, f gives what the interpreter gives.
inline void expect_same(const Function& f, const std::vector<Tensor>& inputs, const std::string& what) {
  const std::vector<Tensor> want = eval(f, inputs);
  for (const auto effort : {backend::Effort::full, backend::Effort::quick}) {
    const std::vector<Tensor> got = Native(f, effort).run(inputs, lower::all_literals(f));
    ASSERT_EQ(got.size(), want.size()) << what;
    for (std::size_t k = 0; k < got.size(); ++k) {
      ASSERT_EQ(got[k].type, want[k].type) << what;
      EXPECT_LE(difference(got[k], want[k]), tolerance(want[k].type.dtype))
          << what << "\noutput " << k << " with effort " << int(effort) << " of\n" << f.str();
    }
  }
}

inline void expect_same(const std::string& text) {
  const Function f = parse_ir(text);
  std::vector<Tensor> inputs;
  for (std::uint32_t k = 0; k < f.inputs; ++k) inputs.push_back(sample(f.types[k], k));
  expect_same(f, inputs, text);
}

}  // namespace wengert::testing
