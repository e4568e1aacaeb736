// Linear systems by iterations that only multiply with the matrix, which may be a function.
//
// Each iteration is a while_loop: it compiles, and a batch runs until its last system is solved.
// Derivatives in b and in what the operator captures are those of the solution, whatever the
// iteration did (custom_linear_solve): each solves a system of its own, with the same tolerance.
// x0 and m have none.
#pragma once

#include <functional>

#include "wengert/linalg/decompositions.hpp"

namespace wengert::scipy::sparse::linalg {

/// A linear map of arrays to arrays of the same shape: a square matrix, or a callable.
class Operator {
 public:
  /// Throws ShapeError unless the matrix is (n, n).
  Operator(const Array& matrix);
  template <AnyExpression Matrix>
  Operator(const Matrix& matrix) : Operator(Array(matrix)) {}
  template <class F>
    requires(!AnyExpression<F> && std::is_invocable_r_v<Array, const F&, const Array&>)
  Operator(F f) : apply_(std::move(f)) {}

  Array operator()(const Array& v) const { return apply_(v); }

 private:
  std::function<Array(const Array&)> apply_;
};

/// Starts from x0 (zeros unless given) and stops where the 2-norm of b - a x is at most
/// max(tol |b|, atol), or after maxiter iterations (10 times the number of unknowns unless given).
/// m, close to the inverse of a, speeds it up.
struct Iteration {
  std::optional<Array> x0 = {};
  double tol = 1e-5, atol = 0;
  std::optional<std::int64_t> maxiter = {};
  Operator m = [](const Array& v) { return v; };
};

/// x with a x = b, of b's shape, by conjugate gradients: for Hermitian positive definite a, and m.
/// Throws ShapeError where b, x0 and a b differ in shape.
///   cg([&](const Array& v) { return 2.0 * v - roll(v, 1) / 2.0 - roll(v, -1) / 2.0; }, b)
Array cg(const Operator& a, const Array& b, const Iteration& how = {});
/// The same for any regular a, by stabilised biconjugate gradients (van der Vorst 1992), which may
/// break down: it stops then with what it has.
Array bicgstab(const Operator& a, const Array& b, const Iteration& how = {});
/// The same for any regular a, by generalised minimal residuals (Saad and Schultz 1986),
/// preconditioned from the right: `restart` products span the space in which the residual is made
/// least, and what is left starts another, maxiter times at most. Throws ValueError unless restart
/// is positive.
WENGERT_WHERE_CALLED Array gmres(const Operator& a, const Array& b, const Iteration& how = {},
                                 std::int64_t restart = 20);

}  // namespace wengert::scipy::sparse::linalg

#if WENGERT_BODIES
#include "wengert/api/eval_shape.hpp"
#include "wengert/api/linear_solve.hpp"
#include "wengert/api/loop.hpp"
#include "wengert/numpy/contraction.hpp"
#include "wengert/scipy/linalg.hpp"

namespace wengert::scipy::sparse::linalg {

WENGERT_API Operator::Operator(const Array& matrix) {
  if (matrix.ndim() != 2 || matrix.shape()[0] != matrix.shape()[1])
    throw ShapeError(cat("Operator: ", matrix.type(), " is no square matrix; for another linear ",
                         "map give a callable"));
  apply_ = [matrix](const Array& v) { return dot(matrix, v); };
}

namespace iterations {

inline Array square_norm(const Array& v) { return real(vdot(v, v)); }
/// x / y, and 0 where y is 0.
inline Array ratio(const Array& x, const Array& y) {
  return where(y == 0, zeros_like(x), x / where(y == 0, ones_like(y), y));
}

/// One system: b and the guess have one type, which is that of a's products.
struct System {
  const Operator &a, &m;
  const Array &b, &guess;
  const Iteration& how;

