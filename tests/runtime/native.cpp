#include "wengert/runtime/native.hpp"

#include "../support/differential.hpp"

// Each text is a Function; compiled, it must agree with the interpreter.

namespace wengert::testing {

TEST(Native, ElementwiseOfAnyExtent) {
  for (const char* extent : {"", "1", "3", "15", "16", "17", "64", "65", "1000", "100003", "0"})
    expect_same("{ lambda a:f32[" + std::string(extent) + "] . let b:f32[" + extent + "] = mul a a c:f32[" + extent + "] = add b 2.0:f32[] in (c) }");
}

TEST(Native, Broadcasting) {
  expect_same(R"({ lambda a:f32[37,50] b:f32[50] . let
      c:f32[37,50] = broadcast_in_dim[shape=(37, 50) dims=(1)] b
      d:f32[37,50] = add a c in (d) })");
  expect_same(R"({ lambda a:f32[50,3] b:f32[3] . let
      c:f32[50,3] = broadcast_in_dim[shape=(50, 3) dims=(1)] b
      d:f32[50,3] = add a c in (d) })");
  expect_same(R"({ lambda a:f64[40] b:f64[30] . let
      c:f64[40,30] = broadcast_in_dim[shape=(40, 30) dims=(0)] a
      d:f64[40,30] = broadcast_in_dim[shape=(40, 30) dims=(1)] b
      e:f64[40,30] = mul c d in (e) })");
}

TEST(Native, Reductions) {
  for (const char* shape : {"5,7", "64,100", "100,3", "3,1000", "1,70"})
    for (const char* op : {"reduce_sum", "reduce_max", "reduce_min", "reduce_prod"}) {
      const std::string s = shape, rows = s.substr(0, s.find(',')), columns = s.substr(s.find(',') + 1);
      expect_same("{ lambda a:f64[" + s + "] . let b:f64[" + rows + "] = " + op + "[axes=(1)] a in (b) }");
      expect_same("{ lambda a:f64[" + s + "] . let b:f64[" + columns + "] = " + op + "[axes=(0)] a in (b) }");
      expect_same("{ lambda a:f64[" + s + "] . let b:f64[] = " + op + "[axes=(0, 1)] a in (b) }");
    }
  expect_same("{ lambda a:f64[20,30,40] . let b:f64[30] = reduce_sum[axes=(0, 2)] a in (b) }");
  expect_same("{ lambda a:f64[20,30,40] . let b:f64[20,40] = reduce_sum[axes=(1)] a in (b) }");
  expect_same("{ lambda a:f64[100003] . let b:f64[100003] = mul a a c:f64[] = reduce_sum[axes=(0)] b in (c) }");
  expect_same("{ lambda a:i32[1000] . let c:i32[] = reduce_sum[axes=(0)] a in (c) }");
  expect_same("{ lambda a:f64[0,3] . let b:f64[3] = reduce_sum[axes=(0)] a in (b) }");
}

TEST(Native, EpiloguesJoinReductions) {
  expect_same(R"({ lambda a:f64[50,60] . let
      b:f64[50] = reduce_sum[axes=(1)] a
      c:f64[50] = exp b
      d:f64[50] = add c b
      e:f64[50,60] = broadcast_in_dim[shape=(50, 60) dims=(0)] d
      f:f64[50,60] = div a e in (f, b) })");
}

TEST(Native, Movement) {
  expect_same("{ lambda a:f32[30,40] . let b:f32[40,30] = transpose[permutation=(1, 0)] a in (b) }");
  expect_same("{ lambda a:f32[30,40] . let b:f32[1200] = reshape[shape=(1200)] a c:f32[40,30] = reshape[shape=(40, 30)] b d:f32[40,30] = exp c in (d) }");
  expect_same("{ lambda a:f32[30,40] . let b:f32[14,40] = slice[start=(1, 0) limit=(29, 40) strides=(2, 1)] a in (b) }");
  expect_same("{ lambda a:f32[100] . let b:f32[100] = rev[dimensions=(0)] a c:f32[100] = sub a b in (c) }");
  expect_same("{ lambda a:f32[100] b:f32[50] . let c:f32[150] = concatenate[dimension=0] a b d:f32[150] = mul c c in (d) }");
  expect_same("{ lambda a:f32[10,20] . let b:f32[25,17] = pad[low=(2, 0) high=(4, -3) interior=(1, 0)] a 7.0:f32[] in (b) }");
  expect_same("{ lambda . let a:i32[100] = iota[dtype=i32 shape=(100) dimension=0] b:i32[7,9] = iota[dtype=i32 shape=(7, 9) dimension=1] in (a, b) }");
}

