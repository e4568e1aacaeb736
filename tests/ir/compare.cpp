#include "wengert/ir/compare.hpp"

#include <gtest/gtest.h>

#include "wengert/ir/parse.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {
namespace {

Function scaled_by(const char* factor) {
  return parse_ir(std::string("{ lambda a:f32[] . let b:f32[] = mul a ") + factor +
                  ":f32[] in (b,) }");
}

TEST(Compare, LiteralsCountUnlessStructureIsAsked) {
  EXPECT_EQ(scaled_by("2.0"), scaled_by("2.0"));
  EXPECT_EQ(hash_of(scaled_by("2.0")), hash_of(scaled_by("2.0")));
  EXPECT_NE(scaled_by("2.0"), scaled_by("3.0"));
  EXPECT_NE(hash_of(scaled_by("2.0")), hash_of(scaled_by("3.0")));
  EXPECT_TRUE(same_structure(scaled_by("2.0"), scaled_by("3.0")));
  EXPECT_EQ(structure_hash(scaled_by("2.0")), structure_hash(scaled_by("3.0")));
}

TEST(Compare, StructureReachesIntoBodies) {
  const auto calls = [](const char* factor) {
    Builder b(std::vector<Type>{{Dtype::f32, {}}});
    return b.finish({b.append(primitive<ops::Call>(), ops::Call::attributes(scaled_by(factor)),
                              std::array{Value(0)})[0]});
  };
  EXPECT_NE(calls("2.0"), calls("3.0"));
  EXPECT_TRUE(same_structure(calls("2.0"), calls("3.0")));
  EXPECT_EQ(structure_hash(calls("2.0")), structure_hash(calls("3.0")));
}

TEST(Compare, TypesAndOperandsCount) {
  const Function f = parse_ir("{ lambda a:f32[] b:f32[] . let c:f32[] = sub a b in (c,) }");
  EXPECT_FALSE(
      same_structure(f, parse_ir("{ lambda a:f32[] b:f32[] . let c:f32[] = sub b a in (c,) }")));
  EXPECT_FALSE(
      same_structure(f, parse_ir("{ lambda a:f64[] b:f64[] . let c:f64[] = sub a b in (c,) }")));
  EXPECT_FALSE(
      same_structure(f, parse_ir("{ lambda a:f32[] b:f32[] . let c:f32[] = sub a b in (a,) }")));
}

TEST(Compare, FunctionRefsAreEqualByStructure) {
  EXPECT_EQ(FunctionRef(scaled_by("2.0")), FunctionRef(scaled_by("2.0")));
  EXPECT_FALSE(FunctionRef(scaled_by("2.0")) == FunctionRef(scaled_by("3.0")));
}

}  // namespace
}  // namespace wengert
