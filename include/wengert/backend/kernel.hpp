// A kernel of the loop program as one LLVM function.
//
//   void kernel(void* frame, i64 begin, i64 end)     begin … end - 1 of the outermost domain loop
//
// One loop variable may run across vector lanes; what depends on it is a vector, the rest stays
// scalar. Here are the function and its domain loops. What stands inside them:
//
//   environment.hpp    what is known where code is being written
//   cells.hpp          one cell             memory_access.hpp  its loads and stores
//   reduce.hpp         a reduction          control_flow.hpp   a loop or branch in registers
//   address.hpp        an index             uniformity.hpp     what differs between lanes
#pragma once

#include <llvm-c/Types.h>

#include "wengert/backend/emitter.hpp"
#include "wengert/lower/program.hpp"

namespace wengert::backend {

/// What the target's vectors hold.
struct VectorUnit {
  unsigned bytes = 16;  // of a native register
  bool masked = false;  // masked memory access is as cheap as plain access
};

/// Emits `kernel` under `name` into the emitter's module. Its variable for the lanes must be
/// chosen.
LLVMValueRef emit_kernel(LlvmEmitter& emitter, const char* name, lower::Kernel& kernel,
                         VectorUnit unit);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

#include <algorithm>

#include "wengert/backend/address.hpp"
#include "wengert/backend/cells.hpp"
#include "wengert/backend/control_flow.hpp"
#include "wengert/backend/loops.hpp"
#include "wengert/backend/memory_access.hpp"
#include "wengert/backend/reduce.hpp"

namespace wengert::backend {

class KernelEmitter final : private BlockEmitter {
 public:
  KernelEmitter(LlvmEmitter& emitter, lower::Kernel& kernel, VectorUnit unit)
      : kernel_(kernel), unit_(unit), k_(emitter, kernel, lanes_of(kernel, unit)) {}

  LLVMValueRef run(const char* name);

 private:
  // As many as the widest number among the cells leaves room for.
  static unsigned lanes_of(const lower::Kernel& kernel, VectorUnit unit);
  void domain_loop(std::size_t level, LLVMValueRef begin, LLVMValueRef end);
  void cells(lower::BlockId block) override;
  void stores(lower::BlockId block) override;
  void emit(lower::CellId id);
  void raise_unless(const lower::Check& check);

  lower::Kernel& kernel_;
  const VectorUnit unit_;
  Environment k_;
};

inline unsigned KernelEmitter::lanes_of(const lower::Kernel& kernel, VectorUnit unit) {
  using lower::CellKind;
  if (kernel.lane < 0) return 1;
  std::int64_t widest = 4;
  for (const lower::CellNode& c : kernel.cells)
    if (c.kind == CellKind::load || c.kind == CellKind::apply || c.kind == CellKind::parameter)
      widest = std::max<std::int64_t>(widest, size_of(real_dtype(c.dtype)));
  return unit.bytes / unsigned(widest);
}

inline LLVMValueRef KernelEmitter::run(const char* name) {
  LLVMContextRef context = k_.emitter.context();
  LLVMTypeRef pointer = LLVMPointerTypeInContext(context, 0), i64 = LLVMInt64TypeInContext(context);
  LLVMTypeRef parameters[] = {pointer, i64, i64};
  LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(context), parameters, 3, 0);
  LLVMModuleRef module = k_.emitter.module();
  LLVMValueRef f =
      LLVMGetNamedFunction(module, name);  // declared, where its caller is in the module
  if (!f) f = LLVMAddFunction(module, name, type);
  LLVMPositionBuilderAtEnd(k_.builder, LLVMAppendBasicBlockInContext(context, f, "entry"));
  k_.set_frame(LLVMGetParam(f, 0));
  hoist_addresses(k_, 0);
  cells(0);
  if (kernel_.domain.empty())
    stores(0);
  else
    domain_loop(0, LLVMGetParam(f, 1), LLVMGetParam(f, 2));
  LLVMBuildRetVoid(k_.builder);
  return f;
}

inline void KernelEmitter::domain_loop(std::size_t level, LLVMValueRef begin, LLVMValueRef end) {
  const std::int64_t variable = kernel_.variables[level];
  const auto body = [&] {
    const lower::BlockId block = kernel_.domain_blocks[level];
    hoist_addresses(k_, block);
    cells(block);
    if (level + 1 < kernel_.variables.size())
      domain_loop(level + 1, k_.i64(0), k_.i64(kernel_.domain[level + 1]));
    stores(block);
  };
  if (variable == kernel_.lane)
    lane_loop(k_, variable, begin, end, unit_.masked, body);
  else
    scalar_loop(k_, variable, begin, end, body);
}

inline void KernelEmitter::cells(lower::BlockId block) {
  for (lower::CellId id : kernel_.blocks[block].cells) emit(id);
}

inline void KernelEmitter::stores(lower::BlockId block) {
  for (const lower::Store& s : kernel_.stores) {
    if (s.block != block) continue;
    const Position at = position(k_, kernel_.pool.make(s.index));
    store(k_, kernel_.cells[s.cell].dtype, k_.buffer(s.buffer), at, k_.value(s.cell));
  }
  for (const lower::Check& c : kernel_.checks)
    if (c.block == block) raise_unless(c);
}

inline void KernelEmitter::raise_unless(const lower::Check& check) {
  const LLVMBuilderRef b = k_.builder;
  LLVMContextRef context = k_.emitter.context();
  const Position p = position(k_, kernel_.pool.make(check.valid));
  LLVMValueRef v = p.vector ? p.vector : p.base;
  LLVMValueRef wrong = LLVMBuildICmp(b, LLVMIntEQ, v, LLVMConstNull(LLVMTypeOf(v)), "");
  if (k_.mask && LlvmEmitter::lanes(wrong) > 1) wrong = LLVMBuildAnd(b, wrong, k_.mask, "");
  LLVMBasicBlockRef raise = k_.emitter.append_block("raise"),
                    valid = k_.emitter.append_block("valid");
  LLVMBuildCondBr(b, k_.emitter.any(wrong), raise, valid);
  LLVMPositionBuilderAtEnd(b, raise);
  LLVMTypeRef i32 = LLVMInt32TypeInContext(context);
  LLVMValueRef flags = k_.frame_word(FrameWord::flags, LLVMPointerTypeInContext(context, 0));
  LLVMValueRef raised = LLVMBuildStore(b, LLVMConstInt(i32, 1, 0), flags);
  LLVMSetOrdering(raised, LLVMAtomicOrderingMonotonic);  // any thread may
  LLVMSetAlignment(raised, 4);
  LLVMBuildBr(b, valid);
  LLVMPositionBuilderAtEnd(b, valid);
}

inline void KernelEmitter::emit(lower::CellId id) {
  using lower::CellKind;
  const lower::CellNode& c = kernel_.cells[id];
  switch (c.kind) {
    case CellKind::parameter:
      return;  // defined by its loop
    case CellKind::block:
      k_.results[id] = emit_blockwise(k_, c);
      return;
    case CellKind::loop:
      k_.results[id] = emit_carried_loop(k_, *this, id);
      return;
    case CellKind::branch:
      k_.results[id] = emit_branch(k_, *this, id);
      return;
    case CellKind::reduce:
      return k_.define(id, emit_reduction(k_, *this, id));
    default:
      return k_.define(id, emit_cell(k_, c));
  }
}

WENGERT_API LLVMValueRef emit_kernel(LlvmEmitter& emitter, const char* name, lower::Kernel& kernel,
                                     VectorUnit unit) {
  return KernelEmitter(emitter, kernel, unit).run(name);
}

}  // namespace wengert::backend
#endif
