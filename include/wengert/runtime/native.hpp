// A compiled Function: its entry point, and the frame that each run gives it.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "wengert/backend/program.hpp"
#include "wengert/ir/type.hpp"

namespace wengert {

/// Native code for every Function of one structure. Any number of threads may run it at once.
class Native {
 public:
  explicit Native(const Function& f);

  std::vector<Tensor> run(std::span<const Tensor> inputs, std::span<const Constant> literals) const;
  /// The loop program, without its kernels' cells: what was decided.
  const lower::Program& program() const { return program_; }

 private:
  friend struct NativeCallbacks;
  struct Table {  // its address is in the frame
    backend::FrameTable functions;
    const Native* native;
  };

  void enlist(lower::Statements& statements);

  lower::Program program_;
  std::vector<lower::Product> products_;
  std::vector<lower::LibraryCall> libraries_;
  Table table_;
  void (*entry_)(void* frame) = nullptr;
};

}  // namespace wengert

#if WENGERT_BODIES
#include <cstring>
#include <exception>

#include "wengert/lower/schedule.hpp"
#include "wengert/runtime/products.hpp"
#include "wengert/runtime/session.hpp"
#include "wengert/runtime/threads.hpp"

namespace wengert {

// What went wrong during a run; compiled code sets `flags`, which comes first.
struct RunState {
  std::uint32_t flags = 0;
  std::exception_ptr error;
};

struct NativeCallbacks {
  static const Native& native(void* frame) {
    return *static_cast<const Native::Table*>(static_cast<void**>(frame)[unsigned(backend::FrameWord::table)])->native;
  }
  static void parallel(void* frame, backend::KernelFunction kernel, std::int64_t extent, std::int64_t grain) {
    if (thread_count() == 1) return kernel(frame, 0, extent);
    parallel_for(extent, grain, [=](std::int64_t begin, std::int64_t end) { kernel(frame, begin, end); });
  }
  static void product(void* frame, std::int64_t number, const void* a, const void* b, void* c) {
    multiply(native(frame).products_[std::size_t(number)], a, b, c);
  }
  static void library(void* frame, std::int64_t number, void** addresses) {
    const lower::LibraryCall& call = native(frame).libraries_[std::size_t(number)];
    RunState& state = *static_cast<RunState*>(static_cast<void**>(frame)[unsigned(backend::FrameWord::flags)]);
    if (state.error) return;
    try {
      std::vector<Tensor> operands;
      for (std::size_t k = 0; k < call.operands.size(); ++k)
        operands.emplace_back(call.operand_types[k], Buffer::borrow(addresses[k], call.operand_types[k].bytes()));
      const std::vector<Tensor> results = call.op->eval(operands, call.attributes, call.result_types);
      for (std::size_t k = 0; k < results.size(); ++k)
        if (const std::size_t bytes = results[k].type.bytes())
          std::memcpy(addresses[call.operands.size() + k], results[k].bytes(), bytes);
    } catch (...) {  // compiled frames cannot be unwound
      state.error = std::current_exception();
    }
  }
};

// In the order in which the program numbers them; the cells are no longer needed.
WENGERT_API void Native::enlist(lower::Statements& statements) {
  for (lower::Statement& s : statements) {
    if (auto* product = std::get_if<lower::Product>(&s.what)) products_.push_back(*product);
    if (auto* call = std::get_if<lower::LibraryCall>(&s.what)) libraries_.push_back(*call);
    if (auto* loop = std::get_if<std::shared_ptr<lower::StatementLoop>>(&s.what)) {
      if ((*loop)->trips == 0) continue;
      enlist((*loop)->test);
      enlist((*loop)->body);
    }
    if (auto* branch = std::get_if<std::shared_ptr<lower::StatementBranch>>(&s.what))
      for (lower::Statements& arm : (*branch)->branches) enlist(arm);
  }
}

WENGERT_API Native::Native(const Function& f)
    : program_(lower::lower(f)),
      table_{{NativeCallbacks::parallel, NativeCallbacks::product, NativeCallbacks::library}, this} {
  const backend::VectorUnit unit = Session::instance().target().vectors();
  entry_ = reinterpret_cast<void (*)(void*)>(
      compile_native("program", [&](backend::LlvmEmitter& e) { backend::emit_program(e, program_, unit); }));
  enlist(program_.statements);
  program_.statements.clear();
}

WENGERT_API std::vector<Tensor> Native::run(std::span<const Tensor> inputs, std::span<const Constant> literals) const {
  constexpr std::size_t few = 32;
  std::array<void*, few> few_buffers;
  std::vector<void*> many_buffers;
  void** buffers = few_buffers.data();
  if (program_.buffers.size() > few) {
    many_buffers.resize(program_.buffers.size());
    buffers = many_buffers.data();
  }
  std::vector<Tensor> outputs;
  outputs.reserve(program_.outputs.size());
  for (const Type& t : program_.outputs) outputs.emplace_back(t);
  // One arena for each depth of runs within runs on a thread, kept between runs.
  constexpr std::size_t kept = std::size_t(64) << 20;
  thread_local Buffer spare;
  Buffer arena = std::move(spare);
  if (program_.arena && arena.bytes() < program_.arena) arena = Buffer(program_.arena);
  for (std::size_t b = 0; b < program_.buffers.size(); ++b) {
    const lower::BufferInfo& info = program_.buffers[b];
    buffers[b] = info.role == lower::Role::input    ? inputs[std::size_t(info.number)].bytes()
                 : info.role == lower::Role::output ? outputs[std::size_t(info.number)].bytes()
                                                    : arena.data() + info.arena;
  }
  static_assert(sizeof(std::array<std::uint64_t, 2>) == backend::literal_stride);
  std::array<std::array<std::uint64_t, 2>, few> few_literals;
  std::vector<std::array<std::uint64_t, 2>> many_literals;
  auto* table = few_literals.data();
  if (literals.size() > few) {
    many_literals.resize(literals.size());
    table = many_literals.data();
  }
  for (std::size_t k = 0; k < literals.size(); ++k) table[k] = literals[k].bits;
  RunState state;
  constexpr auto header = std::size_t(backend::FrameWord::counters);
  constexpr std::size_t few_counters = 12;
  std::array<void*, header + few_counters> few_words;
  std::vector<void*> many_words;
  void** frame = few_words.data();
  if (program_.loops > int(few_counters)) {
    many_words.resize(header + std::size_t(program_.loops));
    frame = many_words.data();
  }
  frame[unsigned(backend::FrameWord::buffers)] = buffers;
  frame[unsigned(backend::FrameWord::literals)] = table;
  frame[unsigned(backend::FrameWord::table)] = const_cast<Table*>(&table_);
  frame[unsigned(backend::FrameWord::flags)] = &state;
  entry_(frame);
  if (arena.bytes() <= kept) spare = std::move(arena);
  if (state.error) std::rethrow_exception(state.error);
  if (state.flags)
    throw IndexError("gather: an index is out of bounds in compiled code; use mode::clip or mode::fill, or index within 0 … extent - 1");
  return outputs;
}

}  // namespace wengert
#endif
