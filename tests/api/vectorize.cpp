#include <string>

#include "acceptance/near.hpp"

namespace {

template <class F>
std::string fault(F f) {
  try {
    f();
  } catch (const wg::Error& e) {
    return e.what();
  }
  return "none";
}

Array product(Array a, Array v) { return wg::matmul(a, v); }

}  // namespace

TEST(Vectorize, LeadingAxesBroadcast) {
  const auto mv = wg::vectorize(product, "(n,m),(m)->(n)");
  const Array a = wg::sin(wg::arange(120.0)).reshape({2, 1, 5, 3, 4}),
              v = wg::cos(wg::arange(20.0)).reshape({5, 4});
  const Array want = wg::einsum("aibnm,bm->aibn", a, v);
  expect_near(mv(a, v), want);
  expect_near(mv(a(0, 0, 0), v(0)), want(0, 0, 0));
  EXPECT_EQ(mv(wg::ones({5, 1, 3, 4}), wg::ones({7, 4})).shape(), (wg::Shape{5, 7, 3}));
  EXPECT_EQ(mv(wg::ones({1, 3, 4}), wg::ones({1, 1, 4})).shape(), (wg::Shape{1, 1, 3}));
  EXPECT_EQ(mv(wg::ones({0, 3, 4}), wg::ones({4})).shape(), (wg::Shape{0, 3}));
}

TEST(Vectorize, SeveralResultsAndNewAxes) {
  const auto f = wg::vectorize(
      [](Array x, Array y) { return std::pair{wg::outer(x, y), wg::concatenate({x, y})}; },
      "(n), (m) -> (n, m), (k)");
  auto [table, both] = f(wg::ones({6, 2}), wg::ones({3}));
  EXPECT_EQ(table.shape(), (wg::Shape{6, 2, 3}));
  EXPECT_EQ(both.shape(), (wg::Shape{6, 5}));
}

TEST(Vectorize, ScalarsWithoutASignature) {
  const auto f = wg::vectorize([](Array x, Array y) {
    return wg::while_loop([=](Array v) { return v < y; }, [](Array v) { return 2 * v; }, x);
  });
  expect_near(f(Array{{1.0}, {3.0}}, Array{4.0, 20.0}), {{4.0, 32.0}, {6.0, 24.0}});
  expect_near(f(1.0, 3.0), 4.0);
}

TEST(Vectorize, StaticArgumentsCapturesAndTrees) {
  const Array shift = {10.0, 20.0};
  const auto f = wg::vectorize([&](const std::pair<Array, Array>& p,
                                   int n) { return wg::pow(p.first, n) * p.second + shift; },
                               "(2),()->(2)");
  expect_near(f(std::pair{Array{1.0, 2.0}, Array{1.0, 3.0}}, 2), {{11.0, 24.0}, {13.0, 32.0}});
}

TEST(Vectorize, NestsWithTransforms) {
  const auto f =
      wg::vectorize([](Array a, Array b) { return wg::dot(wg::sin(a), b); }, "(n),(n)->()");
  const Array a = wg::arange(6.0).reshape({2, 3}), b = {1.0, -1.0, 2.0};
  expect_near(wg::jit(f)(a, b), wg::matmul(wg::sin(a), b));
  const auto total = [&](Array x) { return wg::sum(f(x, b)); };
  expect_near(wg::grad(total)(a), wg::cos(a) * b);
  expect_near(wg::vmap(f, {1, wg::none})(a.T().reshape({3, 2, 1}).reshape({3, 2}), b),
              wg::matmul(wg::sin(a), b));
  const auto slopes =
      wg::vectorize(wg::grad([](Array x) { return wg::sum(x * x * x); }), "(n)->(n)");
  expect_near(slopes(a), 3 * a * a);
}

TEST(Vectorize, SignaturesAreParsed) {
  const auto f = [](Array x) { return x; };
  for (const char* text : {"", "(n)", "(n)->", "->(n)", "(n->(n)", "(n)->(n", "(n,)->(n)",
                           "(n)(m)->(n)", "n->n", "(n)->(n)x", "(n)-(n)", "(n)->(n),"})
    EXPECT_THROW((void)wg::vectorize(f, text), wg::ValueError) << text;
  const std::string what = fault([&] { (void)wg::vectorize(f, "(n,m->(n)"); });
  EXPECT_NE(what.find("at column 5 ')' is wanted"), std::string::npos) << what;
}

TEST(Vectorize, FaultsNameArgumentsAndAxes) {
  const auto mv = wg::vectorize(product, "(n,m),(m)->(n)");
  const std::string extents = fault([&] { (void)mv(wg::ones({2, 3}), wg::ones({4})); });
  EXPECT_NE(extents.find("argument 1 is f32[4] where (m)"), std::string::npos) << extents;
  EXPECT_NE(extents.find("axis m has 4 elements but is 3 long"), std::string::npos) << extents;
  EXPECT_NE(fault([&] { (void)mv(wg::ones({3}), wg::ones({3})); }).find("too few axes for (n,m)"),
            std::string::npos);
  EXPECT_NE(
      fault([&] { (void)mv(wg::ones({2, 3, 3}), wg::ones({4, 3})); }).find("do not broadcast"),
      std::string::npos);
  EXPECT_THROW((void)wg::vectorize(product, "(n,m)->(n)")(wg::ones({2, 3}), wg::ones({3})),
               wg::ValueError);
  EXPECT_THROW((void)wg::vectorize(product, "(n,m),(m)->(n),()")(wg::ones({2, 3}), wg::ones({3})),
               wg::ValueError);
  EXPECT_THROW((void)wg::vectorize(product, "(n,m),(m)->()")(wg::ones({2, 3}), wg::ones({3})),
               wg::ShapeError);
  EXPECT_THROW((void)wg::vectorize(product, "(n,m),(m)->(m)")(wg::ones({2, 3}), wg::ones({3})),
               wg::ShapeError);
  EXPECT_THROW((void)wg::vectorize(product, "(n,3),(m)->(n)")(wg::ones({2, 4}), wg::ones({4})),
               wg::ShapeError);
}
