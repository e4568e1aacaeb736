#include "wengert/backend/gemm/blocks.hpp"

#include <gtest/gtest.h>

namespace wengert::backend {
namespace {

TEST(GemmBlocks, FitTheRegisters) {
  for (unsigned lanes : {2u, 4u, 8u, 16u})
    for (unsigned registers : {16u, 32u}) {
      const GemmBlocks b = gemm_blocks(lanes, registers);
      // Accumulators, two vectors of B, and one for an element of A.
      EXPECT_LE(b.rows * 2 + 3, registers);
      EXPECT_EQ(b.columns, 2 * lanes);
      EXPECT_EQ(b.height % b.rows, 0u);
    }
}

// Results must not differ by machine, so runs of k must not.
TEST(GemmBlocks, RunsAreOfOneLength) {
  for (unsigned lanes : {2u, 4u, 8u, 16u})
    for (unsigned registers : {16u, 32u})
      EXPECT_EQ(gemm_blocks(lanes, registers).depth, gemm_blocks(4, 16).depth);
}

TEST(GemmBlocks, WorkspaceIsBounded) {
  for (GemmType type : {GemmType::f32, GemmType::f64}) {
    EXPECT_EQ(gemm_workspace(type, 8, 32, 100, 0, 100), 0u);
    const std::size_t most = gemm_workspace(type, 8, 32, 1 << 30, 1 << 30, 1 << 30);
    EXPECT_LE(most, std::size_t(4) << 20);
    EXPECT_LE(gemm_workspace(type, 8, 32, 10, 10, 10), most);
  }
}

}  // namespace
}  // namespace wengert::backend
