#include <atomic>
#include <string>
#include <thread>

#include "acceptance/near.hpp"

namespace {

struct Layer {
  Array w;
  int repeat;
};
enum class Activation { sine, cosine };

}  // namespace

TEST(Jit, ReturnsInputsCapturesAndConstants) {
  Array captured = {5.0, 6.0};
  auto f = wg::jit([&](Array x) { return std::tuple{x, captured, Array(2.0), x + captured, 7}; });
  for (int call = 0; call < 2; ++call) {
    auto [x, c, two, sum, seven] = f(Array{1.0, 2.0});
    expect_near(x, {1.0, 2.0});
    expect_near(c, {5.0, 6.0});
    expect_near(two, 2.0);
    expect_near(sum, {6.0, 8.0});
    EXPECT_EQ(seven, 7);
  }
}

TEST(Jit, StaticLeavesArePartOfTheSignature) {
  int traces = 0;
  auto f = wg::jit(
      [&](const std::vector<Layer>& layers, Array x, Activation a, const std::string& name) {
        ++traces;
        for (const Layer& l : layers)
          for (int k = 0; k < l.repeat; ++k)
            x = l.w * (a == Activation::sine ? Array(wg::sin(x)) : Array(wg::cos(x)));
        return name == "shift" ? x + 1 : x + 0;
      });
  std::vector<Layer> layers{{2.0, 2}, {3.0, 1}};
  const Array a = f(layers, 1.0, Activation::sine, "shift");
  EXPECT_EQ(traces, 1);
  layers[0].w = 4.0;
  (void)f(layers, 2.0, Activation::sine, "shift");
  EXPECT_EQ(traces, 1);
  layers[0].repeat = 1;
  (void)f(layers, 2.0, Activation::sine, "shift");
  (void)f(layers, 2.0, Activation::cosine, "shift");
  (void)f(layers, 2.0, Activation::cosine, "none");
  EXPECT_EQ(traces, 4);
  layers.pop_back();
  (void)f(layers, 2.0, Activation::cosine, "none");
  EXPECT_EQ(traces, 5);
}

TEST(Jit, StaticCallables) {
  auto apply = wg::jit([](Array x, Array (*f)(Array), auto g) { return g(f(x)); });
  Array (*negate)(Array) = [](Array x) -> Array { return -x; };
  expect_near(apply(2.0, negate, [](Array x) { return Array(x * x); }), 4.0);
  double factor = 3.0;
  auto scale = [factor](Array x) { return Array(factor * x); };
  expect_near(apply(2.0, negate, scale), -6.0);
  expect_near(apply(2.0, negate, scale), -6.0);
}

TEST(Jit, GenericLambdasServeSeveralTypes) {
  auto f = wg::jit([](auto x) {
    if constexpr (std::is_same_v<decltype(x), Array>)
      return x * 2;
    else
      return x.first * x.second;
  });
  expect_near(f(3.0), 6.0);
  expect_near(f(std::pair{Array(3.0), Array(5.0)}), 15.0);
  expect_near(f(Array{1.0, 2.0}), {2.0, 4.0});
}

TEST(Jit, TheDefaultFloatIsPartOfTheSignature) {
  auto f = wg::jit([](Array x) { return x + wg::ones({2}); });
  EXPECT_EQ(f(Array{1, 2}).dtype(), wg::float32);
  wg::DefaultFloat x64(wg::float64);
  EXPECT_EQ(f(wg::ones({2}, wg::int32)).dtype(), wg::float64);
}

TEST(Jit, NestedInsideOtherTransforms) {
  auto inner = wg::jit([](Array x) { return wg::sin(x) * x; });
  auto outer = wg::jit([&](Array x) { return inner(x) + inner(2 * x); });
  const auto plain = [](Array x) { return wg::sin(x) * x + wg::sin(2 * x) * (2 * x); };
  expect_near(outer(0.3), Array(plain(0.3)));
  expect_near(wg::grad(outer)(0.3), wg::grad(plain)(0.3));
  expect_near(wg::vmap(wg::grad(outer))(Array{0.1, 0.2}),
              wg::vmap(wg::grad(plain))(Array{0.1, 0.2}));
  EXPECT_NE(wg::make_ir(outer)(0.3).str().find("call"), std::string::npos);
}

TEST(Jit, CapturedTracersAreNotKept) {
  auto f = [](Array y) {
    auto inner = wg::jit([&](Array x) { return x * y; });
    return inner(2.0) + inner(3.0);
  };
  expect_near(wg::grad(f)(7.0), 5.0);
  expect_near(wg::jit(f)(7.0), 35.0);
  Array y;
  auto kept = wg::jit([&](Array x) { return x * y; });
  const auto through = [&](Array given) {
    y = given;
    return kept(2.0);
  };
  expect_near(wg::grad(through)(7.0), 2.0);
  y = 10.0;
  expect_near(kept(2.0), 20.0);
}

TEST(Jit, RecursionOnAStaticArgument) {
  std::function<Array(Array, int)> step;
  auto power = wg::jit(
      [&](Array x, int n) { return n == 0 ? wg::ones_like(x) : Array(x * step(x, n - 1)); });
  step = [&](Array x, int n) { return power(x, n); };
  expect_near(power(2.0, 10), 1024.0);
  step = [&](Array x, int n) { return power(x, n + 1); };
  EXPECT_THROW((void)power(2.0, 20), wg::TracerError);
}

TEST(Jit, AnErrorWhileTracingLeavesNothingBehind) {
  bool fail = true;
  auto f = wg::jit([&](Array x) -> Array {
    if (fail) throw std::runtime_error("first");
    return x + 1;
  });
  EXPECT_THROW((void)f(1.0), std::runtime_error);
  fail = false;
  expect_near(f(1.0), 2.0);
}

TEST(Jit, ManyThreadsTraceOnce) {
  std::atomic<int> traces = 0, wrong = 0;
  auto f = wg::jit([&](Array x) {
    ++traces;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return wg::sum(x * x);
  });
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int k = 0; k < 50; ++k) {
        const double n = 1 + (t + k) % 3;
        if (f(wg::ones({1 + (t + k) % 3})).item<double>() != n) ++wrong;
      }
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(traces, 3);
  EXPECT_EQ(wrong, 0);
}

TEST(Jit, LeakedTracersExplainThemselves) {
  Array leaked;
  auto f = wg::jit([&](Array x) { return leaked = x, x * 2; });
  (void)f(1.0);
  EXPECT_THROW((void)Array(leaked + 1), wg::TracerError);
}
