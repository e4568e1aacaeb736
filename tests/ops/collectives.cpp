#include "wengert/ops/collectives.hpp"

#include <string>

#include "transform/numbers.hpp"

namespace wengert {
namespace {

/// A program of one example, (x, position) -> y, over an axis of that size.
Function across(const std::string& text, std::int64_t size) {
  const Function many = batch(parse_ir(text), {true, true}, size, {true}).function;
  Builder builder(std::vector<Type>{many.types[0]});
  const Value positions = ops::iota(builder, Dtype::i32, {size}, 0).value;
  return dce(builder.finish(builder.inline_function(many, std::array{Value(0), positions})));
}

/// The derivative of every example's y by its own x, taken before batching, agrees with that of the
/// batched program.
void check_both_ways(const std::string& text, const std::vector<Numbers>& xs, std::int64_t size) {
  const Function one = parse_ir(text);
  check_passes(across(text, size), xs);
  const Linearization derivative = linearize(one, {true, false});
  ASSERT_EQ(derivative.linear.inputs, derivative.needs.size() + 1);
  const Function back = transpose(derivative.linear, flags(derivative.needs.size(), 1));
  Builder builder(one.input_types());
  const Value ct = builder.input(one.output_types()[0]);
  Function needs = one;
  needs.outputs = derivative.needs;
  std::vector<Value> arguments = builder.inline_function(needs, std::array{Value(0), Value(1)});
  arguments.push_back(ct);
  const Function inside = dce(builder.finish(builder.inline_function(back, arguments)));

  const Function many = batch(inside, {true, true, true}, size, {true}).function;
  Builder whole(std::vector<Type>{many.types[0], many.types[2]});
  const Value positions = ops::iota(whole, Dtype::i32, {size}, 0).value;
  const Function pulled =
      dce(whole.finish(whole.inline_function(many, std::array{Value(0), positions, Value(1)})));
  const Function outside = pullback(across(text, size));
  const std::vector<Numbers> both = joined(xs, sample(outside.input_types().subspan(1), 9));
  expect_near(at(pulled, both), at(outside, both));
}

TEST(Psum, SumsAndMultiplies) {
  const char* text = R"({ lambda x:f64[2] i:i32[] . let
    s:f64[2] = psum[axis="i"] x i
    one:f64[] = psum[axis="i"] 2.0:f64[] i
    y:f64[2] = mul s one
  in (y,) })";
  expect_near(at(across(text, 3), {{1, 2, 3, 4, 5, 6}}), {{54, 72, 54, 72, 54, 72}});
  EXPECT_EQ(across(text, 3).str().find("psum"), std::string::npos);
}

// One value for all examples is counted as often as there are examples, in every dtype.
TEST(Psum, OfOneValueIsTheSumOfAsMany) {
  for (const std::string d : {"f16", "bf16", "f32", "i8", "u8", "i32", "c64"}) {
    SCOPED_TRACE(d);
    const std::string type = d + "[]";
    const Function f = parse_ir("{ lambda x:" + type + " i:i32[] . let s:" + type +
                                " = psum[axis=\"i\"] x i in (s,) }");
    constexpr std::int64_t size = 70000;
    const auto sum = [&](bool same, const Numbers& x) {
      const Function many = batch(f, {!same, true}, size).function;
      EXPECT_EQ(many.output_types()[0].shape, Shape());
      return at(many, {x, Numbers(size)});
    };
    expect_near(sum(true, {0.25}), sum(false, Numbers(size, 0.25)), 1e-2);
    if (d != "f16")  // whose greatest number is 65504
      expect_near(sum(true, {3}), sum(false, Numbers(size, 3)), 1e-2);
  }
}

TEST(Psum, OfOtherBatchesIsElementwise) {
  const Function f = parse_ir(R"({ lambda x:f64[2] i:i32[] . let
    s:f64[2] = psum[axis="i"] x i
  in (s,) })");
  const BatchedFunction inner = batch(f, {true, false}, 4);
  EXPECT_EQ(inner.function.output_types()[0], (Type{Dtype::f64, {4, 2}}));
  EXPECT_NE(inner.function.str().find("psum"), std::string::npos);
}

TEST(Psum, Derivatives) {
  check_both_ways(R"({ lambda x:f64[2] i:i32[] . let
    a:f64[2] = sin x
    s:f64[2] = psum[axis="i"] a i
    y:f64[2] = mul s x
  in (y,) })",
                  {{0.7, -0.3, 0.2, 1.1, 0.4, 0.9}}, 3);
}

