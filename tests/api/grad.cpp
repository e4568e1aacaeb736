#include <string>

#include "acceptance/near.hpp"

namespace {

template <class E, class F>
std::string fault(F f) {
  try {
    f();
  } catch (const E& e) {
    return e.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST(Grad, UnusedInputsHaveZeroGradients) {
  const auto f = [](Array x, Array y) { return wg::sum(x) + 0 * wg::sum(wg::stop_gradient(y)); };
  auto [dx, dy] = wg::grad<0, 1>(f)(Array{1.0, 2.0}, Array{3.0});
  expect_near(dx, {1.0, 1.0});
  expect_near(dy, {0.0});
  expect_near(wg::grad([](Array) { return 3.0; })(2.0), 0.0);
  expect_near(wg::grad([](Array) { return Array(3.0); })(2.0), 0.0);
}

TEST(Grad, TheFunctionRunsOnce) {
  int calls = 0;
  auto f = [&](Array x) { return ++calls, wg::sum(x * x); };
  auto [v, g] = wg::value_and_grad(f)(Array{3.0});
  expect_near(v, 9.0);
  expect_near(g, {6.0});
  EXPECT_EQ(calls, 1);
}

TEST(Grad, AuxiliaryValuesAreOnesOwn) {
  auto f = [](Array x) { return std::pair{wg::sum(x * x), std::tuple{Array(x * 3), 7, x > 1.5}}; };
  auto [value_and_aux, g] = wg::value_and_grad(f, wg::has_aux)(Array{1.0, 2.0});
  expect_near(value_and_aux.first, 5.0);
  expect_near(std::get<0>(value_and_aux.second), {3.0, 6.0});
  EXPECT_EQ(std::get<1>(value_and_aux.second), 7);
  EXPECT_FALSE(std::get<0>(value_and_aux.second).traced());
  expect_near(g, {2.0, 4.0});
}

TEST(Grad, StaticArguments) {
  auto f = [](Array x, int n, const std::function<Array(Array)>& g) {
    return wg::sum(g(wg::pow(x, n)));
  };
  expect_near(wg::grad(f)(Array{2.0}, 3, [](Array y) { return Array(2 * y); }), {24.0});
}

TEST(Grad, InsideOtherTransforms) {
  auto f = [](Array x) { return wg::sin(x) * x; };
  auto second = [](double x) { return 2 * std::cos(x) - x * std::sin(x); };
  expect_near(wg::grad(wg::grad(f))(0.7), second(0.7));
  expect_near(wg::jit(wg::grad(wg::grad(f)))(0.7), second(0.7));
  expect_near(wg::grad(wg::jit(wg::grad(f)))(0.7), second(0.7));
  expect_near(wg::vmap(wg::grad(wg::grad(f)))(Array{0.7, 0.2}), {second(0.7), second(0.2)});
  expect_near(wg::grad([&](Array x) { return wg::sum(wg::vmap(wg::grad(f))(x)); })(Array{0.7, 0.2}),
              {second(0.7), second(0.2)});
}

TEST(Grad, DerivativesNestWithoutConfusion) {
  // d/dx x · (d/dy (x + y)) = 1: Siskind and Pearlmutter 2005, perturbation confusion.
  auto f = [](Array x) { return x * wg::grad([&](Array y) { return x + y; })(1.0); };
  expect_near(wg::grad(f)(1.0), 1.0);
  auto g = [](Array x) { return wg::grad([&](Array y) { return x * y * y; })(x); };
  expect_near(wg::grad(g)(3.0), 12.0);
}

TEST(Grad, WhereHidesTheBranchNotTaken) {
  auto f = [](Array x) { return wg::sum(wg::where(x > 0, wg::sqrt(x), 0.0)); };
  expect_near(wg::grad(f)(Array{4.0, 0.0, -1.0}), {0.25, 0.0, 0.0});
}

TEST(Grad, FaultsSayWhatToUse) {
  auto square = [](Array x) { return x * x; };
  const std::string integer = fault<wg::DtypeError>([&] { (void)wg::grad(square)(Array(2)); });
  EXPECT_NE(integer.find("argument 0 has dtype int32"), std::string::npos) << integer;
  EXPECT_NE(integer.find("astype"), std::string::npos) << integer;
  const std::string vector = fault<wg::ShapeError>([&] {
    (void)wg::grad(square)(Array{2.0, 3.0});
  });
  EXPECT_NE(vector.find("f32[2]"), std::string::npos) << vector;
  EXPECT_NE(vector.find("jacrev"), std::string::npos) << vector;
  const Array z(std::complex<float>(1, 2));
  const std::string complex = fault<wg::DtypeError>([&] { (void)wg::grad(square)(z); });
  EXPECT_NE(complex.find("holomorphic"), std::string::npos) << complex;
  EXPECT_NE(
      fault<wg::DtypeError>([&] { (void)wg::grad(square, wg::holomorphic)(2.0); }).find("complex"),
      std::string::npos);
}

TEST(Grad, OfComplexArguments) {
  using C = std::complex<float>;
  // Of |z|^2 JAX's gradient is 2 conj(z).
  auto f = [](Array z) { return wg::real(z * wg::conj(z)); };
  const Array g = wg::grad(f)(Array(C(1, 2)));
  expect_near(wg::real(g), 2.0);
  expect_near(wg::imag(g), -4.0);
}
