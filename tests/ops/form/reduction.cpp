// The pairwise counter of blocks.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

TEST(ReductionForm, CounterCombinesAnyNumberOfBlocks) {
  for (int blocks : {0, 1, 2, 3, 7, 8, 100}) {
    reducing::Counter counter(Elementwise<2>::loop_of<Add>(float64), Constant(float64, 0), 5);
    for (int b = 0; b < blocks; ++b) {
      auto* block = reinterpret_cast<double*>(counter.fresh());
      for (int k = 0; k < 5; ++k) block[k] = b + k;
      counter.push();
    }
    const double total = *reinterpret_cast<const double*>(counter.finish_to_one());
    EXPECT_EQ(total, blocks * (blocks - 1) / 2 * 5 + blocks * 10);
  }
}

}  // namespace wengert::testing
