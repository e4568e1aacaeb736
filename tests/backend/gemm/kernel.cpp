#include "wengert/backend/gemm/kernel.hpp"

#include "backend/fenced.hpp"
#include "backend/gemm/part.hpp"

namespace wengert::testing {
namespace {

template <class T>
class GemmKernel : public ::testing::Test {};
using Elements = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GemmKernel, Elements);

template <class T>
using Tile = void(const T*, Int, Int, const T*, Int, T*, Int, Int m, Int n, Int k, Int accumulate);

// A tile of C is chains of fma from zero, in order of k; rows and columns beyond it stay.
TYPED_TEST(GemmKernel, TilesOfEverySize) {
  using T = TypeParam;
  for (const backend::GemmBlocks& blocks : machines<T>())
    for (unsigned vectors : {1u, 2u}) {
      const auto kernel = compile_part<Tile<T>, T>(
          blocks, [&](auto& w, const std::string& name) { return write_kernel(w, name, vectors); });
      const auto lanes = Int(blocks.lanes);
      const std::vector<Int> widths =
          vectors == 2 ? std::vector<Int>{2 * lanes} : std::vector<Int>{1, lanes - 1, lanes};
      for (Int m : {Int(1), Int(blocks.rows) - 1, Int(blocks.rows)})
        for (Int n : widths)
          for (Int k : {0, 1, 7})
            for (Int accumulate : {0, 1})
              for (bool turned : {false, true}) {
                std::vector<T> a(std::size_t(m * k) + 1), c(std::size_t(m) * 64), old;
                for (std::size_t e = 0; e < a.size(); ++e) a[e] = T(0.1) * T(e % 7) - T(0.3);
                for (std::size_t e = 0; e < c.size(); ++e) c[e] = T(e % 5);
                old = c;
                // B is read in whole vectors, where masks are not single instructions.
                const Int row = 2 * lanes;
                std::vector<T> b(std::size_t((k + 1) * row), T(0.7));
                for (std::size_t e = 0; e < b.size(); ++e) b[e] = T(0.2) * T(e % 11) - T(1);
                const Int a_row = turned ? 1 : k, a_column = turned ? m : 1;
                kernel(a.data(), a_row, a_column, b.data(), row, c.data(), 64, m, n, k, accumulate);
                for (Int i = 0; i < m; ++i)
                  for (Int j = 0; j < 64; ++j) {
                    T sum = 0;
                    for (Int l = 0; l < k; ++l)
                      if (j < n)
                        sum = std::fma(a[std::size_t(i * a_row + l * a_column)],
                                       b[std::size_t(l * row + j)], sum);
                    const T before = old[std::size_t(i * 64 + j)];
                    ASSERT_EQ(c[std::size_t(i * 64 + j)],
                              j < n ? (accumulate ? before + sum : sum) : before)
                        << m << " x " << n << " x " << k << " at " << i << ", " << j;
                  }
              }
    }
}

}  // namespace
}  // namespace wengert::testing
