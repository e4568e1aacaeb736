// Concatenation and padding, negative padding and empty operands among them.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Joining, ConcatenateAlongAnyAxis) {
  const Tensor x = array<int>({2, 2}, {1, 2, 3, 4}), y = array<int>({2, 1}, {5, 6}),
               none = array<int>({2, 0}, {});
  EXPECT_EQ(elements<int>(apply<Concatenate>({x, none, y}, {{"dimension", std::int64_t(1)}})),
            (std::vector{1, 2, 5, 3, 4, 6}));
  EXPECT_EQ(elements<int>(apply<Concatenate>({x, x}, {{"dimension", std::int64_t(0)}})),
            (std::vector{1, 2, 3, 4, 1, 2, 3, 4}));
  EXPECT_THROW(apply<Concatenate>({x, y}, {{"dimension", std::int64_t(0)}}), ShapeError);
}

TEST(Joining, TheIndexMapAgreesWithTheCopies) {
  const std::vector<Tensor> parts{array<int>({2, 2}, {1, 2, 3, 4}), array<int>({2, 0}, {}),
                                  array<int>({2, 1}, {5, 6})};
  const Attributes attributes{{"dimension", std::int64_t(1)}};
  const Tensor copied = apply<Concatenate>(parts, attributes);
  EXPECT_EQ(elements<int>(run_movement(&Concatenate::move<std::int64_t>, Rows::irregular, parts,
                                       attributes, copied.type)),
            elements<int>(copied));
}

TEST(Joining, PadSpreadsAndTakesAway) {
  const Tensor x = vector<int>({1, 2, 3});
  const auto padded = [&](std::int64_t low, std::int64_t high, std::int64_t interior) {
    return elements<int>(
        apply<Pad>({x, scalar(9)},
                   {{"low", Shape{low}}, {"high", Shape{high}}, {"interior", Shape{interior}}}));
  };
  EXPECT_EQ(padded(1, 2, 0), (std::vector{9, 1, 2, 3, 9, 9}));
  EXPECT_EQ(padded(0, 0, 1), (std::vector{1, 9, 2, 9, 3}));
  EXPECT_EQ(padded(-1, 1, 0), (std::vector{2, 3, 9}));
  EXPECT_THROW(padded(-2, -2, 0), ShapeError);
}

}  // namespace
}  // namespace wengert::testing
