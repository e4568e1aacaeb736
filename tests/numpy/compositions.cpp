// Compositions at ordinary and special values, and their derivatives.
#include "support/same.hpp"

namespace {

Array v() { return {-2.5, -1.0, -0.0, 0.0, 0.5, wg::inf, -wg::inf, wg::nan}; }
Array w() { return {2.0, -3.0, 0.5, 0.0, -2.0, 1.0, wg::inf, 1.0}; }

TEST(Compositions, Values) {
  expect_same(wg::hypot(v(), w()),
              {3.20156217, 3.1622777, 0.5, 0.0, 2.06155276, wg::inf, wg::inf, wg::nan});
  expect_near(wg::hypot(3e30, 4e30), 4.99999992e+30);
  expect_same(wg::sinc(v()), {0.127323954, 0.0, 1.0, 1.0, 0.636619772, wg::nan, wg::nan, wg::nan});
  expect_same(wg::logaddexp(v(), w()), {2.01104784, -0.873072028, 0.974076986, 0.693147182,
                                        0.578889728, wg::inf, wg::inf, wg::nan});
  expect_same(wg::logaddexp2(v(), w()),
              {2.06239009, -0.678071916, 1.27155328, 1.0, 0.734840572, wg::inf, wg::inf, wg::nan});
  expect_near(wg::logaddexp(-wg::inf, Array(-wg::inf)), -wg::inf);
  expect_near(wg::fmax(v(), w()), {2.0, -1.0, 0.5, 0.0, 0.5, wg::inf, wg::inf, 1.0});
  expect_near(wg::fmin(w(), v()), {-2.5, -3.0, -0.0, 0.0, -2.0, 1.0, -wg::inf, 1.0});
  expect_near(wg::signbit(v()), {true, true, true, false, false, false, true, false});
  expect_near(wg::copysign(w(), v()), {-2.0, -3.0, -0.5, 0.0, 2.0, 1.0, -wg::inf, 1.0});
  expect_same(wg::heaviside(v(), 0.5), {0.0, 0.0, 0.5, 0.5, 1.0, 1.0, 0.0, wg::nan});
  expect_near(wg::nan_to_num(v()),
              {-2.5, -1.0, -0.0, 0.0, 0.5, 3.40282347e+38, -3.40282347e+38, 0.0});
  expect_near(wg::deg2rad(Array{180.0, 90.0}), {3.14159265, 1.57079633});
  expect_near(wg::rad2deg(Array{1.0}), {57.2957795});
  expect_near(wg::isinf(v()), {false, false, false, false, false, true, true, false});
  EXPECT_TRUE(std::signbit(Array(wg::copysign(1.0, Array(-0.0))).item<float>()));
}

TEST(Compositions, DerivativesAtSpecialValues) {
  expect_near(wg::grad([](Array x) { return wg::hypot(x, 4.0); })(3.0), 0.6);
  expect_near(wg::grad([](Array x) { return wg::sinc(x); })(0.0), 0.0);
  expect_near(wg::grad([](Array x) { return wg::logaddexp(x, 1.0); })(1.0), 0.5);
  expect_near(wg::grad([](Array x) { return wg::logaddexp(x, 0.0); })(2.0), 0.8807971);
  expect_near(wg::grad([](Array x) { return x % 3.0; })(7.5), 1.0);
}

TEST(Compositions, FuseIntoLargerExpressions) {
  const Array x = wg::linspace(-3, 3, 5000), y = x * x - 2;
  const Array whole = wg::logaddexp(x * 2, wg::fmax(y, 0.5)) % 1.5;
  const Array a = x * 2, b = wg::fmax(y, 0.5);
  expect_near(whole, wg::remainder(Array(wg::logaddexp(a, b)), 1.5), 1e-4, 1e-4);
}

}  // namespace
