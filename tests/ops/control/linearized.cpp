#include "wengert/ops/control/linearized.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

// A value recorded as "computed elsewhere", whose tangent is the residual times that of operand 1.
Function recorded() {
  const FunctionRef unknown(
      parse_ir("{ lambda r:f64[] dx:f64[] . let dy:f64[] = mul r dx in (dy,) }"));
  const Type y{Dtype::f64, {}}, n{Dtype::i32, {}};
  Builder b(std::vector<Type>{{Dtype::i32, {}}, y, y});
  const Results both =
      b.append(primitive<ops::Linearized>(),
               ops::Linearized::attributes(unknown, {false, true}, {true, false}, std::array{y, n}),
               std::array<Value, 3>{0, 1, 2});
  return b.finish({both[0], both[1]});
}

TEST(Linearized, HasTheTypesItWasGiven) {
  verify(recorded());
  EXPECT_EQ(recorded().output_types()[1], (Type{Dtype::i32, {}}));
}

TEST(Linearized, ItsDerivativeIsTheUnknownPart) {
  const Linearization derivative = linearize(recorded(), {false, true, false});
  EXPECT_EQ(derivative.needs, std::vector<Value>{2});
  expect_near(at(derivative.linear, {{3}, {5}}), {{15}, {0}});
  expect_near(at(transpose(derivative.linear, {false, true}), {{3}, {7}, {0}}), {{21}});
}

TEST(Linearized, CannotBeComputedOrBatched) {
  const std::vector<Tensor> inputs = {tensor({Dtype::i32, {}}, {1}), tensor({Dtype::f64, {}}, {1}),
                                      tensor({Dtype::f64, {}}, {1})};
  EXPECT_THROW(eval(recorded(), inputs), InternalError);
  EXPECT_THROW(batch(recorded(), {false, true, false}, 2), InternalError);
}

}  // namespace
}  // namespace wengert
