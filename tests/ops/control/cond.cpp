#include "wengert/ops/control/cond.hpp"

#include <cmath>

#include "transform/numbers.hpp"

namespace wengert {
namespace {

// Three branches with residuals of their own number and types.
Function chosen_by(int index) {
  return parse_ir(R"({ lambda a:f64[] b:f64[2] . let
    c:f64[] d:f64[2] = cond[branches=[
      { lambda a:f64[] b:f64[2] . let
          c:f64[] = mul a a d:f64[] = mul c a e:f64[2] = mul b d in (d, e) }
      { lambda a:f64[] b:f64[2] . let c:f64[2] = div b a d:f64[2] = mul c b in (3.0:f64[], d) }
      { lambda a:f64[] b:f64[2] . let in (a, b) }]] )" +
                  std::to_string(index) + R"(:i32[] a b
    e:f64[2] = mul d c
  in (c, e) })");
}

TEST(Cond, EveryPassInEveryBranch) {
  for (const int index : {0, 1, 2}) check_passes(chosen_by(index), {{0.7}, {1.3, -0.4}});
}

TEST(Cond, IndexIsHeldInRange) {
  const std::vector<Numbers> x = {{2}, {1, 3}};
  expect_near(at(chosen_by(-5), x), at(chosen_by(0), x));
  expect_near(at(chosen_by(9), x), at(chosen_by(2), x));
}

TEST(Cond, ABatchedIndexSelects) {
  const Function f = parse_ir(R"({ lambda i:i32[] a:f64[] b:f64[2] . let
    c:f64[2] = cond[branches=[
      { lambda a:f64[] b:f64[2] . let c:f64[2] = mul a b in (c,) }
      { lambda a:f64[] b:f64[2] . let c:f64[2] = neg b in (c,) }
      { lambda a:f64[] b:f64[2] . let c:f64[2] = add a b in (c,) }]] i a b
  in (c,) })");
  expect_near(at(batch(f, {true, true, false}, 5).function,
                 {{0, 1, 2, 7, -7}, {10, 20, 30, 40, 50}, {1, 2}}),
              {{10, 20, -1, -2, 31, 32, 41, 42, 50, 100}});
}

// sqrt has an infinite derivative at 0; where its branch is not taken nothing of that may remain.
TEST(Cond, TheBranchNotTakenLeaksNoNan) {
  const Function f = parse_ir(R"({ lambda i:i32[] a:f64[] . let
    c:f64[] = cond[branches=[
      { lambda a:f64[] . let b:f64[] = div 1.0:f64[] a c:f64[] = mul b a in (c,) }
      { lambda a:f64[] . let b:f64[] = mul 3.0:f64[] a in (b,) }]] i a
  in (c,) })");
  const Function many = batch(f, {true, true}, 2).function;
  const Linearization derivative = linearize(many, {false, true});
  Function needs = many;
  needs.outputs = derivative.needs;
  const std::vector<Numbers> residuals = at(dce(needs), {{1, 0}, {0, 2}});
  const Function back = transpose(derivative.linear, flags(residuals.size(), 1));
  expect_near(at(back, joined(residuals, {{1, 1}})), {{3, 0}});
}

TEST(Cond, BranchesMustAgree) {
  const FunctionRef one(parse_ir("{ lambda a:f64[] . let in (a,) }"));
  const FunctionRef other(parse_ir("{ lambda a:f64[] . let in (1.0:f32[],) }"));
  const Type types[] = {{Dtype::i32, {}}, {Dtype::f64, {}}};
  EXPECT_EQ(ops::Cond::infer(types, ops::Cond::attributes({one, one})).size(), 1u);
  EXPECT_THROW(ops::Cond::infer(types, ops::Cond::attributes({one, other})), DtypeError);
  EXPECT_THROW(ops::Cond::infer(types, ops::Cond::attributes({})), ValueError);
  const Type no_index[] = {{Dtype::f32, {}}, {Dtype::f64, {}}};
  EXPECT_THROW(ops::Cond::infer(no_index, ops::Cond::attributes({one, one})), DtypeError);
}

}  // namespace
}  // namespace wengert
