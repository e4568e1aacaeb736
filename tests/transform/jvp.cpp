#include "wengert/transform/jvp.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Jvp, FollowsOnlyWhatIsActive) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[] . let
    c:f64[] = mul a b
    d:f64[] = neg b
  in (c, d) })");
  const Jvp in_a = jvp(f, {true, false});
  EXPECT_EQ(in_a.active_outputs, (std::vector<bool>{true, false}));
  expect_near(at(in_a.function, {{2}, {3}, {1}}), {{6}, {-3}, {3}});
  EXPECT_EQ(in_a.function.str(), R"({ lambda a:f64[] b:f64[] c:f64[] . let
    d:f64[] = mul a b
    e:f64[] = mul c b
    f:f64[] = neg b
  in (d, f, e) })");
}

TEST(Jvp, ZeroTangentsAreWrittenOutWhereAskedFor) {
  const Function f = parse_ir("{ lambda a:f64[2] b:f64[2] . let in (b, a) }");
  const Jvp derivative = jvp(f, {true, false}, {true, false});
  EXPECT_EQ(derivative.active_outputs, (std::vector<bool>{true, true}));
  expect_near(at(derivative.function, {{1, 2}, {3, 4}, {5, 6}}), {{3, 4}, {1, 2}, {0, 0}, {5, 6}});
}

TEST(Jvp, IntegersHaveNoTangents) {
  const Function f = parse_ir(R"({ lambda a:f64[] . let
    b:i32[] = convert_element_type[new_dtype=i32] a
    c:bool[] = lt a 0.0:f64[]
    d:f64[] = convert_element_type[new_dtype=f64] b
  in (b, c, d) })");
  EXPECT_EQ(jvp(f, {true}, {true, true, false}).active_outputs,
            (std::vector<bool>{false, false, false}));
  EXPECT_THROW(jvp(parse_ir("{ lambda a:i32[] . let in (a,) }"), {true}), InternalError);
}

TEST(Jvp, AMissingRuleNamesThePrimitive) {
  Primitive row = primitive<ops::Neg>();
  row.name = "mystery";
  row.id = hash_of("mystery");
  row.jvp = nullptr;
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  const Function f = b.finish({b.append(row, {}, std::array{Value(0)})[0]});
  EXPECT_EQ(jvp(f, {false}).active_outputs, std::vector<bool>{false});
  try {
    jvp(f, {true});
    FAIL();
  } catch (const RuleError& e) {
    EXPECT_NE(std::string_view(e.what()).find("mystery: has no derivative rule"),
              std::string_view::npos)
        << e.what();
  }
}

TEST(Jvp, LongFunctionsNeedNoStack) {
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  Value v = 0;
  for (int k = 0; k < 100'000; ++k) v = b.append(primitive<ops::Neg>(), {}, std::array{v})[0];
  EXPECT_EQ(jvp(b.finish({v}), {true}).function.nodes.size(), 200'000u);
}

}  // namespace
}  // namespace wengert
