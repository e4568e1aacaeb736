// A compiled Function: its entry point, and the frame that each run gives it.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "wengert/backend/program.hpp"
#include "wengert/ir/type.hpp"

namespace wengert {

namespace backend {
enum class Effort : std::uint8_t;
}

/// Native code for every Function of one structure. Any number of threads may run it at once.
class Native {
 public:
  explicit Native(const Function& f);
  Native(const Function& f, backend::Effort most);

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

namespace compiling {

/// Kernels of one module.
struct Share {
  backend::Effort effort = backend::Effort::full;
  std::size_t cells = 0;
  std::vector<std::size_t> kernels;
};

inline bool is_straight(const lower::Kernel& k) {
  return k.domain.empty() && k.reductions.empty() && k.loops.empty();
}

// The kernels in modules of about one size, as many as threads can compile at once. Long code that runs
// each instruction once is not worth the time that optimising it takes.
inline std::vector<Share> shares(const std::vector<std::shared_ptr<lower::Kernel>>& kernels, bool repeats, backend::Effort most) {
  constexpr std::size_t long_code = 1000, worth_sharing = 40;  // cells
  constexpr std::size_t loop_cells = 40;  // what a loop takes to compile, as so many cells
  std::size_t straight = 0;
  for (const auto& k : kernels) straight += is_straight(*k) ? k->cells.size() : 0;
  const bool long_straight = straight > long_code && !repeats;
  std::vector<Share> all{Share{most, 0, {}}};
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    const auto effort = long_straight && is_straight(*kernels[k]) ? backend::Effort::quick : most;
    const std::size_t size = kernels[k]->cells.size() + (is_straight(*kernels[k]) ? 0 : loop_cells);
    Share* least = nullptr;
    std::size_t alike = 0;
    for (Share& s : all) {
      if (s.effort != effort) continue;
      ++alike;
      if (!least || s.cells < least->cells) least = &s;
    }
    if (!least || (least->cells > worth_sharing && size > worth_sharing && alike < std::size_t(thread_count())))
      least = &all.emplace_back(Share{effort, 0, {}});
    least->cells += size;
    least->kernels.push_back(k);
  }
  return all;
}

}  // namespace compiling

WENGERT_API Native::Native(const Function& f) : Native(f, backend::Effort::full) {}

WENGERT_API Native::Native(const Function& f, backend::Effort most)
    : program_(lower::lower(f)),
      table_{{NativeCallbacks::parallel, NativeCallbacks::product, NativeCallbacks::library}, this} {
  const std::string name = unique_symbol("program");
  CodeModule entry(most);
  const auto kernels = backend::emit_program(entry.emitter(), program_, name);
  const std::vector<compiling::Share> shares = compiling::shares(kernels, program_.loops > 0, most);
  std::vector<LLVMMemoryBufferRef> objects(shares.size());
  const auto compile = [&](CodeModule& code, std::size_t number) {
    const backend::VectorUnit unit = host_target().vectors();
    for (std::size_t k : shares[number].kernels) {
      if (shares[number].effort == backend::Effort::quick) kernels[k]->lane = -1;
      backend::emit_kernel(code.emitter(), backend::kernel_name(name, k).c_str(), *kernels[k], unit);
    }
    objects[number] = code.object();
  };
  parallel_for(std::int64_t(shares.size()), 1, [&](std::int64_t begin, std::int64_t end) {
    for (auto k = std::size_t(begin); k < std::size_t(end); ++k) {
      if (k == 0) {
        compile(entry, k);
      } else {
        CodeModule code(shares[std::size_t(k)].effort);
        compile(code, k);
      }
    }
  });
  entry_ = reinterpret_cast<void (*)(void*)>(link(objects, name));
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
  if (const std::size_t slots = literals.size() + program_.constants.size(); slots > few) {
    many_literals.resize(slots);
    table = many_literals.data();
  }
  for (std::size_t k = 0; k < literals.size(); ++k) table[k] = literals[k].bits;
  for (std::size_t k = 0; k < program_.constants.size(); ++k) table[literals.size() + k] = program_.constants[k].bits;
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
    throw IndexError("gather or scatter: an index is out of bounds in compiled code; use mode::clip or mode::fill to allow it");
  return outputs;
}

}  // namespace wengert
#endif
