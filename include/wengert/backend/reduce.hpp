// Reductions of a kernel: one accumulator, or several vectors of them joined at the end.
//
// The order in which elements are combined depends on the extent and on the machine's vectors,
// never on threads.
#pragma once

#include <llvm-c/Types.h>

#include "wengert/backend/environment.hpp"
#include "wengert/backend/loops.hpp"

namespace wengert::backend {

/// The value of a cell of kind `reduce`.
CellValue emit_reduction(Environment& environment, BlockEmitter& blocks, lower::CellId id);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

#include <array>
#include <vector>

#include "wengert/backend/address.hpp"

namespace wengert::backend {

class ReductionEmitter {
 public:
  ReductionEmitter(Environment& environment, BlockEmitter& blocks,
                   const lower::Reduction& reduction, Dtype dtype)
      : k_(environment),
        b_(environment.builder),
        blocks_(blocks),
        r_(reduction),
        dtype_(dtype),
        across_(reduction.variable == environment.kernel.lane) {}

  /// `varies`: whether each lane has a sum of its own, where the reduction does not run across
  /// lanes.
  CellValue run(bool varies);

 private:
  CellValue combine(CellValue x, CellValue y) const;
  CellValue across_halves(CellValue x) const;
  CellValue step(LLVMValueRef i, LLVMValueRef mask, CellValue start, CellValue running);
  CellValue identity() const { return constant_value(k_.emitter, r_.identity, dtype_); }
  LLVMValueRef less(LLVMValueRef x, LLVMValueRef y) const {
    return LLVMBuildICmp(b_, LLVMIntSLT, x, y, "");
  }
  /// A phi of the two values that leave and bypass a loop.
  CellValue merged(CellValue bypass, LLVMBasicBlockRef before, CellValue last,
                   LLVMBasicBlockRef end) const {
    const CellValue phi = phi_of(k_.emitter, bypass);
    add_incoming(phi, bypass, before);
    add_incoming(phi, last, end);
    return phi;
  }

