// A tile of C in registers; reads A and B by their strides, wherever they lie.
#pragma once

#include <cstddef>
#include <string>

#include "wengert/backend/gemm/writer.hpp"

namespace wengert::backend::gemm {

/// Whether masked loads are single instructions; without them a narrow panel of B is always copied.
inline bool has_masks(const Writer& w) { return w.bytes * w.blocks.lanes >= 32; }

/// The sums of a run: one chain of fma for each element of the tile, row by row of vectors.
inline Terms write_run(Writer& w, const Terms& A_rows, Term A_step, Matrix B, unsigned vectors,
                       Term mask, Term k) {
  const bool masked = vectors == 1 && has_masks(w);
  const Term zero = w.integer(0);
  Terms start{zero, zero, B.data};
  const std::size_t counters = start.size();
  start.resize(counters + A_rows.size() * vectors, w.zeros());
  Terms sums = w.loop(k, start, [&](Terms state) {
    const Term A_offset = state[1], row = state[2];
    Terms b;
    for (unsigned j = 0; j < vectors; ++j) {
      const Term from = w.offset(row, w.integer(j * w.blocks.lanes));
      b.push_back(masked ? w.load(from, mask) : w.load(w.vector, from));
    }
    Term* sum = &state[counters];
    for (Term A_row : A_rows) {
      const Term a = w.splat(w.load(w.scalar, w.offset(A_row, A_offset)));
      for (unsigned j = 0; j < vectors; ++j, ++sum) *sum = w.fma(a, b[j], *sum);
    }
    state[0] = state[0] + w.integer(1);
    state[1] = A_offset + A_step;
    state[2] = w.offset(row, B.row_stride);
    return state;
  });
  return Terms(sums.begin() + std::ptrdiff_t(counters), sums.end());
}

/// kernel(A, A_row_stride, A_column_stride, B, B_row_stride, C, C_row_stride, m, n, k, accumulate)
///
/// A tile of m <= rows. Of two vectors all lanes are used; of one vector the first n. Rows beyond m
/// repeat the last one: they compute its numbers again and store them in its place.
inline LLVMValueRef write_kernel(Writer& w, const std::string& name, unsigned vectors) {
  const LLVMValueRef kernel = w.begin(name, "piipipiiiii");
  LLVMSetLinkage(kernel, LLVMInternalLinkage);
  const Term zero = w.integer(0), one = w.integer(1), last = w.parameter(7) - one;
  const Matrix A{w.parameter(0), w.parameter(1), w.parameter(2)};
  const Matrix B{w.parameter(3), w.parameter(4), one}, C{w.parameter(5), w.parameter(6), one};
  const Term mask = w.mask(w.parameter(8)), k = w.parameter(9), accumulate = w.parameter(10);
  const bool narrow = vectors == 1;

  Terms A_rows, slots;
  const unsigned line = 64 / w.bytes;
  for (unsigned i = 0; i < w.blocks.rows; ++i) {
    const Term row = min(w.integer(i), last);
    A_rows.push_back(w.element(A, row, zero));
    const Term C_row = w.element(C, row, zero);
    for (unsigned j = 0; j < vectors * w.blocks.lanes; j += line)
      w.prefetch_for_writing(w.offset(C_row, w.integer(j)));
    for (unsigned j = 0; j < vectors; ++j)
      slots.push_back(w.offset(C_row, w.integer(j * w.blocks.lanes)));
  }
  Terms sums = write_run(w, A_rows, A.column_stride, B, vectors, mask, k);
  // All of C is read before any is written, since rows may repeat.
  const auto added = [&] {
    Terms totals;
    for (std::size_t t = 0; t < sums.size(); ++t)
      totals.push_back(
          w.add(narrow ? w.load(slots[t], mask) : w.load(w.vector, slots[t]), sums[t]));
    return totals;
  };
  sums = w.branch(accumulate != zero, added, [&] { return sums; });
  for (std::size_t t = 0; t < sums.size(); ++t)
    narrow ? w.store(sums[t], slots[t], mask) : w.store(sums[t], slots[t]);
  w.finish();
  return kernel;
}

}  // namespace wengert::backend::gemm
