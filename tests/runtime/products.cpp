#include "wengert/runtime/products.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "wengert/runtime/threads.hpp"

namespace wengert {
namespace {

struct Extents {
  std::int64_t batch, m, n, k;
};
// Tails in every direction, none at all, and enough to be shared: by rows, by columns, by batch.
constexpr Extents extents[] = {{1, 1, 1, 1},     {1, 3, 5, 7},     {2, 17, 33, 9},
                               {3, 4, 4, 0},     {0, 4, 4, 4},     {1, 300, 40, 65},
                               {1, 40, 300, 65}, {40, 30, 31, 32}, {1, 1, 700, 900}};

/// A product of matrices whose rows or columns are dense.
template <class T>
lower::Product product(const Extents& e, bool a_transposed, bool b_transposed) {
  lower::Product p;
  p.dtype = dtype_of<T>;
  p.batch = e.batch, p.m = e.m, p.n = e.n, p.k = e.k;
  p.a_batch = e.m * e.k, p.a_row = a_transposed ? 1 : e.k, p.a_column = a_transposed ? e.m : 1;
  p.b_batch = e.k * e.n, p.b_row = b_transposed ? 1 : e.n, p.b_column = b_transposed ? e.k : 1;
  return p;
}

template <class T>
std::vector<T> numbers(std::int64_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<T> all(std::size_t(n) + 1);
  for (T& x : all) x = T(int(random() % 2001) - 1000) / T(1000);
  return all;
}

template <class T>
std::vector<T> multiplied(const lower::Product& p, const std::vector<T>& a,
                          const std::vector<T>& b) {
  std::vector<T> c(std::size_t(p.batch * p.m * p.n) + 1, T(77));
  multiply(p, a.data(), b.data(), c.data());
  EXPECT_EQ(c.back(), T(77)) << "written beyond the end";
  c.pop_back();
  return c;
}

template <class T>
class Products : public testing::Test {};
using Precisions = testing::Types<float, double>;
TYPED_TEST_SUITE(Products, Precisions);

TYPED_TEST(Products, AreSumsOfProducts) {
  using T = TypeParam;
  for (const Extents& e : extents)
    for (const bool a_transposed : {false, true})
      for (const bool b_transposed : {false, true}) {
        const lower::Product p = product<T>(e, a_transposed, b_transposed);
        const std::vector<T> a = numbers<T>(e.batch * e.m * e.k, 1),
                             b = numbers<T>(e.batch * e.k * e.n, 2);
        const std::vector<T> c = multiplied(p, a, b);
        for (std::int64_t t = 0; t < e.batch; ++t)
          for (std::int64_t i = 0; i < e.m; ++i)
            for (std::int64_t j = 0; j < e.n; ++j) {
              long double sum = 0;
              for (std::int64_t l = 0; l < e.k; ++l)
                sum += static_cast<long double>(
                           a[std::size_t(t * p.a_batch + i * p.a_row + l * p.a_column)]) *
                       b[std::size_t(t * p.b_batch + l * p.b_row + j * p.b_column)];
              ASSERT_NEAR(double(c[std::size_t((t * e.m + i) * e.n + j)]), double(sum),
                          double(e.k + 1) * double(std::numeric_limits<T>::epsilon()));
            }
      }
}

TYPED_TEST(Products, HaveTheSameBitsOnAnyNumberOfThreads) {
  using T = TypeParam;
  for (const Extents& e : extents) {
    const lower::Product p = product<T>(e, false, true);
    const std::vector<T> a = numbers<T>(e.batch * e.m * e.k, 3),
                         b = numbers<T>(e.batch * e.k * e.n, 4);
    const std::vector<T> many = multiplied(p, a, b);
    const ThreadLimit one(1);
    EXPECT_EQ(multiplied(p, a, b), many);
  }
}

// One matrix for the whole batch, as a broadcast gives it.
TYPED_TEST(Products, MayShareAMatrix) {
  using T = TypeParam;
  lower::Product p = product<T>({3, 5, 6, 7}, false, false);
  p.b_batch = 0;
  const std::vector<T> a = numbers<T>(3 * 5 * 7, 5), b = numbers<T>(7 * 6, 6);
  const std::vector<T> c = multiplied(p, a, b);
  lower::Product one = product<T>({1, 15, 6, 7}, false, false);
  EXPECT_EQ(c, multiplied(one, a, b));
}

}  // namespace
}  // namespace wengert
