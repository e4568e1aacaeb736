// Moves a block of A or B to where the kernel walks it without missing the caches.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "wengert/backend/gemm/writer.hpp"

namespace wengert::backend::gemm {

/// Row by row: chunks where the stride is one, then element by element.
inline void copy_rows(Writer& w, const Matrix& to, const Matrix& from, Term rows, Term columns) {
  const unsigned chunk = w.blocks.rows & ~3u;  // copies of A have rows of 8 or 6
  const LLVMTypeRef vector = LLVMVectorType(w.scalar, chunk);
  const Term zero = w.integer(0), whole = columns & w.integer(-std::int64_t(chunk));
  const Term chunks = select(from.column_stride == w.integer(1), whole, zero);
  w.loop(zero, rows, 1, [&](Term row) {
    const Term source = w.offset(from.data, row * from.row_stride);
    const Term target = w.offset(to.data, row * to.row_stride);
    w.loop(zero, chunks, chunk, [&](Term column) {
      w.store(w.load(vector, w.offset(source, column)), w.offset(target, column));
    });
    w.loop(chunks, columns, 1, [&](Term column) {
      const Term x = w.load(w.scalar, w.offset(source, column * from.column_stride));
      w.store(x, w.offset(target, column));
    });
  });
}

/// Transposes four by four, in two rounds of interleaving. The last square of a column overlaps the
/// one before it; the last column is repeated into what a row has to spare beyond it.
inline void copy_squares(Writer& w, const Matrix& to, const Matrix& from, Term rows, Term columns) {
  const LLVMTypeRef vector = LLVMVectorType(w.scalar, 4);
  const Term zero = w.integer(0), last = columns - w.integer(1);
  w.loop(zero, columns, 4, [&](Term column) {
    std::array<Term, 4> sources{}, x{}, y{};
    for (unsigned j = 0; j < 4; ++j)
      sources[j] = w.element(from, zero, min(column + w.integer(j), last));
    w.loop(zero, rows, 4, [&](Term turn) {
      const Term row = min(turn, rows - w.integer(4));
      for (unsigned j = 0; j < 4; ++j) x[j] = w.load(vector, w.offset(sources[j], row));
      for (unsigned round = 0; round < 2; ++round, x = y)
        for (unsigned j = 0; j < 2; ++j) {
          y[2 * j] = w.shuffle(x[j], x[j + 2], {0, 4, 1, 5});
          y[2 * j + 1] = w.shuffle(x[j], x[j + 2], {2, 6, 3, 7});
        }
      for (unsigned i = 0; i < 4; ++i) w.store(x[i], w.element(to, row + w.integer(i), column));
    });
  });
}

/// copy(to, to_row_stride, from, from_row_stride, from_column_stride, rows, columns)
inline LLVMValueRef write_copy(Writer& w, const std::string& name) {
  const LLVMValueRef copy = w.begin(name, "pipiiii");
  LLVMSetLinkage(copy, LLVMInternalLinkage);
  const Term one = w.integer(1), rows = w.parameter(5), columns = w.parameter(6);
  const Matrix to{w.parameter(0), w.parameter(1), one};
  const Matrix from{w.parameter(2), w.parameter(3), w.parameter(4)};
  const Term turned = (from.row_stride == one) & (from.column_stride != one);
  const Term squares = turned & (rows > w.integer(3));
  w.branch(
      squares, [&] { return copy_squares(w, to, from, rows, columns), Terms{}; },
      [&] { return copy_rows(w, to, from, rows, columns), Terms{}; });
  w.finish();
  return copy;
}

}  // namespace wengert::backend::gemm
