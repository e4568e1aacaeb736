#include "wengert/ops/control/custom.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

// A rule given as text, which counts how often it is asked for.
struct TextRule : CustomRule {
  explicit TextRule(std::string_view t) : text(t) {}
  FunctionRef derive() override {
    ++asked;
    return parse_ir(text);
  }
  std::string_view text;
  int asked = 0;
};

// x y, with a stated derivative of 10 times the true one: rules can be told from what they replace.
const Function product = parse_ir("{ lambda a:f64[] b:f64[2] . let c:f64[2] = mul a b in (c,) }");

Function custom_jvp() {
  const auto rule = std::make_shared<TextRule>(R"({ lambda a:f64[] b:f64[2] da:f64[] db:f64[2] . let
    c:f64[2] = mul a b
    d:f64[2] = mul da b
    e:f64[2] = mul a db
    f:f64[2] = add d e
    g:f64[2] = mul f 10.0:f64[]
  in (c, g) })");
  Builder b(product.input_types());
  return b.finish({b.append(primitive<ops::CustomJvp>(), ops::CustomJvp::attributes(product, rule),
                            std::array<Value, 2>{0, 1})[0]});
}

Function custom_vjp() {
  const auto fwd = std::make_shared<TextRule>(
      "{ lambda a:f64[] b:f64[2] . let c:f64[2] = mul a b in (c, a, b) }");
  const auto bwd = std::make_shared<TextRule>(R"({ lambda a:f64[] b:f64[2] ct:f64[2] . let
    c:f64[2] = mul ct b
    d:f64[] = reduce_sum[axes=(0,)] c
    e:f64[] = mul d 10.0:f64[]
    f:f64[2] = mul ct a
    g:f64[2] = mul f 10.0:f64[]
  in (e, g) })");
  Builder b(product.input_types());
  return b.finish(
      {b.append(primitive<ops::CustomVjp>(), ops::CustomVjp::attributes(product, fwd, bwd),
                std::array<Value, 2>{0, 1})[0]});
}

TEST(CustomJvp, TheRuleIsTheDerivative) {
  expect_near(at(custom_jvp(), {{3}, {1, 2}}), {{3, 6}});
  expect_near(at(jvp(custom_jvp(), {true, true}).function, {{3}, {1, 2}, {1}, {0, 1}}),
              {{3, 6}, {10, 50}});
  expect_near(at(jvp(custom_jvp(), {true, false}).function, {{3}, {1, 2}, {1}}),
              {{3, 6}, {10, 20}});
  expect_near(at(pullback(custom_jvp()), {{3}, {1, 2}, {1, 1}}), {{30}, {30, 30}});
}

TEST(CustomVjp, TheRuleIsThePullback) {
  expect_near(at(custom_vjp(), {{3}, {1, 2}}), {{3, 6}});
  expect_near(at(pullback(custom_vjp()), {{3}, {1, 2}, {1, 1}}), {{30}, {30, 30}});
}

TEST(CustomVjp, ForwardModeTransposesTheRule) {
  expect_near(at(jvp(custom_vjp(), {true, true}).function, {{3}, {1, 2}, {1}, {0, 1}}),
              {{3, 6}, {10, 50}});
}

TEST(CustomVjp, TwoDerivatives) {
  // d/da of 10 (ct . b) da-part is 0; d/db of it along db is 10 ct . db.
  const Jvp twice = jvp(pullback(custom_vjp()), {false, true, false});
  const std::vector<Numbers> both = at(twice.function, {{3}, {1, 2}, {1, 1}, {5, 7}});
  EXPECT_NEAR(both[2][0], 120, 1e-9);
}

// The rules survive vmap, whichever operands are mapped.
void expect_rules_under_batch(const Function& f) {
  for (const std::vector<bool>& batched :
       {std::vector<bool>{true, true}, {true, false}, {false, true}}) {
    const Function many = batch(f, batched, 2).function;
    const Numbers a = batched[0] ? Numbers{3, 4} : Numbers{3},
                  b = batched[1] ? Numbers{1, 2, 5, 6} : Numbers{1, 2};
    const auto a_at = [&](std::size_t i) { return batched[0] ? a[i] : a[0]; };
    const auto b_at = [&](std::size_t i, std::size_t j) {
      return batched[1] ? b[2 * i + j] : b[j];
    };
    Numbers ct = {1, 2, 3, 4}, da(a.size()), db(b.size()), y;
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 2; ++j) {
        y.push_back(a_at(i) * b_at(i, j));
        da[batched[0] ? i : 0] += 10 * ct[2 * i + j] * b_at(i, j);
        db[batched[1] ? 2 * i + j : j] += 10 * ct[2 * i + j] * a_at(i);
      }
    expect_near(at(many, {a, b}), {y});
    expect_near(at(pullback(many), {a, b, ct}), {da, db});
    // And a vmap of the derivative, where the linear node is batched.
    const std::vector<bool> all = {batched[0], batched[1], true};
    const std::vector<Numbers> each =
        at(batch(pullback(f), all, 2, {true, true}).function, {a, b, ct});
    EXPECT_NEAR(each[0][0] + each[0][1], batched[0] ? da[0] + da[1] : da[0], 1e-9);
  }
}

TEST(CustomJvp, RulesSurviveVmap) { expect_rules_under_batch(custom_jvp()); }
TEST(CustomVjp, RulesSurviveVmap) { expect_rules_under_batch(custom_vjp()); }

TEST(Custom, RulesAreAskedForWhenADerivativeIs) {
  const auto rule = std::make_shared<TextRule>("{ lambda a:f64[] da:f64[] . let in (a, da) }");
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  const FunctionRef identity(parse_ir("{ lambda a:f64[] . let in (a,) }"));
  const Function f =
      b.finish({b.append(primitive<ops::CustomJvp>(), ops::CustomJvp::attributes(identity, rule),
                         std::array<Value, 1>{0})[0]});
  const Function many = batch(f, {true}, 3).function;
  EXPECT_EQ(rule->asked, 0);
  jvp(many, {true});
  jvp(many, {true});
  EXPECT_EQ(rule->asked, 1);
}

TEST(Custom, ARuleOfTheWrongTypeIsNamed) {
  const auto rule = std::make_shared<TextRule>("{ lambda a:f64[] da:f64[] . let in (a,) }");
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  const FunctionRef identity(parse_ir("{ lambda a:f64[] . let in (a,) }"));
  const Function f =
      b.finish({b.append(primitive<ops::CustomJvp>(), ops::CustomJvp::attributes(identity, rule),
                         std::array<Value, 1>{0})[0]});
  EXPECT_THROW(jvp(f, {true}), ShapeError);
}

}  // namespace
}  // namespace wengert
