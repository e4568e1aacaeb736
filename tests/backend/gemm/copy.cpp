#include "wengert/backend/gemm/copy.hpp"

#include "backend/fenced.hpp"
#include "backend/gemm/part.hpp"

namespace wengert::testing {
namespace {

template <class T>
class GemmCopy : public ::testing::Test {};
using Elements = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GemmCopy, Elements);

// Rows as they lie, columns turned into rows, and elements strewn about.
TYPED_TEST(GemmCopy, MovesEveryElement) {
  using T = TypeParam;
  for (const backend::GemmBlocks& blocks : machines<T>()) {
    const auto copy = compile_part<void(T*, Int, const T*, Int, Int, Int, Int), T>(
        blocks, [](auto& w, const std::string& name) { return write_copy(w, name); });
    for (const auto& [rows, columns] : {std::pair<Int, Int>{1, 1},
                                        {3, 5},
                                        {4, 4},
                                        {5, 3},
                                        {4, 9},
                                        {17, 8},
                                        {8, 17},
                                        {1, 30},
                                        {30, 1},
                                        {0, 5},
                                        {5, 0}})
      for (const auto& [row, column] : {std::pair<Int, Int>{columns, 1},
                                        {columns + 3, 1},
                                        {1, rows},
                                        {1, rows + 2},
                                        {2 * columns, 2}}) {
        const Int last = rows && columns ? (rows - 1) * row + (columns - 1) * column + 1 : 0;
        const Fenced from(std::size_t(last) * sizeof(T), Fenced::Side::back);
        T* source = static_cast<T*>(from.data());
        for (Int k = 0; k < last; ++k) source[k] = T(k + 1);
        // A row of the copy may have up to three columns to spare, which it may overwrite.
        const Int stride = columns + 3;
        std::vector<T> to(std::size_t(rows * stride + 1), T(-1));
        copy(to.data(), stride, source, row, column, rows, columns);
        for (Int i = 0; i < rows; ++i)
          for (Int j = 0; j < columns; ++j)
            ASSERT_EQ(to[std::size_t(i * stride + j)], source[i * row + j * column])
                << rows << " x " << columns << " by " << row << ", " << column << " at " << i
                << ", " << j;
        EXPECT_EQ(to.back(), T(-1));
      }
  }
}

}  // namespace
}  // namespace wengert::testing
