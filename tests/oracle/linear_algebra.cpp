#include "oracle/table.hpp"

namespace oracle {

namespace {

Array symmetric(const Array& x) { return (x + wg::matrix_transpose(x)) / 2; }

}  // namespace

void add_linear_algebra(Table& table) {
  namespace linalg = wg::linalg;
  namespace sl = wg::scipy::linalg;
  for (const char* size : {"2", "3", "5"}) {
    const auto name = [size](const char* stem) { return std::string(stem) + "_" + size; };
    table[name("inv")] = unary([](Array x) { return linalg::inv(x); });
    table[name("det")] = unary([](Array x) { return linalg::det(x); });
    table[name("slogdet")] = [](const Arrays& x) {
      const auto r = linalg::slogdet(x[0]);
      return Arrays{r.sign, r.logabsdet};
    };
    for (const char* stem : {"solve", "solve_matrix"})
      table[name(stem)] = binary([](Array a, Array b) { return linalg::solve(a, b); });
    table[name("cholesky")] = unary([](Array x) { return linalg::cholesky(symmetric(x)); });
    table[name("eigvalsh")] = unary([](Array x) { return linalg::eigvalsh(symmetric(x)); });
    table[name("eigh_square")] = unary([](Array x) {
      const auto [w, v] = linalg::eigh(symmetric(x));
      return wg::matmul(v * wg::sqrt(w), v.T());
    });
    table[name("svdvals")] = unary([](Array x) { return linalg::svdvals(x); });
    table[name("svd_product")] = unary([](Array x) {
      const auto [u, s, vh] = linalg::svd(x, linalg::reduced);
      return wg::matmul(u * wg::log(s), vh);
    });
    table[name("qr_r")] = unary([](Array x) { return wg::abs(linalg::qr(x).r); });
    table[name("pinv")] = unary([](Array x) { return linalg::pinv(x); });
    table[name("tri_solve")] = binary(
        [](Array a, Array b) { return sl::solve_triangular(wg::tril(a), b, {.lower = true}); });
    table[name("expm")] = unary([](Array x) { return sl::expm(x); });
    table[name("matrix_power")] = unary([](Array x) { return linalg::matrix_power(x, 3); });
    table[name("cho_solve")] =
        binary([](Array a, Array b) { return sl::cho_solve(sl::cho_factor(symmetric(a)), b); });
  }
  table["multi_dot"] = [](const Arrays& x) { return Arrays{linalg::multi_dot(x)}; };
  table["norm_2"] = unary([](Array x) { return linalg::norm(x); });
  table["norm_1_axis"] = unary([](Array x) { return linalg::norm(x, 1, 1); });
  table["eig_values"] = unary([](Array x) { return wg::sort(wg::real(linalg::eigvals(x))); });
  table["lstsq"] = binary([](Array a, Array b) { return linalg::lstsq(a, b).x; });
  table["svd_tall"] = unary([](Array x) { return linalg::svdvals(x); });
}

}  // namespace oracle
