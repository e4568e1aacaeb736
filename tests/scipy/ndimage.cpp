// Values from jax.scipy.ndimage 0.10.2.
#include "acceptance/near.hpp"

namespace {

using wg::scipy::ndimage::Boundary;
using wg::scipy::ndimage::map_coordinates;
const Array x = wg::arange(12.0).reshape({3, 4}),
            at = {{0.5, 2.0, -1.0, 1.2, 2.7}, {0.5, 1.0, 0.0, 3.3, -0.4}};

TEST(MapCoordinates, BeyondTheEnds) {
  struct Row {
    Boundary boundary;
    Array linear;
  };
  for (const Row& row : {Row{Boundary::constant, {2.5, 9.0, 0.0, 5.46, 1.44}},
                         Row{Boundary::nearest, {2.5, 9.0, 0.0, 7.8, 8.0}},
                         Row{Boundary::mirror, {2.5, 9.0, 4.0, 7.5, 5.6}},
                         Row{Boundary::reflect, {2.5, 9.0, 0.0, 7.8, 8.0}},
                         Row{Boundary::wrap, {2.5, 9.0, 8.0, 6.9, 3.6}}})
    expect_near(map_coordinates(x, at, 1, row.boundary), row.linear);
  expect_near(map_coordinates(x, at, 0)(wg::slice(1, 5)), {9.0, 0.0, 7.0, 0.0});
  expect_near(map_coordinates(x, at, 0, Boundary::wrap)(wg::slice(1, 5)), {9.0, 8.0, 7.0, 0.0});
  expect_near(map_coordinates(x, Array{{-5.0}, {0.0}}, 1, Boundary::constant, 7.0), {7.0});
  expect_near(map_coordinates(Array{3.0}, Array{{-2.0, 5.0}}, 1, Boundary::mirror), {3.0, 3.0});
}

TEST(MapCoordinates, DerivativesAndErrors) {
  const auto f = [](Array p) { return map_coordinates(x, p); };
  expect_near(wg::grad(f)(Array{0.5, 0.5}), {4.0, 1.0});
  expect_near(wg::jit(f)(at), f(at));
  EXPECT_EQ(map_coordinates(Array{1, 2}, Array{{0.0}}, 0).dtype(), wg::int32);
  EXPECT_THROW((void)map_coordinates(x, at, 2), wg::ValueError);
  EXPECT_THROW((void)map_coordinates(x, wg::ones({3, 2})), wg::ShapeError);
  EXPECT_THROW((void)map_coordinates(wg::zeros(0), wg::ones({1, 2})), wg::ValueError);
}

}  // namespace
