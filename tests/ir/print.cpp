#include "wengert/ir/print.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "wengert/ir/builder.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {
namespace {

using ops::Add, ops::Mul, ops::Neg;

TEST(Print, StatementsReadAsAlgebra) {
  Builder b;
  const Value x = b.input({Dtype::f32, {}}), y = b.input({Dtype::f32, {3}});
  const Value scaled =
      b.append(primitive<Mul>(), {}, std::array{x, b.literal({Dtype::f32, 3.0})})[0];
  const Value sum = b.append(primitive<Add>(), {}, std::array{scaled, y})[0];
  EXPECT_EQ(b.finish({sum, scaled}).str(), R"({ lambda a:f32[] b:f32[3] . let
    c:f32[] = mul a 3.0:f32[]
    d:f32[3] = add c b
  in (d, c) })");
}

TEST(Print, NothingAtAll) { EXPECT_EQ(Function().str(), "{ lambda . let\n  in () }"); }

TEST(Print, BodiesStandInsideAttributes) {
  Builder body(std::vector<Type>{{Dtype::f32, {}}});
  const FunctionRef f(body.finish({body.append(primitive<Neg>(), {}, std::array{Value(0)})[0]}));
  Builder b(std::vector<Type>{{Dtype::i32, {}}, {Dtype::f32, {}}});
  const Value chosen = b.append(primitive<ops::Cond>(), ops::Cond::attributes({f, f}),
                                std::array<Value, 2>{0, 1})[0];
  const Value called =
      b.append(primitive<ops::Call>(), ops::Call::attributes(f), std::array{chosen})[0];
  EXPECT_EQ(b.finish({called}).str(), R"({ lambda a:i32[] b:f32[] . let
    c:f32[] = cond[
      branches=[
        { lambda a:f32[] . let
            b:f32[] = neg a
          in (b,) }
        { lambda a:f32[] . let
            b:f32[] = neg a
          in (b,) }]] a b
    d:f32[] = call[
      f={ lambda a:f32[] . let
          b:f32[] = neg a
        in (b,) }] c
  in (d,) })");
}

TEST(Print, NamesAreBase26AndNeverKeywords) {
  Builder b(std::vector<Type>{{Dtype::f32, {}}});
  Value v = 0;
  for (int k = 0; k < 300; ++k) v = b.append(primitive<Neg>(), {}, std::array{v})[0];
  const std::string text = b.finish({v}).str();
  EXPECT_NE(text.find("ba:f32[] = neg z"), std::string::npos);
  EXPECT_NE(text.find("io:f32[] = neg im"), std::string::npos);  // `in` is passed over
}

TEST(Print, ConstantsKeepTheirBits) {
  EXPECT_EQ(text_of({Dtype::f32, 3}), "3.0");
  EXPECT_EQ(text_of({Dtype::f32, 0.1f}), "0.1");
  EXPECT_EQ(text_of({Dtype::f64, 0.1}), "0.1");
  EXPECT_EQ(text_of({Dtype::f64, 1e300}), "1e+300");
  EXPECT_EQ(text_of({Dtype::f32, -0.0f}), "-0.0");
  EXPECT_EQ(text_of({Dtype::f16, 0.1f}), "0.099975586");
  EXPECT_EQ(text_of({Dtype::f64, -INFINITY}), "-inf");
  EXPECT_EQ(text_of({Dtype::f64, std::numeric_limits<double>::quiet_NaN()}), "nan");
  EXPECT_EQ(text_of({Dtype::bool_, true}), "true");
  EXPECT_EQ(text_of({Dtype::i64, std::numeric_limits<std::int64_t>::min()}),
            "-9223372036854775808");
  EXPECT_EQ(text_of({Dtype::c64, std::complex<float>(1, -0.0f)}), "(1.0,-0.0)");
  Constant negative_nan(Dtype::f32, 0);
  negative_nan.bits[0] = 0xffc00000u;
  EXPECT_EQ(text_of(negative_nan), "nan(0xffc00000)");
}

}  // namespace
}  // namespace wengert
