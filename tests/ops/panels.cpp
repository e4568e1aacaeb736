// Products whose extents are no multiples of a block.
#include "wengert/ops/panels.hpp"

#include <gtest/gtest.h>

namespace wengert::testing {

TEST(Panels, AnyExtents) {
  for (std::int64_t p : {1, 3, 4, 9})
    for (std::int64_t q : {1, 15, 16, 33})
      for (std::int64_t n : {0, 1, 255, 257}) {
        std::vector<double> a(std::size_t(p * n)), b(std::size_t(q * n)),
            c(std::size_t(p * q), -1.);
        for (std::size_t k = 0; k < a.size(); ++k) a[k] = double(k % 7) - 3;
        for (std::size_t k = 0; k < b.size(); ++k) b[k] = double(k % 5) - 2;
        ops::panels::multiply_transposed(a.data(), b.data(), c.data(), p, q, n);
        for (std::int64_t i = 0; i < p; ++i)
          for (std::int64_t j = 0; j < q; ++j) {
            double sum = 0;
            for (std::int64_t k = 0; k < n; ++k)
              sum += a[std::size_t(i * n + k)] * b[std::size_t(j * n + k)];
            ASSERT_EQ(c[std::size_t(i * q + j)], sum) << p << " " << q << " " << n;
          }
      }
}

}  // namespace wengert::testing
