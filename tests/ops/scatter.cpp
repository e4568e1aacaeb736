// Updates one after the other; duplicates accumulate, or the last one wins.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

Tensor scattered(const Tensor& x, const Tensor& indices, const Tensor& updates, const char* kind,
                 const char* mode = "check") {
  return apply<Scatter>({x, indices, updates},
                        {{"axes", Shape{0}}, {"kind", kind}, {"mode", mode}});
}

TEST(Scatter, DuplicatesInOrder) {
  const Tensor x = vector<float>({1, 2, 3}), indices = array<int>({3, 1}, {1, 1, 0}),
               updates = vector<float>({5, 7, 9});
  EXPECT_EQ(elements<float>(scattered(x, indices, updates, "set")), (std::vector{9.f, 7.f, 3.f}));
  EXPECT_EQ(elements<float>(scattered(x, indices, updates, "add")), (std::vector{10.f, 14.f, 3.f}));
  EXPECT_EQ(elements<float>(scattered(x, indices, updates, "mul")), (std::vector{9.f, 70.f, 3.f}));
  EXPECT_EQ(elements<float>(scattered(x, indices, updates, "max")), (std::vector{9.f, 7.f, 3.f}));
  EXPECT_EQ(elements<float>(scattered(x, indices, updates, "min")), (std::vector{1.f, 2.f, 3.f}));
}

TEST(Scatter, UpdatesOutsideAreRefusedHeldOrDropped) {
  const Tensor x = vector<float>({1, 2}), indices = array<int>({1, 1}, {5}),
               updates = vector<float>({9});
  EXPECT_THROW(scattered(x, indices, updates, "set"), IndexError);
  EXPECT_EQ(elements<float>(scattered(x, indices, updates, "set", "clip")),
            (std::vector{1.f, 9.f}));
  EXPECT_EQ(elements<float>(scattered(x, indices, updates, "set", "fill")),
            (std::vector{1.f, 2.f}));
}

TEST(Scatter, WholeRowsAndColumns) {
  const Tensor x = array<int>({2, 2}, {1, 2, 3, 4}), indices = array<int>({1, 1}, {1}),
               updates = array<int>({1, 2}, {8, 9});
  EXPECT_EQ(elements<int>(scattered(x, indices, updates, "set")), (std::vector{1, 2, 8, 9}));
  EXPECT_EQ(elements<int>(apply<Scatter>({x, indices, updates},
                                         {{"axes", Shape{1}}, {"kind", "set"}, {"mode", "check"}})),
            (std::vector{1, 8, 3, 9}));
}

TEST(Scatter, FactorsThatAreZeroHaveExactDerivatives) {
  const Tensor x = vector<double>({2}), indices = array<int>({2, 1}, {0, 0}),
               u = vector<double>({0, 5});
  const Tensor du = vector<double>({1, 0});
  EXPECT_EQ(elements<double>(eval(
                jvp(function_of<Scatter>({x.type, indices.type, u.type},
                                         {{"axes", Shape{0}}, {"kind", "mul"}, {"mode", "check"}}),
                    {false, false, true})
                    .function,
                std::vector<Tensor>{x, indices, u, du})[1]),
            std::vector{10.});
}

}  // namespace
}  // namespace wengert::testing
