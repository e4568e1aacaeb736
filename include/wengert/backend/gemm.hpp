// Matrix products in generated code: C = A B or C += A B, of float or double, any strides.
//
// Owns the function that a compiled program calls for a contraction, in three parts:
//   gemm/kernel.hpp    a tile of C in registers; reads A and B by their strides, wherever they lie
//   gemm/copy.hpp      moves a block of A or B to where the kernel walks it without missing caches
//   gemm/product.hpp   cuts the matrices into blocks and copies those that are read often enough
// after Goto and van de Geijn (2008), except that a kernel which takes strides can do without
// copies: small matrices are used in place, a transposed A among them. B^T is always copied.
//
// Promises:
// - An element of C depends on its row of A, its column of B, and K alone. Callers may split M or N
//   among threads wherever they like and get the bits of a single call, on every machine: K is cut
//   into runs of GemmBlocks::depth, a run is one chain of fma in order of k from zero, and the runs
//   are added to C in order.
// - Nothing outside the matrices is read or written. M, N and K may be zero; K = 0 gives C = 0.
// - The caller compiles the module and so decides the instruction set. Without fused multiply-add
//   in hardware, llvm.fma is a library call: correct and slow.
//
// It comes to some 900 instructions, of which LLVM makes code in 15 to 25 ms: emit it once for a
// type and a machine, not once for each program.
#pragma once

#include <llvm-c/Types.h>

#include "wengert/backend/gemm/blocks.hpp"
#include "wengert/base/config.hpp"

namespace wengert::backend {

/// Adds to `module` the function
///
///     void name(const T* A, i64 A_row_stride, i64 A_column_stride,
///               const T* B, i64 B_row_stride, i64 B_column_stride,
///               T* C, i64 C_row_stride, i64 M, i64 N, i64 K, i64 accumulate, void* workspace)
///
/// and returns it. A is M x K, B is K x N, C is M x N with unit column stride and overlaps neither.
/// Strides are in elements and of any sign; those of A and B may be zero. C = A B, or C += A B
/// where `accumulate` is not 0. `lanes` is the machine's vector in elements, `registers` how many
/// it has. The workspace needs no alignment and no contents.
WENGERT_API LLVMValueRef emit_gemm(LLVMModuleRef module, const char* name, GemmType type,
                                   unsigned lanes, unsigned registers);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <string>

#include "wengert/backend/gemm/copy.hpp"
#include "wengert/backend/gemm/kernel.hpp"
#include "wengert/backend/gemm/product.hpp"

namespace wengert::backend {

WENGERT_API LLVMValueRef emit_gemm(LLVMModuleRef module, const char* name, GemmType type,
                                   unsigned lanes, unsigned registers) {
  gemm::Writer w(module, type, gemm_blocks(lanes, registers));
  const std::string prefix = name;
  const gemm::Parts parts{gemm::write_copy(w, prefix + ".copy"),
                          gemm::write_kernel(w, prefix + ".wide", 2),
                          gemm::write_kernel(w, prefix + ".narrow", 1)};
  return gemm::write_product(w, name, parts);
}

}  // namespace wengert::backend
#endif
