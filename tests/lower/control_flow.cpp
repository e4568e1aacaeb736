#include "wengert/lower/control_flow.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::expect_lowered;
using testing::statements_of;
using Loops = std::vector<const std::shared_ptr<StatementLoop>*>;

TEST(ControlFlow, ScansOverLargeArraysAreStatements) {
  for (const char* length : {"0", "1", "2", "5"})
    for (const char* reverse : {"0", "1"}) {
      const std::string n = length;
      const Program p = expect_lowered(
          "{ lambda w:f64[80] c:f64[80] xs:f64[" + n + ",80] . let y:f64[80] s:f64[] z:f64[" + n +
          ",80] t:f64[" + n +
          "] = scan[body={ lambda w:f64[80] c:f64[80] s:f64[] x:f64[80] . let a:f64[80] = mul c w "
          "b:f64[80] = add a x d:f64[] = reduce_sum[axes=(0)] b e:f64[] = add s d in (b, e, a, e) "
          "} length=" +
          n + " reverse=" + reverse + " consts=1 carry=2] w c 0.0:f64[] xs in (y, s, z, t) }");
      const Loops loops = statements_of<std::shared_ptr<StatementLoop>>(p);
      ASSERT_EQ(loops.size(), 1u);
      EXPECT_EQ((*loops[0])->trips, std::stol(n));
      EXPECT_EQ((*loops[0])->swaps.size(), 2u);
    }
}

// A body that gives a carried value on, swaps two, or gives an input of the loop.
TEST(ControlFlow, CarriedValuesMayChangePlaces) {
  for (const char* results : {"a, b", "b, a", "a, a", "w, a", "b, w", "c, a", "c, c", "w, w"})
    expect_lowered(
        "{ lambda w:f64[80] a:f64[80] b:f64[80] . let x:f64[80] y:f64[80] = "
        "scan[body={ lambda w:f64[80] a:f64[80] b:f64[80] . let c:f64[80] = add a b in (" +
        std::string(results) + ") } length=3 reverse=0 consts=1 carry=2] w a b in (x, y) }");
}

TEST(ControlFlow, LoopsUntilTheirConditionFails) {
  for (const char* limit : {"0.0", "100.0", "1000.0"}) {
    const Program p = expect_lowered(
        "{ lambda l:f64[100] x:f64[100] . let y:f64[100] n:i32[] = while[cond={ lambda x:f64[100] "
        "n:i32[] . let s:f64[] = reduce_sum[axes=(0)] x p:bool[] = lt s " +
        std::string(limit) +
        ":f64[] in (p) } body={ lambda l:f64[100] x:f64[100] n:i32[] . let y:f64[100] = add x l "
        "m:i32[] = add n 1:i32[] in (y, m) } cond_consts=0 body_consts=1] l x 0:i32[] in (y, n) }");
    const Loops loops = statements_of<std::shared_ptr<StatementLoop>>(p);
    ASSERT_EQ(loops.size(), 1u);
    EXPECT_LT((*loops[0])->trips, 0);
    EXPECT_FALSE((*loops[0])->test.empty());
  }
}

TEST(ControlFlow, BranchesOverLargeArraysChooseTheNearestArm) {
  for (const char* index : {"-100", "-1", "0", "1", "2", "100"}) {
    const Program p = expect_lowered(
        "{ lambda x:f64[200] . let y:f64[200] = cond[branches=[{ lambda x:f64[200] . let "
        "y:f64[200] "
        "= sin x in (y) } { lambda x:f64[200] . let in (x) } { lambda x:f64[200] . let y:f64[200] "
        "= "
        "broadcast_in_dim[shape=(200) dims=()] 3.0:f64[] in (y) }]] " +
        std::string(index) + ":i32[] x in (y) }");
    EXPECT_EQ(statements_of<std::shared_ptr<StatementBranch>>(p).size(), 1u);
  }
}

TEST(ControlFlow, NestsAnyWay) {
  expect_lowered(R"({ lambda x:f64[80] xs:f64[4,3,80] . let
      y:f64[80] z:f64[4,3,80] = scan[body={ lambda c:f64[80] x:f64[3,80] . let
          d:f64[80] e:f64[3,80] = scan[body={ lambda c:f64[80] x:f64[80] . let
              s:f64[] = reduce_sum[axes=(0)] c
              p:bool[] = lt s 60.0:f64[]
              i:i32[] = convert_element_type[new_dtype=i32] p
              d:f64[80] = cond[branches=[{ lambda c:f64[80] x:f64[80] . let d:f64[80] = sub c x in (d) }
                                         { lambda c:f64[80] x:f64[80] . let d:f64[80] = add c x in (d) }]] i c x
            in (d, c) } length=3 reverse=1 consts=0 carry=1] c x
        in (d, e) } length=4 reverse=0 consts=0 carry=1] x xs
    in (y, z) })");
}

// A loop that fits in registers beside one that does not, in its body.
TEST(ControlFlow, LargeLoopsHoldLoopsInRegisters) {
  expect_lowered(R"({ lambda x:f64[80] . let
      y:f64[80] = scan[body={ lambda c:f64[80] . let
          s:f64[] = reduce_sum[axes=(0)] c
          t:f64[] = scan[body={ lambda c:f64[] . let d:f64[] = mul c 0.5:f64[] in (d) } length=5
                         reverse=0 consts=0 carry=1] s
          d:f64[80] = add c t in (d) } length=4 reverse=0 consts=0 carry=1] x in (y) })");
}

TEST(ControlFlow, ResultsNobodyNeeds) {
  expect_lowered(
      "{ lambda x:f64[80] . let y:f64[80] z:f64[4,80] = scan[body={ lambda c:f64[80] . "
      "let d:f64[80] = sin c in (d, c) } length=4 reverse=0 consts=0 carry=1] x in (z) }");
  expect_lowered(
      "{ lambda x:f64[80] . let y:f64[80] z:f64[4,80] = scan[body={ lambda c:f64[80] . "
      "let d:f64[80] = sin c in (d, c) } length=4 reverse=0 consts=0 carry=1] x in (y) }");
}

}  // namespace
}  // namespace wengert::lower
