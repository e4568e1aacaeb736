#include "wengert/lower/kernels.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::expect_lowered;
using testing::kernels_of;

const Kernel& only_kernel(const std::string& text) {
  static std::deque<Program> kept;
  const auto kernels = kernels_of(kept.emplace_back(expect_lowered(text)));
  EXPECT_EQ(kernels.size(), 1u) << text;
  return *kernels.at(0);
}

TEST(Kernels, AllElementsAreOneLoopWhereEveryAccessAllowsIt) {
  EXPECT_EQ(only_kernel("{ lambda a:f32[30,40] . let b:f32[30,40] = sin a in (b) }").domain,
            Shape{1200});
  EXPECT_EQ(only_kernel("{ lambda a:f32[30,40] . let b:f32[40,30] = transpose[permutation=(1, 0)] "
                        "a in (b) }")
                .domain,
            (Shape{40, 30}));
}

TEST(Kernels, ReductionsLoopOverTheirResults) {
  const Kernel& k = only_kernel(R"({ lambda a:f32[20,30,40] b:f32[20,40] . let
      c:f32[20,40] = reduce_sum[axes=(1)] a
      d:f32[20,40] = mul c b in (c, d) })");
  EXPECT_EQ(k.domain, (Shape{20, 40}));
  EXPECT_EQ(k.reductions.size(), 1u);
  EXPECT_EQ(k.stores.size(), 2u);
}

TEST(Kernels, SmallMatricesRunInLanes) {
  const Kernel& k = only_kernel("{ lambda a:f64[5,7,2,2] . let b:f64[5,7,2,2] = inv a in (b) }");
  EXPECT_EQ(k.domain, Shape{35});
  EXPECT_EQ(k.stores.size(), 4u);
  EXPECT_EQ(k.lane, k.variables[0]);
}

TEST(Kernels, InstancesOfAMapRunInLanes) {
  const Kernel& k = only_kernel(R"({ lambda x:f64[37,3] w:f64[3] . let
      y:f64[37,3] s:f64[37] = vmap[f={ lambda x:f64[3] w:f64[3] . let
          y:f64[3] = scan[body={ lambda w:f64[3] c:f64[3] . let d:f64[3] = mul c w in (d) }
                          length=5 reverse=0 consts=1 carry=1] w x
          s:f64[] = reduce_sum[axes=(0)] y in (y, s) } size=37 batched=(1, 0)] x w
    in (y, s) })");
  EXPECT_EQ(k.domain, Shape{37});
  EXPECT_EQ(k.stores.size(), 4u);
  EXPECT_EQ(k.loops.size(), 1u);
}

TEST(Kernels, MapsOfNothing) {
  expect_lowered(
      "{ lambda x:f64[0] . let y:f64[0] = vmap[f={ lambda x:f64[] . let y:f64[] = sin x "
      "in (y) } size=0 batched=(1)] x in (y) }");
}

TEST(Kernels, MapsOfWhatDoesNotVary) {
  expect_lowered(
      "{ lambda x:f64[9] w:f64[] . let y:f64[9] z:f64[9] = vmap[f={ lambda x:f64[] "
      "w:f64[] . let y:f64[] = sin w in (y, 2.0:f64[]) } size=9 batched=(1, 0)] x w in "
      "(y, z) }");
}

}  // namespace
}  // namespace wengert::lower
