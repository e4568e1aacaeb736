#include <functional>

#include "acceptance/near.hpp"

namespace {

Array twice(Array x) { return 2 * x; }

template <class F, class... Given>
using Arguments = wg::Arguments<F, Given...>;

}  // namespace

TEST(Callable, ParametersOfFixedSignatures) {
  auto lambda = [](const Array&, int, std::pair<Array, Array>) { return 0; };
  static_assert(std::is_same_v<wg::Parameters<decltype(lambda)>,
                               std::tuple<const Array&, int, std::pair<Array, Array>>>);
  static_assert(std::is_same_v<wg::Parameters<double (*)(double)>, std::tuple<double>>);
  static_assert(std::is_same_v<wg::Parameters<std::function<Array(Array)>>, std::tuple<Array>>);
  auto changing = [n = 0](Array x) mutable {
    ++n;
    return x;
  };
  static_assert(std::is_same_v<wg::Parameters<decltype(changing)>, std::tuple<Array>>);
  auto open = [](auto x) { return x; };
  static_assert(std::is_same_v<wg::Parameters<decltype(open)>, wg::OpenParameters>);
}

TEST(Callable, OpenParametersTakeNumbersAsArrays) {
  auto open = [](auto x, auto y) { return x + y; };
  using Open = decltype(open);
  static_assert(std::is_same_v<Arguments<Open, double, const Array&>, std::tuple<Array, Array>>);
  auto partly = [](auto x, int n) { return x * n; };
  static_assert(std::is_same_v<Arguments<decltype(partly), double, int>, std::tuple<Array, int>>);
  using Sum = decltype(Array() + Array());
  static_assert(std::is_same_v<Arguments<Open, Sum, Sum>, std::tuple<Array, Array>>);
}

TEST(Callable, WrappersKeepTheSignature) {
  auto f = [](Array x, int n) { return wg::sum(x) * n; };
  auto nested = wg::jit(wg::grad(wg::jit(f)));
  static_assert(std::is_same_v<wg::Parameters<decltype(nested)>, std::tuple<Array, int>>);
  expect_near(nested(Array{1.0, 2.0}, 3), {3.0, 3.0});
}

TEST(Callable, FunctionsAndFunctionPointers) {
  expect_near(wg::jit(twice)(3.0), 6.0);
  expect_near(wg::grad(&twice)(3.0), 2.0);
  std::function<Array(Array)> f = twice;
  expect_near(wg::grad(f)(3.0), 2.0);
}

TEST(Callable, BracesAreArguments) {
  auto f = [](Array x, Array y) { return wg::sum(x * y); };
  expect_near(wg::grad(f)({1.0, 2.0}, {3.0, 4.0}), {3.0, 4.0});
  expect_near(wg::jit(f)({1.0, 2.0}, 2.0), 6.0);
}