TEST(Extrema, Derivatives) {
  for (const std::string name : {"pmax", "pmin"}) {
    check_both_ways("{ lambda x:f64[2] i:i32[] . let a:f64[2] = mul x x\n s:f64[2] = " + name +
                        R"([axis="i"] a i y:f64[2] = mul s x in (y,) })",
                    {{0.7, -0.3, 0.2, 1.1, 0.4, 0.9}}, 3);
  }
}

TEST(Extrema, TiesShareTheTangent) {
  const Function f =
      across(R"({ lambda x:f64[] i:i32[] . let y:f64[] = pmax[axis="i"] x i in (y,) })", 4);
  expect_near(at(pullback(f), {{1, 3, 3, 2}, {1, 1, 1, 1}}), {{0, 2, 2, 0}});
}

TEST(AllGather, StacksAndTiles) {
  const auto text = [](const char* type, const char* dimension, const char* tiled) {
    return std::string("{ lambda x:f64[2] i:i32[] . let y:") + type +
           " = all_gather[axis=\"i\" size=3 dimension=" + dimension + " tiled=" + tiled +
           "] x i in (y,) }";
  };
  const std::vector<Numbers> xs{{1, 2, 3, 4, 5, 6}};
  const auto three = [](const Numbers& y) {
    Numbers all;
    for (int k = 0; k < 3; ++k) all.insert(all.end(), y.begin(), y.end());
    return std::vector<Numbers>{all};
  };
  expect_near(at(across(text("f64[3,2]", "0", "0"), 3), xs), three({1, 2, 3, 4, 5, 6}));
  expect_near(at(across(text("f64[2,3]", "1", "0"), 3), xs), three({1, 3, 5, 2, 4, 6}));
  expect_near(at(across(text("f64[6]", "0", "1"), 3), xs), three({1, 2, 3, 4, 5, 6}));
  EXPECT_THROW(parse_ir(text("f64[2]", "2", "0")), Error);
  EXPECT_THROW(parse_ir(text("f64[2]", "1", "1")), Error);
}

TEST(AllGather, Derivatives) {
  for (const std::string shape : {"f64[3,2]", "f64[2,3]", "f64[6]"}) {
    SCOPED_TRACE(shape);
    const std::string where = shape == "f64[2,3]" ? "1" : "0",
                      tiled = shape == "f64[6]" ? "1" : "0";
    check_both_ways("{ lambda x:f64[2] i:i32[] . let a:" + shape +
                        " = all_gather[axis=\"i\" size=3 dimension=" + where + " tiled=" + tiled +
                        "] x i b:" + shape +
                        " = mul a a p:f64[] = convert_element_type[new_dtype=f64] i y:" + shape +
                        " = mul b p in (y,) }",
                    {{0.7, -0.3, 0.2, 1.1, 0.4, 0.9}}, 3);
  }
}

TEST(Ppermute, MovesAndFillsWithZeros) {
  const auto text = [](const std::string& sources) {
    return "{ lambda x:f64[] i:i32[] . let a:f64[] = mul x x y:f64[] = ppermute[axis=\"i\" "
           "sources=" +
           sources + "] a i z:f64[] = mul y x in (z,) }";
  };
  const std::vector<Numbers> xs{{1, 2, 3, 4}};
  expect_near(at(across(text("(3, 0, 1, 2)"), 4), xs), {{16, 2, 12, 36}});
  expect_near(at(across(text("(-1, 3, 0, -1)"), 4), xs), {{0, 32, 3, 0}});
  for (const char* sources : {"(3, 0, 1, 2)", "(-1, 3, 0, -1)", "(0, 1, 2, 3)", "(3, 2, 1, 0)"})
    check_both_ways(text(sources), {{0.7, -0.3, 0.2, 1.1}}, 4);
}

TEST(Collectives, Faults) {
  EXPECT_THROW(parse_ir(R"({ lambda x:f64[] i:i64[] . let y:f64[] = psum[axis="i"] x i in (y,) })"),
               Error);
  EXPECT_THROW(
      parse_ir(R"({ lambda x:bool[] i:i32[] . let y:bool[] = psum[axis="i"] x i in (y,) })"),
      Error);
  EXPECT_THROW(parse_ir(R"({ lambda x:c64[] i:i32[] . let y:c64[] = pmax[axis="i"] x i in (y,) })"),
               Error);
  const Function f =
      parse_ir(R"({ lambda x:f64[] i:i32[] . let y:f64[] = psum[axis="i"] x i in (y,) })");
  EXPECT_THROW(at(f, {{1}, {0}}), InternalError);
}

}  // namespace
}  // namespace wengert
