#include "wengert/ops/control/while.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

// a k^n, where n is the least that exceeds the limit, and how many steps that took.
Function powers() {
  return parse_ir(R"({ lambda limit:f64[] k:f64[] a:f64[] . let
    b:f64[] n:i32[] = while[
      cond={ lambda limit:f64[] a:f64[] n:i32[] . let b:bool[] = lt a limit in (b,) }
      body={ lambda k:f64[] a:f64[] n:i32[] . let
          b:f64[] = mul a k m:i32[] = add n 1:i32[] in (b, m) }
      cond_consts=1 body_consts=1] limit k a 0:i32[]
  in (b, n) })");
}

TEST(While, RunsUntilItsConditionFails) {
  expect_near(at(powers(), {{100}, {3}, {2}}), {{162}, {4}});
  expect_near(at(powers(), {{1}, {3}, {2}}), {{2}, {0}});
}

TEST(While, TangentsAreCarriedAlong) {
  // d(a k^4) = k^4 da + 4 a k^3 dk
  const Jvp derivative = jvp(powers(), {false, true, true});
  EXPECT_EQ(derivative.active_outputs, (std::vector<bool>{true, false}));
  expect_near(at(derivative.function, {{100}, {3}, {2}, {1}, {10}}),
              {{162}, {4}, {4 * 2 * 27 + 810}});
  const Jvp twice = jvp(derivative.function, {false, true, false, false, false});
  expect_near(at(twice.function, {{100}, {3}, {2}, {1}, {10}, {1}}),
              {{162}, {4}, {4 * 2 * 27 + 810}, {216}, {12 * 2 * 9 + 10 * 4 * 27}});
}

TEST(While, EachExampleStopsOnItsOwn) {
  expect_near(
      at(batch(powers(), {true, true, true}, 3).function, {{100, 1, 50}, {3, 3, 5}, {2, 2, 1}}),
      {{162, 2, 125}, {4, 0, 3}});
  expect_near(at(batch(powers(), {true, false, false}, 3).function, {{100, 1, 7}, {3}, {2}}),
              {{162, 2, 18}, {4, 0, 2}});
}

TEST(While, ASharedConditionStaysOne) {
  const Function f = parse_ir(R"({ lambda n:i32[] a:f64[2] . let
    b:i32[] c:f64[2] = while[
      cond={ lambda n:i32[] a:f64[2] . let b:bool[] = lt n 3:i32[] in (b,) }
      body={ lambda n:i32[] a:f64[2] . let m:i32[] = add n 1:i32[] b:f64[2] = add a a in (m, b) }
      cond_consts=0 body_consts=0] n a
  in (b, c) })");
  const BatchedFunction many = batch(f, {false, true}, 2);
  EXPECT_EQ(many.batched_outputs, (std::vector<bool>{false, true}));
  expect_near(at(many.function, {{1}, {1, 2, 3, 4}}), {{3}, {4, 8, 12, 16}});
}

TEST(While, WhatIsKnownIsComputedEarly) {
  // The count does not depend on the unknown k.
  const Function f = parse_ir(R"({ lambda k:f64[] a:f64[] n:i32[] . let
    b:f64[] m:i32[] = while[
      cond={ lambda a:f64[] n:i32[] . let b:bool[] = lt n 4:i32[] in (b,) }
      body={ lambda k:f64[] a:f64[] n:i32[] . let
          b:f64[] = mul a k m:i32[] = add n 1:i32[] in (b, m) }
      cond_consts=0 body_consts=1] k a n
  in (b, m) })");
  const Split parts = split(f, {true, false, false});
  EXPECT_EQ(parts.unknown_results, (std::vector<bool>{true, false}));
  const std::vector<Numbers> known = at(*parts.known, {{2}, {0}});
  EXPECT_EQ(known[0], Numbers{4});
  expect_near(at(*parts.unknown, joined({known.begin() + 1, known.end()}, {{3}})), {{162}});
}

TEST(While, ReverseModeUndoesTheSteps) {
  const Linearization derivative = linearize(powers(), {false, true, true});
  const Function back = transpose(derivative.linear, flags(derivative.needs.size(), 2));
  // Of limit, k, a: what the linear part needs of them.
  std::vector<Numbers> arguments;
  const std::vector<Numbers> values = {{100}, {3}, {2}};
  for (const Value v : derivative.needs) arguments.push_back(values[v]);
  arguments.push_back({5});  // of b
  arguments.push_back({7});  // of n, an integer: nothing
  expect_near(at(back, arguments), {{5 * 4 * 2 * 27}, {5 * 81}});
}

TEST(While, TheCarryKeepsItsTypes) {
  const FunctionRef cond(parse_ir("{ lambda a:f64[] . let b:bool[] = lt a 1.0:f64[] in (b,) }"));
  const FunctionRef body(
      parse_ir("{ lambda a:f64[] . let b:f32[] = convert_element_type[new_dtype=f32] a in (b,) }"));
  const Type types[] = {{Dtype::f64, {}}};
  EXPECT_THROW(ops::While::infer(types, ops::While::attributes(cond, body, 0, 0)), DtypeError);
  EXPECT_THROW(ops::While::infer(types, ops::While::attributes(body, cond, 0, 0)), DtypeError);
}

}  // namespace
}  // namespace wengert
