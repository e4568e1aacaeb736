// Which expressions are inlined, as known at compile time.
#include "acceptance/near.hpp"

namespace {

using wg::inlined::Nature, wg::inlined::nature_of;

template <class E>
constexpr Nature nature(const E&) {
  return nature_of<E>;
}

TEST(Inlined, Natures) {
  const Array x = {1.0, 2.0}, mask = {true, false};
  EXPECT_EQ(nature(x + 1), Nature::real);
  EXPECT_EQ(nature(wg::exp(x) * x), Nature::real);
  EXPECT_EQ(nature(x > 0), Nature::boolean);
  EXPECT_EQ(nature((x > 0) & (x < 1)), Nature::boolean);
  EXPECT_EQ(nature(wg::where(mask, x, 0.0)), Nature::real);
  EXPECT_EQ(nature(wg::where(x > 0, x, 0.0)), Nature::real);
  EXPECT_EQ(nature(wg::sqrt(2.0)), Nature::weak);
  EXPECT_EQ(nature((x > 0) + (x > 1)), Nature::mixed);  // integers
  EXPECT_EQ(nature((x > 0) * 0.5), Nature::mixed);      // the default float
  EXPECT_EQ(nature(x * std::complex<float>(0, 1)), Nature::mixed);
  EXPECT_EQ(nature(x & x), Nature::mixed);
  EXPECT_EQ(nature(x + x), Nature::real);
}

TEST(Inlined, MixedOperandsFallThrough) {
  const Array x = {1.0, 2.0}, y = wg::ones({2}, wg::float64), n = {1, 2};
  const auto sum = [](const Array& a, const Array& b) { return a + b; };
  EXPECT_TRUE(wg::inlined::evaluate(sum(x, x)).buffer());
  EXPECT_TRUE(wg::inlined::evaluate(sum(y, y)).buffer());
  EXPECT_TRUE(wg::inlined::evaluate(sum(x, 1.0)).buffer());  // a scalar array
  EXPECT_FALSE(wg::inlined::evaluate(sum(x, y)).buffer());
  EXPECT_FALSE(wg::inlined::evaluate(sum(n, n)).buffer());
  EXPECT_FALSE(wg::inlined::evaluate(sum(x, wg::ones({2, 1}))).buffer());
  EXPECT_FALSE(wg::inlined::evaluate(sum(wg::ones({100000}), 1.0)).buffer());
  EXPECT_TRUE(wg::inlined::evaluate(wg::where(Array{true, false}, x, 0.0)).buffer());
  EXPECT_FALSE(wg::inlined::evaluate(wg::where(n, x, 0.0)).buffer());
}

TEST(Inlined, MasksBesideNumbers) {
  const Array x = {-1.0, 2.0};
  expect_near(x * (x > 0), {0.0, 2.0});
  expect_near(wg::where((x > 0) | (x < -5), x, 0.5), {0.5, 2.0});
  expect_near(wg::where(x > 0, x > 1, x < 0), {true, true});
}

}  // namespace
