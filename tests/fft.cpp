#include "support/derivatives.hpp"

#include <complex>

namespace {

using C = std::complex<double>;

Array signal(std::int64_t n) {
  std::vector<C> x;
  for (std::int64_t k = 0; k < n; ++k)
    x.emplace_back(std::sin(1.3 * double(k)), std::cos(0.7 * double(k)));
  return Array(x);
}

TEST(Fft, IsTheDefinitionOfAnyLength) {
  for (std::int64_t n : {1, 2, 3, 4, 5, 8, 13, 30, 97}) {
    const auto x = signal(n).to_vector<C>();
    std::vector<C> y;
    for (std::int64_t k = 0; k < n; ++k) {
      C sum = 0;
      for (std::int64_t j = 0; j < n; ++j)
        sum += x[std::size_t(j)] * std::polar(1.0, -2 * wg::pi * double(j * k % n) / double(n));
      y.push_back(sum);
    }
    expect_near(wg::fft::fft(signal(n)), Array(y), 1e-9, 1e-9);
    expect_near(wg::fft::ifft(Array(y)), signal(n), 1e-9, 1e-9);
  }
}

TEST(Fft, RealTransformsGoBothWays) {
  for (std::int64_t n : {1, 2, 5, 6, 9}) {
    const Array x = wg::real(signal(n));
    EXPECT_EQ(wg::fft::rfft(x).size(), n / 2 + 1);
    expect_near(wg::fft::irfft(wg::fft::rfft(x), n), x, 1e-9, 1e-9);
  }
  const Array grid = wg::real(signal(30)).reshape({5, 6});
  expect_near(wg::fft::irfftn(wg::fft::rfftn(grid), wg::Integers{5, 6}), grid, 1e-9, 1e-9);
  expect_near(wg::fft::irfft2(wg::fft::rfft2(grid)), grid, 1e-9, 1e-9);
  expect_near(wg::fft::ifftn(wg::fft::fftn(grid)), grid.astype(wg::complex128), 1e-9, 1e-9);
  EXPECT_EQ(wg::fft::rfft(Array{1.0f, 2.0f}).dtype(), wg::complex64);
  EXPECT_EQ(wg::fft::fft(Array{1, 2}).dtype(), wg::complex64);
}

// Values from jax.numpy.fft 0.10.2.
TEST(Fft, HalvesOfHermitianSignals) {
  using wg::fft::hfft, wg::fft::ihfft;
  const Array half(std::vector<C>{{1, 4}, {2, 5}, {3, 6}}), x = {1.0, 5.0, 2.0, 7.0, 3.0};
  const auto wide = [](std::vector<double> v) { return Array(v); };
  expect_near(hfft(half), wide({8, 8, 0, -12}), 1e-9, 1e-9);
  expect_near(hfft(half, 5), wide({11, 13.9459542, -5.91679168, 5.15285966, -19.18202218}), 1e-8);
  expect_near(hfft(half, 2), wide({3, -1}), 1e-9);
  expect_near(hfft(half, 8),
              wide({11, 22.89949494, 5, -6.75735931, 3, 3.10050506, -15, -15.24264069}), 1e-8);
  using F = std::complex<float>;
  expect_near(ihfft(x), Array(std::vector<F>{
                            {3.6f, 0}, {-0.7618034f, -0.20736265f}, {-0.5381966f, 1.18617062f}}));
  expect_near(ihfft(x, 4), Array(std::vector<F>{{3.75f, 0}, {-0.25f, -0.5f}, {-2.25f, 0}}));
  expect_near(ihfft(x, 6),
              Array(std::vector<F>{{3, 0}, {-1, 0.57735027f}, {0.5f, 0.8660254f}, {-1, 0}}));
  const Array grid = wg::real(signal(30)).reshape({5, 6});
  expect_near(hfft(ihfft(grid, {}, 0), 5, 0), grid, 1e-9, 1e-9);
  const auto there_and_back = [](Array v) { return hfft(ihfft(v, 7), 6); };
  expect_near(wg::jit(wg::vmap(there_and_back))(grid), there_and_back(grid), 1e-9, 1e-9);
  expect_derivatives(there_and_back, grid);
  EXPECT_EQ(hfft(Array{1, 2}).dtype(), wg::float32);
  EXPECT_THROW((void)ihfft(half), wg::DtypeError);
  EXPECT_THROW((void)hfft(Array{1.0}), wg::ValueError);  // length 0
  EXPECT_THROW((void)hfft(half, 3, 1), wg::IndexError);
}

TEST(Fft, LengthsAxesAndFaults) {
  expect_near(wg::fft::fft(signal(4), 6), wg::fft::fft(wg::pad(signal(4), {{0, 2}})), 1e-9, 1e-9);
  expect_near(wg::fft::fft(signal(6), 4), wg::fft::fft(signal(6)(wg::slice(0, 4))), 1e-9, 1e-9);
  const Array grid = signal(6).reshape({2, 3});
  expect_near(wg::fft::fft(grid, {}, 0), wg::fft::fft(grid.T()).T(), 1e-9, 1e-9);
  EXPECT_THROW((void)wg::fft::rfft(signal(4)), wg::DtypeError);
  EXPECT_THROW((void)wg::fft::fft(signal(4), 0), wg::ValueError);
  EXPECT_THROW((void)wg::fft::fft(signal(4), {}, 1), wg::IndexError);
}

TEST(Fft, FrequenciesAndShifts) {
  expect_near(wg::fft::fftfreq(5, 0.1), {0, 2, 4, -4, -2});
  expect_near(wg::fft::rfftfreq(4), {0, 0.25, 0.5});
  expect_near(wg::fft::fftshift(wg::fft::fftfreq(5) * 5), {-2, -1, 0, 1, 2});
  for (std::int64_t n : {4, 5})
    expect_near(wg::fft::ifftshift(wg::fft::fftshift(wg::arange(n))), wg::arange(n));
}

// The transform keeps the sum of squares, up to n: so the gradient of its power is 2 n x.
TEST(Fft, DerivativeOfThePower) {
  const Array x = wg::real(signal(7));
  const auto power = [](Array v) {
    const Array y = wg::fft::fft(v.astype(wg::complex128));
    return wg::sum(wg::square(wg::real(y)) + wg::square(wg::imag(y)));
  };
  expect_near(wg::grad(power)(x), 14 * x, 1e-9, 1e-9);
  expect_near(wg::jit(wg::grad(power))(x), 14 * x, 1e-9, 1e-9);
  expect_near(wg::hessian(power)(x), 14 * wg::eye(7, {}, 0, wg::float64), 1e-9, 1e-9);
}

}  // namespace
