// Nested braces.
#include "acceptance/near.hpp"

namespace {

TEST(Literal, ShapeFollowsTheBraces) {
  EXPECT_EQ((Array{1.0}).shape(), (wg::Shape{1}));
  EXPECT_EQ((Array{{1.0}}).shape(), (wg::Shape{1, 1}));
  EXPECT_EQ((Array{{1, 2, 3}, {4, 5, 6}}).shape(), (wg::Shape{2, 3}));
  EXPECT_EQ((Array{{{1, 2}}, {{3, 4}}, {{5, 6}}}).shape(), (wg::Shape{3, 1, 2}));
  EXPECT_EQ((Array{{}, {}}).shape(), (wg::Shape{2, 0}));
  EXPECT_EQ((Array{{{1, 2}}, {{3, 4}}})(1, 0, 1).item<int>(), 4);
}

TEST(Literal, TheWidestKindDecides) {
  EXPECT_EQ((Array{1, 2}).dtype(), wg::int32);
  EXPECT_EQ((Array{1, 2.5}).dtype(), wg::float32);
  EXPECT_EQ((Array{true, false}).dtype(), wg::bool_);
  EXPECT_EQ((Array{true, 2}).dtype(), wg::int32);
  EXPECT_EQ((Array{1, 5'000'000'000}).dtype(), wg::int64);
  EXPECT_EQ((Array{1.0, std::complex<float>(0, 1)}).dtype(), wg::complex64);
}

TEST(Literal, RaggedBracesAreRefused) {
  EXPECT_THROW((Array{{1, 2}, {3}}), wg::ShapeError);
  EXPECT_THROW((Array{{1, 2}, 3}), wg::ShapeError);
  EXPECT_THROW((Array{1, {2, 3}}), wg::ShapeError);
}

}  // namespace
