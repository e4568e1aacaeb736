// The three ways of evaluating agree: inlined, compiled, traced.
#include "acceptance/near.hpp"

#include <atomic>
#include <thread>

namespace {

auto polynomial(const Array& x, double scale) {
  return wg::where(x > 0.5, scale * x * x - 1, wg::exp(x) / 2);
}

TEST(Evaluate, WaysAgree) {
  for (std::int64_t n : {0, 1, 7, 100, 1000, 5000, 100000}) {
    for (wg::Dtype dtype : {wg::float32, wg::float64}) {
      const Array x = (wg::arange(n) % 101).astype(dtype) / 100;
      const Array eager = polynomial(x, 3.0);
      const Array traced = wg::jit([](Array a) { return Array(polynomial(a, 3.0)); })(x);
      EXPECT_EQ(eager.dtype(), dtype);
      expect_near(eager, traced, dtype == wg::float32 ? 1e-6 : 1e-14);
    }
  }
}

TEST(Evaluate, ScalarsAreArgumentsOfTheProgram) {
  const Array x = wg::ones({10000});
  for (int k = 0; k < 5; ++k) expect_near((x * k + 2 * k)(17), 3.0 * k);
}

TEST(Evaluate, OneExpressionTypeServesManyDtypesAndShapes) {
  auto f = [](const Array& a, const Array& b) { return Array(a * b + 1); };
  expect_near(f(Array{1, 2}, Array{3, 4}), {4, 9});
  expect_near(f(Array{1.0, 2.0}, Array{3, 4}), {4.0, 9.0});
  expect_near(f(wg::ones({2, 1}), Array{3, 4}), {{4.0, 5.0}, {4.0, 5.0}});
  expect_near(f(wg::ones({3}, wg::float16), 2.0), {3.0, 3.0, 3.0});
  EXPECT_EQ(f(wg::ones({3}, wg::float16), wg::ones({3}, wg::float16)).dtype(), wg::float16);
  expect_near(f(true, Array{true, false}), {2, 1});
  EXPECT_EQ(f(wg::zeros({0}), 1.0).shape(), (wg::Shape{0}));
}

TEST(Evaluate, DefaultFloatIsPartOfTheKey) {
  auto half = [](const Array& n) { return Array(n * 0.5); };
  EXPECT_EQ(half(Array{1, 2}).dtype(), wg::float32);
  {
    const wg::DefaultFloat x64(wg::float64);
    EXPECT_EQ(half(Array(std::vector<int>{1, 2})).dtype(), wg::float64);
  }
  EXPECT_EQ(half(Array{1, 2}).dtype(), wg::float32);
}

TEST(Evaluate, AnExpressionOutlivesItsOperands) {
  auto make = [] {
    const Array a = wg::arange(4.0);
    return a * a + wg::sin(a);
  };
  const auto e = make();
  const Array first = e, second = e;
  expect_near(first, second);
}

TEST(Evaluate, ManyThreadsAtOnce) {
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&wrong, t] {
      for (std::int64_t n = 1; n < 200; ++n) {
        const Array y = wg::arange(n) * t + 1;
        wrong += y(-1).item<std::int64_t>() != (n - 1) * t + 1;
      }
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Evaluate, InsideDerivatives) {
  auto f = [](Array x) { return wg::sum(polynomial(x, 3.0)); };
  const Array x = {0.25, 0.75};
  expect_near(wg::grad(f)(x), {std::exp(0.25) / 2, 4.5});
}

}  // namespace
