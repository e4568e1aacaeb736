#include "wengert/ir/rewrite.hpp"

#include <gtest/gtest.h>

#include "wengert/ir/parse.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/ir/verify.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {
namespace {

Function sample() {
  return parse_ir(R"({ lambda a:f32[] b:f32[] c:f32[] . let
    d:f32[] = mul a 2.0:f32[]
    e:f32[] = add d b
    f:f32[] = mul e 3.0:f32[]
  in (f, d) })");
}

TEST(Rewrite, LivenessFollowsOperands) {
  const Function f = sample();
  const std::vector<bool> live = live_values(f, std::array{f.outputs[1]});
  EXPECT_TRUE(live[0]);
  EXPECT_FALSE(live[1]);
  EXPECT_FALSE(live[2]);
  EXPECT_TRUE(live[f.outputs[1]]);
  EXPECT_FALSE(live[f.outputs[0]]);
}

TEST(Rewrite, RearrangesParametersAndOutputs) {
  const Function f = sample();
  const Function g = rearrange(f, std::array<Value, 2>{1, 0}, std::array{f.outputs[0], Value(1)});
  verify(g);
  EXPECT_EQ(g.str(), R"({ lambda a:f32[] b:f32[] . let
    c:f32[] = mul b 2.0:f32[]
    d:f32[] = add c a
    e:f32[] = mul d 3.0:f32[]
  in (e, a) })");
}

TEST(Rewrite, RefusesToDropWhatIsNeeded) {
  const Function f = sample();
  EXPECT_THROW(rearrange(f, std::array<Value, 1>{0}, f.outputs), InternalError);
}

TEST(Rewrite, NumbersLiteralsWhereTheyAreFirstUsed) {
  Builder b(std::vector<Type>{{Dtype::f32, {}}});
  const Value two = b.literal({Dtype::f32, 2}), one = b.literal({Dtype::f32, 1});
  const Value sum = b.append(primitive<ops::Add>(), {}, std::array{Value(0), one})[0];
  const Function f = b.finish({b.append(primitive<ops::Mul>(), {}, std::array{sum, two})[0]});
  const Function g = rearrange(f, value_range(0, 1), f.outputs);
  EXPECT_EQ(f.str(), g.str());
  EXPECT_NE(f, g);
  EXPECT_EQ(parse_ir(f.str()), g);
}

}  // namespace
}  // namespace wengert
