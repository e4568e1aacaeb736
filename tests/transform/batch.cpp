#include "wengert/transform/batch.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Batch, FollowsWhatIsBatched) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[2] . let
    c:f64[] = mul a 2.0:f64[]
    d:f64[2] = add b c
  in (c, d) })");
  const BatchedFunction many = batch(f, {false, true}, 3);
  EXPECT_EQ(many.batched_outputs, (std::vector<bool>{false, true}));
  expect_near(at(many.function, {{1}, {1, 2, 3, 4, 5, 6}}), {{2}, {3, 4, 5, 6, 7, 8}});
}

TEST(Batch, ScalarsOfExamplesMeetTheirExamples) {
  const Function f = parse_ir("{ lambda a:f64[] b:f64[2] . let c:f64[2] = mul a b in (c,) }");
  expect_near(at(batch(f, {true, false}, 3).function, {{1, 2, 3}, {4, 5}}),
              {{4, 5, 8, 10, 12, 15}});
  expect_near(at(batch(f, {true, true}, 2).function, {{1, 2}, {4, 5, 6, 7}}), {{4, 5, 12, 14}});
}

TEST(Batch, OutputsCanBeBatchedOnRequest) {
  const Function f = parse_ir("{ lambda a:f64[2] b:f64[] . let in (a, b) }");
  const BatchedFunction many = batch(f, {false, true}, 2, {true, false});
  EXPECT_EQ(many.batched_outputs, (std::vector<bool>{true, true}));
  expect_near(at(many.function, {{1, 2}, {3, 4}}), {{1, 2, 1, 2}, {3, 4}});
}

TEST(Batch, AnEmptyBatchIsABatch) {
  const Function f = parse_ir("{ lambda a:f64[2] . let b:f64[2] = neg a in (b,) }");
  expect_near(at(batch(f, {true}, 0).function, {{}}), {{}});
}

TEST(Batch, AMissingRuleNamesThePrimitive) {
  Primitive row = primitive<ops::Neg>();
  row.name = "mystery";
  row.id = hash_of("mystery");
  row.batch = nullptr;
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  const Function f = b.finish({b.append(row, {}, std::array{Value(0)})[0]});
  EXPECT_THROW(batch(f, {true}, 2), RuleError);
  EXPECT_EQ(batch(f, {false}, 2).batched_outputs, std::vector<bool>{false});
}

}  // namespace
}  // namespace wengert
