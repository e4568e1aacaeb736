#include "wengert/lower/layout.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all{{}, {1}, {7}, {3, 4}, {1, 5}, {5, 1}, {2, 3, 4}, {1, 1, 1}};
  return all;
}

TEST(Layout, UnflattenInvertsFlatten) {
  for (const Shape& shape : shapes()) {
    IndexPool pool;
    const Index flat = pool.variable(0, shape.elements());
    const std::vector<Index> index = unflatten(flat, shape);
    ASSERT_EQ(index.size(), shape.size());
    const Index again = flatten_index(pool, shape, index);
    for (std::int64_t k = 0; k < shape.elements(); ++k) {
      EXPECT_EQ(testing::value_of(pool, again.id, {k}), k) << shape;
      const std::vector<Index> constant = constant_index(pool, k, shape);
      for (int d = 0; d < shape.rank(); ++d) {
        const std::int64_t at = testing::value_of(pool, index[std::size_t(d)].id, {k});
        EXPECT_EQ(pool.constant_value(constant[std::size_t(d)]), at) << shape;
        EXPECT_TRUE(0 <= at && at < shape[d]) << shape;
      }
    }
  }
}

TEST(Layout, RoundTripsLeaveNoArithmetic) {
  for (const Shape& shape : shapes()) {
    IndexPool pool;
    const Index flat = pool.variable(0, shape.elements());
    if (shape.elements() > 1) {
      EXPECT_EQ(flatten_index(pool, shape, unflatten(flat, shape)), flat) << shape;
    }
  }
}

TEST(Layout, EmptyShapesDoNotDivideByZero) {
  for (const Shape& shape : {Shape{0}, Shape{3, 0}, Shape{0, 3}}) {
    IndexPool pool;
    EXPECT_EQ(unflatten(pool.variable(0, 0), shape).size(), shape.size());
  }
}

TEST(Layout, OffsetsCountFromTheLocation) {
  for (const Shape& shape : shapes()) {
    Kernel kernel;
    std::vector<Index> index;
    for (std::int64_t extent : shape) index.push_back(kernel.open_domain(extent));
    const Index at = offset(kernel, Location{3, 100, {{0, 1000}, {1, -10000}}}, shape, index);
    ASSERT_EQ(kernel.counters.size(), 2u);
    std::vector<std::int64_t> values(kernel.variable_blocks.size());
    for (const auto& [variable, loop] : kernel.counters)
      values[std::size_t(variable)] = loop == 0 ? 2 : 3;
    for (std::int64_t k = 0; k < shape.elements(); ++k) {
      std::int64_t rest = k;
      for (int d = shape.rank() - 1; d >= 0; rest /= shape[d--])
        values[std::size_t(kernel.variables[std::size_t(d)])] = rest % shape[d];
      EXPECT_EQ(testing::value_of(kernel.pool, at.id, values), k + 100 + 2 * 1000 - 3 * 10000);
    }
  }
}

}  // namespace
}  // namespace wengert::lower
