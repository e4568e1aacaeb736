#include "wengert/lower/products.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

struct Counts {
  std::size_t products, kernels;
};

// Of a program with one contraction, checked against the interpreter.
Counts counts_of(const std::string& text) {
  const Program p = testing::expect_lowered(text);
  return {testing::statements_of<Product>(p).size(), testing::kernels_of(p).size()};
}

std::string dot(const std::string& a, const std::string& b, const std::string& c,
                const std::string& lhs, const std::string& rhs, const std::string& lhs_batch = "",
                const std::string& rhs_batch = "") {
  return "{ lambda a:f32[" + a + "] b:f32[" + b + "] . let c:f32[" + c +
         "] = dot_general[lhs_contract=(" + lhs + ") rhs_contract=(" + rhs + ") lhs_batch=(" +
         lhs_batch + ") rhs_batch=(" + rhs_batch + ")] a b in (c) }";
}

TEST(Products, OperandsAreReadWhereTheyLie) {
  for (const std::string& text :
       {dot("20,30", "30,40", "20,40", "1", "0"), dot("30,20", "40,30", "20,40", "0", "1"),
        dot("5,20,30", "5,30,20", "5,20,20", "2", "1", "0", "0"),
        dot("20,5,30", "30,20,5", "5,20,20", "2", "0", "1", "2"),
        dot("20,3,10", "3,10,40", "20,40", "1, 2", "0, 1"),
        std::string("{ lambda a:f32[40,20] b:f32[90,40] . let c:f32[20,40] = "
                    "transpose[permutation=(1, 0)] a d:f32[40,40] = slice[start=(3, 0) limit=(83, "
                    "40) strides=(2, 1)] b e:f32[40,40] = rev[dimensions=(0)] d f:f32[20,40] = "
                    "dot_general[lhs_contract=(1) rhs_contract=(0) lhs_batch=() rhs_batch=()] c e "
                    "in (f) }")}) {
    const Counts n = counts_of(text);
    EXPECT_EQ(n.products, 1u) << text;
    EXPECT_EQ(n.kernels, 0u) << text;
  }
}

TEST(Products, OtherOperandsArePacked) {
  // Contracted dimensions in another order than they lie.
  const Counts order = counts_of(dot("20,3,10", "10,3,40", "20,40", "1, 2", "1, 0"));
  EXPECT_EQ(order.products, 1u);
  EXPECT_EQ(order.kernels, 1u);
  // A movement that strides cannot say is fused into the packing.
  const Counts padded = counts_of(
      "{ lambda a:f32[18,30] b:f32[30,40] . let c:f32[20,30] = pad[low=(1, 0) high=(1, 0) "
      "interior=(0, 0)] a 0.5:f32[] d:f32[20,40] = dot_general[lhs_contract=(1) rhs_contract=(0) "
      "lhs_batch=() rhs_batch=()] c b in (d) }");
  EXPECT_EQ(padded.products, 1u);
  EXPECT_LE(padded.kernels, 2u);
  // Batch dimensions that do not walk as one.
  const Counts batch =
      counts_of(dot("4,20,3,30", "4,3,30,20", "4,3,20,20", "3", "2", "0, 2", "0, 1"));
  EXPECT_EQ(batch.products, 1u);
  EXPECT_EQ(batch.kernels, 1u);
}

TEST(Products, ComputedOperandsAreStoredFirst) {
  const Program p = testing::expect_lowered(
      "{ lambda a:f32[20,30] b:f32[30,40] . let c:f32[20,30] = sin a d:f32[20,40] = "
      "dot_general[lhs_contract=(1) rhs_contract=(0) lhs_batch=() rhs_batch=()] c b e:f32[20,40] = "
      "exp d in (e) }");
  ASSERT_EQ(p.statements.size(), 3u);
  EXPECT_TRUE(std::holds_alternative<std::shared_ptr<Kernel>>(p.statements[0].what));
  EXPECT_TRUE(std::holds_alternative<Product>(p.statements[1].what));
  EXPECT_TRUE(std::holds_alternative<std::shared_ptr<Kernel>>(p.statements[2].what));
}

TEST(Products, SmallContractionsAreLoopsOfAKernel) {
  for (const std::string& text :
       {dot("5", "5", "", "0", "0"), dot("3,4", "4,5", "3,5", "1", "0"),
        dot("100,3", "3,100", "100,100", "1", "0"), dot("300", "300", "", "0", "0"),
        dot("40,50", "50", "40", "1", "0"), dot("50,40", "50", "40", "0", "0")}) {
    const Counts n = counts_of(text);
    EXPECT_EQ(n.products, 0u) << text;
    EXPECT_GE(n.kernels, 1u) << text;
  }
}

}  // namespace
}  // namespace wengert::lower
