#include "wengert/transform/linearize.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Linearize, NeedsOnlyWhatTheRulesUse) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[] . let
    c:f64[] = mul a b
    d:f64[] = add c a
    e:f64[] = neg d
  in (e,) })");
  const Linearization derivative = linearize(f, {true, false});
  EXPECT_EQ(derivative.needs, std::vector<Value>{1});
  EXPECT_EQ(derivative.linear.str(), R"({ lambda a:f64[] b:f64[] . let
    c:f64[] = mul b a
    d:f64[] = add c b
    e:f64[] = neg d
  in (e,) })");
}

TEST(Linearize, EveryOutputHasATangent) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[2] . let
    c:i32[] = convert_element_type[new_dtype=i32] a
  in (a, b, c, 1.0:f64[]) })");
  expect_near(at(linearize(f, {true, false}).linear, {{5}}), {{5}, {0, 0}, {0}, {0}});
}

TEST(Linearize, EveryPassOnArithmetic) {
  check_passes(parse_ir(R"({ lambda a:f64[] b:f64[3] . let
    c:f64[3] = mul a b
    d:f64[3] = div b c
    e:f64[3] = sub d c
    f:f64[3] = max e 0.5:f64[]
    g:f64[3] = mul f e
  in (g, a, 2.0:f64[]) })"),
               {{0.7}, {0.3, -2.0, 1.1}});
}

TEST(Linearize, ControlFlowIsTakenApart) {
  // The derivative of the loop computes w * w and its tangent together; transposing must not meet
  // that.
  const Function f = parse_ir(R"({ lambda w:f64[] a:f64[] . let
    b:f64[] = scan[body={ lambda w:f64[] c:f64[] . let s:f64[] = mul w w d:f64[] = mul s c in (d,) }
                   length=3 reverse=0 consts=1 carry=1] w a
  in (b,) })");
  const Linearization derivative = linearize(f, {true, true});
  std::vector<Numbers> needs;
  for (Value v : derivative.needs) needs.push_back(v == 0 ? Numbers{2} : Numbers{3});
  ASSERT_EQ(needs.size(), 2u);
  expect_near(at(transpose(derivative.linear, flags(2, 2)), joined(needs, {{1}})),
              {{6 * 32 * 3}, {64}});
}

}  // namespace
}  // namespace wengert
