#include "wengert/lower/unroll.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::expect_lowered;
using testing::kernels_of;

// Lowers to one kernel without loops over arrays, which does what the interpreter does.
const Kernel& expect_registers(const std::string& text) {
  static std::deque<Program> kept;
  const Program& p = kept.emplace_back(expect_lowered(text));
  EXPECT_EQ(p.statements.size(), 1u) << text;
  const Kernel& k = *kernels_of(p).at(0);
  EXPECT_TRUE(k.domain.empty()) << text;
  return k;
}

TEST(Unroll, ScansOfEachLengthAndDirection) {
  for (const char* length : {"0", "1", "2", "10"})
    for (const char* reverse : {"0", "1"}) {
      const std::string n = length;
      const Kernel& k = expect_registers(
          "{ lambda w:f64[3] c:f64[3] xs:f64[" + n + ",3] . let y:f64[3] s:f64[] z:f64[" + n +
          ",3] t:f64[" + n +
          "] = scan[body={ lambda w:f64[3] c:f64[3] s:f64[] x:f64[3] . let a:f64[3] = mul c w "
          "b:f64[3] = add a x d:f64[] = reduce_sum[axes=(0)] b e:f64[] = add s d in (b, e, a, e) } "
          "length=" +
          n + " reverse=" + reverse + " consts=1 carry=2] w c 0.0:f64[] xs in (y, s, z, t) }");
      EXPECT_EQ(k.loops.size(), 1u);
    }
}

// The body of a loop of no iterations reads elements that are not there.
TEST(Unroll, ScansOverWhatMovesArraysOfNoElements) {
  for (const char* reverse : {"0", "1"})
    expect_registers(
        "{ lambda c:f64[3] xs:f64[0,3] . let r:f64[3,0] = reshape[shape=(3, 0)] xs t:f64[0,3] = "
        "transpose[permutation=(1, 0)] r y:f64[3] z:f64[0,3] = scan[body={ lambda c:f64[3] "
        "x:f64[3] . let a:f64[3] = add c x in (a, x) } length=0 reverse=" +
        std::string(reverse) + " consts=0 carry=1] c t in (y, z) }");
}

TEST(Unroll, OnlyOutputsOfIterationsAreWanted) {
  expect_registers(
      "{ lambda c:f64[] . let y:f64[] z:f64[5] = scan[body={ lambda c:f64[] . let d:f64[] = mul c "
      "0.5:f64[] in (d, c) } length=5 reverse=0 consts=0 carry=1] c in (z) }");
}

TEST(Unroll, LoopsUntilTheirConditionFails) {
  for (const char* limit : {"0.0", "1.0", "100.0"})
    expect_registers(
        "{ lambda x:f64[] l:f64[] . let y:f64[] n:i32[] = while[cond={ lambda l:f64[] "
        "x:f64[] n:i32[] . let p:bool[] = lt x " +
        std::string(limit) +
        ":f64[] in (p) } body={ lambda r:f64[] x:f64[] n:i32[] . let s:f64[] = add x r "
        "m:i32[] = add n 1:i32[] in (s, m) } cond_consts=1 body_consts=1] l 1.5:f64[] "
        "x 0:i32[] in (y, n) }");
}

TEST(Unroll, BranchesChooseTheNearestArm) {
  for (const char* index : {"-100", "-1", "0", "1", "2", "3", "100"})
    expect_registers(
        "{ lambda x:f64[3] . let y:f64[3] z:f64[] = cond[branches=[{ lambda x:f64[3] . let "
        "y:f64[3] = sin x s:f64[] = reduce_sum[axes=(0)] x in (y, s) } { lambda x:f64[3] . let in "
        "(x, 7.0:f64[]) } { lambda x:f64[3] . let y:f64[3] = exp x s:f64[] = reduce_max[axes=(0)] "
        "y in (y, s) }]] " +
        std::string(index) + ":i32[] x in (y, z) }");
}

TEST(Unroll, LoopsInsideLoopsAndBranches) {
  expect_registers(R"({ lambda x:f64[2] . let
      y:f64[2] = scan[body={ lambda c:f64[2] . let
          d:f64[2] = scan[body={ lambda c:f64[2] . let
              s:f64[] = reduce_sum[axes=(0)] c
              p:bool[] = lt s 1.0:f64[]
              i:i32[] = convert_element_type[new_dtype=i32] p
              d:f64[2] = cond[branches=[{ lambda c:f64[2] . let d:f64[2] = mul c 0.25:f64[] in (d) }
                                        { lambda c:f64[2] . let d:f64[2] = add c 0.5:f64[] in (d) }]] i c
            in (d) } length=3 reverse=0 consts=0 carry=1] c
          e:f64[2] = add d c in (e) } length=4 reverse=0 consts=0 carry=1] x
    in (y) })");
}

// A value from outside is computed outside: once, not in every iteration.
TEST(Unroll, WhatALoopDoesNotChangeStandsBeforeIt) {
  const Kernel& k = expect_registers(
      "{ lambda w:f64[] x:f64[] . let v:f64[] = sin w y:f64[] = scan[body={ lambda w:f64[] c:f64[] "
      ". let u:f64[] = cos w d:f64[] = mul c u in (d) } length=9 reverse=0 consts=1 carry=1] v x "
      "in (y) }");
  for (const CellNode& c : k.cells) {
    if (c.kind == CellKind::apply && c.op->name != "mul") {
      EXPECT_EQ(c.block, 0u) << c.op->name;
    }
  }
}

TEST(Unroll, ManyStepsInOneBody) {
  // As long as a body may be.
  std::string body;
  const int length = 4000;
  for (int k = 0; k < length; ++k)
    body += "v" + std::to_string(k + 1) + ":f64[] = add v" + std::to_string(k) + " w ";
  const Kernel& k = expect_registers(
      "{ lambda w:f64[] x:f64[] . let y:f64[] = scan[body={ lambda "
      "w:f64[] v0:f64[] . let " +
      body + "in (v" + std::to_string(length) +
      ") } length=2 reverse=0 consts=1 carry=1] w x in (y) }");
  EXPECT_GT(k.cells.size(), std::size_t(length));
}

}  // namespace
}  // namespace wengert::lower