  std::int64_t most() const { return how.maxiter.value_or(10 * b.size()); }
  Array residual() const { return b - a(guess); }
  Array least_square() const {
    return maximum(how.tol * how.tol * square_norm(b), how.atol * how.atol)
        .astype(real_dtype(b.dtype()));
  }
};
using Method = std::function<Array(const System&)>;

/// The dtype of the solution. Throws ShapeError where shapes differ.
inline Dtype common_dtype(const char* function, const Operator& a, const Array& b,
                          const Iteration& how) {
  const Array guess = how.x0 ? *how.x0 : b;
  const auto of_types = [](const Operator& map, const Array& v) {
    return eval_shape([&](Array w) { return map(w); }, v).type();
  };
  if (guess.shape() != b.shape())
    throw ShapeError(
        cat(function, ": b is ", b.type(), " and x0 ", guess.type(), "; they must have one shape"));
  const Type product = of_types(a, guess), preconditioned = of_types(how.m, b);
  if (product.shape != b.shape() || preconditioned.shape != b.shape())
    throw ShapeError(cat(function, ": b is ", b.type(), ", a x0 ", product, " and m b ",
                         preconditioned, "; they must have one shape"));
  return promote(promote(b.dtype(), to_inexact(guess.dtype())),
                 promote(product.dtype, preconditioned.dtype));
}

/// x with a x = b by such a method, differentiated as a solution is. Tangents and cotangents start
/// from zero, as x0 is near to none of them.
inline Array solved(const char* function, const Operator& given_a, const Array& given_b,
                    const Iteration& how, const Method& method) {
  const Array inexact = given_b.astype(to_inexact(given_b.dtype()));
  const Dtype d = common_dtype(function, given_a, inexact, how);
  const Operator a = [&](const Array& v) { return given_a(v).astype(d); },
                 m = [&](const Array& v) { return how.m(v).astype(d); };
  const Array b = inexact.astype(d), nothing = zeros(Integers(b.shape()), d);
  const auto transposed = [&](const Operator& map) -> Operator {
    const auto turned = linear_transpose([&](Array v) { return map(v); }, b);
    return [turned](const Array& v) { return std::get<0>(turned(v)); };
  };
  const auto recorded = [&](const std::function<Array(Array)>& f) {
    return custom::recorded(record(function, f, std::tuple{b}));
  };
  const std::vector<Handle> side{b.handle()};
  custom::Recorded value = recorded(
      [&](Array c) { return method({a, m, c, how.x0 ? Array(how.x0->astype(d)) : nothing, how}); });
  custom::Recorded product = recorded([&](Array v) { return a(v); });
  if (!custom::any_traced(carries::joined(side, value.captures, product.captures)))
    return Array(
        run(FunctionRef(std::move(value.function)), carries::joined(side, value.captures))[0]);
  custom::Recorded again = recorded([&](Array c) { return method({a, m, c, nothing, how}); });
  custom::Recorded across =
      recorded([&](Array c) { return method({transposed(a), transposed(m), c, nothing, how}); });
  return Array(linear_solving::bind(
      {std::move(value), std::move(product), std::move(again), std::move(across)}, side)[0]);
}

}  // namespace iterations

WENGERT_API Array cg(const Operator& a, const Array& b, const Iteration& how) {
  using namespace iterations;
  struct State {
    Array x, residual, direction, weight, k;  // weight: <residual, m residual>
  };
  return solved("cg", a, b, how, [](const System& system) {
    const auto weigh = [](const Array& r, const Array& z) { return Array(real(vdot(r, z))); };
    const Array residual = system.residual(), z0 = system.m(residual);
    const Array least_square = system.least_square();
    return while_loop(
               [&](State s) {
                 return (square_norm(s.residual) > least_square) & (s.k < system.most());
               },
               [&](State s) {
                 const Array product = system.a(s.direction);
                 const Array step = s.weight / weigh(s.direction, product);
                 const Array left = s.residual - step * product, z = system.m(left);
                 const Array weight = weigh(left, z);
                 return State{s.x + step * s.direction, left, z + weight / s.weight * s.direction,
                              weight, s.k + 1};
               },
               State{system.guess, residual, z0, weigh(residual, z0), Array(0)})
        .x;
  });
}

WENGERT_API Array bicgstab(const Operator& a, const Array& b, const Iteration& how) {
  using namespace iterations;
  struct State {
    Array x, residual, direction, product, rho, alpha, omega, k;
  };
  return solved("bicgstab", a, b, how, [](const System& system) {
    const Array shadow = system.residual(), least_square = system.least_square();
    const Array nothing = zeros_like(shadow), one = ones({}, shadow.dtype());
    return while_loop(
               [&](State s) {
                 const Array whole = (s.rho != 0) & (s.alpha != 0) & (s.omega != 0);
                 return (square_norm(s.residual) > least_square) & (s.k < system.most()) & whole;
               },
               [&](State s) {
                 const Array rho = vdot(shadow, s.residual);
                 const Array beta = rho / s.rho * (s.alpha / s.omega);
                 const Array direction = s.residual + beta * (s.direction - s.omega * s.product);
                 const Array turned = system.m(direction), product = system.a(turned);
                 const Array alpha = ratio(rho, vdot(shadow, product));
                 const Array half = s.residual - alpha * product, smooth = system.m(half),
                             image = system.a(smooth);
                 const Array omega = ratio(vdot(image, half), vdot(image, image));
                 return State{s.x + alpha * turned + omega * smooth,
                              half - omega * image,
                              direction,
                              product,
                              rho,
                              alpha,
                              omega,
                              s.k + 1};
               },
               State{system.guess, shadow, nothing, nothing, one, one, one, Array(0)})
        .x;
  });
}

namespace iterations {

/// Orthonormal rows v_0, …, v_m with a m v_k = sum_j h_jk v_j, and the columns of h as rows.
struct Arnoldi {
  Array rows, columns, k, open;  // open: v_k is not zero
};
// Gram and Schmidt's classical process, twice. Where the space is exhausted the rest of h is that
// of an identity, and the coefficients there come out as zeros.
inline Arnoldi arnoldi(const Operator& step, const Array& first, std::int64_t count) {
  const std::int64_t n = first.size();
  const Dtype d = first.dtype();
  const double least = 100 * wengert::linalg::parts::epsilon(d);
  const Arnoldi start{zeros({count + 1, n}, d).at(0).set(first.ravel()),
                      eye(count, count + 1, 0, d), Array(0), Array(true)};
  return while_loop(
      [&](Arnoldi s) { return (s.k < count) & s.open; },
      [&](Arnoldi s) {
        const Array image = step(s.rows(s.k).reshape(first.shape())).ravel();
        const Array once = dot(conj(s.rows), image), rest = image - dot(once, s.rows);
        const Array twice = dot(conj(s.rows), rest), left = rest - dot(twice, s.rows);
        const Array square = square_norm(left), open = square > least * least * square_norm(image);
        const Array length = sqrt(where(open, square, ones_like(square)));
        const Array next = where(open, left / length, zeros_like(left));
        const Array column = once + twice + where(arange(count + 1) == s.k + 1, length * open, 0);
        return Arnoldi{s.rows.at(s.k + 1).set(next), s.columns.at(s.k).set(column), s.k + 1, open};
      },
      start);
}

}  // namespace iterations

WENGERT_WHERE_CALLED Array gmres(const Operator& a, const Array& b, const Iteration& how,
                                 std::int64_t restart) {
  using namespace iterations;
  if (restart < 1) throw ValueError(cat("gmres: restart is ", restart, "; it must be positive"));
  struct State {
    Array x, residual, k;
  };
  const std::int64_t count = std::min(restart, b.size());
  return solved("gmres", a, b, how, [count](const System& system) {
    if (count == 0) return system.guess;
    const Array least_square = system.least_square();
    const Operator step = [&](const Array& v) { return system.a(system.m(v)); };
    return while_loop(
               [&](State s) {
                 return (square_norm(s.residual) > least_square) & (s.k < system.most());
               },
               [&](State s) {
                 const Array length = sqrt(square_norm(s.residual));
                 const Arnoldi basis = arnoldi(step, s.residual / length, count);
                 const auto [q, r] = wengert::linalg::qr(basis.columns.T());
                 const Array y = scipy::linalg::solve_triangular(r, Array(length * conj(q(0))));
                 const Array moved = dot(y, basis.rows(slice(0, count))).reshape(system.b.shape());
                 const Array x = s.x + system.m(moved);
                 return State{x, Array(system.b - system.a(x)), s.k + 1};
               },
               State{system.guess, system.residual(), Array(0)})
        .x;
  });
}

}  // namespace wengert::scipy::sparse::linalg
#endif
