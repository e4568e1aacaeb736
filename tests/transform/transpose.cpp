#include "wengert/transform/transpose.hpp"

#include <limits>

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Transpose, SumsCotangentsOfWhatIsUsedTwice) {
  const Function f = parse_ir(R"({ lambda k:f64[] x:f64[] . let
    s:f64[] = mul k k
    y:f64[] = mul s x
    z:f64[] = add y x
  in (z, y) })");
  const Function back = transpose(f, {false, true});
  expect_near(at(back, {{3}, {1}, {10}}), {{1 + 9 + 90}});
}

TEST(Transpose, WhatNothingReachesIsZero) {
  const Function f = parse_ir("{ lambda x:f64[2] y:f64[] . let in (y, 1.0:f64[]) }");
  expect_near(at(transpose(f, {true, true}), {{5}, {7}}), {{0, 0}, {5}});
}

TEST(Transpose, CotangentsBelowASelectAreStrong) {
  // x where the mask holds, else r x: with r infinite the branch not taken must give 0, not 0 *
  // inf.
  const Function f = parse_ir(R"({ lambda m:bool[2] r:f64[2] x:f64[2] . let
    y:f64[2] = mul r x
    z:f64[2] = neg y
    s:f64[2] = select m x z
  in (s,) })");
  constexpr double inf = std::numeric_limits<double>::infinity();
  const Function back = transpose(f, {false, false, true});
  expect_near(at(back, {{1, 0}, {inf, 2}, {1, 1}}), {{1, -2}});
  EXPECT_NE(back.str().find("mul_strong"), std::string::npos);
}

TEST(Transpose, ProductsCanBeStrongFromTheStart) {
  const Function f = parse_ir("{ lambda r:f64[] x:f64[] . let y:f64[] = mul r x in (y,) }");
  EXPECT_NE(transpose(f, {false, true}, Products::strong).str().find("mul_strong"),
            std::string::npos);
  EXPECT_EQ(transpose(f, {false, true}).str().find("mul_strong"), std::string::npos);
}

TEST(Transpose, AMissingRuleNamesThePrimitive) {
  const Function f = parse_ir("{ lambda x:f64[] . let y:f64[] = abs x in (y,) }");
  try {
    transpose(f, {true});
    FAIL();
  } catch (const RuleError& e) {
    EXPECT_NE(std::string_view(e.what()).find("abs: has no transpose rule"), std::string_view::npos)
        << e.what();
  }
}

TEST(Transpose, LongFunctionsNeedNoStack) {
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  Value v = 0;
  for (int k = 0; k < 100'000; ++k) v = b.append(primitive<ops::Neg>(), {}, std::array{v})[0];
  EXPECT_EQ(transpose(b.finish({v}), {true}).nodes.size(), 100'000u);
}

}  // namespace
}  // namespace wengert