  Environment& k_;
  const LLVMBuilderRef b_;
  BlockEmitter& blocks_;
  const lower::Reduction& r_;
  const Dtype dtype_;
  const bool across_;  // the reduction runs across lanes
};

inline CellValue ReductionEmitter::combine(CellValue x, CellValue y) const {
  const std::array<Cell, 2> operands{as_cell(k_.emitter, x, dtype_),
                                     as_cell(k_.emitter, y, dtype_)};
  k_.emitter.contract = true;
  const Cell out = r_.combine->emit(operands, {}, dtype_);
  k_.emitter.contract = false;
  return value_of(out, dtype_);
}

// Halves the vector until one lane is left: an order that depends on the width alone.
inline CellValue ReductionEmitter::across_halves(CellValue x) const {
  LLVMTypeRef i32 = LLVMInt32TypeInContext(k_.emitter.context());
  for (unsigned n = k_.lanes; n > 1; n /= 2) {
    const auto half = [&](LLVMValueRef v, unsigned from) -> LLVMValueRef {
      if (!v) return nullptr;
      if (n == 2) return LLVMBuildExtractElement(b_, v, LLVMConstInt(i32, from, 0), "");
      std::vector<LLVMValueRef> picks;
      for (unsigned j = 0; j < n / 2; ++j) picks.push_back(LLVMConstInt(i32, from + j, 0));
      LLVMValueRef order = LLVMConstVector(picks.data(), n / 2);
      return LLVMBuildShuffleVector(b_, v, LLVMGetPoison(LLVMTypeOf(v)), order, "");
    };
    const CellValue low{half(x.re, 0), half(x.im, 0)}, high{half(x.re, n / 2), half(x.im, n / 2)};
    x = combine(low, high);
  }
  return x;
}

inline CellValue ReductionEmitter::step(LLVMValueRef i, LLVMValueRef mask, CellValue start,
                                        CellValue running) {
  Environment::Scope scope(k_);
  k_.place_variable(r_.variable, {i, across_ ? 1 : 0, nullptr});
  if (across_)
    k_.mask = mask;
  else
    hoist_addresses(k_, r_.block);
  blocks_.cells(r_.block);
  CellValue term = k_.value(r_.body);
  if (across_) term = splat(k_.emitter, term, k_.lanes);
  if (mask) term = select(k_.emitter, mask, term, start);
  const CellValue next = combine(running, term);
  blocks_.stores(r_.block);
  if (across_) k_.mask = nullptr;
  return next;
}

// Several accumulators side by side hide the latency of the combining operation; the rest of the
// range follows one step at a time, across lanes under a mask. Short ranges have that loop alone.
inline CellValue ReductionEmitter::run(bool varies) {
  constexpr std::size_t short_body = 12;
  constexpr std::int64_t long_range = 64;
  const bool is_short = k_.kernel.blocks[r_.block].cells.size() <= short_body;
  const unsigned unroll = is_short && (across_ || r_.extent >= long_range) ? 4 : 1;
  const std::int64_t width = across_ ? k_.lanes : 1;
  const CellValue start = across_ || varies ? splat(k_.emitter, identity(), k_.lanes) : identity();
  LLVMValueRef bound = scalar(k_, k_.kernel.pool.make(r_.bound));
  LLVMBasicBlockRef joined = LLVMGetInsertBlock(b_);
  LLVMValueRef rest = k_.i64(0);
  CellValue so_far = start;

  if (across_ || unroll > 1) {
    LLVMBasicBlockRef before = joined, loop = k_.emitter.append_block("reduce"),
                      tail = k_.emitter.append_block("tail");
    LLVMValueRef limit = LLVMBuildSub(b_, bound, k_.i64(width * unroll - 1), "");
    LLVMBuildCondBr(b_, less(k_.i64(0), limit), loop, tail);
    LLVMPositionBuilderAtEnd(b_, loop);
    LLVMValueRef i = LLVMBuildPhi(b_, LLVMTypeOf(bound), "");
    std::vector<CellValue> running, next, sums;
    for (unsigned u = 0; u < unroll; ++u) running.push_back(phi_of(k_.emitter, start));
    for (unsigned u = 0; u < unroll; ++u) {
      LLVMValueRef at = u ? LLVMBuildAdd(b_, i, k_.i64(u * width), "") : i;
      next.push_back(step(at, nullptr, start, running[u]));
    }
    LLVMValueRef advanced = LLVMBuildAdd(b_, i, k_.i64(width * unroll), "");
    LLVMBasicBlockRef loop_end = LLVMGetInsertBlock(b_);
    for (unsigned u = 0; u < unroll; ++u) {
      add_incoming(running[u], start, before);
      add_incoming(running[u], next[u], loop_end);
    }
    close_counter(i, k_.i64(0), before, advanced, loop_end);
    LLVMBuildCondBr(b_, less(advanced, limit), loop, tail);
    LLVMPositionBuilderAtEnd(b_, tail);
    rest = LLVMBuildPhi(b_, LLVMTypeOf(bound), "");
    close_counter(rest, k_.i64(0), before, advanced, loop_end);
    for (unsigned u = 0; u < unroll; ++u) sums.push_back(merged(start, before, next[u], loop_end));
    for (unsigned n = unroll; n > 1; n /= 2)
      for (unsigned u = 0; u < n / 2; ++u) sums[u] = combine(sums[u], sums[u + n / 2]);
    so_far = sums[0];
    joined = LLVMGetInsertBlock(b_);
  }

  LLVMBasicBlockRef last = k_.emitter.append_block("rest"),
                    after = k_.emitter.append_block("reduced");
  LLVMBuildCondBr(b_, less(rest, bound), last, after);
  LLVMPositionBuilderAtEnd(b_, last);
  LLVMValueRef j = LLVMBuildPhi(b_, LLVMTypeOf(bound), "");
  const CellValue total = phi_of(k_.emitter, start);
  const CellValue after_rest = step(j, across_ ? mask_before(k_, j, bound) : nullptr, start, total);
  LLVMValueRef j_next = LLVMBuildAdd(b_, j, k_.i64(width), "");
  LLVMBasicBlockRef last_end = LLVMGetInsertBlock(b_);
  close_counter(j, rest, joined, j_next, last_end);
  add_incoming(total, so_far, joined);
  add_incoming(total, after_rest, last_end);
  LLVMBuildCondBr(b_, less(j_next, bound), last, after);
  LLVMPositionBuilderAtEnd(b_, after);
  const CellValue result = merged(so_far, joined, after_rest, last_end);
  return across_ ? across_halves(result) : result;
}

WENGERT_API CellValue emit_reduction(Environment& k, BlockEmitter& blocks, lower::CellId id) {
  const lower::CellNode& c = k.kernel.cells[id];
  const lower::Reduction& r = k.kernel.reductions[std::size_t(c.number)];
  return ReductionEmitter(k, blocks, r, c.dtype).run(k.varies(id));
}

}  // namespace wengert::backend
#endif
