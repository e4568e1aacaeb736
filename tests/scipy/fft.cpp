// Values from scipy.fft.
#include "acceptance/near.hpp"

namespace {

namespace fft = wg::scipy::fft;
const Array x = {1.0, 2.0, 0.0, 4.0, -1.0};

TEST(Cosine, TransformAndInverse) {
  expect_near(fft::dct(x), {12.0, 1.4530851, -3.7082039, 6.1553671, -9.7082039});
  expect_near(fft::dct(x, {}, -1, fft::Norm::ortho),
              {2.6832816, 0.45950584, -1.1726370, 1.9464980, -3.0700036});
  expect_near(fft::dct(x(wg::slice(4))), {14.0, -4.0125435, 4.2426407, -5.9916187});
  expect_near(fft::dct(x, 3), {6.0, 1.7320508, -3.0});
  expect_near(fft::idct(x), {0.88884741, -0.26392771, -0.1, 0.78753451, -0.81245421});
  expect_near(fft::idct(x, {}, -1, fft::Norm::ortho),
              {2.9417681, -0.70362688, -0.18524194, 2.6213886, -2.4382200});
  expect_near(fft::idct(x(wg::slice(4))), {0.96962320, -0.60753782, 0.85753782, -0.71962320});
}

TEST(Cosine, AxesDtypesAndErrors) {
  const Array y = wg::arange(12.0, 0.0, -1.0, wg::float64).reshape({3, 4});
  EXPECT_EQ(fft::dct(y, {}, 0).dtype(), wg::float64);
  expect_near(fft::idct(fft::dct(y, {}, 0), {}, 0), y, 1e-13);
  expect_near(fft::dct(y, {}, 0)(wg::all, 1), fft::dct(y(wg::all, 1)), 1e-13);
  expect_near(fft::dct(Array{3.0}), {6.0});
  expect_near(wg::grad([](Array v) { return fft::dct(v)(0); })(x), {2.0, 2.0, 2.0, 2.0, 2.0});
  EXPECT_THROW((void)fft::dct(wg::ones(2, wg::complex64)), wg::DtypeError);
  EXPECT_THROW((void)fft::dct(wg::zeros(0)), wg::ValueError);
}

}  // namespace
