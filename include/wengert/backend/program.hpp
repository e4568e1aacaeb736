// A loop program's entry: the function that runs its statements in order and calls its kernels.
//
//   void program(Frame* frame)
//
// The kernels are functions of other modules, so that several can be compiled at once.
// What is not straight code goes through the frame's table of run-time functions (frame.hpp).
#pragma once

#include <llvm-c/Types.h>

#include <memory>
#include <string>
#include <vector>

#include "wengert/backend/emitter.hpp"
#include "wengert/backend/frame.hpp"
#include "wengert/lower/program.hpp"

namespace wengert::backend {

/// Kernels of at least this many vector instructions are shared between threads.
inline constexpr double parallel_work = 60000;

/// The name of a program's k-th kernel.
inline std::string kernel_name(const std::string& program, std::size_t k) {
  return cat(program, "_kernel", k);
}

/// Emits the program's entry function under `name`, and gives the kernels that it calls, in the
/// order of their numbers.
std::vector<std::shared_ptr<lower::Kernel>> emit_program(LlvmEmitter& emitter,
                                                         const lower::Program& program,
                                                         const std::string& name);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

#include <algorithm>

namespace wengert::backend {

class ProgramEmitter {
 public:
  ProgramEmitter(LlvmEmitter& emitter, const lower::Program& program, const std::string& name)
      : e_(emitter), b_(emitter.builder()), p_(program), name_(name) {}
  std::vector<std::shared_ptr<lower::Kernel>> run();

 private:
  void statements(const lower::Statements& all);
  void statement(const std::shared_ptr<lower::Kernel>& kernel);
  void statement(const lower::Product& product);
  void statement(const lower::LibraryCall& call);
  void statement(const lower::Copy& copy);
  void statement(const std::shared_ptr<lower::StatementLoop>& loop);
  void statement(const std::shared_ptr<lower::StatementBranch>& branch);
  LLVMValueRef address(const lower::Location& location, Dtype dtype);
  LLVMValueRef word(LLVMValueRef base, std::int64_t number);
  LLVMValueRef load_word(unsigned number, LLVMTypeRef type);
  LLVMValueRef i64(std::int64_t c) { return LLVMConstInt(i64_, std::uint64_t(c), 0); }
  void call_table(unsigned entry, std::vector<LLVMValueRef> arguments);

