#include <string>

#include "acceptance/near.hpp"

namespace {

using State = std::pair<Array, Array>;

}  // namespace

TEST(ForiLoop, CountsAndCarries) {
  const auto body = [](Array i, const State& s) { return State{s.first + i, s.second * 2}; };
  const State end = wg::fori_loop(2, 6, body, State{0, 1.0});
  EXPECT_EQ(end.first.item<int>(), 2 + 3 + 4 + 5);
  expect_near(end.second, 16.0);
  expect_near(wg::fori_loop(3, 3, [](Array, Array x) { return x + 1; }, 5.0), 5.0);
  expect_near(wg::fori_loop(5, 3, [](Array, Array x) { return x + 1; }, 5.0), 5.0);
}

TEST(ForiLoop, BoundsMayBeTraced) {
  const auto sum = [](Array n) {
    return wg::fori_loop(0, n, [](Array i, Array s) { return s + i; }, 0);
  };
  EXPECT_EQ(sum(5).item<int>(), 10);
  EXPECT_EQ(wg::jit(sum)(5).item<int>(), 10);
  EXPECT_NE(wg::make_ir(sum)(5).str().find("while["), std::string::npos);
  const auto fixed = [](Array x) {
    return wg::fori_loop(0, 5, [](Array, Array s) { return s * 2; }, x);
  };
  EXPECT_NE(wg::make_ir(fixed)(5.0).str().find("scan["), std::string::npos);
  EXPECT_THROW((void)wg::fori_loop(0, 2.5, [](Array, Array s) { return s; }, 0), wg::DtypeError);
}

TEST(ForiLoop, CapturesAreConstants) {
  const Array a = {1.0, 2.0};
  const auto f = [&](Array x) {
    return wg::fori_loop(0, 4, [&](Array, Array s) { return s * 0.5 + a * x; }, wg::zeros({2}));
  };
  expect_near(f(1.0), {1.875, 3.75});
  expect_near(wg::jacfwd(f)(1.0), {1.875, 3.75});
  expect_near(wg::jacrev(f)(1.0), {1.875, 3.75});
  expect_near(wg::vmap(f)(Array{1.0, 2.0})(1), {3.75, 7.5});
}

TEST(WhileLoop, ForwardDerivatives) {
  const auto f = [](Array x) {
    return wg::while_loop([](Array v) { return v < 10; }, [](Array v) { return v * v; }, x);
  };
  expect_near(f(2.0), 16.0);
  expect_near(wg::jit(f)(2.0), 16.0);
  auto [y, dy] = wg::jvp(f, std::tuple{2.0}, std::tuple{1.0});
  expect_near(dy, 32.0);
  expect_near(wg::jit(wg::jacfwd(f))(2.0), 32.0);
}

TEST(WhileLoop, ReverseDerivatives) {
  const auto f = [](Array x) {
    return wg::while_loop([](Array v) { return v < 1000; }, [](Array v) { return v * v; }, x);
  };
  expect_near(wg::grad(f)(2.0), 524288.0);  // of x^16
  expect_near(wg::jit(wg::grad(f))(2.0), 524288.0);
  expect_near(wg::grad(f)(2000.0), 1.0);
  expect_near(wg::grad(wg::grad(f))(2.0), 240 * 16384.0);
  expect_near(wg::jacfwd(wg::jit(wg::grad(f)))(2.0), 240 * 16384.0);
  expect_near(wg::grad(wg::jit(wg::grad(wg::grad(f))))(2.0), 3360 * 8192.0);
  expect_near(wg::vmap(wg::grad(f))(Array{2.0, 10.0, 2000.0}), {524288.0, 4000.0, 1.0});
  expect_near(wg::jit(wg::vmap(wg::jit(wg::grad(f))))(Array{2.0, 2000.0}), {524288.0, 1.0});
}

TEST(WhileLoop, ReverseModeReachesWhatTheBodyCaptures) {
  // Newton's iteration for the root of a: its derivative is 1/2 a^(-1/2).
  const auto root = [](Array a) {
    return wg::while_loop([&](Array x) { return wg::abs(x * x - a) > 1e-6; },
                          [&](Array x) { return 0.5 * (x + a / x); }, wg::ones_like(a));
  };
  const wg::DefaultFloat precise(wg::float64);
  expect_near(wg::grad(root)(2.0), 0.5 / std::sqrt(2.0), 1e-9);
  expect_near(wg::jit(wg::grad(root))(9.0), 1.0 / 6, 1e-9);
}

