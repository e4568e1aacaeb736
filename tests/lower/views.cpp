#include "wengert/lower/views.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

// The view of a Function's output, where its inputs lie in buffers 0, 1, …
std::optional<View> view_of(const std::string& text) {
  static std::deque<Function> kept;
  const Function& f = kept.emplace_back(with_slots(parse_ir(text)));
  Frame frame(f);
  for (Value v = 0; v < f.inputs; ++v) frame.bind_memory(v, {std::int64_t(v), 0, {}});
  return strided_view(frame, f.outputs[0]);
}

// Reads an output through its view, and compares with the interpreter.
void expect_view(const std::string& text) {
  const auto view = view_of(text);
  ASSERT_TRUE(view) << text;
  const Function f = parse_ir(text);
  std::vector<Tensor> inputs;
  for (const Type& t : f.input_types()) {
    const Tensor& x = inputs.emplace_back(t);
    for (std::int64_t k = 0; k < t.elements(); ++k) x.data<float>()[k] = float(k);
  }
  const Tensor want = eval(f, inputs)[0];
  const Tensor& from = inputs[std::size_t(view->location.buffer)];
  ASSERT_EQ(view->strides.size(), want.type.shape.size());
  for (std::int64_t k = 0; k < want.type.elements(); ++k) {
    std::int64_t at = view->location.offset, rest = k;
    for (int d = want.type.shape.rank() - 1; d >= 0; --d) {
      at += rest % want.type.shape[d] * view->strides[std::size_t(d)];
      rest /= want.type.shape[d];
    }
    ASSERT_TRUE(0 <= at && at < from.type.elements()) << text;
    EXPECT_EQ(from.data<float>()[at], want.data<float>()[k]) << text;
  }
}

TEST(Views, MovementsThatStridesCanSay) {
  for (const char* text :
       {"{ lambda a:f32[3,4] . let in (a) }",
        "{ lambda a:f32[3,4] . let b:f32[4,3] = transpose[permutation=(1, 0)] a in (b) }",
        "{ lambda a:f32[2,3,4] . let b:f32[4,2,3] = transpose[permutation=(2, 0, 1)] a in (b) }",
        "{ lambda a:f32[9,8] . let b:f32[3,4] = slice[start=(1, 2) limit=(8, 6) strides=(3, 1)] a "
        "in (b) }",
        "{ lambda a:f32[5,4] . let b:f32[5,4] = rev[dimensions=(0)] a in (b) }",
        "{ lambda a:f32[5,4] . let b:f32[5,4] = rev[dimensions=(0, 1)] a c:f32[4,5] = "
        "transpose[permutation=(1, 0)] b d:f32[2,5] = slice[start=(1, 0) limit=(4, 5) strides=(2, "
        "1)] c in (d) }",
        "{ lambda a:f32[4] . let b:f32[3,4] = broadcast_in_dim[shape=(3, 4) dims=(1)] a in (b) }",
        "{ lambda a:f32[6,4] . let b:f32[2,3,4] = reshape[shape=(2, 3, 4)] a in (b) }",
        "{ lambda a:f32[6,4] . let b:f32[24] = reshape[shape=(24)] a in (b) }"})
    expect_view(text);
}

TEST(Views, WhatStridesCannotSay) {
  for (const char* text :
       {"{ lambda a:f32[3] . let b:f32[3] = sin a in (b) }",
        "{ lambda a:f32[3] b:f32[3] . let c:f32[6] = concatenate[dimension=0] a b in (c) }",
        "{ lambda a:f32[3] . let b:f32[5] = pad[low=(1) high=(1) interior=(0)] a 0.0:f32[] in (b) "
        "}",
        "{ lambda a:f32[6,4] . let b:f32[4,6] = transpose[permutation=(1, 0)] a c:f32[24] = "
        "reshape[shape=(24)] b in (c) }",
        "{ lambda a:f32[9] i:i32[4,1] . let b:f32[4] = gather[axes=(0) mode=\"clip\"] a i in (b) }",
        "{ lambda a:f32[9] i:i32[] . let b:f32[4] = dynamic_slice[sizes=(4)] a i in (b) }",
        "{ lambda a:f32[0,4] . let b:f32[4,0] = transpose[permutation=(1, 0)] a in (b) }",
        "{ lambda . let in (2.0:f32[]) }"})
    EXPECT_FALSE(view_of(text)) << text;
}

struct Contraction {
  Function f;
  ReductionPlan plan;
  ProductShape shape;
};

