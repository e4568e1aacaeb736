// Values from scipy.linalg.
#include "support/derivatives.hpp"

namespace {

namespace sl = wg::scipy::linalg;

Array wide(std::vector<double> v, wg::Integers shape) { return Array(v).reshape(shape); }
const Array a = wide({1, 2, 0.5, -1, 3, 1, 2, 0.25, -2}, {3, 3});

TEST(Polar, FactorsOnEitherSide) {
  const auto [u, p] = sl::polar(a);
  expect_near(u,
              wide({0.716602105918, 0.458806824139, 0.525335816328, -0.505015799877, 0.860813942413,
                    -0.062915804239, 0.481082595475, 0.220217289674, -0.848565779218},
                   {3, 3}),
              1e-10);
  expect_near(p,
              wide({2.183783096745, 0.038427461074, -1.108879937868, 0.038427461074, 3.555109797935,
                    0.649782775135, -1.108879937868, 0.649782775135, 1.896883662361},
                   {3, 3}),
              1e-10);
  expect_near(sl::polar(a, sl::Side::left).p,
              wide({1.896883662361, 1.185154182829, 0.497234285214, 1.185154182829, 3.024541822875,
                    -0.668996505672, 0.497234285214, -0.668996505672, 2.714351071805},
                   {3, 3}),
              1e-10);
}

TEST(Polar, TallWideComplexAndBatched) {
  const Array re = wg::random::normal(wg::random::key(0), {2, 4, 2}, wg::float64),
              im = wg::random::normal(wg::random::key(1), {2, 4, 2}, wg::float64);
  const Array tall = re + im * Array(std::complex<double>(0, 1)),
              broad = wg::conj(tall.swapaxes(1, 2));
  const auto adjoint = [](const Array& x) { return Array(wg::conj(x.swapaxes(1, 2))); };
  const auto product = [](const Array& x, const Array& y) { return wg::matmul(x, y); };
  for (const Array& x : {tall, broad, Array(re), Array(re.swapaxes(1, 2))}) {
    const auto right = sl::polar(x), left = sl::polar(x, sl::Side::left);
    expect_near(product(right.u, right.p), x, 1e-12, 1e-12);
    expect_near(product(left.p, left.u), x, 1e-12, 1e-12);
    expect_near(right.u, left.u, 1e-12);
    expect_near(product(right.p, right.p), product(adjoint(x), x), 1e-11, 1e-11);
    expect_near(product(left.p, left.p), product(x, adjoint(x)), 1e-11, 1e-11);
    const auto first = [](Array m) { return sl::polar(m).u; };
    expect_near(wg::jit(wg::vmap(first))(x), right.u, 1e-12, 1e-12);
  }
  EXPECT_EQ(sl::polar(Array{{1, 2}, {3, 4}}).u.dtype(), wg::float32);
  EXPECT_THROW((void)sl::polar(wg::ones({3})), wg::ShapeError);
}

TEST(Polar, Derivatives) {
  for (const Array& x : {a, Array(a(wg::all, wg::slice(0, 2))), Array(a(wg::slice(0, 2)))})
    for (const sl::Side side : {sl::Side::right, sl::Side::left}) {
      expect_derivatives([&](Array v) { return sl::polar(v, side).u; }, x);
      expect_derivatives([&](Array v) { return sl::polar(v, side).p; }, x);
    }
  // Equal singular values, where those of the svd have no derivative.
  expect_derivatives([&](Array v) { return sl::polar(v).u; }, 2.0 * sl::polar(a).u);
  // The trace of p is the nuclear norm, of which u is the gradient; so u's Jacobian is symmetric.
  const Array jacobian = wg::jacfwd([](Array v) { return sl::polar(v).u; })(a).reshape({9, 9});
  const auto trace = [](Array v) { return wg::trace(sl::polar(v).p); };
  expect_near(wg::grad(trace)(a), sl::polar(a).u, 1e-10, 1e-10);
  expect_near(wg::hessian(trace)(a).reshape({9, 9}), jacobian, 1e-9, 1e-9);
}

// Where roots are known; the primitive's own test has random matrices.
TEST(Sqrtm, RegularSingularAndNegative) {
  const Array jordan = wide({4, 1, 0, 4}, {2, 2}), zero = wide({0, 0, 0, 0}, {2, 2}),
              negative = wide({-4, 0, 0, 9}, {2, 2}), turn = wide({0, -1, 1, 0}, {2, 2});
  const auto complex = [](const Array& x) { return x.astype(wg::complex128); };
  expect_near(sl::sqrtm(jordan), complex(wide({2, 0.25, 0, 2}, {2, 2})), 1e-12, 1e-12);
  expect_near(sl::sqrtm(zero), complex(zero), 0, 0);
  expect_near(wg::imag(sl::sqrtm(negative)), wide({2, 0, 0, 0}, {2, 2}), 1e-12, 1e-12);
  expect_near(wg::real(sl::sqrtm(turn)), wide({1, -1, 1, 1}, {2, 2}) * std::sqrt(0.5), 1e-12);
  EXPECT_FALSE(bool(wg::all(wg::isfinite(sl::sqrtm(wide({0, 1, 0, 0}, {2, 2}))))));
  const Array many = wg::stack({jordan, negative, turn}), roots = sl::sqrtm(many);
  expect_near(wg::jit(wg::vmap([](Array x) { return sl::sqrtm(x); }))(many), roots, 1e-12, 1e-12);
  expect_near(wg::matmul(roots, roots), complex(many), 1e-12, 1e-12);
  EXPECT_EQ(sl::sqrtm(Array{{1, 0}, {0, 4}}).dtype(), wg::complex64);
  EXPECT_THROW((void)sl::sqrtm(wg::ones({2, 3})), wg::ShapeError);
}

TEST(Sqrtm, Derivatives) {
  const Array positive = wg::matmul(a, a.T());
  expect_derivatives([](Array x) { return wg::real(sl::sqrtm(x)); }, positive);
  expect_derivatives([](Array x) { return wg::imag(sl::sqrtm(x)); }, a);
  expect_derivatives(wg::grad([](Array x) { return wg::trace(wg::real(sl::sqrtm(x))); }), positive);
}

TEST(EighTridiagonal, ValuesVectorsAndDerivatives) {
  const Array d = wide({1, 2, 3, 4}, 4), e = wide({1, -1, 0.5}, 3);
  const Array want = wide({0.264883893672, 1.957514716177, 3.469020415177, 4.308580974974}, 4);
  const auto [w, v] = sl::eigh_tridiagonal(d, e);
  expect_near(w, want, 1e-10);
  expect_near(sl::eigvalsh_tridiagonal(d, e), want, 1e-10);
  const Array full = wg::diag(d) + wg::diag(e, 1) + wg::diag(e, -1);
  expect_near(wg::matmul(full, v), v * w, 1e-12, 1e-12);
  const Array many_d = wg::stack({d, 2.0 * d}), many_e = wg::stack({e, e});
  expect_near(sl::eigvalsh_tridiagonal(many_d, many_e)(0), want, 1e-10);
  const auto values = [](Array x, Array y) { return sl::eigvalsh_tridiagonal(x, y); };
  expect_near(wg::jit(wg::vmap(values))(many_d, many_e), sl::eigvalsh_tridiagonal(many_d, many_e),
              1e-12);
  expect_derivatives([&](Array x) { return sl::eigvalsh_tridiagonal(x, e); }, d);
  expect_derivatives([&](Array x) { return sl::eigvalsh_tridiagonal(d, x); }, e);
  expect_near(sl::eigvalsh_tridiagonal(Array{3}, wg::zeros(0)), {3.0});
  EXPECT_THROW((void)sl::eigh_tridiagonal(d, d), wg::ShapeError);
  EXPECT_THROW((void)sl::eigh_tridiagonal(Array(1.0), e), wg::ShapeError);
  EXPECT_THROW((void)sl::eigh_tridiagonal(d, e.astype(wg::complex128)), wg::DtypeError);
}

}  // namespace
