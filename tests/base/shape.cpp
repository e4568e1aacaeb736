#include "wengert/base/shape.hpp"

#include <gtest/gtest.h>

namespace wengert {
namespace {

// Six extents live in the object; the seventh moves them all.
TEST(Shape, IsAVectorOfAnyLength) {
  for (std::size_t n = 0; n < 12; ++n) {
    Shape a = Shape::iota(n);
    ASSERT_EQ(a.size(), n);
    const Shape copy = a;
    Shape moved = std::move(a);
    EXPECT_EQ(moved, copy);
    EXPECT_EQ(a.size(), 0u);  // NOLINT: moved from, and empty
    a = copy;
    EXPECT_EQ(a, copy);
    a = Shape{7};
    EXPECT_EQ(a, Shape{7});
    a = std::move(moved);
    EXPECT_EQ(a, copy);
    a.insert(n / 2, 100);
    EXPECT_EQ(a.size(), n + 1);
    EXPECT_EQ(a[n / 2], 100);
    EXPECT_TRUE(a.contains(100));
    a.erase(n / 2);
    EXPECT_EQ(a, copy);
    const Shape& self = a;
    a = self;
    EXPECT_EQ(a, copy);
    EXPECT_EQ(hash_of(a), hash_of(copy));
  }
  EXPECT_EQ(Shape::filled(8, 3).elements(), 6561);
}

TEST(Shape, PrintsAsATuple) {
  EXPECT_EQ(Shape().str(), "()");
  EXPECT_EQ((Shape{4}).str(), "(4,)");
  EXPECT_EQ((Shape{2, 3}).str(), "(2, 3)");
}

TEST(Shape, CountsItsElements) {
  EXPECT_EQ(Shape().elements(), 1);
  EXPECT_EQ((Shape{2, 0, 3}).elements(), 0);
  EXPECT_THROW((void)(Shape{std::int64_t(1) << 40, std::int64_t(1) << 40}).elements(), ShapeError);
  EXPECT_THROW((void)add_extents(INT64_MAX, 1), ShapeError);
  EXPECT_THROW((void)multiply_extents(INT64_MAX, 2), ShapeError);
  EXPECT_EQ(strides_of(Shape{2, 3, 4}), (Shape{12, 4, 1}));
}

TEST(Shape, BroadcastsAsNumpy) {
  EXPECT_EQ(broadcast("add", Shape{2, 1}, Shape{3}), (Shape{2, 3}));
  EXPECT_EQ(broadcast("add", Shape(), Shape{3}), Shape{3});
  EXPECT_EQ(broadcast("add", Shape{1}, Shape{0}), Shape{0});
  EXPECT_EQ(broadcast("add", Shape{5, 1, 4}, Shape{3, 1}), (Shape{5, 3, 4}));
  try {
    (void)broadcast("add", Shape{2, 3}, Shape{2});
    FAIL();
  } catch (const ShapeError& e) {
    EXPECT_STREQ(e.what(),
                 "add: shapes (2, 3) and (2,) do not broadcast: axis -1 has extents 3 and 2; they "
                 "must be equal or one of them 1");
  }
}

TEST(Shape, AxesCountFromEitherEnd) {
  EXPECT_EQ(normalize_axis("sum", -1, 3), 2);
  EXPECT_EQ(normalize_axes("sum", {-1, 0}, 3), (Axes{0, 2}));
  EXPECT_THROW((void)normalize_axis("sum", 3, 3), IndexError);
  EXPECT_THROW((void)normalize_axis("sum", 0, 0), IndexError);
  EXPECT_THROW((void)normalize_axes("sum", {0, -3}, 3), ValueError);
}

}  // namespace
}  // namespace wengert
