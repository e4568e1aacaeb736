// Loops and branches whose state lives in registers. Where lanes disagree, a finished lane is
// frozen while others loop, and every arm of a branch runs.
#pragma once

#include <llvm-c/Types.h>

#include <vector>

#include "wengert/backend/environment.hpp"
#include "wengert/backend/loops.hpp"

namespace wengert::backend {

/// The results of a cell of kind `loop`: the carried values when it ends.
std::vector<CellValue> emit_carried_loop(Environment& environment, BlockEmitter& blocks,
                                         lower::CellId id);
/// The results of a cell of kind `branch`.
std::vector<CellValue> emit_branch(Environment& environment, BlockEmitter& blocks,
                                   lower::CellId id);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

namespace wengert::backend {

class CarriedLoopEmitter {
 public:
  CarriedLoopEmitter(Environment& environment, BlockEmitter& blocks, lower::CellId id)
      : k_(environment),
        b_(environment.builder),
        blocks_(blocks),
        loop_(environment.kernel.loops[std::size_t(environment.kernel.cells[id].number)]),
        varies_(environment.varies(id)) {
    for (lower::CellId a : k_.kernel.cells[id].args) start_.push_back(carried(a));
  }

  std::vector<CellValue> run() {
    if (loop_.trips == 0) return start_;
    LLVMBasicBlockRef before = LLVMGetInsertBlock(b_);
    LLVMBasicBlockRef turn = k_.emitter.append_block("carry"),
                      after = k_.emitter.append_block("carried");
    LLVMBuildBr(b_, turn);
    LLVMPositionBuilderAtEnd(b_, turn);
    const bool counted = loop_.trips >= 0;
    LLVMValueRef i =
        counted ? LLVMBuildPhi(b_, LLVMInt64TypeInContext(k_.emitter.context()), "") : nullptr;
    for (const CellValue& s : start_) state_.push_back(phi_of(k_.emitter, s));
    LLVMValueRef live = counted ? nullptr : test(after);
    const std::vector<CellValue> next = body(i, live);
    LLVMBasicBlockRef body_end = LLVMGetInsertBlock(b_);
    for (std::size_t k = 0; k < state_.size(); ++k) {
      add_incoming(state_[k], start_[k], before);
      add_incoming(state_[k], next[k], body_end);
    }
    if (counted) {
      LLVMValueRef advanced = LLVMBuildAdd(b_, i, k_.i64(1), "");
      close_counter(i, k_.i64(0), before, advanced, body_end);
      LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, advanced, k_.i64(loop_.trips), ""), turn,
                      after);
    } else {
      LLVMBuildBr(b_, turn);
    }
    LLVMPositionBuilderAtEnd(b_, after);
    return counted ? next : state_;
  }

 private:
  CellValue carried(lower::CellId id) const {
    return varies_ ? splat(k_.emitter, k_.value(id), k_.lanes) : k_.value(id);
  }

  // Leaves the loop where no lane goes on; gives the lanes that do.
  LLVMValueRef test(LLVMBasicBlockRef after) {
    Environment::Scope scope(k_);
    for (std::size_t k = 0; k < state_.size(); ++k)
      k_.define(loop_.condition_parameters[k], state_[k]);
    blocks_.cells(loop_.condition_block);
    LLVMValueRef live = k_.value(loop_.condition).re;
    if (k_.mask && varies_) live = LLVMBuildAnd(b_, k_.emitter.splat(live, k_.lanes), k_.mask, "");
    LLVMBasicBlockRef body = k_.emitter.append_block("body");
    LLVMBuildCondBr(b_, k_.emitter.any(live), body, after);
    LLVMPositionBuilderAtEnd(b_, body);
    return live;
  }

  std::vector<CellValue> body(LLVMValueRef i, LLVMValueRef live) {
    Environment::Scope scope(k_);
    if (i) k_.place_variable(loop_.variable, {i, 0, nullptr});
    for (std::size_t k = 0; k < state_.size(); ++k) k_.define(loop_.parameters[k], state_[k]);
    blocks_.cells(loop_.block);
    std::vector<CellValue> next;
    for (std::size_t k = 0; k < state_.size(); ++k) {
      CellValue v = carried(loop_.next[k]);
      if (live && LlvmEmitter::lanes(live) > 1) v = select(k_.emitter, live, v, state_[k]);
      next.push_back(v);
    }
    blocks_.stores(loop_.block);
    return next;
  }

