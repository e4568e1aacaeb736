#include "acceptance/near.hpp"

namespace {

void expect_all(const auto& got, const std::vector<Array>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t k = 0; k < want.size(); ++k) expect_near(got[k], want[k]);
}

TEST(Construction, FromOtherValues) {
  EXPECT_EQ(wg::array({{1, 2}, {3, 4}}, wg::float64).dtype(), wg::float64);
  EXPECT_EQ(wg::asarray(std::vector<std::int64_t>{1}).dtype(), wg::int64);
  expect_near(wg::copy(Array{1.0, 2.0}), {1.0, 2.0});
  EXPECT_EQ(wg::empty_like(wg::ones({2, 3}, wg::int8)).type(), (wg::Type{wg::int8, {2, 3}}));
}

TEST(Construction, Geomspace) {
  expect_near(wg::geomspace(1.0, 1000.0, 4), {1, 10, 100, 1000});
  expect_near(wg::geomspace(1.0, 256.0, 8, wg::End::excluded), {1, 2, 4, 8, 16, 32, 64, 128});
  expect_near(wg::geomspace(-1.0, -100.0, 3), {-1.0, -10.0, -100.0});
  expect_near(wg::geomspace(Array{1.0, 2.0}, 16.0, 3), {{1.0, 2.0}, {4.0, 5.656854}, {16.0, 16.0}});
  EXPECT_EQ(wg::geomspace(1.0, 2.0, 0).size(), 0);
  // The ends are exact.
  EXPECT_EQ(wg::geomspace(0.1, 0.7, 5)(-1).item<float>(), 0.7f);
}

TEST(Construction, TrianglesDiagonalsAndPowers) {
  expect_near(wg::tri(2, 3, 1), {{1.0, 1.0, 0.0}, {1.0, 1.0, 1.0}});
  EXPECT_EQ(wg::tri(3, {}, 0, wg::bool_).dtype(), wg::bool_);
  expect_near(wg::diagflat({{1, 2}}, -1), {{0, 0, 0}, {1, 0, 0}, {0, 2, 0}});
  expect_near(wg::vander(Array{2, 3}, 3), {{4, 2, 1}, {9, 3, 1}});
  expect_near(wg::vander(Array{2.0, 3.0}, {}, wg::Powers::increasing), {{1.0, 2.0}, {1.0, 3.0}});
  EXPECT_EQ(wg::vander(Array{2, 3}, 0).shape(), (wg::Shape{2, 0}));
  EXPECT_THROW((void)wg::vander(wg::ones({2, 2})), wg::ShapeError);
}

TEST(Construction, Blocks) {
  const Array a = wg::ones({2, 2}), b = wg::zeros({2, 1});
  expect_near(wg::block({{a, b}, {b.T(), 7.0}}),
              {{1.0, 1.0, 0.0}, {1.0, 1.0, 0.0}, {0.0, 0.0, 7.0}});
  expect_near(wg::block(std::vector<Array>{Array{1, 2}, 3}), {1, 2, 3});
  EXPECT_THROW((void)wg::block({{a, b}, {a}}), wg::ShapeError);
}

TEST(Construction, Broadcasting) {
  const auto [x, y] = wg::broadcast_arrays(Array{1, 2}, Array{{3}, {4}});
  expect_near(x, {{1, 2}, {1, 2}});
  expect_near(y, {{3, 3}, {4, 4}});
  EXPECT_THROW((void)wg::broadcast_arrays(wg::ones(2), wg::ones(3)), wg::ShapeError);
}

