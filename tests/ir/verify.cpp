#include "wengert/ir/verify.hpp"

#include <gtest/gtest.h>

#include "wengert/ir/parse.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {
namespace {

Function sample() {
  return parse_ir(R"({ lambda a:f32[] b:f32[3] . let
    c:f32[] = mul a 3.0:f32[]
    d:f32[3] = add c b
  in (d,) })");
}

TEST(Verify, AcceptsWhatIsWellFormed) {
  verify(sample());
  verify(Function());
}

void expect_fault(const Function& f, std::string_view fault) {
  try {
    verify(f);
    FAIL() << "expected an InternalError: " << fault;
  } catch (const InternalError& e) {
    EXPECT_NE(std::string_view(e.what()).find(fault), std::string_view::npos) << e.what();
  }
}

TEST(Verify, EveryValueIsDefinedOnceAndBeforeItsUse) {
  Function f = sample();
  f.operand_list[0] = f.nodes[1].first_result;
  expect_fault(f, "used before it is defined");
  f = sample();
  f.nodes[1].first_result = f.nodes[0].first_result;
  expect_fault(f, "used before it is defined");
  f = sample();
  f.literals[0].value = 0;
  expect_fault(f, "defined twice");
  f = sample();
  f.outputs[0] = 99;
  expect_fault(f, "output 99 is not defined");
  f = sample();
  f.types.push_back({Dtype::f32, {}});
  expect_fault(f, "is not defined");
}

TEST(Verify, TypesAreTheInferredOnes) {
  Function f = sample();
  f.types[f.nodes[1].first_result] = {Dtype::f32, {4}};
  expect_fault(f, "declared as (f32[4]) and inferred as (f32[3])");
  f = sample();
  f.types[f.literals[0].value] = {Dtype::f64, {}};
  expect_fault(f, "literal");
  f = sample();
  f.nodes[1].operand_count = 1;
  expect_fault(f, "add: takes 2 operands, not 1");
}

TEST(Verify, LooksIntoBodies) {
  Function body = parse_ir("{ lambda a:f32[] . let b:f32[] = neg a in (b,) }");
  Builder b(body.input_types());
  body.types[1] = {Dtype::f64, {}};
  const Value called =
      b.append(primitive<ops::Call>(), ops::Call::attributes(body), std::array{Value(0)})[0];
  expect_fault(b.finish({called}), "neg: results are declared as (f64[])");
}

}  // namespace
}  // namespace wengert