  LlvmEmitter& e_;
  LLVMBuilderRef b_;
  const lower::Program& p_;
  const std::string& name_;
  LLVMTypeRef i64_ = nullptr, pointer_ = nullptr, void_ = nullptr;
  LLVMValueRef frame_ = nullptr;
  std::vector<std::shared_ptr<lower::Kernel>> kernels_;
  std::int64_t products_ = 0, libraries_ = 0;
};

inline std::vector<std::shared_ptr<lower::Kernel>> ProgramEmitter::run() {
  i64_ = LLVMInt64TypeInContext(e_.context());
  pointer_ = LLVMPointerTypeInContext(e_.context(), 0);
  void_ = LLVMVoidTypeInContext(e_.context());
  LLVMValueRef f =
      LLVMAddFunction(e_.module(), name_.c_str(), LLVMFunctionType(void_, &pointer_, 1, 0));
  LLVMPositionBuilderAtEnd(b_, LLVMAppendBasicBlockInContext(e_.context(), f, "entry"));
  frame_ = LLVMGetParam(f, 0);
  statements(p_.statements);
  LLVMBuildRetVoid(b_);
  return std::move(kernels_);
}

inline void ProgramEmitter::statements(const lower::Statements& all) {
  for (const lower::Statement& s : all)
    std::visit([&](const auto& what) { statement(what); }, s.what);
}

inline LLVMValueRef ProgramEmitter::word(LLVMValueRef base, std::int64_t number) {
  LLVMValueRef at = i64(number);
  return LLVMBuildGEP2(b_, i64_, base, &at, 1, "");
}

inline LLVMValueRef ProgramEmitter::load_word(unsigned number, LLVMTypeRef type) {
  return LLVMBuildLoad2(b_, type, word(frame_, number), "");
}

inline LLVMValueRef ProgramEmitter::address(const lower::Location& l, Dtype dtype) {
  LLVMValueRef table = load_word(unsigned(FrameWord::buffers), pointer_);
  LLVMValueRef base = LLVMBuildLoad2(b_, pointer_, word(table, l.buffer), "");
  LLVMValueRef offset = i64(l.offset);
  for (const auto& term : l.terms)
    offset = LLVMBuildAdd(
        b_, offset,
        LLVMBuildMul(b_, load_word(unsigned(FrameWord::counters) + unsigned(term.loop), i64_),
                     i64(term.stride), ""),
        "");
  offset = LLVMBuildMul(b_, offset, i64(size_of(dtype)), "");
  return LLVMBuildGEP2(b_, LLVMInt8TypeInContext(e_.context()), base, &offset, 1, "");
}

inline void ProgramEmitter::call_table(unsigned entry, std::vector<LLVMValueRef> arguments) {
  LLVMValueRef table = load_word(unsigned(FrameWord::table), pointer_);
  LLVMValueRef f = LLVMBuildLoad2(b_, pointer_, word(table, entry), "");
  arguments.insert(arguments.begin(), frame_);
  std::vector<LLVMTypeRef> types;
  for (LLVMValueRef a : arguments) types.push_back(LLVMTypeOf(a));
  LLVMBuildCall2(b_, LLVMFunctionType(void_, types.data(), unsigned(types.size()), 0), f,
                 arguments.data(), unsigned(arguments.size()), "");
}

inline void ProgramEmitter::statement(const std::shared_ptr<lower::Kernel>& kernel) {
  LLVMTypeRef types[] = {pointer_, i64_, i64_};
  LLVMTypeRef signature = LLVMFunctionType(void_, types, 3, 0);
  LLVMValueRef f =
      LLVMAddFunction(e_.module(), kernel_name(name_, kernels_.size()).c_str(), signature);
  kernels_.push_back(kernel);
  const std::int64_t extent = kernel->domain.empty() ? 1 : kernel->domain[0];
  if (kernel->work >= parallel_work && extent > 1) {
    // Pieces of about an eighth of the threshold, whole vectors where the lanes run along them.
    const double each = kernel->work / double(extent);
    auto grain = std::max<std::int64_t>(1, std::int64_t(parallel_work / 8 / each));
    if (kernel->variables[0] == kernel->lane) grain = (grain + 63) / 64 * 64;
    call_table(0, {f, i64(extent), i64(grain)});
    return;
  }
  LLVMValueRef arguments[] = {frame_, i64(0), i64(extent)};
  LLVMBuildCall2(b_, signature, f, arguments, 3, "");
}

inline void ProgramEmitter::statement(const lower::Product& product) {
  call_table(1, {i64(products_++), address(product.a, product.dtype),
                 address(product.b, product.dtype), address(product.c, product.dtype)});
}

inline void ProgramEmitter::statement(const lower::LibraryCall& call) {
  const std::size_t count = call.operands.size() + call.results.size();
  LLVMBasicBlockRef here = LLVMGetInsertBlock(b_);
  // In the entry block, so that a loop around the call does not grow the stack.
  LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(LLVMGetBasicBlockParent(here));
  LLVMValueRef first = LLVMGetFirstInstruction(entry);
  if (first)
    LLVMPositionBuilderBefore(b_, first);
  else
    LLVMPositionBuilderAtEnd(b_, entry);
  LLVMValueRef array = LLVMBuildArrayAlloca(b_, pointer_, i64(std::int64_t(count)), "");
  LLVMPositionBuilderAtEnd(b_, here);
  for (std::size_t k = 0; k < call.operands.size(); ++k)
    LLVMBuildStore(b_, address(call.operands[k], call.operand_types[k].dtype),
                   word(array, std::int64_t(k)));
  for (std::size_t k = 0; k < call.results.size(); ++k)
    LLVMBuildStore(b_, address(call.results[k], call.result_types[k].dtype),
                   word(array, std::int64_t(call.operands.size() + k)));
  call_table(2, {i64(libraries_++), array});
}

inline void ProgramEmitter::statement(const lower::Copy& copy) {
  if (copy.type.bytes() == 0) return;
  LLVMBuildMemMove(b_, address(copy.to, copy.type.dtype), 1, address(copy.from, copy.type.dtype), 1,
                   i64(std::int64_t(copy.type.bytes())));
}

inline void ProgramEmitter::statement(const std::shared_ptr<lower::StatementLoop>& loop) {
  const unsigned counter = unsigned(FrameWord::counters) + unsigned(loop->number);
  LLVMBuildStore(b_, i64(0), word(frame_, counter));
  if (loop->trips == 0) return;
  LLVMBasicBlockRef head = e_.append_block("head"), body = e_.append_block("body"),
                    after = e_.append_block("after");
  LLVMBuildBr(b_, head);
  LLVMPositionBuilderAtEnd(b_, head);
  LLVMValueRef go;
  if (loop->trips < 0) {
    statements(loop->test);
    LLVMTypeRef byte = LLVMInt8TypeInContext(e_.context());
    LLVMValueRef flag = LLVMBuildLoad2(b_, byte, address(loop->condition, Dtype::bool_), "");
    go = LLVMBuildICmp(b_, LLVMIntNE, flag, LLVMConstInt(byte, 0, 0), "");
  } else {
    go = LLVMBuildICmp(b_, LLVMIntSLT, load_word(counter, i64_), i64(loop->trips), "");
  }
  LLVMBuildCondBr(b_, go, body, after);
  LLVMPositionBuilderAtEnd(b_, body);
  statements(loop->body);
  LLVMValueRef table = load_word(unsigned(FrameWord::buffers), pointer_);
  for (const auto& [x, y] : loop->swaps) {
    LLVMValueRef p = LLVMBuildLoad2(b_, pointer_, word(table, x), ""),
                 q = LLVMBuildLoad2(b_, pointer_, word(table, y), "");
    LLVMBuildStore(b_, q, word(table, x));
    LLVMBuildStore(b_, p, word(table, y));
  }
  LLVMBuildStore(b_, LLVMBuildAdd(b_, load_word(counter, i64_), i64(1), ""), word(frame_, counter));
  LLVMBuildBr(b_, head);
  LLVMPositionBuilderAtEnd(b_, after);
}

inline void ProgramEmitter::statement(const std::shared_ptr<lower::StatementBranch>& branch) {
  LLVMTypeRef i32 = LLVMInt32TypeInContext(e_.context());
  LLVMValueRef chooser = LLVMBuildLoad2(b_, i32, address(branch->chooser, Dtype::i32), "");
  LLVMBasicBlockRef from = LLVMGetInsertBlock(b_), after = e_.append_block("joined");
  std::vector<LLVMBasicBlockRef> arms;
  for (const lower::Statements& arm : branch->branches) {
    arms.push_back(e_.append_block("arm"));
    LLVMPositionBuilderAtEnd(b_, arms.back());
    statements(arm);
    LLVMBuildBr(b_, after);
  }
  LLVMPositionBuilderAtEnd(b_, from);
  // Below zero is the first, beyond the end the last.
  const auto last = LLVMConstInt(i32, arms.size() - 1, 0), zero = LLVMConstInt(i32, 0, 0);
  chooser =
      LLVMBuildSelect(b_, LLVMBuildICmp(b_, LLVMIntSLT, chooser, zero, ""), zero, chooser, "");
  chooser =
      LLVMBuildSelect(b_, LLVMBuildICmp(b_, LLVMIntSGT, chooser, last, ""), last, chooser, "");
  LLVMValueRef choice = LLVMBuildSwitch(b_, chooser, arms.back(), unsigned(arms.size()));
  for (std::size_t k = 0; k + 1 < arms.size(); ++k)
    LLVMAddCase(choice, LLVMConstInt(i32, k, 0), arms[k]);
  LLVMPositionBuilderAtEnd(b_, after);
}

WENGERT_API std::vector<std::shared_ptr<lower::Kernel>> emit_program(LlvmEmitter& emitter,
                                                                     const lower::Program& program,
                                                                     const std::string& name) {
  return ProgramEmitter(emitter, program, name).run();
}

}  // namespace wengert::backend
#endif