TEST(Native, Indexing) {
  expect_same("{ lambda a:f32[10,20] i:i32[] j:i32[] . let b:f32[3,5] = dynamic_slice[sizes=(3, 5)] a i j in (b) }");
  expect_same("{ lambda a:f32[10,20] u:f32[3,5] i:i32[] j:i32[] . let b:f32[10,20] = dynamic_update_slice a u i j in (b) }");
  expect_same("{ lambda a:f32[10,20] i:i32[70,1] . let b:f32[70,20] = gather[axes=(0) mode=\"clip\"] a i in (b) }");
  expect_same("{ lambda a:f32[10,20] i:i32[70,2] . let b:f32[70] = gather[axes=(0, 1) mode=\"clip\"] a i in (b) }");
}

TEST(Native, Contractions) {
  const auto dot = [](const char* a, const char* b, const char* c, const char* lc, const char* rc, const char* lb = "()", const char* rb = "()") {
    for (const char* d : {"f32", "f64"})
      expect_same("{ lambda a:" + std::string(d) + "[" + a + "] b:" + d + "[" + b + "] . let c:" + d + "[" + c + "] = dot_general[lhs_contract=" + lc +
                  " rhs_contract=" + rc + " lhs_batch=" + lb + " rhs_batch=" + rb + "] a b in (c) }");
  };
  dot("5", "5", "", "(0)", "(0)");
  dot("3,4", "4,5", "3,5", "(1)", "(0)");
  dot("65,70", "70,80", "65,80", "(1)", "(0)");
  dot("70,65", "80,70", "65,80", "(0)", "(1)");
  dot("128,200", "200,1", "128,1", "(1)", "(0)");
  dot("200,128", "200", "128", "(0)", "(0)");
  dot("6,40,50", "6,50,30", "6,40,30", "(2)", "(1)", "(0)", "(0)");
  dot("40,6,50", "50,30,6", "6,40,30", "(2)", "(0)", "(1)", "(2)");
  dot("256,64", "256,32", "256,64,32", "()", "()", "(0)", "(0)");
  dot("20,30,40", "40,30,25", "20,25", "(1, 2)", "(1, 0)");
}

TEST(Native, TransposedOperandsAreReadInPlace) {
  expect_same(R"({ lambda a:f32[64,100] b:f32[64,80] . let
      c:f32[100,64] = transpose[permutation=(1, 0)] a
      d:f32[100,80] = dot_general[lhs_contract=(1) rhs_contract=(0) lhs_batch=() rhs_batch=()] c b in (d) })");
}

TEST(Native, SmallProgramsRunInRegisters) {
  expect_same(R"({ lambda a:f64[] b:f64[4] . let
      c:f64[4] = mul a b
      d:f64[] = reduce_sum[axes=(0)] c
      e:f64[2] = slice[start=(1) limit=(3) strides=(1)] c
      f:f64[2] = mul d e in (f, c) })");
  expect_same("{ lambda a:f64[4,4] . let b:f64[4,4] = inv a c:f64[] = det a d:f64[4,1] = slice[start=(0, 0) limit=(4, 1) strides=(1, 1)] a e:f64[4,1] = solve a d in (b, c, e) }");
}

TEST(Native, MatricesInLanes) {
  expect_same("{ lambda a:f64[37,3,3] . let b:f64[37,3,3] = inv a in (b) }");
  expect_same("{ lambda a:f32[5,7,2,2] . let b:f32[5,7,2,2] = inv a c:f32[5,7] = det a in (b, c) }");
}

