#include "wengert/lower/schedule.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::expect_lowered;
using testing::kernels_of;

bool divides(const Kernel& kernel) {
  for (std::uint32_t id = 0; id < kernel.pool.size(); ++id)
    if (kernel.pool.at(id).kind == IndexKind::divide ||
        kernel.pool.at(id).kind == IndexKind::modulo)
      return true;
  return false;
}

TEST(Schedule, ChainsAreOneLoop) {
  for (const char* shape : {"100", "30,40", "3,4,50"}) {
    const std::string t = "f32[" + std::string(shape) + "]";
    const Program p =
        expect_lowered("{ lambda a:" + t + " b:" + t + " . let c:" + t + " = mul a b d:" + t +
                       " = exp c e:" + t + " = add d a f:" + t + " = tanh e in (f) }");
    ASSERT_EQ(p.statements.size(), 1u) << shape;
    const auto kernels = kernels_of(p);
    ASSERT_EQ(kernels.size(), 1u) << shape;
    EXPECT_EQ(kernels[0]->domain.rank(), 1) << shape;
    EXPECT_EQ(kernels[0]->domain.elements(), p.inputs[0].elements()) << shape;
    EXPECT_EQ(p.arena, 0u) << shape;
  }
}

TEST(Schedule, PairwiseDistancesAreTwoLoopsWithoutDivision) {
  const Program p = expect_lowered(R"({ lambda a:f32[12,3] b:f32[40,3] . let
      c:f32[12,40,3] = broadcast_in_dim[shape=(12, 40, 3) dims=(0, 2)] a
      d:f32[12,40,3] = broadcast_in_dim[shape=(12, 40, 3) dims=(1, 2)] b
      e:f32[12,40,3] = sub c d
      f:f32[12,40,3] = mul e e
      g:f32[12,40] = reduce_sum[axes=(2)] f
      h:f32[12,40] = sqrt g in (h) })");
  const auto kernels = kernels_of(p);
  ASSERT_EQ(kernels.size(), 1u);
  EXPECT_EQ(kernels[0]->domain, (Shape{12, 40}));
  EXPECT_FALSE(divides(*kernels[0]));
  EXPECT_EQ(kernels[0]->stores.size(), 1u);
}

TEST(Schedule, ShortLastAxesAreOneLoop) {
  const Program p = expect_lowered(R"({ lambda a:f32[50,3] b:f32[3] . let
      c:f32[50,3] = broadcast_in_dim[shape=(50, 3) dims=(1)] b
      d:f32[50,3] = add a c in (d) })");
  ASSERT_EQ(kernels_of(p).size(), 1u);
  EXPECT_EQ(kernels_of(p)[0]->domain, Shape{150});
}

TEST(Schedule, SmallValuesAreRegistersOfOneKernel) {
  const Program p = expect_lowered(R"({ lambda a:f64[] b:f64[4] . let
      c:f64[4] = mul a b
      d:f64[] = reduce_sum[axes=(0)] c
      e:f64[2] = slice[start=(1) limit=(3) strides=(1)] c
      f:f64[2] = mul d e
      g:f64[] = sin d in (f, c, g) })");
  ASSERT_EQ(kernels_of(p).size(), 1u);
  EXPECT_TRUE(kernels_of(p)[0]->domain.empty());
  EXPECT_EQ(p.arena, 0u);
}

TEST(Schedule, LongReductionsAreCutInPieces) {
  const auto sum = [](const std::string& n) {
    return expect_lowered("{ lambda a:f64[" + n +
                          "] . let b:f64[] = reduce_sum[axes=(0)] a in (b) "
                          "}");
  };
  EXPECT_EQ(kernels_of(sum("16384")).size(), 1u);
  const Program p = sum("30000");
  ASSERT_EQ(kernels_of(p).size(), 2u);
  EXPECT_EQ(kernels_of(p)[0]->domain, Shape{4});
  expect_lowered("{ lambda a:f64[3,20000] . let b:f64[3] = reduce_max[axes=(1)] a in (b) }");
  expect_lowered("{ lambda a:f64[20000,3] . let b:f64[3] = reduce_min[axes=(0)] a in (b) }");
}

TEST(Schedule, LibrariesAreStatements) {
  const Program p = expect_lowered(
      "{ lambda a:f32[99] . let b:f32[99] = sin a c:f32[99] = sort[dimension=0 num_keys=1] b "
      "d:f32[99] = cos c in (d) }");
  ASSERT_EQ(p.statements.size(), 3u);
  EXPECT_EQ(testing::statements_of<LibraryCall>(p).size(), 1u);
}

TEST(Schedule, OutputsMayBeInputsLiteralsOrRepeated) {
  const Program p = expect_lowered(
      "{ lambda a:f64[3] b:f64[100] . let c:f64[100] = mul b b in (a, c, c, 2.0:f64[], b) }");
  EXPECT_EQ(testing::statements_of<Copy>(p).size(), 3u);
  EXPECT_EQ(kernels_of(p).size(), 2u);  // one writes the literal
}

TEST(Schedule, EmptyArraysNeedNoKernel) {
  for (const char* text :
       {"{ lambda a:f32[0] . let b:f32[0] = sin a in (b) }",
        "{ lambda a:f32[0,3] . let b:f32[3,0] = transpose[permutation=(1, 0)] a in (b) }",
        "{ lambda a:f32[5,0] . let b:f32[0] = reduce_sum[axes=(0)] a in (b) }",
        "{ lambda a:f32[0,3,3] . let b:f32[0,3,3] = inv a in (b) }"}) {
    const Program p = expect_lowered(text);
    for (const Kernel* k : kernels_of(p)) EXPECT_TRUE(k->stores.empty()) << text;
  }
  expect_lowered("{ lambda a:f32[0,3] . let b:f32[3] = reduce_sum[axes=(0)] a in (b) }");
  expect_lowered("{ lambda a:f32[0,50] . let b:f32[50] = reduce_max[axes=(0)] a in (b) }");
}

TEST(Schedule, LiteralsAreSlotsOfTheProgram) {
  const Program p = expect_lowered(
      "{ lambda a:f32[30] . let b:f32[30] = mul a 2.0:f32[] c:i32[30] = iota[dtype=i32 shape=(30) "
      "dimension=0] d:i32[30] = add c 7:i32[] in (b, d) }");
  EXPECT_EQ(p.literals, (std::vector{Dtype::f32, Dtype::i32}));
}

TEST(Schedule, LongTracesDoNotOverflowTheStack) {
  const Type type{Dtype::f32, {1000}};
  Builder b(std::vector<Type>{type});
  const Primitive& add = *find_primitive("add");
  Value v = 0;
  for (int k = 0; k < 50000; ++k) v = b.append(add, {}, std::vector<Value>{v, 0})[0];
  const Program p = lower(b.finish({v}));
  EXPECT_GT(kernels_of(p).size(), 100u);
  EXPECT_LT(p.arena, std::size_t(100000));
}

}  // namespace
}  // namespace wengert::lower
