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
  expect_near(wg::fori_loop(
                  3, 3, [](Array, Array x) { return x + 1; }, 5.0),
              5.0);
  expect_near(wg::fori_loop(
                  5, 3, [](Array, Array x) { return x + 1; }, 5.0),
              5.0);
}

TEST(ForiLoop, BoundsMayBeTraced) {
  const auto sum = [](Array n) {
    return wg::fori_loop(
        0, n, [](Array i, Array s) { return s + i; }, 0);
  };
  EXPECT_EQ(sum(5).item<int>(), 10);
  EXPECT_EQ(wg::jit(sum)(5).item<int>(), 10);
  EXPECT_NE(wg::make_ir(sum)(5).str().find("while["), std::string::npos);
  const auto fixed = [](Array x) {
    return wg::fori_loop(
        0, 5, [](Array, Array s) { return s * 2; }, x);
  };
  EXPECT_NE(wg::make_ir(fixed)(5.0).str().find("scan["), std::string::npos);
  EXPECT_THROW((void)wg::fori_loop(
                   0, 2.5, [](Array, Array s) { return s; }, 0),
               wg::DtypeError);
}

TEST(ForiLoop, CapturesAreConstants) {
  const Array a = {1.0, 2.0};
  const auto f = [&](Array x) {
    return wg::fori_loop(
        0, 4, [&](Array, Array s) { return s * 0.5 + a * x; }, wg::zeros({2}));
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
  const std::string shape = fault([](const State& s) {
    return State{s.first, s.second + wg::ones({3})};
  });
  EXPECT_NE(shape.find(".second is f32[3] where f32[]"), std::string::npos) << shape;
  EXPECT_THROW((void)wg::while_loop([](Array x) { return x; }, [](Array x) { return x; }, 1.0),
               wg::DtypeError);
  EXPECT_THROW(
      (void)wg::while_loop([](Array x) { return x > 0; }, [](Array x) { return x; }, wg::ones({2})),
      wg::ShapeError);
}
