// Cuts the matrices into blocks, copies those that are read often enough, and calls the kernel for
// each tile.
#pragma once

#include <cstdint>

#include "wengert/backend/gemm/kernel.hpp"

namespace wengert::backend::gemm {

struct Parts {
  LLVMValueRef copy, wide, narrow;
};

/// The operands of a product and what is decided once for all of its blocks.
struct Operands {
  Matrix A, B, C;
  Term M, N, copies_A, copies_B, A_block, B_panel;
};

/// A copy pays by the reads that it serves: by the columns of C for A, by the rows for B. It pays
/// sooner for blocks beyond the second cache, and for an A whose rows the kernel cannot stream.
/// (Measured on Zen 4; below these bounds copies cost 2 to 20 %, above them they gain as much.)
inline Operands write_operands(Writer& w) {
  const Term one = w.integer(1), many = w.integer(256), large = w.integer(1 << 18);
  const Matrix A{w.parameter(0), w.parameter(1), w.parameter(2)};
  const Matrix B{w.parameter(3), w.parameter(4), w.parameter(5)};
  const Matrix C{w.parameter(6), w.parameter(7), one};
  const Term M = w.parameter(8), N = w.parameter(9);
  const Term depth = min(w.parameter(10), w.integer(w.blocks.depth));
  const Term strided = A.column_stride != one;
  const Term copies_A = (N > many) | (strided & (N > w.integer(32)) & (M * depth > large));
  const Term copies_B =
      (B.column_stride != one) | (M > many) | ((M > w.integer(64)) & (N * depth > large));
  const Term B_panel = w.next_cache_line(w.parameter(12));
  const Term A_block = w.offset(B_panel, depth * w.integer(w.blocks.columns));
  return {A, B, C, M, N, copies_A, copies_B, A_block, B_panel};
}

/// The tiles of one panel of B: n columns of C from j, rows top to bottom, `run` steps of k.
inline void write_panel(Writer& w, const Parts& parts, const Operands& x, Term k, Term run,
                        Term top, Term j, Term n) {
  const Term one = w.integer(1), rows = w.integer(w.blocks.rows);
  const Term columns = w.integer(w.blocks.columns);
  const Term bottom = min(x.M, top + w.integer(w.blocks.height));
  const Term wide{w.builder, parts.wide}, narrow{w.builder, parts.narrow};
  const Term kernel = select(n == columns, wide, narrow);
  const Term accumulate = w.parameter(11) | w.widen(k > w.integer(0));
  const Term copied = has_masks(w) ? x.copies_B : x.copies_B | (n < columns);
  const Term B_here = w.element(x.B, k, j);
  w.when(copied, [&] {
    w.call(parts.copy, {x.B_panel, columns, B_here, x.B.row_stride, x.B.column_stride, run, n});
  });
  const Term B = select(copied, x.B_panel, B_here);
  const Term B_step = select(copied, columns, x.B.row_stride);
  // Rows of A are copied as they lie, columns of A side by side: either way without transposing.
  const Term flat = x.A.column_stride == one;
  w.loop(top, bottom, w.blocks.rows, [&](Term i) {
    const Term m = min(rows, bottom - i), there = w.offset(x.A_block, (i - top) * run);
    const Matrix here{w.element(x.A, i, k), x.A.row_stride, x.A.column_stride};
    const Matrix copy = select(flat, Matrix{there, run, one}, Matrix{there, one, rows});
    w.when(x.copies_A & (j == w.integer(0)), [&] {
      const Matrix from = select(flat, here, transposed(here));
      w.call(parts.copy, {there, select(flat, run, rows), from.data, from.row_stride,
                          from.column_stride, select(flat, m, run), select(flat, run, m)});
    });
    const Matrix A = select(x.copies_A, copy, here);
    w.call(LLVMGlobalGetValueType(parts.wide), kernel,
           {A.data, A.row_stride, A.column_stride, B, B_step, w.element(x.C, i, j), x.C.row_stride,
            m, n, run, accumulate});
  });
}

inline LLVMValueRef write_product(Writer& w, const char* name, const Parts& parts) {
  const LLVMValueRef product = w.begin(name, "piipiipiiiiip");
  w.leave_unoptimized();
  const Operands x = write_operands(w);
  const Term zero = w.integer(0), K = w.parameter(10);
  const Term columns = w.integer(w.blocks.columns), lanes = w.integer(w.blocks.lanes);
  // One turn at least: with K = 0 a run of no steps writes the zeros.
  w.loop(zero, max(K, w.integer(1)), w.blocks.depth, [&](Term k) {
    const Term run = min(K - k, w.integer(w.blocks.depth));
    w.loop(zero, x.M, w.blocks.height, [&](Term top) {
      w.loop(x.N, {zero}, [&](const Terms& j) {
        const Term rest = x.N - j[0];
        const Term n = select(rest < columns, min(rest, lanes), columns);
        write_panel(w, parts, x, k, run, top, j[0], n);
        return Terms{j[0] + n};
      });
    });
  });
  w.finish();
  return product;
}

}  // namespace wengert::backend::gemm
