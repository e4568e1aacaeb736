// The pieces that a product is cut into, and the workspace that they take.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace wengert::backend {

enum class GemmType { f32, f64 };

constexpr std::size_t size_of(GemmType type) { return type == GemmType::f32 ? 4 : 8; }

/// The extents of the pieces that a product is cut into, in elements.
struct GemmBlocks {
  unsigned lanes;    ///< of a vector
  unsigned rows;     ///< of C in a kernel's registers
  unsigned columns;  ///< of C in a kernel's registers: two vectors
  unsigned depth;    ///< a run of k. The same everywhere, or results would differ by machine
  unsigned height;   ///< rows of A that are copied at once
};

/// 8 x 2 accumulators keep two 512-bit units busy and cut powers of two without a rest; sixteen
/// registers hold 6 x 2. Long runs pass over C less often: at 512 a panel of B (64 KiB for vectors
/// of 64 bytes) comes from the second cache, of which 8 rows ask 8 bytes a cycle and unit.
constexpr GemmBlocks gemm_blocks(unsigned lanes, unsigned registers) {
  const unsigned rows = registers >= 32 ? 8 : 6;
  return {lanes, rows, 2 * lanes, 512, 64 * rows};
}

/// The bytes of workspace that a product of these extents may use.
constexpr std::size_t gemm_workspace(GemmType type, unsigned lanes, unsigned registers,
                                     std::int64_t M, std::int64_t N, std::int64_t K) {
  if (N == 0) return 0;
  const GemmBlocks blocks = gemm_blocks(lanes, registers);
  const std::int64_t height = std::min<std::int64_t>(M + blocks.rows - 1, blocks.height);
  const std::int64_t depth = std::min<std::int64_t>(K, blocks.depth);
  const std::size_t alignment = 64;
  return std::size_t((height + blocks.columns) * depth) * size_of(type) + alignment;
}

}  // namespace wengert::backend
