#include "wengert/backend/reduce.hpp"

#include "backend/execute.hpp"

namespace wengert::testing {
namespace {

std::string reduce(const std::string& op, const std::string& dtype, const std::string& shape,
                   const std::string& axes, const std::string& result) {
  return "{ lambda a:" + dtype + "[" + shape + "] . let b:" + dtype + "[" + result + "] = " + op +
         "[axes=(" + axes + ")] a in (b) }";
}

// Past the trees of short reductions: whole steps of several vectors, single vectors, a masked
// rest.
TEST(Reduce, EveryExtentAcrossLanes) {
  for (int n : {17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 130, 200, 1000})
    for (const char* op : {"reduce_sum", "reduce_max"})
      for (const char* dtype : {"f32", "f64"})
        expect_compiled(reduce(op, dtype, "3," + std::to_string(n), "1", "3"));
}

TEST(Reduce, EveryMonoidOfEveryDtype) {
  for (const char* d : {"u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f16", "bf16", "f32",
                        "f64", "c64", "c128"})
    for (const char* op : {"reduce_sum", "reduce_prod", "reduce_max", "reduce_min"}) {
      const bool ordered = std::string(op) == "reduce_max" || std::string(op) == "reduce_min";
      if (ordered && d[0] == 'c') continue;
      expect_compiled(reduce(op, d, "5,37", "1", "5"));
      expect_compiled(reduce(op, d, "37,21", "0", "21"));
    }
  for (const char* op : {"reduce_and", "reduce_or"}) {
    expect_compiled(reduce(op, "bool", "5,37", "1", "5"));
    expect_compiled(reduce(op, "bool", "37,21", "0", "21"));
  }
}

TEST(Reduce, NanIsTheGreatestAndTheLeast) {
  for (int at : {0, 5, 20, 36}) {
    Tensor a(Type{Dtype::f32, {37}});
    for (int k = 0; k < 37; ++k) a.data<float>()[k] = k == at ? std::nanf("") : float(k - 10);
    for (const char* op : {"reduce_max", "reduce_min", "reduce_sum"})
      expect_compiled(reduce(op, "f32", "37", "0", ""), {a});
  }
}

// Infinities would turn to NaN if lanes beyond the end took part as anything but the identity.
TEST(Reduce, TheMaskedRestAddsTheIdentity) {
  for (const float x : {INFINITY, -INFINITY, -0.0f})
    for (const char* op : {"reduce_max", "reduce_min", "reduce_sum", "reduce_prod"}) {
      Tensor a(Type{Dtype::f32, {37}});
      for (int k = 0; k < 37; ++k) a.data<float>()[k] = x;
      expect_compiled(reduce(op, "f32", "37", "0", ""), {a});
    }
}

TEST(Reduce, SeveralAxesNest) {
  expect_compiled(reduce("reduce_sum", "f64", "20,3,40", "0, 2", "3"));
  expect_compiled(reduce("reduce_sum", "f64", "3,20,40", "1, 2", "3"));
  expect_compiled(reduce("reduce_max", "f64", "20,30,3", "0, 1", "3"));
}

TEST(Reduce, WithABodyOfItsOwn) {
  expect_compiled(R"({ lambda a:f32[9,70] b:f32[9,70] . let
      c:f32[9,70] = mul a b
      d:f32[9,70] = sin c
      e:f32[9] = reduce_sum[axes=(1)] d
      f:f32[9] = exp e in (f) })");
  // Products of a contraction, under the lanes of its columns and of its depth.
  for (const auto& [l, r] : {std::pair{"0", "0"}, {"1", "1"}})
    expect_compiled(
        "{ lambda a:f32[19,19] b:f32[19,19] . let c:f32[19,19] = "
        "dot_general[lhs_contract=(" +
        std::string(l) + ") rhs_contract=(" + r + ") lhs_batch=() rhs_batch=()] a b in (c) }");
}

// The order of combination depends on the extent and the vectors, not on who computes which part.
TEST(Reduce, SameBitsInAnyPieces) {
  const Function f = parse_ir(reduce("reduce_sum", "f32", "40,1000", "1", "40"));
  const Tensor a = sample(f.types[0], 3, -1, 1);
  for (const backend::VectorUnit& unit : vector_units) {
    lower::Program p = lower::lower(f);
    const auto run =
        compile(*std::get<std::shared_ptr<lower::Kernel>>(p.statements.at(0).what), unit);
    std::vector<float> whole(40), pieces(40);
    TestFrame first({a.bytes(), whole.data()}), second({a.bytes(), pieces.data()});
    run(first.data(), 0, 40);
    for (int k = 39; k >= 0; --k) run(second.data(), k, k + 1);
    EXPECT_EQ(whole, pieces) << unit;
  }
}

}  // namespace
}  // namespace wengert::testing
