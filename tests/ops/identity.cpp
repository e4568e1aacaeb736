#include "wengert/ops/identity.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(CheckpointName, IsTheIdentity) {
  check_passes(parse_ir(R"({ lambda a:f64[2] . let
    b:f64[2] = mul a a
    c:f64[2] = checkpoint_name[name="square"] b
    d:f64[2] = mul c a
  in (d,) })"),
               {{0.7, -0.3}});
}

TEST(OptimizationBarrier, IsItsFirstOperand) {
  const Function f = parse_ir(R"({ lambda a:f64[2] b:f64[] . let
    c:f64[2] = mul a a
    d:f64[2] = optimization_barrier c b
    e:f64[2] = mul d c
  in (e,) })");
  check_passes(f, {{0.7, -0.3}, {5}});
  EXPECT_EQ(simplify(f), f);
}

TEST(OptimizationBarrier, WaitingForABatchMakesNone) {
  const Function f = parse_ir(R"({ lambda a:f64[2] b:f64[] . let
    c:f64[2] = optimization_barrier a b
  in (c,) })");
  EXPECT_FALSE(batch(f, {false, true}, 3).batched_outputs[0]);
  EXPECT_TRUE(batch(f, {true, false}, 3).batched_outputs[0]);
  EXPECT_THROW(parse_ir("{ lambda . let c:f64[2] = optimization_barrier in (c,) }"), Error);
}

}  // namespace
}  // namespace wengert
