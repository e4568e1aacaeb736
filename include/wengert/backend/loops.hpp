// Counted loops of a kernel: scalar, or across vector lanes with the last, partial vector under a
// mask.
#pragma once

#include <llvm-c/Types.h>

#include <functional>

#include "wengert/backend/environment.hpp"

namespace wengert::backend {

/// Emits what a block of the kernel holds. Loops and branches, which stand around blocks, call it.
class BlockEmitter {
 public:
  virtual ~BlockEmitter() = default;
  virtual void cells(lower::BlockId block) = 0;
  virtual void stores(lower::BlockId block) = 0;
};

/// Emits `body` under a loop of the kernel's variable over begin … end - 1.
void scalar_loop(Environment& environment, std::int64_t variable, LLVMValueRef begin,
                 LLVMValueRef end, const std::function<void()>& body);
/// The same, a vector of iterations at a time. Whole vectors first, then one under a mask; where
/// the body is large it is emitted once, always masked. `masked`: whether masks are as cheap as
/// none.
void lane_loop(Environment& environment, std::int64_t variable, LLVMValueRef begin,
               LLVMValueRef end, bool masked, const std::function<void()>& body);

/// Which lanes of the vector that starts at i lie before `end`.
LLVMValueRef mask_before(const Environment& environment, LLVMValueRef i, LLVMValueRef end);
/// Gives a loop's counter its two values: `start` on entry, `next` from the end of the body.
void close_counter(LLVMValueRef counter, LLVMValueRef start, LLVMBasicBlockRef before,
                   LLVMValueRef next, LLVMBasicBlockRef body_end);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

namespace wengert::backend {

WENGERT_API LLVMValueRef mask_before(const Environment& k, LLVMValueRef i, LLVMValueRef end) {
  // How many lanes are left fits 32 bits, and so do the lanes' numbers.
  LLVMValueRef left = LLVMBuildSub(k.builder, end, i, ""), all = k.i64(k.lanes);
  left = LLVMBuildSelect(k.builder, LLVMBuildICmp(k.builder, LLVMIntSLT, left, all, ""), left, all,
                         "");
  left = LLVMBuildTrunc(k.builder, left, k.emitter.type(Dtype::i32), "");
  return LLVMBuildICmp(k.builder, LLVMIntSLT, k.emitter.iota(k.lanes, 1, Dtype::i32),
                       k.emitter.splat(left, k.lanes), "");
}

WENGERT_API void close_counter(LLVMValueRef counter, LLVMValueRef start, LLVMBasicBlockRef before,
                               LLVMValueRef next, LLVMBasicBlockRef body_end) {
  LLVMValueRef values[] = {start, next};
  LLVMBasicBlockRef blocks[] = {before, body_end};
  LLVMAddIncoming(counter, values, blocks, 2);
}

WENGERT_API void scalar_loop(Environment& k, std::int64_t variable, LLVMValueRef begin,
                             LLVMValueRef end, const std::function<void()>& body) {
  const LLVMBuilderRef b = k.builder;
  LLVMBasicBlockRef before = LLVMGetInsertBlock(b);
  LLVMBasicBlockRef loop = k.emitter.append_block("loop"), after = k.emitter.append_block("after");
  LLVMBuildCondBr(b, LLVMBuildICmp(b, LLVMIntSLT, begin, end, ""), loop, after);
  LLVMPositionBuilderAtEnd(b, loop);
  LLVMValueRef i = LLVMBuildPhi(b, LLVMTypeOf(begin), "");
  {
    Environment::Scope scope(k);
    k.place_variable(variable, {i, 0, nullptr});
    body();
  }
  LLVMValueRef next = LLVMBuildAdd(b, i, k.i64(1), "");
  close_counter(i, begin, before, next, LLVMGetInsertBlock(b));
  LLVMBuildCondBr(b, LLVMBuildICmp(b, LLVMIntSLT, next, end, ""), loop, after);
  LLVMPositionBuilderAtEnd(b, after);
}

WENGERT_API void lane_loop(Environment& k, std::int64_t variable, LLVMValueRef begin,
                           LLVMValueRef end, bool masked, const std::function<void()>& body) {
  const LLVMBuilderRef b = k.builder;
  const auto step = [&](LLVMValueRef i, LLVMValueRef mask) {
    Environment::Scope scope(k);
    k.place_variable(variable, {i, 1, nullptr});
    k.mask = mask;
    body();
    k.mask = nullptr;
  };
  int cost = 0;
  for (const lower::CellNode& c : k.kernel.cells)
    cost += c.kind == lower::CellKind::apply ? c.op->cost : 1;
  const bool once = cost > (masked ? 40 : 400);
  LLVMBasicBlockRef before = LLVMGetInsertBlock(b);
  LLVMBasicBlockRef loop = k.emitter.append_block("lanes"), after = k.emitter.append_block("last");
  LLVMValueRef width = k.i64(k.lanes);
  LLVMValueRef limit = once ? end : LLVMBuildSub(b, end, k.i64(std::int64_t(k.lanes) - 1), "");
  LLVMBuildCondBr(b, LLVMBuildICmp(b, LLVMIntSLT, begin, limit, ""), loop, after);
  LLVMPositionBuilderAtEnd(b, loop);
  LLVMValueRef i = LLVMBuildPhi(b, LLVMTypeOf(begin), "");
  step(i, once ? mask_before(k, i, end) : nullptr);
  LLVMValueRef next = LLVMBuildAdd(b, i, width, "");
  LLVMBasicBlockRef loop_end = LLVMGetInsertBlock(b);
  close_counter(i, begin, before, next, loop_end);
  LLVMBuildCondBr(b, LLVMBuildICmp(b, LLVMIntSLT, next, limit, ""), loop, after);
  LLVMPositionBuilderAtEnd(b, after);
  if (once) return;
  LLVMValueRef rest = LLVMBuildPhi(b, LLVMTypeOf(begin), "");
  close_counter(rest, begin, before, next, loop_end);
  LLVMBasicBlockRef partial = k.emitter.append_block("partial"),
                    done = k.emitter.append_block("done");
  LLVMBuildCondBr(b, LLVMBuildICmp(b, LLVMIntSLT, rest, end, ""), partial, done);
  LLVMPositionBuilderAtEnd(b, partial);
  step(rest, mask_before(k, rest, end));
  LLVMBuildBr(b, done);
  LLVMPositionBuilderAtEnd(b, done);
}

}  // namespace wengert::backend
#endif
