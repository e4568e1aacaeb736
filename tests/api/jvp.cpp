#include "acceptance/near.hpp"

namespace {

using Pair = std::pair<Array, Array>;
Pair polar(Array r, Array t) { return {r * wg::cos(t), r * wg::sin(t)}; }

}  // namespace

TEST(Jvp, PushesTangentsThroughTrees) {
  auto [y, dy] = wg::jvp(polar, std::tuple{2.0, 0.5}, std::tuple{1.0, 0.0});
  expect_near(y.first, 2 * std::cos(0.5));
  expect_near(dy.first, std::cos(0.5));
  expect_near(dy.second, std::sin(0.5));
  const Pair p{Array(2.0), Array(3.0)};
  auto [z, dz] = wg::jvp([](const Pair& q) { return q.first * q.second; }, std::tuple<Pair>(p),
                         std::tuple<Pair>(Pair{1.0, 10.0}));
  expect_near(z, 6.0);
  expect_near(dz, 23.0);
}

TEST(Jvp, IntegersHaveNoTangents) {
  auto f = [](Array x, Array n) { return std::pair{Array(x * n), Array(n + 1)}; };
  auto [y, dy] = wg::jvp(f, std::tuple{2.0, 3}, std::tuple{1.0, 0});
  expect_near(dy.first, 3.0);
  EXPECT_EQ(dy.second.dtype(), wg::int32);
  expect_near(dy.second, 0);
}

TEST(Jvp, TangentsHaveTheirPrimalsTypes) {
  auto f = [](Array x) { return x * 2; };
  EXPECT_THROW((void)wg::jvp(f, std::tuple{Array{1.0, 2.0}}, std::tuple{Array{1.0}}),
               wg::ShapeError);
  EXPECT_THROW((void)wg::jvp(f, std::tuple{Array{1.0}}, std::tuple{Array{1}}), wg::DtypeError);
}

TEST(Jvp, PullbackIsTheTranspose) {
  auto [y, pull] = wg::vjp(polar, 2.0, 0.5);
  auto [dr, dt] = pull(Pair{1.0, 0.0});
  expect_near(dr, std::cos(0.5));
  expect_near(dt, -2 * std::sin(0.5));
  auto [again_r, again_t] = pull(Pair{0.0, 1.0});
  expect_near(again_r, std::sin(0.5));
  expect_near(again_t, 2 * std::cos(0.5));
  EXPECT_THROW((void)pull(Pair{Array{1.0}, 0.0}), wg::ShapeError);
}

TEST(Jvp, LinearizeKeepsThePoint) {
  int calls = 0;
  auto f = [&](Array x) { return ++calls, wg::exp(x) * x; };
  auto [y, push] = wg::linearize(f, 1.5);
  expect_near(y, std::exp(1.5) * 1.5);
  expect_near(push(1.0), std::exp(1.5) * 2.5);
  expect_near(push(2.0), std::exp(1.5) * 5.0);
  EXPECT_EQ(calls, 1);
}

TEST(Jvp, MapsBatchAndCompile) {
  auto directional = [](Array x, Array v) {
    return wg::jvp([](Array y) { return wg::sin(y); }, std::tuple{x}, std::tuple{v}).second;
  };
  expect_near(wg::vmap(directional, {wg::none, 0})(0.3, Array{1.0, 2.0}),
              {std::cos(0.3), 2 * std::cos(0.3)});
  expect_near(wg::jit(directional)(0.3, 1.0), std::cos(0.3));
  auto pulled = wg::jit([](Array x, Array ct) {
    auto [y, pull] = wg::vjp([](Array u) { return u * u; }, x);
    return std::get<0>(pull(ct));
  });
  expect_near(pulled(Array{1.0, 2.0}, Array{1.0, 10.0}), {2.0, 40.0});
}
