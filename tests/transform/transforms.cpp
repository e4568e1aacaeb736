#include "wengert/transform/transforms.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

Function cube() {
  return parse_ir("{ lambda a:f64[] . let b:f64[] = mul a a c:f64[] = mul b a in (c,) }");
}

// d/da (a^3) with a cotangent of one: 3 a^2.
Function derivative(const Function& f) {
  Builder b(f.input_types());
  const Function back = pullback(f);
  const Value one = b.literal({Dtype::f64, 1});
  return simplify(b.finish(b.inline_function(back, std::array<Value, 2>{0, one})));
}

TEST(Transforms, DerivativesNest) {
  const Function f = cube();
  expect_near(at(derivative(f), {{2}}), {{12}});
  expect_near(at(derivative(derivative(f)), {{2}}), {{12}});
  expect_near(at(derivative(derivative(derivative(f))), {{2}}), {{6}});
  expect_near(at(derivative(derivative(derivative(derivative(f)))), {{2}}), {{0}});
}

TEST(Transforms, ForwardOverReverseIsReverseOverForward) {
  const Function f = cube();
  const Function over_reverse = jvp(derivative(f), {true}, {true}).function;
  const Function forward = jvp(f, {true}, {true}).function;
  const Function tangent = rearrange(forward, value_range(0, 2), std::array{forward.outputs[1]});
  const std::vector<Numbers> pulled = at(pullback(tangent), {{2}, {1}, {1}});
  EXPECT_NEAR(at(over_reverse, {{2}, {1}})[1][0], pulled[0][0], 1e-12);
}

TEST(Transforms, BatchesOfDerivativesAreDerivativesOfBatches) {
  const Function many = batch(derivative(cube()), {true}, 3).function;
  expect_near(at(many, {{1, 2, 3}}), {{3, 12, 27}});
  expect_near(at(pullback(batch(cube(), {true}, 3).function), {{1, 2, 3}, {1, 1, 1}}),
              {{3, 12, 27}});
}

TEST(Transforms, LinearTimeOnLongFunctions) {
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  Value v = 0;
  for (int k = 0; k < 20'000; ++k)
    v = b.append(primitive<ops::Mul>(), {}, std::array<Value, 2>{v, 0})[0];
  const Function f = simplify(b.finish({v}));
  const Linearization linear = linearize(f, {true});
  EXPECT_EQ(linear.linear.outputs.size(), 1u);
  EXPECT_EQ(transpose(linear.linear, flags(linear.needs.size(), 1)).outputs.size(), 1u);
  EXPECT_EQ(batch(f, {true}, 2).function.nodes.size(), f.nodes.size());
}

}  // namespace
}  // namespace wengert
