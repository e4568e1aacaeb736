#include "support/derivatives.hpp"

namespace {

Array wide(std::vector<double> v, wg::Integers shape) { return Array(v).reshape(shape); }
const Array a = wide({4, 1, 0.5, -2, 3, -1, 1.5, -1, 5}, {3, 3}), b = wide({1, 2, 3}, {3});

// Richardson's iteration for as long as it takes: nothing that could be differentiated by chance.
const auto iterate = [](const auto& map, const Array& side) {
  return wg::while_loop([&](Array x) { return wg::max(wg::abs(side - map(x))) > 1e-14; },
                        [&](Array x) { return x + 0.15 * (side - map(x)); }, wg::zeros_like(side));
};
Array solution(const Array& m, const Array& side) {
  return wg::custom_linear_solve([&](Array v) { return wg::matmul(m, v); }, side, iterate);
}

TEST(LinearSolve, Solves) {
  expect_near(solution(a, b), wg::linalg::solve(a, b), 1e-12);
  expect_near(wg::jit(solution)(a, b), wg::linalg::solve(a, b), 1e-12);
}

TEST(LinearSolve, DerivativesAreTheSolutions) {
  expect_derivatives([](Array m) { return solution(m, b); }, a);
  expect_derivatives([](Array side) { return solution(a, side); }, b);
  const auto direct = [](Array m) { return wg::sum(wg::linalg::solve(m, b) * b); };
  const auto iterated = [](Array m) { return wg::sum(solution(m, b) * b); };
  expect_near(wg::grad(iterated)(a), wg::grad(direct)(a), 1e-10);
  expect_near(wg::hessian(iterated)(a), wg::hessian(direct)(a), 1e-9, 1e-10);
  expect_near(wg::jit(wg::hessian(iterated))(a), wg::hessian(direct)(a), 1e-9, 1e-10);
  expect_near(wg::jacfwd(wg::jacfwd(iterated))(a), wg::hessian(direct)(a), 1e-9, 1e-10);
  expect_near(wg::jacrev(wg::jacrev(iterated))(a), wg::hessian(direct)(a), 1e-9, 1e-10);
}

TEST(LinearSolve, BatchesInEveryOperand) {
  const Array maps = wg::stack({a, a.T()}), sides = wg::stack({b, 2.0 * b * b});
  const Array both = wg::vmap(solution)(maps, sides);
  for (int k = 0; k < 2; ++k) {
    expect_near(both(k), wg::linalg::solve(maps(k), sides(k)), 1e-12);
    expect_near(wg::vmap([](Array m) { return solution(m, b); })(maps)(k),
                wg::linalg::solve(maps(k), b), 1e-12);
    expect_near(wg::vmap([](Array side) { return solution(a, side); })(sides)(k),
                wg::linalg::solve(a, sides(k)), 1e-12);
  }
  const auto f = [](Array m, Array side) { return wg::sum(solution(m, side) * side); };
  const auto direct = [](Array m, Array side) {
    return wg::sum(wg::linalg::solve(m, side) * side);
  };
  expect_near(wg::vmap(wg::grad(f))(maps, sides), wg::vmap(wg::grad(direct))(maps, sides), 1e-9);
}

// The transposed system has means of its own, which reverse mode alone calls.
TEST(LinearSolve, TransposeSolveServesReverseMode) {
  const auto twice = [](const auto& map, const Array& side) { return 2.0 * iterate(map, side); };
  const auto f = [&](Array side) {
    return wg::custom_linear_solve([](Array v) { return wg::matmul(a, v); }, side, iterate, twice);
  };
  const Array inverse = wg::linalg::inv(a);
  expect_near(wg::jacfwd(f)(b), inverse, 1e-12);
  expect_near(wg::jacrev(f)(b), 2.0 * inverse, 1e-12);
}

struct Pair {
  Array u, v;
};

TEST(LinearSolve, SolvesForPytrees) {
  const auto map = [](Pair x) { return Pair{3.0 * x.u + wg::sum(x.v), 2.0 * x.v - x.u}; };
  const auto solve = [](const auto& f, const Pair& side) {  // by the matrix, column by column
    const auto flat = [](const Pair& p) { return wg::concatenate({p.u.reshape({1}), p.v}); };
    const auto tree = [](const Array& x) { return Pair{x(0), x(wg::slice(1, 3))}; };
    const Array matrix = wg::jacfwd([&](Array x) { return flat(f(tree(x))); })(flat(side));
    return tree(wg::linalg::solve(matrix, flat(side)));
  };
  const auto f = [&](Array x) {
    const Pair y = wg::custom_linear_solve(map, Pair{x(0), x(wg::slice(1, 3))}, solve);
    return wg::concatenate({y.u.reshape({1}), y.v});
  };
  const Array inverse = wg::linalg::inv(wide({3, 1, 1, -1, 2, 0, -1, 0, 2}, {3, 3}));
  expect_near(f(b), wg::matmul(inverse, b), 1e-12);
  expect_near(wg::jacfwd(f)(b), inverse, 1e-12);
  expect_near(wg::jacrev(f)(b), inverse, 1e-12);
}

TEST(LinearSolve, RefusesWhatIsNoMapOfTheSameTypes) {
  const auto sum = [](Array v) { return wg::sum(v); };
  EXPECT_THROW((void)wg::custom_linear_solve(sum, b, iterate), wg::ShapeError);
  const auto narrow = [](Array v) { return v.astype(wg::float32); };
  EXPECT_THROW((void)wg::custom_linear_solve(narrow, b, iterate), wg::DtypeError);
  const auto square = [](Array side) {
    return wg::custom_linear_solve([](Array v) { return v * v; }, side,
                                   [](const auto&, const Array& s) { return wg::sqrt(s); });
  };
  EXPECT_THROW((void)wg::grad([&](Array side) { return wg::sum(square(side)); })(b), wg::RuleError);
}

}  // namespace
