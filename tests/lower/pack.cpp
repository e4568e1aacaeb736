#include "wengert/lower/pack.hpp"

#include "lower/simulate.hpp"
#include "wengert/lower/lanes.hpp"

namespace wengert::lower {
namespace {

std::string distances(const std::string& rows, const std::string& columns,
                      const std::string& depth) {
  const std::string shape = rows + "," + columns + "," + depth, wide = "f32[" + shape + "]";
  return "{ lambda a:f32[" + rows + "," + depth + "] b:f32[" + columns + "," + depth +
         "] . let c:" + wide + " = broadcast_in_dim[shape=(" + shape +
         ") dims=(0, 2)] a d:" + wide + " = broadcast_in_dim[shape=(" + shape +
         ") dims=(1, 2)] b e:" + wide + " = sub c d f:" + wide + " = mul e e g:f32[" + rows + "," +
         columns + "] = reduce_sum[axes=(2)] f in (g) }";
}

// The lanes walk the columns, whose coordinates lie three apart; every row reads them again.
TEST(Pack, StridedOperandsReadManyTimesLieSideBySide) {
  const Program p = testing::expect_lowered(distances("20", "40", "3"));
  const auto kernels = testing::kernels_of(p);
  ASSERT_EQ(kernels.size(), 2u);
  EXPECT_EQ(kernels[0]->domain, Shape{40});
  EXPECT_EQ(kernels[0]->stores.size(), 3u);
  EXPECT_EQ(kernels[1]->domain, (Shape{20, 40}));
  for (const CellNode& c : kernels[1]->cells)
    if (c.kind == CellKind::load) {
      const auto stride = coefficient(kernels[1]->pool, c.index, kernels[1]->lane);
      EXPECT_TRUE(stride && *stride <= 1);
    }
}

TEST(Pack, FewReadsDoNotRepayTheCopy) {
  EXPECT_EQ(testing::kernels_of(testing::expect_lowered(distances("15", "40", "3"))).size(), 1u);
  EXPECT_EQ(testing::kernels_of(testing::expect_lowered(distances("16", "40", "3"))).size(), 2u);
}

TEST(Pack, ContiguousOperandsStay) {
  for (const char* text : {"{ lambda a:f32[40,50] b:f32[50] . let c:f32[40,50] = "
                           "broadcast_in_dim[shape=(40, 50) dims=(1)] b d:f32[40,50] = add a c in "
                           "(d) }",
                           "{ lambda a:f32[40] b:f32[50] . let c:f32[40,50] = "
                           "broadcast_in_dim[shape=(40, 50) dims=(0)] a d:f32[40,50] = "
                           "broadcast_in_dim[shape=(40, 50) dims=(1)] b e:f32[40,50] = mul c d in "
                           "(e) }"})
    EXPECT_EQ(testing::kernels_of(testing::expect_lowered(text)).size(), 1u) << text;
}

// Dtypes side by side, offsets of slices, strides of more than one buffer.
TEST(Pack, StreamsKeepTheirElements) {
  const Program p = testing::expect_lowered(R"({ lambda a:f32[30] b:f64[80,2] c:f64[40,5] . let
      b1:f64[40,1] = slice[start=(3, 1) limit=(43, 2) strides=(1, 1)] b
      b2:f64[40] = reshape[shape=(40)] b1
      c1:f64[40,1] = slice[start=(0, 4) limit=(40, 5) strides=(1, 1)] c
      c2:f64[40] = reshape[shape=(40)] c1
      b3:f64[30,40] = broadcast_in_dim[shape=(30, 40) dims=(1)] b2
      c3:f64[30,40] = broadcast_in_dim[shape=(30, 40) dims=(1)] c2
      a1:f64[30] = convert_element_type[new_dtype=f64] a
      a2:f64[30,40] = broadcast_in_dim[shape=(30, 40) dims=(0)] a1
      d:f64[30,40] = mul a2 b3
      e:f64[30,40] = add d c3 in (e) })");
  EXPECT_EQ(testing::kernels_of(p).size(), 2u);
}

}  // namespace
}  // namespace wengert::lower
