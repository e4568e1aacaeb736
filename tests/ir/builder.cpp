#include "wengert/ir/builder.hpp"

#include <gtest/gtest.h>

#include "wengert/ir/parse.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/ir/verify.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {
namespace {

using ops::Add, ops::Mul;
const Type scalar{Dtype::f32, {}};

TEST(Builder, EqualNodesAreOne) {
  Builder b(std::vector{scalar, scalar});
  const Value first = b.append(primitive<Add>(), {}, std::array<Value, 2>{0, 1})[0];
  EXPECT_EQ(b.append(primitive<Add>(), {}, std::array<Value, 2>{0, 1})[0], first);
  EXPECT_NE(b.append(primitive<Add>(), {}, std::array<Value, 2>{1, 0})[0], first);
  EXPECT_NE(b.append(primitive<Mul>(), {}, std::array<Value, 2>{0, 1})[0], first);
  EXPECT_EQ(b.size(), 3u);
}

TEST(Builder, EqualLiteralsAreOneButZerosKeepTheirSigns) {
  Builder b;
  EXPECT_EQ(b.literal({Dtype::f32, 1}), b.literal({Dtype::f32, 1}));
  EXPECT_NE(b.literal({Dtype::f32, 1}), b.literal({Dtype::f64, 1}));
  EXPECT_NE(b.literal({Dtype::f32, 0.0f}), b.literal({Dtype::f32, -0.0f}));
}

TEST(Builder, AttributesTellNodesApart) {
  Builder b(std::vector{scalar});
  const auto power = [&](std::int64_t y) {
    return b.append(primitive<ops::IntegerPow>(), {{"y", y}}, std::array{Value(0)})[0];
  };
  EXPECT_EQ(power(2), power(2));
  EXPECT_NE(power(2), power(3));
}

TEST(Builder, ParametersComeFirstWheneverTheyWereMade) {
  Builder b;
  const Value x = b.input(scalar);
  const Value doubled = b.append(primitive<Add>(), {}, std::array{x, x})[0];
  const Value y = b.input({Dtype::f32, {2}});
  const Function f = b.finish({b.append(primitive<Mul>(), {}, std::array{doubled, y})[0]});
  verify(f);
  EXPECT_EQ(f.str(),
            "{ lambda a:f32[] b:f32[2] . let\n    c:f32[] = add a a\n    d:f32[2] = mul c b\n  in "
            "(d,) }");
}

TEST(Builder, InlinesFunctions) {
  const Function square =
      parse_ir("{ lambda a:f32[] . let b:f32[] = mul a a c:f32[] = add b 1.0:f32[] in (c, a) }");
  Builder b(std::vector{scalar});
  const std::vector<Value> once = b.inline_function(square, std::array{Value(0)});
  EXPECT_EQ(once[1], 0u);
  const std::vector<Value> again = b.inline_function(square, std::array{Value(0)});
  EXPECT_EQ(once, again);
  EXPECT_EQ(b.size(), 2u);
}

TEST(Builder, RefusesWhatDoesNotTypeCheck) {
  Builder b(std::vector{Type{Dtype::f32, {2}}, Type{Dtype::f32, {3}}, Type{Dtype::i32, {2}}});
  EXPECT_THROW(b.append(primitive<Add>(), {}, std::array<Value, 2>{0, 1}), ShapeError);
  EXPECT_THROW(b.append(primitive<Add>(), {}, std::array<Value, 2>{0, 2}), DtypeError);
  EXPECT_EQ(b.size(), 0u);
}

}  // namespace
}  // namespace wengert