TEST(Positions, OfTrianglesAndDiagonals) {
  expect_all(wg::tril_indices(3), {{0, 1, 1, 2, 2, 2}, {0, 0, 1, 0, 1, 2}});
  expect_all(wg::tril_indices(2, -1, 3), {{1}, {0}});
  expect_all(wg::triu_indices(3), {{0, 0, 0, 1, 1, 2}, {0, 1, 2, 1, 2, 2}});
  expect_all(wg::triu_indices(2, 1, 3), {{0, 0, 1}, {1, 2, 2}});
  expect_all(wg::tril_indices_from(wg::zeros({2, 1}), 0), {{0, 1}, {0, 0}});
  expect_all(wg::triu_indices_from(wg::zeros({1, 2}), 1), {Array{0}, Array{1}});
  EXPECT_EQ(wg::tril_indices(3)[0].dtype(), wg::int32);
  EXPECT_THROW((void)wg::triu_indices_from(wg::zeros(3)), wg::ShapeError);
  expect_all(wg::diag_indices(2, 3), {{0, 1}, {0, 1}, {0, 1}});
  EXPECT_EQ(wg::diag_indices_from(wg::zeros({4, 4})).size(), 2u);
  EXPECT_THROW((void)wg::diag_indices_from(wg::zeros({4, 3})), wg::ShapeError);
  const auto [rows, columns] = wg::tril_indices(2);
  expect_near(wg::jit([=](Array x) { return x(rows, columns); })({{1.0, 2.0}, {3.0, 4.0}}),
              {1.0, 3.0, 4.0});
}

TEST(Positions, Grids) {
  expect_near(wg::indices({2, 2}), {{{0, 0}, {1, 1}}, {{0, 1}, {0, 1}}});
  EXPECT_EQ(wg::indices({2, 2}, wg::float32).dtype(), wg::float32);
  EXPECT_EQ(wg::indices({}).size(), 0);
  expect_near(wg::mgrid({wg::slice(2), wg::slice(1, 6, 2)}),
              {{{0, 0, 0}, {1, 1, 1}}, {{1, 3, 5}, {1, 3, 5}}});
  expect_all(wg::ogrid({wg::slice(2), wg::slice(3)}), {{{0}, {1}}, {{0, 1, 2}}});
  EXPECT_THROW((void)wg::mgrid({wg::slice(1, wg::none)}), wg::ValueError);
  expect_all(wg::ix_({Array{0, 2}, Array{false, true}}), {{{0}, {2}}, {{1}}});
  EXPECT_THROW((void)wg::ix_({wg::ones({1, 1})}), wg::ShapeError);
  const std::vector<Array> axes{{1, 2, 3}, {4, 5}};
  expect_all(wg::meshgrid(axes, wg::Indexing::xy),
             {{{1, 2, 3}, {1, 2, 3}}, {{4, 4, 4}, {5, 5, 5}}});
  expect_all(wg::meshgrid(axes, wg::Indexing::ij),
             {{{1, 1}, {2, 2}, {3, 3}}, {{4, 5}, {4, 5}, {4, 5}}});
  expect_all(wg::meshgrid(axes, wg::Indexing::xy, wg::Grid::sparse), {{{1, 2, 3}}, {{4}, {5}}});
  expect_all(wg::meshgrid(axes, wg::Indexing::ij, wg::Grid::sparse), {{{1}, {2}, {3}}, {{4, 5}}});
}

TEST(Positions, FlattenedAndBack) {
  expect_all(wg::unravel_index(Array{22, 41, -1}, {7, 6}), {{3, 6, 6}, {4, 5, 5}});
  EXPECT_THROW((void)wg::unravel_index(42, {7, 6}), wg::IndexError);
  EXPECT_THROW((void)wg::unravel_index(1.0, {7, 6}), wg::DtypeError);
  expect_all(wg::unravel_index(0, {}), {});
  expect_near(wg::ravel_multi_index({Array{3, 6}, Array{4, 5}}, {7, 6}), {22, 41});
  expect_near(wg::ravel_multi_index({9, -1}, {7, 6}, wg::mode::clip), 36);
  EXPECT_THROW((void)wg::ravel_multi_index({7, 0}, {7, 6}), wg::IndexError);
  EXPECT_THROW((void)wg::ravel_multi_index({7}, {7, 6}), wg::ValueError);
  const auto there_and_back = [](Array k) {
    return wg::ravel_multi_index(wg::unravel_index(k, {3, 4}), {3, 4});
  };
  expect_near(wg::jit(there_and_back)(wg::arange(12)), wg::arange(12));
}

}  // namespace
