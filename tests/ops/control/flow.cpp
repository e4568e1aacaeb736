#include "wengert/ops/control/flow.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

using namespace ops::control;

TEST(Flow, ListsByFlags) {
  const Values all = {5, 6, 7, 8};
  EXPECT_EQ(chosen(all, {true, false, true, false}), (Values{5, 7}));
  EXPECT_EQ(chosen(all, {true, false, true, false}, false), (Values{6, 8}));
  EXPECT_EQ(part(all, 1, 2), (Values{6, 7}));
  EXPECT_EQ(ops::control::joined(Values{1}, all, Values{9}), (Values{1, 5, 6, 7, 8, 9}));
  EXPECT_EQ(spread(Values{1, 2}, {false, true, true})[2], Maybe(2));
}

TEST(Flow, MasksAreSeenInBodies) {
  const Function f = parse_ir(R"({ lambda m:bool[] a:f64[] . let
    b:f64[] = call[f={ lambda m:bool[] a:f64[] . let b:f64[] = select m a 0.0:f64[] in (b,) }] m a
  in (b,) })");
  EXPECT_TRUE(has_masks(f));
  EXPECT_FALSE(has_masks(parse_ir("{ lambda a:f64[] . let in (a,) }")));
}

TEST(Flow, HoistsWhatDoesNotVary) {
  const Function f = parse_ir(R"({ lambda w:f64[] x:f64[] . let
    a:f64[] = mul w w
    b:f64[] = neg w
    c:f64[] = mul a x
    d:f64[] = mul b x
  in (c, a, d) })");
  const Hoisted hoisted = hoist(f, {false, true}, 1);
  EXPECT_EQ(hoisted.invariant, (Flags{true, false}));
  const std::vector<Numbers> before = at(*hoisted.before, {{3}});
  EXPECT_EQ(before[0], Numbers{9});
  const std::vector<Numbers> needs(before.begin() + 1, before.end());
  expect_near(at(*hoisted.inside, joined(needs, {{2}})), {{18}, {-6}});
}

TEST(Flow, TypeFaultsNameBothSides) {
  const Type got[] = {{Dtype::f32, {2}}}, wanted[] = {{Dtype::f32, {3}}};
  try {
    check_types("scan", "arguments of the body", got, wanted);
    FAIL();
  } catch (const ShapeError& e) {
    EXPECT_EQ(std::string(e.what()),
              "scan: arguments of the body: value 0 has type f32[2] where f32[3] is wanted; "
              "reshape or broadcast it");
  }
}

}  // namespace
}  // namespace wengert
