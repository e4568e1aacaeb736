// Blocks and the axes before them.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(BlockwiseForm, LeadingAxesAreIndependent) {
  const Type type{float32, {2, 3, 4, 5}};
  EXPECT_EQ(block_of(type, 2), (Shape{4, 5}));
  EXPECT_EQ(leading_of(type, 2), (Shape{2, 3}));
  EXPECT_EQ(elements<double>(testing::apply<Det>({array<double>({2, 1, 1}, {3, 4})})),
            (std::vector{3., 4.}));
  EXPECT_EQ(primitive<Solve>().core_ranks({}, {}), (std::vector{2, 2, 2}));
}

}  // namespace
}  // namespace wengert::testing