Contraction contraction(const std::string& a, const std::string& b, const std::string& c,
                        const std::string& attributes, const std::string& dtype = "f32") {
  const auto typed = [&](const std::string& shape) { return dtype + "[" + shape + "]"; };
  Contraction x{parse_ir("{ lambda a:" + typed(a) + " b:" + typed(b) + " . let c:" + typed(c) +
                         " = dot_general[" + attributes + "] a b in (c) }"),
                {},
                {}};
  const Node& n = x.f.nodes[0];
  x.plan = n.op->reduction(x.f.operand_types(n), n.attributes);
  x.shape = product_shape(x.plan, x.f.types[n.first_result].shape);
  return x;
}

constexpr const char* matmul = "lhs_contract=(1) rhs_contract=(0) lhs_batch=() rhs_batch=()";

TEST(Views, ProductShapesGroupDimensions) {
  const auto expect = [](const ProductShape& p, std::vector<std::int64_t> want) {
    EXPECT_EQ((std::vector{p.batch, p.m, p.n, p.k}), want);
  };
  expect(contraction("3,4", "4,5", "3,5", matmul).shape, {1, 3, 5, 4});
  expect(contraction("6,3,4", "6,4,5", "6,3,5",
                     "lhs_contract=(2) rhs_contract=(1) lhs_batch=(0) rhs_batch=(0)")
             .shape,
         {6, 3, 5, 4});
  expect(contraction("2,3,4", "4,3,5", "2,5",
                     "lhs_contract=(1, 2) rhs_contract=(1, 0) lhs_batch=() rhs_batch=()")
             .shape,
         {1, 2, 5, 12});
  expect(contraction("2,3", "4,5", "2,3,4,5",
                     "lhs_contract=() rhs_contract=() lhs_batch=() rhs_batch=()")
             .shape,
         {1, 6, 20, 1});
}

TEST(Views, ProductsAreLargeMatricesOfFloats) {
  const auto holds = [](const Contraction& x) { return is_product(x.f, x.f.nodes[0]); };
  EXPECT_TRUE(holds(contraction("32,32", "32,32", "32,32", matmul)));
  EXPECT_TRUE(holds(contraction("32,32", "32,32", "32,32", matmul, "f64")));
  EXPECT_FALSE(holds(contraction("32,32", "32,32", "32,32", matmul, "i32")));
  EXPECT_FALSE(holds(contraction("16,16", "16,16", "16,16", matmul)));
  EXPECT_FALSE(holds(contraction("3,1000", "1000,1000", "3,1000", matmul)));
  EXPECT_FALSE(holds(contraction("1000,1000", "1000,3", "1000,3", matmul)));
  EXPECT_TRUE(holds(contraction("20,20", "20,21", "20,21", matmul)));
  EXPECT_FALSE(holds(contraction("20,20", "20,20", "20,20", matmul)));  // 8000 < 8192
  const Function sum =
      parse_ir("{ lambda a:f32[100,100] . let b:f32[100] = reduce_sum[axes=(0)] a in (b) }");
  EXPECT_FALSE(is_product(sum, sum.nodes[0]));
}

TEST(Views, StridesOfGroupsThatWalkAsOne) {
  const Contraction x = contraction(
      "2,3,4", "4,3,5", "2,5", "lhs_contract=(1, 2) rhs_contract=(1, 0) lhs_batch=() rhs_batch=()");
  const auto a = product_strides(x.plan, x.shape, 0, {2, 3, 4}, {12, 4, 1});
  ASSERT_TRUE(a);
  EXPECT_EQ(a->free, 12);
  EXPECT_EQ(a->contracted, 1);
  // The right operand walks its contracted dimensions in the other order.
  EXPECT_FALSE(product_strides(x.plan, x.shape, 1, {4, 3, 5}, {15, 5, 1}));
  const auto b = product_strides(x.plan, x.shape, 1, {4, 3, 5}, {5, 20, 1});
  ASSERT_TRUE(b);
  EXPECT_EQ(b->free, 1);
  EXPECT_EQ(b->contracted, 5);
  EXPECT_EQ(product_order(x.plan, x.shape, 1), (std::vector{2, 1, 0}));
}

TEST(Views, AdjacentReductions) {
  const auto of = [](const char* axes, const char* result) {
    const Function f = parse_ir("{ lambda a:f32[2,3,4,5] . let b:f32[" + std::string(result) +
                                "] = reduce_sum[axes=(" + axes + ")] a in (b) }");
    return adjacent(f.nodes[0].op->reduction(f.operand_types(f.nodes[0]), f.nodes[0].attributes));
  };
  EXPECT_TRUE(of("0", "3,4,5"));
  EXPECT_TRUE(of("1, 2", "2,5"));
  EXPECT_TRUE(of("0, 1, 2, 3", ""));
  EXPECT_FALSE(of("0, 2", "3,5"));
  EXPECT_FALSE(of("0, 1, 3", "4"));
}

}  // namespace
}  // namespace wengert::lower
