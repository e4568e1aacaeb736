// Dynamic slices are held inside; gathers do outside what their mode says.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Indexing, StartsAreHeldInside) {
  const Tensor x = vector<int>({0, 1, 2, 3, 4});
  const auto sliced = [&](int start) {
    return elements<int>(apply<DynamicSlice>({x, scalar(start)}, {{"sizes", Shape{2}}}));
  };
  EXPECT_EQ(sliced(1), (std::vector{1, 2}));
  EXPECT_EQ(sliced(-7), (std::vector{0, 1}));
  EXPECT_EQ(sliced(99), (std::vector{3, 4}));
  EXPECT_EQ(elements<int>(apply<DynamicUpdateSlice>({x, vector<int>({8, 9}), scalar(99)})),
            (std::vector{0, 1, 2, 8, 9}));
}

TEST(Indexing, GatherModes) {
  const Tensor x = vector<float>({1, 2, 3}), inside = array<int>({2, 1}, {2, 0}),
               outside = array<int>({2, 1}, {1, 7});
  const auto gathered = [&](const Tensor& indices, const char* mode) {
    return elements<float>(apply<Gather>({x, indices}, {{"axes", Shape{0}}, {"mode", mode}}));
  };
  EXPECT_EQ(gathered(inside, "check"), (std::vector{3.f, 1.f}));
  EXPECT_EQ(gathered(outside, "clip"), (std::vector{2.f, 3.f}));
  expect_same(gathered(outside, "fill"), {2.f, NAN});
  EXPECT_EQ(
      message_of<IndexError>([&] { gathered(outside, "check"); }),
      "gather: an index is out of bounds for f32[3]; use mode::clip or mode::fill to allow it");
}

TEST(Indexing, GatherAlongSeveralAxes) {
  const Tensor x = array<int>({2, 3}, {0, 1, 2, 10, 11, 12}),
               indices = array<std::int64_t>({2, 2}, {1, 2, 0, 0});
  EXPECT_EQ(elements<int>(apply<Gather>({x, indices}, {{"axes", Shape{0, 1}}, {"mode", "check"}})),
            (std::vector{12, 0}));
  EXPECT_THROW(apply<Gather>({x, indices}, {{"axes", Shape{1}}, {"mode", "check"}}), ShapeError);
  EXPECT_THROW(
      apply<Gather>({x, array<float>({1, 1}, {0})}, {{"axes", Shape{1}}, {"mode", "check"}}),
      DtypeError);
}

TEST(Indexing, NothingCanBeTakenFromAnEmptyAxis) {
  EXPECT_THROW(apply<Gather>({vector<float>({}), array<int>({1, 1}, {0})},
                             {{"axes", Shape{0}}, {"mode", "clip"}}),
               IndexError);
}

}  // namespace
}  // namespace wengert::testing