TEST(ForiLoop, TracedBoundsHaveReverseDerivatives) {
  const wg::DefaultFloat precise(wg::float64);
  const auto f = [](Array n, Array k, Array x) {
    return wg::fori_loop(0, n, [&](Array i, Array v) { return wg::sin(v) * k + 0.01 * i * v; }, x);
  };
  const auto back = wg::jit(wg::grad<1, 2>(f));
  const auto by_k = wg::jit(wg::jacfwd<1>(f));
  const auto by_x = wg::jit(wg::jacfwd<2>(f));
  for (int n : {0, 1, 2, 7, 60}) {
    const auto [dk, dx] = back(n, 1.1, 0.7);
    expect_near(dk, Array(by_k(n, 1.1, 0.7)).item<double>(), 1e-9);
    expect_near(dx, Array(by_x(n, 1.1, 0.7)).item<double>(), 1e-9);
  }
}

TEST(ForiLoop, UpdatesInPlaceReadWhatWasThere) {
  // Each turn reads, then overwrites: x[i] += x[i - 1] + x[i + 1 mod n].
  const int n = 100;
  const auto f = [n](Array x) {
    return wg::fori_loop(
        1, n,
        [n](Array i, Array v) {
          const auto entry = [&](Array k) { return wg::dynamic_slice_in_dim(v, k, 1, 0); };
          const Array sum = entry(i) + entry(i - 1) + entry((i + 1) % n);
          return wg::dynamic_update_slice_in_dim(v, sum * 0.5, i, 0);
        },
        x);
  };
  std::vector<double> want;
  for (int k = 0; k < n; ++k) want.push_back(std::sin(k));
  const Array x = Array(want);
  for (int k = 1; k < n; ++k)
    want[std::size_t(k)] =
        0.5 * (want[std::size_t(k)] + want[std::size_t(k - 1)] + want[std::size_t((k + 1) % n)]);
  for (const Array& got : {f(x), Array(wg::jit(f)(x))}) {
    const auto values = got.to_vector<double>();
    for (std::size_t k = 0; k < want.size(); ++k) EXPECT_NEAR(values[k], want[k], 1e-12) << k;
  }
  EXPECT_NEAR(x.to_vector<double>()[5], std::sin(5), 1e-15);  // the argument stays
}

// The gradient of a loop is that of its iterations, one after the other.
TEST(ForiLoop, GradientsOfElementsReadAndReplaced) {
  const wg::DefaultFloat wide(wg::float64);
  const auto step = [](Array i, Array x) {
    const Array y = x.at(i).set(wg::sin(x(i - 1)) * x(i));
    return Array(y.at((i * 5) % 7).add(0.5 * y((i * 3) % 7)));
  };
  const auto looped = [&](Array x) {
    return Array(wg::sum(wg::square(wg::fori_loop(1, 7, step, x))));
  };
  const auto unrolled = [&](Array x) {
    for (int i = 1; i < 7; ++i) x = step(Array(i), x);
    return Array(wg::sum(wg::square(x)));
  };
  const Array x = wg::linspace(0.2, 0.9, 7), want = wg::grad(unrolled)(x);
  expect_near(wg::grad(looped)(x), want, 1e-12);
  expect_near(wg::jit(wg::grad(looped))(x), want, 1e-12);
  expect_near(wg::hessian(wg::jit(looped))(x), wg::hessian(unrolled)(x), 1e-11);
  const Array both = wg::stack({x, 2.0 * x});
  expect_near(wg::jit(wg::vmap(wg::grad(looped)))(both), wg::vmap(wg::grad(unrolled))(both), 1e-11);
}

TEST(WhileLoop, FaultsNameTheLeaf) {
  const auto forever = [](const State&) { return Array(true); };
  const auto fault = [&](auto body) -> std::string {
    try {
      (void)wg::while_loop(forever, body, State{0, 1.0});
    } catch (const wg::Error& e) {
      return e.what();
    }
    return "";
  };
  const std::string dtype = fault([](const State& s) { return State{s.first * 0.5, s.second}; });
  EXPECT_NE(dtype.find(".first is f32[] where i32[]"), std::string::npos) << dtype;
  const std::string shape =
      fault([](const State& s) { return State{s.first, s.second + wg::ones({3})}; });
  EXPECT_NE(shape.find(".second is f32[3] where f32[]"), std::string::npos) << shape;
  EXPECT_THROW((void)wg::while_loop([](Array x) { return x; }, [](Array x) { return x; }, 1.0),
               wg::DtypeError);
  EXPECT_THROW(
      (void)wg::while_loop([](Array x) { return x > 0; }, [](Array x) { return x; }, wg::ones({2})),
      wg::ShapeError);
}
