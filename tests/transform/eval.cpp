#include "wengert/transform/eval.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Eval, FollowsTheNodes) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[3] . let
    c:f64[] = mul a 3.0:f64[]
    d:f64[3] = add c b
  in (d, a, 2.5:f64[], d) })");
  expect_near(at(f, {{2}, {1, 2, 3}}), {{7, 8, 9}, {2}, {2.5}, {7, 8, 9}});
}

TEST(Eval, AValueMayBeReadTwiceByItsLastReader) {
  const Function f = parse_ir("{ lambda a:f64[] . let b:f64[] = neg a c:f64[] = mul b b in (c,) }");
  expect_near(at(f, {{3}}), {{9}});
}

TEST(Eval, InputsAreLeftAlone) {
  const Function f =
      parse_ir("{ lambda a:f64[2] . let b:f64[2] = neg a c:f64[2] = neg b in (c,) }");
  const std::vector<Tensor> inputs = {tensor({Dtype::f64, {2}}, {1, 2})};
  expect_near({numbers(eval(f, inputs)[0])}, {{1, 2}});
  expect_near({numbers(inputs[0])}, {{1, 2}});
}

TEST(Eval, LongFunctionsNeedNoStack) {
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  Value v = 0;
  for (int k = 0; k < 100'000; ++k) v = b.append(primitive<ops::Neg>(), {}, std::array{v})[0];
  expect_near({numbers(eval(b.finish({v}), std::vector{tensor({Dtype::f64, {}}, {3})})[0])}, {{3}});
}

TEST(Eval, RefusesAnotherNumberOfInputs) {
  EXPECT_THROW(eval(parse_ir("{ lambda a:f32[] . let in (a,) }"), {}), InternalError);
}

}  // namespace
}  // namespace wengert
