// Values from jax.scipy.interpolate 0.10.2.
#include "support/derivatives.hpp"
#include "support/same.hpp"

namespace {

using wg::scipy::interpolate::Method;
using Grid = wg::scipy::interpolate::RegularGridInterpolator;

const Array x = {0.0, 1.0, 3.0}, y = {-1.0, 0.0, 2.0, 4.0},
            values = wg::square(wg::arange(12.0).reshape({3, 4})) / 10.0,
            at = {{0.5, -0.5}, {2.5, 3.5}, {0.0, -1.0}, {3.0, 4.0},
                  {1.0, 0.25}, {3.5, 0.0}, {1.0, -2.0}};

TEST(RegularGridInterpolator, LinearAndNearest) {
  const double nan = wg::nan;
  expect_same(Grid({x, y}, values)(at), {1.05, 9.825, 0.0, 12.1, 2.6375, nan, nan});
  expect_same(Grid({x, y}, values, Method::linear, std::nullopt)(at),
              {1.05, 9.825, 0.0, 12.1, 2.6375, 9.5, 0.7});
  expect_same(Grid({x, y}, values, Method::nearest)(at), {0.0, 12.1, 0.0, 12.1, 2.5, nan, nan});
  expect_same(Grid({x, y}, values, Method::nearest, std::nullopt)(at),
              {0.0, 12.1, 0.0, 12.1, 2.5, 8.1, 1.6});
  expect_same(Grid({x, y}, values, Method::linear, -7.0)(Array{{9.0, 9.0}, {nan, 0.0}}),
              {-7.0, -7.0});
}

TEST(RegularGridInterpolator, ShapesAndDtypes) {
  const Array more = wg::square(wg::arange(24.0).reshape({3, 4, 2}));
  expect_near(Grid({x, y}, more)(at(wg::slice(0, 2))), {{42.0, 53.0}, {393.0, 433.0}});
  expect_near(Grid({x, y}, more)(at(wg::slice(0, 2)).reshape({2, 1, 2})),
              Array{{{42.0, 53.0}}, {{393.0, 433.0}}});
  expect_near(Grid({x, y}, values)(Array{0.5, -0.5}), {1.05});
  expect_near(Grid({x}, Array{0, 1, 5})(Array{0.5, 2.0}), {0.5, 3.0});
  EXPECT_EQ(Grid({x}, Array{0, 1, 5}, Method::nearest)(Array{0.5}).dtype(), wg::float32);
  const std::complex<float> i(0, 1);
  expect_near(wg::imag(Grid({x}, Array(std::vector{i, 2.0f * i, i}))(Array{0.5})), {1.5});
}

TEST(RegularGridInterpolator, DerivativesAndTransforms) {
  const auto wide = [](const Array& v) { return v.astype(wg::float64); };
  const Array inner = wide(at(wg::slice(0, 2)));
  const auto read = [&](Array p) { return Grid({wide(x), wide(y)}, wide(values))(p); };
  expect_derivatives(read, inner);
  expect_derivatives([&](Array v) { return Grid({x, y}, v)(inner); }, wide(values));
  expect_derivatives([&](Array g) { return Grid({g, y}, wide(values))(inner); }, wide(x));
  expect_near(wg::jit(wg::vmap(read))(inner), read(inner).reshape({2, 1}), 1e-12);
}

TEST(RegularGridInterpolator, Faults) {
  EXPECT_THROW(Grid({}, values), wg::ShapeError);
  EXPECT_THROW(Grid({y, x}, values), wg::ShapeError);
  EXPECT_THROW(Grid({x, y, x}, values), wg::ShapeError);
  EXPECT_THROW(Grid({Array{1.0}}, Array{1.0}), wg::ShapeError);
  EXPECT_THROW(Grid({wg::flip(x), y}, values), wg::ValueError);
  EXPECT_THROW((void)Grid({x, y}, values)(Array{{1.0, 2.0, 3.0}}), wg::ShapeError);
}

}  // namespace
