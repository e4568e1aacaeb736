// Matrices of random numbers, products of them, and how far two are apart.
#pragma once

#include <Eigen/Core>

#include "ops/apply.hpp"

namespace wengert::testing {

using Complex = std::complex<double>;
template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

template <class T>
Matrix<T> random_matrix(std::int64_t m, std::int64_t n, std::uint64_t seed) {
  Matrix<T> a(m, n);
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const auto uniform = [&](std::uint64_t k) {
      return double(combine(combine(seed, k), std::uint64_t(i)) >> 11) * 0x1p-52 - 1;
    };
    if constexpr (is_complex_v<T>)
      a.data()[i] = T(uniform(0), uniform(1));
    else
      a.data()[i] = uniform(0);
  }
  return a;
}
template <class T>
Tensor tensor_of(const Matrix<T>& a) {
  Tensor t(Type{dtype_of<T>, {a.rows(), a.cols()}});
  for (std::int64_t i = 0; i < a.rows(); ++i)
    for (std::int64_t j = 0; j < a.cols(); ++j) t.data<T>()[i * a.cols() + j] = a(i, j);
  return t;
}
/// A vector is a column.
template <class T>
Matrix<T> matrix_of(const Tensor& t) {
  const std::int64_t rows = t.type.shape[0],
                     columns = t.type.shape.size() > 1 ? t.type.shape[1] : 1;
  EXPECT_EQ(t.type.dtype, dtype_of<T>);
  Matrix<T> a(rows, columns);
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) a(i, j) = t.data<T>()[i * columns + j];
  return a;
}
template <class A, class B>
void expect_near(const A& a, const B& b, double error = 1e-12) {
  ASSERT_EQ(a.rows(), b.rows());
  ASSERT_EQ(a.cols(), b.cols());
  EXPECT_LE((a - b).norm(), error * (1 + b.norm()));
}
inline bool all_nan(const Tensor& t) {
  bool all = true;
  visit(t.type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t i = 0; i < t.type.elements(); ++i) {
      const auto x = wengert::convert<Complex>(t.data<T>()[i]);
      all = all && std::isnan(x.real());
    }
  });
  return all;
}

inline Attributes flags(std::initializer_list<std::string> names, std::string_view set = {}) {
  std::vector<Attributes::Entry> entries;
  for (const std::string& n : names)
    entries.emplace_back(n, std::int64_t(set.find(n) != std::string_view::npos));
  return Attributes(entries);
}

}  // namespace wengert::testing
