// Values from scipy.signal.
#include "acceptance/near.hpp"

namespace {

using wg::scipy::signal::fftconvolve;

TEST(Fftconvolve, Extents) {
  expect_near(fftconvolve(Array{1, 2, 3}, Array{0.0, 1.0, 0.5}), {0.0, 1.0, 2.5, 4.0, 1.5}, 1e-5,
              1e-5);
  const Array x = {1.0, 2.0, 3.0, 4.0}, y = {0.0, 1.0, 0.5};
  expect_near(fftconvolve(x, y, wg::Extent::same), {1.0, 2.5, 4.0, 5.5});
  expect_near(fftconvolve(x, y, wg::Extent::valid), {2.5, 4.0});
  expect_near(fftconvolve(y, x, wg::Extent::valid), {2.5, 4.0});
  expect_near(fftconvolve({{1.0, 2.0}, {3.0, 4.0}}, {{1.0, 1.0}, {0.0, 1.0}}),
              {{1.0, 3.0, 2.0}, {3.0, 8.0, 6.0}, {0.0, 3.0, 4.0}}, 1e-5, 1e-5);
}

TEST(Fftconvolve, ComplexNumbersAndErrors) {
  const Array z = wg::array({1.0, 2.0}, wg::complex64);
  EXPECT_EQ(fftconvolve(z, z).dtype(), wg::complex64);
  expect_near(wg::real(fftconvolve(z, z)), {1.0, 4.0, 4.0});
  EXPECT_THROW((void)fftconvolve(wg::ones(2), wg::ones({2, 2})), wg::ShapeError);
  EXPECT_THROW((void)fftconvolve(wg::ones(2), wg::zeros(0)), wg::ShapeError);
  EXPECT_THROW((void)fftconvolve(wg::ones({2, 3}), wg::ones({3, 2}), wg::Extent::valid),
               wg::ShapeError);
}

}  // namespace
