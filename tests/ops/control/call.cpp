#include "wengert/ops/control/call.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Call, EveryPass) {
  check_passes(parse_ir(R"({ lambda a:f64[] b:f64[2] . let
    c:f64[2] d:f64[] = call[f={ lambda a:f64[] b:f64[2] . let
        c:f64[2] = mul a b d:f64[2] = mul c b e:f64[] = mul a a in (d, e) }] a b
    e:f64[2] = mul c d
  in (e, d, c) })"),
               {{0.7}, {1.3, -0.4}});
}

TEST(Call, ResidualsThatAreOperandsDoNotPassThrough) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[] . let
    c:f64[] = call[f={ lambda a:f64[] b:f64[] . let c:f64[] = mul a b in (c,) }] a b
  in (c,) })");
  const Split parts = split(f, {false, true});
  EXPECT_TRUE(parts.known->nodes.empty()) << *parts.known;
}

TEST(Call, ArgumentsAreChecked) {
  const FunctionRef f(parse_ir("{ lambda a:f64[2] . let in (a,) }"));
  const auto apply_to = [&](const Type& t) {
    return primitive<ops::Call>().infer(std::array{t}, ops::Call::attributes(f));
  };
  EXPECT_THROW(apply_to({Dtype::f64, {3}}), ShapeError);
  EXPECT_THROW(apply_to({Dtype::f32, {2}}), DtypeError);
  EXPECT_THROW(primitive<ops::Call>().infer({}, ops::Call::attributes(f)), ShapeError);
}

}  // namespace
}  // namespace wengert
