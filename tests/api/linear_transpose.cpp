#include <string>

#include "acceptance/near.hpp"

namespace {

/// The message of the RuleError that transposing f must give.
template <class F>
std::string fault(F f, const Array& x) {
  try {
    (void)wg::linear_transpose(f, x);
  } catch (const wg::RuleError& e) {
    return e.what();
  }
  return "none";
}

}  // namespace

TEST(LinearTranspose, OfAMatrix) {
  const Array a = wg::arange(6.0).reshape({2, 3});
  const auto f = [&](Array x) { return wg::matmul(a, x); };
  const auto back = wg::linear_transpose(f, wg::shape_dtype_struct({3}));
  auto [x] = back({1.0, 10.0});
  expect_near(x, {30.0, 41.0, 52.0});
  expect_near(wg::jit([&](Array y) { return std::get<0>(back(y)); })(Array{1.0, 10.0}),
              {30.0, 41.0, 52.0});
  expect_near(wg::vmap([&](Array y) { return std::get<0>(back(y)); })(wg::eye(2)), a);
}

TEST(LinearTranspose, SeveralArgumentsAndTrees) {
  const auto f = [](const std::pair<Array, Array>& p, Array x) {
    return std::tuple{2 * p.first + wg::cumsum(x), wg::flip(p.second, 0)};
  };
  const auto back = wg::linear_transpose(f, std::pair{wg::ones({3}), wg::ones({2})}, wg::ones({3}));
  auto [p, x] = back({Array{1.0, 2.0, 3.0}, Array{4.0, 5.0}});
  expect_near(p.first, {2.0, 4.0, 6.0});
  expect_near(p.second, {5.0, 4.0});
  expect_near(x, {6.0, 5.0, 3.0});
}

TEST(LinearTranspose, ThroughControlFlowAndTransforms) {
  const Array w = {0.5, -2.0};
  const auto step = [&](Array c, Array x) {
    return std::pair{Array(w * c + x), Array(wg::sum(c))};
  };
  const auto f = [&](Array xs) { return wg::scan(step, wg::zeros({2}), xs); };
  const Array xs = wg::ones({4, 2});
  const auto jitted = wg::jit(f);
  auto [y, pull] = wg::vjp(f, xs);
  const std::pair<Array, Array> ct{Array{1.0, 2.0}, Array{3.0, 4.0, 5.0, 6.0}};
  auto [want] = pull(ct);
  expect_near(std::get<0>(wg::linear_transpose(f, xs)(ct)), want);
  expect_near(std::get<0>(wg::linear_transpose(jitted, xs)(ct)), want);
  const auto pushed = [](Array dx) {
    return wg::jvp([](Array v) { return wg::sin(v); }, std::tuple{Array{0.1, 0.2}}, std::tuple{dx})
        .second;
  };
  expect_near(std::get<0>(wg::linear_transpose(pushed, wg::ones({2}))(Array{1.0, 1.0})),
              wg::cos(Array{0.1, 0.2}));
  const auto chosen = [&](Array x) {
    return wg::cond(Array(w(0) > 0), [](Array v) { return 3 * v; }, [](Array v) { return -v; }, x);
  };
  expect_near(std::get<0>(wg::linear_transpose(chosen, wg::ones({2}))(Array{1.0, 2.0})),
              {3.0, 6.0});
}

TEST(LinearTranspose, TwiceIsTheFunction) {
  const Array a = wg::arange(6.0).reshape({2, 3});
  const auto f = [&](Array x) { return wg::matmul(a, x); };
  const auto once = [&](Array y) { return std::get<0>(wg::linear_transpose(f, wg::ones({3}))(y)); };
  auto [y] = wg::linear_transpose(once, wg::ones({2}))(Array{1.0, 2.0, 3.0});
  expect_near(y, f({1.0, 2.0, 3.0}));
}

TEST(LinearTranspose, Complex) {
  using C = std::complex<float>;
  const Array a = std::vector<C>{{1, 2}, {3, -1}};
  auto [x] = wg::linear_transpose([&](Array v) { return wg::sum(a * v); },
                                  wg::ones({2}, wg::complex64))(Array(C(0, 1)));
  expect_near(x, a * C(0, 1));
}

TEST(LinearTranspose, WhatIsNotLinearIsNamed) {
  const Array x = wg::ones({3});
  EXPECT_NE(fault([](Array v) { return wg::sin(v); }, x).find("sin of (f32[3])"),
            std::string::npos);
  EXPECT_NE(fault([](Array v) { return v * v; }, x).find("not linear: "), std::string::npos);
  EXPECT_NE(fault([](Array v) { return v * wg::flip(v, 0); }, x).find("mul of"), std::string::npos);
  EXPECT_NE(fault([](Array v) { return 1 / v; }, x).find("div of"), std::string::npos);
  EXPECT_NE(fault([](Array v) { return wg::dot(v, v); }, x).find("dot_general of"),
            std::string::npos);
  EXPECT_NE(fault([](Array v) { return wg::floor(v); }, x).find("floor of"), std::string::npos);
  EXPECT_NE(fault([](Array v) { return wg::where(v > 0, v, 0); }, x).find("gt of"),
            std::string::npos);
  EXPECT_NE(fault([](Array v) { return wg::stop_gradient(v); }, x).find("stop_gradient of"),
            std::string::npos);
  EXPECT_NE(fault(wg::jit([](Array v) { return wg::exp(v); }), x).find("exp of"),
            std::string::npos);
  const auto loop = [](Array v) {
    return wg::scan([](Array c, Array u) { return std::pair{Array(c * u), c}; }, Array(1.0), v)
        .first;
  };
  EXPECT_NE(fault(loop, x).find("scan of"), std::string::npos);
  EXPECT_EQ(fault([](Array v) { return (void)Array(wg::sin(v)), 2 * v; }, x), "none");
}

TEST(LinearTranspose, FaultsOfTypes) {
  const auto twice = [](Array v) { return 2 * v; };
  EXPECT_THROW((void)wg::linear_transpose(twice, Array{1, 2}), wg::DtypeError);
  const auto back = wg::linear_transpose(twice, wg::ones({2}));
  try {
    (void)back(wg::ones({3}));
    FAIL();
  } catch (const wg::ShapeError& e) {
    EXPECT_NE(std::string(e.what()).find("linear_transpose"), std::string::npos) << e.what();
  }
}
