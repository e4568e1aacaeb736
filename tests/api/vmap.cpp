#include <string>

#include "acceptance/near.hpp"

TEST(Vmap, AxesOfArguments) {
  const Array m = wg::arange(6.0).reshape({2, 3}), v = {1.0, 10.0, 100.0};
  const auto dot = [](Array a, Array b) { return wg::dot(a, b); };
  expect_near(wg::vmap(dot, {0, wg::none})(m, v), wg::matmul(m, v));
  expect_near(wg::vmap(dot, {1, wg::none})(m, Array{1.0, 2.0}), wg::matmul(Array{1.0, 2.0}, m));
  expect_near(wg::vmap(dot, {-1, 1})(m, m), wg::sum(m * m, 0));
  expect_near(wg::vmap(dot, 1)(m, m), wg::sum(m * m, 0));
  expect_near(wg::vmap([](Array a) { return 2 * a; }, 0, -1)(m), Array(2 * m).T());
}

TEST(Vmap, TreesAndUnmappedOutputs) {
  using Pair = std::pair<Array, Array>;
  const auto f = [](const Pair& p, Array x) {
    return std::tuple{Array(p.first * x), Array(p.second), Array(1.5)};
  };
  auto [a, b, c] = wg::vmap(f, {0, wg::none})(Pair{Array{1.0, 2.0}, wg::ones({2, 3})}, 10.0);
  expect_near(a, {10.0, 20.0});
  EXPECT_EQ(b.shape(), (wg::Shape{2, 3}));
  expect_near(c, {1.5, 1.5});
}

TEST(Vmap, UnmappedArgumentsKeepTheirNumbers) {
  const auto f = [](Array x, Array flag) -> Array {
    if (flag > 0) return x * 2;
    return x;
  };
  expect_near(wg::vmap(f, {0, wg::none})(Array{1.0, 2.0}, 1.0), {2.0, 4.0});
  EXPECT_THROW((void)wg::vmap(f)(Array{1.0, 2.0}, Array{1.0, 2.0}), wg::ConcretizationError);
}

TEST(Vmap, StaticArguments) {
  const auto f = [](Array x, int n) { return wg::pow(x, n); };
  expect_near(wg::vmap(f, {0, wg::none})(Array{1.0, 2.0}, 3), {1.0, 8.0});
  expect_near(wg::vmap(f)(Array{1.0, 2.0}, 3), {1.0, 8.0});
}

TEST(Vmap, FaultsNameArgumentsAndExtents) {
  const auto f = [](Array x, Array y) { return x + y; };
  try {
    (void)wg::vmap(f)(wg::ones({3, 2}), wg::ones({4, 2}));
    FAIL();
  } catch (const wg::ShapeError& e) {
    const std::string what = e.what();
    EXPECT_NE(what.find("argument 0 has 3"), std::string::npos) << what;
    EXPECT_NE(what.find("argument 1 (f32[4,2]) has 4"), std::string::npos) << what;
  }
  EXPECT_THROW((void)wg::vmap(f)(1.0, wg::ones({2})), wg::ShapeError);
  EXPECT_THROW((void)wg::vmap(f, {0, 3})(wg::ones({2}), wg::ones({2})), wg::ShapeError);
  EXPECT_THROW((void)wg::vmap(f, {wg::none, wg::none})(1.0, 2.0), wg::ValueError);
  EXPECT_THROW((void)wg::vmap(f, {0})(wg::ones({2}), wg::ones({2})), wg::ValueError);
}

TEST(Vmap, SmallLoopsStayOneOperation) {
  const auto f = [](Array x) {
    return wg::while_loop([](Array v) { return v < 100; }, [](Array v) { return v * v; }, x);
  };
  const Array x = {2.0, 3.0, 200.0};
  expect_near(wg::vmap(f)(x), {256.0, 6561.0 / 81, 200.0}, 1, 1e9);
  expect_near(wg::vmap(f)(x)(0), 256.0);
  expect_near(wg::vmap(f)(x)(2), 200.0);
  EXPECT_NE(wg::make_ir(wg::vmap(f))(x).str().find("vmap["), std::string::npos);
  const auto smooth = [](Array v) {
    return wg::fori_loop(
        0, 3, [](Array, Array u) { return wg::sin(u) * u; }, v);
  };
  const Array y = {0.5, 1.0, 1.5};
  expect_near(wg::vmap(wg::grad(smooth))(y),
              wg::grad([&](Array v) { return wg::sum(wg::vmap(smooth)(v)); })(y));
}

TEST(Vmap, NestsAndMatchesLoops) {
  const auto f = [](Array a, Array b) { return wg::sum(wg::tanh(a) * b); };
  const Array a = wg::arange(6.0).reshape({2, 3}), b = wg::arange(12.0).reshape({4, 3}) / 7;
  const Array table = wg::vmap(wg::vmap(f, {wg::none, 0}), {0, wg::none})(a, b);
  ASSERT_EQ(table.shape(), (wg::Shape{2, 4}));
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 4; ++j) expect_near(table(i, j), f(a(i), b(j)));
}