  Environment& k_;
  const LLVMBuilderRef b_;
  BlockEmitter& blocks_;
  const lower::CarriedLoop& loop_;
  const bool varies_;
  std::vector<CellValue> start_, state_;
};

WENGERT_API std::vector<CellValue> emit_carried_loop(Environment& k, BlockEmitter& blocks,
                                                     lower::CellId id) {
  return CarriedLoopEmitter(k, blocks, id).run();
}

namespace branching {

// Every arm runs, and each lane keeps its own.
inline std::vector<CellValue> all_arms(Environment& k, BlockEmitter& blocks,
                                       const lower::Branch& branch, LLVMValueRef chooser) {
  std::vector<CellValue> chosen;
  for (std::size_t arm = 0; arm < branch.blocks.size(); ++arm) {
    blocks.cells(branch.blocks[arm]);
    blocks.stores(branch.blocks[arm]);
    LLVMValueRef number = k.emitter.splat(k.i64(std::int64_t(arm)), k.lanes);
    LLVMValueRef here = LLVMBuildICmp(k.builder, LLVMIntEQ, chooser, number, "");
    for (std::size_t r = 0; r < branch.results[arm].size(); ++r) {
      const CellValue v = splat(k.emitter, k.value(branch.results[arm][r]), k.lanes);
      if (arm == 0)
        chosen.push_back(v);
      else
        chosen[r] = select(k.emitter, here, v, chosen[r]);
    }
  }
  return chosen;
}

inline std::vector<CellValue> one_arm(Environment& k, BlockEmitter& blocks,
                                      const lower::Branch& branch, LLVMValueRef chooser,
                                      bool varies) {
  const LLVMBuilderRef b = k.builder;
  LLVMBasicBlockRef after = k.emitter.append_block("joined"), from = LLVMGetInsertBlock(b);
  std::vector<LLVMBasicBlockRef> arms, ends;
  std::vector<std::vector<CellValue>> values;
  for (std::size_t arm = 0; arm < branch.blocks.size(); ++arm) {
    arms.push_back(k.emitter.append_block("arm"));
    LLVMPositionBuilderAtEnd(b, arms[arm]);
    Environment::Scope scope(k);
    blocks.cells(branch.blocks[arm]);
    blocks.stores(branch.blocks[arm]);
    auto& results = values.emplace_back();
    for (lower::CellId r : branch.results[arm])
      results.push_back(varies ? splat(k.emitter, k.value(r), k.lanes) : k.value(r));
    ends.push_back(LLVMGetInsertBlock(b));
    LLVMBuildBr(b, after);
  }
  LLVMPositionBuilderAtEnd(b, from);
  LLVMValueRef choice = LLVMBuildSwitch(b, chooser, arms.back(), unsigned(arms.size()));
  for (std::size_t arm = 0; arm + 1 < arms.size(); ++arm)
    LLVMAddCase(choice, k.i64(std::int64_t(arm)), arms[arm]);
  LLVMPositionBuilderAtEnd(b, after);
  std::vector<CellValue> joined;
  for (std::size_t r = 0; r < values[0].size(); ++r) {
    joined.push_back(phi_of(k.emitter, values[0][r]));
    for (std::size_t arm = 0; arm < arms.size(); ++arm)
      add_incoming(joined[r], values[arm][r], ends[arm]);
  }
  return joined;
}

}  // namespace branching

WENGERT_API std::vector<CellValue> emit_branch(Environment& k, BlockEmitter& blocks,
                                               lower::CellId id) {
  const lower::CellNode& c = k.kernel.cells[id];
  const lower::Branch& branch = k.kernel.branches[std::size_t(c.number)];
  LLVMValueRef chooser = k.value(c.args[0]).re;
  if (LlvmEmitter::lanes(chooser) > 1) return branching::all_arms(k, blocks, branch, chooser);
  return branching::one_arm(k, blocks, branch, chooser, k.varies(id));
}

}  // namespace wengert::backend
#endif
