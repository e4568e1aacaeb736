// Making arrays from typed data, and reading them.
#include "acceptance/near.hpp"

#include <array>

namespace {

TEST(Array, TypedDataKeepsItsDtype) {
  EXPECT_EQ(Array(std::vector<double>{1, 2}).dtype(), wg::float64);
  EXPECT_EQ(Array(std::vector<float>{1, 2}).dtype(), wg::float32);
  EXPECT_EQ(Array(std::array<std::int64_t, 2>{1, 2}).dtype(), wg::int64);
  EXPECT_EQ(Array(std::vector<bool>{true, false}).dtype(), wg::bool_);
  EXPECT_EQ(Array(std::vector<std::complex<double>>{1}).dtype(), wg::complex128);
  EXPECT_EQ(Array(std::vector<int>{1, 2, 3, 4}, wg::Shape{2, 2})(1, 0).item<int>(), 3);
  EXPECT_THROW(Array(std::vector<int>{1, 2, 3}, wg::Shape{2, 2}), wg::ShapeError);
}

TEST(Array, BorrowsWithoutCopying) {
  std::vector<float> data{1, 2, 3, 4};
  const Array x = Array::borrow(std::span<const float>(data), {2, 2});
  EXPECT_EQ(x.span<float>().data(), data.data());
  expect_near(x + 1, {{2.0, 3.0}, {4.0, 5.0}});
  EXPECT_EQ(data, (std::vector<float>{1, 2, 3, 4}));
}

TEST(Array, StartsEmpty) {
  Array x;
  EXPECT_EQ(x.size(), 0);
  x = Array{1.0, 2.0};
  EXPECT_EQ(x.size(), 2);
  const Array copy{x};
  EXPECT_EQ(copy.shape(), (wg::Shape{2}));
}

TEST(Array, CompoundAssignmentRebinds) {
  Array x = {1.0, 2.0};
  const Array before = x;
  x += 1;
  x *= x;
  x -= 1;
  x /= 2;
  expect_near(x, {1.5, 4.0});
  expect_near(before, {1.0, 2.0});
}

TEST(Array, SpanNamesTheDtype) {
  const Array x = {1.0, 2.0};
  EXPECT_EQ(x.span<float>()[1], 2.0f);
  EXPECT_THROW((void)x.span<double>(), wg::DtypeError);
}

}  // namespace
