#include "wengert/transform/simplify.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

std::string simple(std::string_view text) { return simplify(parse_ir(text)).str(); }

TEST(Simplify, AppliesLawsInsideOut) {
  EXPECT_EQ(simple(R"({ lambda a:f32[3] . let
    b:f32[3] = mul a 1.0:f32[]
    c:f32[3] = neg b
    d:f32[3] = neg c
    e:f32[3] = sub d 0.0:f32[]
  in (e,) })"),
            "{ lambda a:f32[3] . let\n  in (a,) }");
}

TEST(Simplify, SeesThroughBroadcastNumbers) {
  EXPECT_EQ(simple(R"({ lambda a:f32[3] . let
    b:f32[3] = broadcast_in_dim[shape=(3,) dims=()] 1.0:f32[]
    c:f32[3] = mul b a
  in (c,) })"),
            "{ lambda a:f32[3] . let\n  in (a,) }");
}

TEST(Simplify, KeepsWhatIeeeKeeps) {
  for (const char* text :
       {"{ lambda a:f32[] . let b:f32[] = add a 0.0:f32[] in (b,) }",  // -0 + 0 = 0
        "{ lambda a:f32[] . let b:f32[] = mul a 0.0:f32[] in (b,) }",  // inf * 0
        "{ lambda a:f32[] . let b:f32[] = sub a a in (b,) }",
        "{ lambda a:f32[] . let b:f32[] = div a a in (b,) }"})
    EXPECT_EQ(parse_ir(simple(text)), parse_ir(text));
}

TEST(Simplify, ABroadcastIsNotDropped) {
  const char* text =
      "{ lambda a:f32[] b:f32[3] . let c:f32[3] = broadcast_in_dim[shape=(3,) dims=()] 1.0:f32[] "
      "d:f32[3] = mul a c in (d,) }";
  EXPECT_EQ(simplify(parse_ir(text)).nodes.size(), 2u);
}

TEST(Simplify, FoldsLiterals) {
  EXPECT_EQ(simple(R"({ lambda a:f32[] . let
    b:f32[] = add 2.0:f32[] 3.0:f32[]
    c:f32[] = mul b b
    d:f32[] = mul a c
  in (d,) })"),
            "{ lambda a:f32[] . let\n    b:f32[] = mul a 25.0:f32[]\n  in (b,) }");
}

TEST(Simplify, ComposesMovements) {
  EXPECT_EQ(simple(R"({ lambda a:f32[2,3,4] . let
    b:f32[4,2,3] = transpose[permutation=(2, 0, 1)] a
    c:f32[2,3,4] = transpose[permutation=(1, 2, 0)] b
    d:f32[6,4] = reshape[shape=(6, 4)] c
    e:f32[24] = reshape[shape=(24,)] d
  in (e,) })"),
            "{ lambda a:f32[2,3,4] . let\n    b:f32[24] = reshape[shape=(24,)] a\n  in (b,) }");
  EXPECT_EQ(simple(R"({ lambda a:f32[3] . let
    b:f32[2,3] = broadcast_in_dim[shape=(2, 3) dims=(1,)] a
    c:f32[2,5,3] = broadcast_in_dim[shape=(2, 5, 3) dims=(0, 2)] b
  in (c,) })"),
            "{ lambda a:f32[3] . let\n    b:f32[2,5,3] = broadcast_in_dim[shape=(2, 5, 3) "
            "dims=(2,)] a\n  in (b,) }");
  EXPECT_EQ(simple(R"({ lambda a:f32[] . let
    b:f64[] = convert_element_type[new_dtype=f64] a
    c:f32[] = convert_element_type[new_dtype=f32] b
  in (c,) })"),
            "{ lambda a:f32[] . let\n  in (a,) }");
  EXPECT_EQ(simplify(parse_ir(R"({ lambda a:f64[] . let
    b:f32[] = convert_element_type[new_dtype=f32] a
    c:f64[] = convert_element_type[new_dtype=f64] b
  in (c,) })"))
                .nodes.size(),
            2u);
}

TEST(Simplify, ReachesIntoBodies) {
  EXPECT_EQ(simple(R"({ lambda a:f32[] . let
    b:f32[] = call[f={ lambda a:f32[] . let b:f32[] = mul 1.0:f32[] a in (b,) }] a
  in (b,) })"),
            "{ lambda a:f32[] . let\n    b:f32[] = call[\n      f={ lambda a:f32[] . let\n        "
            "in (a,) }] a\n  in (b,) }");
}

TEST(Simplify, EqualNodesBecomeOne) {
  const Function f = simplify(parse_ir(
      "{ lambda a:f32[] . let b:f32[] = mul a a c:f32[] = mul a a d:f32[] = add b c in (d,) }"));
  EXPECT_EQ(f.nodes.size(), 2u);
}

TEST(Simplify, IsLinearInTheLengthOfAChain) {
  Builder b(std::vector<Type>{{Dtype::f64, {}}});
  const Value one = b.literal({Dtype::f64, 1}), two = b.literal({Dtype::f64, 2});
  Value v = 0;
  for (int k = 0; k < 50'000; ++k) {
    v = b.append(primitive<ops::Mul>(), {}, std::array{v, one})[0];
    v = b.append(primitive<ops::Mul>(), {}, std::array{v, two})[0];
  }
  EXPECT_EQ(simplify(b.finish({v})).nodes.size(), 50'000u);
}

}  // namespace
}  // namespace wengert
