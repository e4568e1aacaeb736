#include "wengert/lower/contract.hpp"

#include <map>

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::samples;
using Counts = std::map<std::string, int>;

Counts operations(const Function& f) {
  Counts counts;
  for (const Node& n : f.nodes) ++counts[std::string(n.op->name)];
  return counts;
}

// What contract leaves of the text, which computes what it did.
Counts contracted(const std::string& text) {
  const Function f = parse_ir(text);
  Function g = f;
  contract(g);
  g = dce(g);
  verify(g);
  const auto inputs = samples(f);
  const auto want = eval(f, inputs), got = eval(g, inputs);
  for (std::size_t k = 0; k < want.size(); ++k)
    EXPECT_LE(testing::difference(got[k], want[k]), 1e-6) << text;
  return operations(g);
}

TEST(Contract, SumsOfProductsBecomeOneOperation) {
  const auto of = [](const std::string& sum) {
    return contracted("{ lambda x:f32[3] y:f32[] z:f32[3] . let p:f32[3] = mul x y r:f32[3] = " +
                      sum + " in (r) }");
  };
  EXPECT_EQ(of("add p z"), (Counts{{"multiply_add", 1}}));
  EXPECT_EQ(of("add z p"), (Counts{{"multiply_add", 1}}));
  EXPECT_EQ(of("sub p z"), (Counts{{"multiply_subtract", 1}}));
  EXPECT_EQ(of("sub z p"), (Counts{{"subtract_product", 1}}));
  EXPECT_EQ(contracted("{ lambda x:f64[3] y:f64[3] . let p:f64[3] = square x q:f64[3] = square y "
                       "r:f64[3] = add p q in (r) }"),
            (Counts{{"multiply_add", 1}, {"square", 1}}));
}

TEST(Contract, PolynomialsAreChainsOfThem) {
  EXPECT_EQ(contracted("{ lambda x:f64[3] y:f64[3] . let a:f64[3] = mul x 3.0:f64[] b:f64[3] = add "
                       "a y c:f64[3] = mul b x d:f64[3] = sub c y e:f64[3] = mul d x f:f64[3] = "
                       "sub 1.0:f64[] e in (f) }"),
            (Counts{{"multiply_add", 1}, {"multiply_subtract", 1}, {"subtract_product", 1}}));
}

TEST(Contract, ProductsThatOthersReadStay) {
  const auto kept = [](const std::string& rest) {
    const Counts counts = contracted("{ lambda x:f64[3] y:f64[3] . let p:f64[3] = mul x y " + rest);
    return !counts.contains("multiply_add") && counts.at("mul") == 1;
  };
  EXPECT_TRUE(kept("q:f64[3] = add p y in (q, p) }"));
  EXPECT_TRUE(kept("q:f64[3] = add p p in (q) }"));
  EXPECT_TRUE(kept("q:f64[3] = add p y r:f64[3] = sin p in (q, r) }"));
}

TEST(Contract, OnlyRealNumbersOfTwoPrecisions) {
  for (const std::string d : {"i32", "c64", "bf16", "f16"})
    EXPECT_EQ(contracted("{ lambda x:" + d + "[3] y:" + d + "[3] . let p:" + d +
                         "[3] = mul x y r:" + d + "[3] = add p y in (r) }"),
              (Counts{{"add", 1}, {"mul", 1}}));
}

}  // namespace
}  // namespace wengert::lower
