#include "wengert/lower/uses.hpp"

#include <gtest/gtest.h>

#include "wengert/ir/parse.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::lower {
namespace {

// The values that must lie in memory, inputs left out.
std::vector<Value> required(const std::string& text) {
  const Function f = parse_ir(text);
  const Uses uses(f);
  std::vector<Value> all;
  for (Value v = f.inputs; v < f.types.size(); ++v)
    if (uses.required[v]) all.push_back(v);
  return all;
}

TEST(Uses, ListUsersOnce) {
  const Function f = parse_ir(
      "{ lambda a:f32[3] . let b:f32[3] = mul a a c:f32[3] = add a b d:f32[3] = sin c in (b) }");
  const Uses uses(f);
  EXPECT_EQ(uses.users[0], (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(uses.users[1], (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(uses.users[2], (std::vector<std::uint32_t>{2}));
  EXPECT_TRUE(uses.any_result_used(f.nodes[0]));
  EXPECT_TRUE(uses.any_result_used(f.nodes[1]));
  EXPECT_FALSE(uses.any_result_used(f.nodes[2]));
  EXPECT_FALSE(uses.has_node(0));
  EXPECT_EQ(&uses.node_of(2), &f.nodes[1]);
}

using Values = std::vector<Value>;

TEST(Uses, RequireOutputs) {
  EXPECT_EQ(required("{ lambda a:f32[99] . let b:f32[99] = sin a c:f32[99] = cos b d:f32[99] = exp "
                     "b in (d) }"),
            Values{3});
}

TEST(Uses, RequireWhatLibrariesRead) {
  EXPECT_EQ(required("{ lambda a:f32[99] . let b:f32[99] = sin a c:f32[99] = sort[dimension=0 "
                     "num_keys=1] b d:f32[99] = cos c in (d) }"),
            (Values{1, 3}));
  EXPECT_EQ(
      required("{ lambda a:f32[99] . let b:f32[99] = sin a c:f32[99] = optimization_barrier b a "
               "d:f32[99] = sort[dimension=0 num_keys=1] c e:f32[99] = cos d in (e) }"),
      (Values{1, 4}));
  // A small matrix is unrolled; a large one is not.
  const auto inverse = [](const char* n) {
    const std::string t = "f32[" + std::string(n) + "," + n + "]";
    return "{ lambda a:" + t + " . let b:" + t + " = sin a c:" + t + " = inv b d:" + t +
           " = cos c in (d) }";
  };
  EXPECT_EQ(required(inverse("3")), Values{3});
  EXPECT_EQ(required(inverse("50")), (Values{1, 3}));
}

TEST(Uses, RequireWhatLiesBehindMovementsOfAProduct) {
  EXPECT_EQ(required(R"({ lambda a:f32[64,64] . let
      b:f32[64,64] = sin a
      c:f32[64,64] = transpose[permutation=(1, 0)] b
      d:f32[64,64] = rev[dimensions=(0)] c
      e:f32[64,64] = dot_general[lhs_contract=(1) rhs_contract=(0) lhs_batch=() rhs_batch=()] d a
      f:f32[64,64] = cos e in (f) })"),
            (Values{1, 5}));
  EXPECT_EQ(required(R"({ lambda a:f32[64,64] . let
      b:f32[64,64] = sin a
      c:f32[64,64] = optimization_barrier b a
      e:f32[64,64] = dot_general[lhs_contract=(1) rhs_contract=(0) lhs_batch=() rhs_batch=()] c a
      f:f32[64,64] = cos e in (f) })"),
            (Values{1, 4}));
}

TEST(Uses, RequireWhatLoopsOverLargeArraysRead) {
  const auto loop = [](const std::string& n) {
    const std::string t = "f64[" + n + "]";
    return "{ lambda x:" + t + " . let a:" + t + " = sin x y:" + t +
           " = scan[body={ lambda c:" + t + " . let d:" + t +
           " = sin c in (d) } length=3 reverse=0 consts=0 carry=1] a z:" + t + " = sin y in (z) }";
  };
  EXPECT_EQ(required(loop("3")), Values{3});
  EXPECT_EQ(required(loop("100")), (Values{1, 3}));
}

}  // namespace
}  // namespace wengert::lower