TEST(Native, Loops) {
  expect_same(R"({ lambda x:f64[] . let
      y:f64[] = scan[body={ lambda c:f64[] . let d:f64[] = mul c 0.5:f64[] e:f64[] = add d 1.0:f64[] in (e) } length=20 reverse=0 consts=0 carry=1] x
    in (y) })");
  expect_same(R"({ lambda x:f64[3] s:f64[10] . let
      y:f64[3] z:f64[10] = scan[body={ lambda c:f64[3] v:f64[] . let d:f64[3] = mul c v e:f64[] = reduce_sum[axes=(0)] d in (d, e) } length=10 reverse=1 consts=0 carry=1] x s
    in (y, z) })");
  expect_same(R"({ lambda w:f64[80,80] h:f64[80] xs:f64[9,80] . let
      y:f64[80] z:f64[9,80] = scan[body={ lambda w:f64[80,80] h:f64[80] x:f64[80] . let
          a:f64[80] = dot_general[lhs_contract=(1) rhs_contract=(0) lhs_batch=() rhs_batch=()] w h
          b:f64[80] = add a x
          c:f64[80] = tanh b in (c, b) } length=9 reverse=0 consts=1 carry=1] w h xs
    in (y, z) })");
  expect_same(R"({ lambda x:f64[] . let
      y:f64[] n:i32[] = while[cond={ lambda x:f64[] n:i32[] . let p:bool[] = lt x 100.0:f64[] in (p) }
          body={ lambda x:f64[] n:i32[] . let y:f64[] = mul x 1.5:f64[] m:i32[] = add n 1:i32[] in (y, m) } cond_consts=0 body_consts=0] x 0:i32[]
    in (y, n) })");
  expect_same(R"({ lambda x:f64[100] . let
      y:f64[100] = while[cond={ lambda x:f64[100] . let s:f64[] = reduce_sum[axes=(0)] x p:bool[] = lt s 1000.0:f64[] in (p) }
          body={ lambda x:f64[100] . let y:f64[100] = mul x 1.5:f64[] in (y) } cond_consts=0 body_consts=0] x
    in (y) })");
}

TEST(Native, Branches) {
  for (const char* shape : {"", "3", "200"})
    for (const char* index : {"0", "1", "2", "-5"}) {
      const std::string t = "f64[" + std::string(shape) + "]";
      expect_same("{ lambda x:" + t + " . let y:" + t + " = cond[branches=[{ lambda x:" + t + " . let y:" + t + " = sin x in (y,) } { lambda x:" + t +
                  " . let in (x,) } { lambda x:" + t + " . let y:" + t + " = exp x in (y,) }]] " + index + ":i32[] x in (y) }");
    }
}

TEST(Native, BatchesInLanes) {
  expect_same(R"({ lambda x:f64[37] w:f64[] . let
      y:f64[37] = vmap[f={ lambda x:f64[] w:f64[] . let
          y:f64[] = scan[body={ lambda c:f64[] . let d:f64[] = mul c c e:f64[] = sub d 0.3:f64[] in (e) } length=5 reverse=0 consts=0 carry=1] x
          z:f64[] = mul y w in (z) } size=37 batched=(1, 0)] x w
    in (y) })");
  expect_same(R"({ lambda x:i32[50] . let
      n:i32[50] = vmap[f={ lambda x:i32[] . let
          y:i32[] m:i32[] = while[cond={ lambda x:i32[] n:i32[] . let p:bool[] = lt x 100:i32[] in (p) }
            body={ lambda x:i32[] n:i32[] . let a:i32[] = add x x y:i32[] = add a 1:i32[] m:i32[] = add n 1:i32[] in (y, m) } cond_consts=0 body_consts=0] x 0:i32[]
          in (m) } size=50 batched=(1)] x
    in (n) })");
}

// Code with many sines calls one, of the parts of complex numbers too; quick code from the first on.
TEST(Native, DearOperationsBecomeFunctions) {
  for (const char* dtype : {"f32", "f64", "c64", "c128"})
    for (const char* extent : {"", "37"}) {
      const std::string t = cat(dtype, "[", extent, "]");
      std::string steps, last = "a";
      for (int k = 0; k < 8; ++k) {
        const std::string s = cat("s", k), p = cat("p", k);
        steps += cat(s, ":", t, " = sin ", last, " ", p, ":", t, " = pow ", s, " a ");
        last = p;
      }
      expect_same(cat("{ lambda a:", t, " . let ", steps, "in (", last, ") }"));
    }
}

TEST(Native, LiteralsAreArguments) {
  const Function f = parse_ir("{ lambda a:f64[] . let b:f64[] = mul a 2.0:f64[] in (b) }");
  const Native native(f);
  const Tensor x(Constant(float64, 3.0));
  EXPECT_EQ(native.run(std::vector{x}, lower::all_literals(f))[0].data<double>()[0], 6);
  EXPECT_EQ(native.run(std::vector{x}, std::vector{Constant(float64, 5.0)})[0].data<double>()[0], 15);
}

TEST(Native, OutputsMayBeInputsLiteralsOrRepeated) {
  expect_same("{ lambda a:f64[3] b:f64[100] . let c:f64[100] = mul b b in (a, c, c, 2.0:f64[], b) }");
}

}  // namespace wengert::testing
