#include "wengert/transform/split.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Split, TakesAFunctionApart) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[] . let
    c:f64[] = mul a 2.0:f64[]
    d:f64[] = mul c b
    e:f64[] = add d c
  in (e, c, b) })");
  const Split parts = split(f, {false, true});
  EXPECT_EQ(parts.unknown_results, (std::vector<bool>{true, false, true}));
  EXPECT_EQ(parts.known->str(),
            "{ lambda a:f64[] . let\n    b:f64[] = mul a 2.0:f64[]\n  in (b, b) }");
  EXPECT_EQ(parts.unknown->str(), R"({ lambda a:f64[] b:f64[] . let
    c:f64[] = mul a b
    d:f64[] = add c a
  in (d, b) })");
}

TEST(Split, KnownInputsCanBeResiduals) {
  const Split parts =
      split(parse_ir("{ lambda a:f64[] b:f64[] . let c:f64[] = mul a b in (c,) }"), {false, true});
  EXPECT_EQ(parts.known->str(), "{ lambda a:f64[] . let\n  in (a,) }");
}

TEST(Split, OutputsCanBeMadeUnknown) {
  const Function f = parse_ir("{ lambda a:f64[] b:f64[] . let c:f64[] = neg a in (c, b) }");
  const Split parts = split(f, {false, true}, {true, false});
  EXPECT_EQ(parts.unknown_results, (std::vector<bool>{true, true}));
  expect_near(at(*parts.unknown, joined(at(*parts.known, {{3}}), {{4}})), {{-3}, {4}});
}

TEST(Split, ConstantsAreMadeTwiceRatherThanHandedOver) {
  const Function f = parse_ir(R"({ lambda a:f64[3] . let
    b:f64[3] = broadcast_in_dim[shape=(3,) dims=()] 2.0:f64[]
    c:f64[3] = mul a b
  in (c, b) })");
  const Split parts = split(f, {true});
  EXPECT_EQ(parts.known->outputs.size(), 1u);
  EXPECT_EQ(parts.unknown->inputs, 1u);
  expect_near(at(*parts.unknown, {{1, 2, 3}}), {{2, 4, 6}});
}

TEST(Split, TakesCallsApart) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[] . let
    c:f64[] d:f64[] = call[f={ lambda a:f64[] b:f64[] . let
        c:f64[] = neg a
        d:f64[] = mul c b
      in (c, d) }] a b
  in (c, d) })");
  const Split parts = split(f, {false, true});
  EXPECT_EQ(parts.unknown_results, (std::vector<bool>{false, true}));
  const std::vector<Numbers> known = at(*parts.known, {{2}});
  expect_near(known, {{-2}, {-2}});
  expect_near(at(*parts.unknown, {known[1], {3}}), {{-6}});
}

// A call that computes the known c and the unknown d together becomes two.
TEST(Separate, WhatIsKnownComesFirst) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[] . let
    c:f64[] d:f64[] = call[f={ lambda a:f64[] b:f64[] . let
        c:f64[] = neg a
        d:f64[] = mul c b
      in (c, d) }] a b
    e:f64[] = mul c d
  in (e,) })");
  const Function apart = separate(f, 1);
  ASSERT_EQ(apart.nodes.size(), 3u);
  EXPECT_EQ(std::vector<Value>(apart.operands(apart.nodes[0]).begin(),
                               apart.operands(apart.nodes[0]).end()),
            std::vector<Value>{0});
  expect_near(at(apart, {{2}, {3}}), at(f, {{2}, {3}}));
  const Function plain = parse_ir("{ lambda a:f64[] b:f64[] . let c:f64[] = mul a b in (c,) }");
  EXPECT_EQ(separate(plain, 1), plain);
}

}  // namespace
}  // namespace wengert
