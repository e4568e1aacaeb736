// What is known where a kernel's code is being written: the values of cells, the positions of
// indices, the lanes and their mask. Loops open scopes in it; the rest of the kernel's emission
// reads it.
#pragma once

#include <llvm-c/Types.h>

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "wengert/backend/cell_value.hpp"
#include "wengert/backend/frame.hpp"
#include "wengert/lower/cells.hpp"

namespace wengert::backend {

/// An index in each lane: base + stride * lane or, where `vector` is set, that vector of i64.
struct Position {
  LLVMValueRef base = nullptr;
  std::int64_t stride = 0;
  LLVMValueRef vector = nullptr;

  bool uniform() const { return !vector && stride == 0; }
};

class Environment {
 public:
  Environment(LlvmEmitter& emitter, lower::Kernel& kernel, unsigned lanes);

  LlvmEmitter& emitter;
  const LLVMBuilderRef builder;
  lower::Kernel& kernel;
  const unsigned lanes;
  LLVMValueRef mask = nullptr;  // of the lanes that exist; null: all
  std::unordered_map<lower::CellId, std::vector<CellValue>> results;  // of blocks, loops, branches

  /// What is defined or placed while a scope is open is forgotten when it closes: it does not
  /// dominate what follows.
  class Scope {
   public:
    explicit Scope(Environment& environment);
    Scope(const Scope&) = delete;
    ~Scope();

   private:
    Environment& environment_;
    const std::size_t defined_, placed_;
  };

  void define(lower::CellId id, CellValue v);
  CellValue value(lower::CellId id) const { return values_[id]; }
  Cell cell(lower::CellId id) const {
    return as_cell(emitter, values_[id], kernel.cells[id].dtype);
  }
  bool varies(lower::CellId id) const { return varying_[id]; }

  void place(std::uint32_t index, const Position& p);
  void place_variable(std::int64_t variable, const Position& p);
  /// The position of an index, null where none is known yet.
  const Position* find(std::uint32_t index) const;

  void set_frame(LLVMValueRef frame);
  LLVMValueRef frame_word(FrameWord word, LLVMTypeRef type, unsigned beyond = 0) const;
  LLVMValueRef buffer(std::int64_t number) const { return buffers_.at(number); }
  /// The address of a literal.
  LLVMValueRef literal(std::int64_t number) const;
  LLVMValueRef i64(std::int64_t c) const;

 private:
  std::vector<CellValue> values_;
  std::vector<bool> varying_;
  std::vector<lower::CellId> defined_;
  std::unordered_map<std::uint32_t, Position> positions_;
  std::vector<std::uint32_t> placed_;
  LLVMValueRef frame_ = nullptr, literals_ = nullptr;
  std::unordered_map<std::int64_t, LLVMValueRef> buffers_;
};

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

#include "wengert/backend/uniformity.hpp"

namespace wengert::backend {

WENGERT_API Environment::Environment(LlvmEmitter& emitter_, lower::Kernel& kernel_, unsigned lanes_)
    : emitter(emitter_),
      builder(emitter_.builder()),
      kernel(kernel_),
      lanes(lanes_),
      values_(kernel_.cells.size()),
      varying_(varying_cells(kernel_)) {}

WENGERT_API Environment::Scope::Scope(Environment& environment)
    : environment_(environment),
      defined_(environment.defined_.size()),
      placed_(environment.placed_.size()) {}

WENGERT_API Environment::Scope::~Scope() {
  Environment& e = environment_;
  for (; e.defined_.size() > defined_; e.defined_.pop_back()) e.values_[e.defined_.back()] = {};
  for (; e.placed_.size() > placed_; e.placed_.pop_back()) e.positions_.erase(e.placed_.back());
}

WENGERT_API void Environment::define(lower::CellId id, CellValue v) {
  values_[id] = v;
  defined_.push_back(id);
}

WENGERT_API void Environment::place(std::uint32_t index, const Position& p) {
  positions_[index] = p;
  placed_.push_back(index);
}

WENGERT_API void Environment::place_variable(std::int64_t variable, const Position& p) {
  for (std::uint32_t id = 0; id < kernel.pool.size(); ++id) {
    const IndexNode& n = kernel.pool.at(id);
    if (n.kind == IndexKind::variable && n.value == variable) place(id, p);
  }
}

WENGERT_API const Position* Environment::find(std::uint32_t index) const {
  const auto found = positions_.find(index);
  return found == positions_.end() ? nullptr : &found->second;
}

WENGERT_API LLVMValueRef Environment::i64(std::int64_t c) const {
  return LLVMConstInt(LLVMInt64TypeInContext(emitter.context()), std::uint64_t(c), 0);
}

WENGERT_API LLVMValueRef Environment::frame_word(FrameWord word, LLVMTypeRef type,
                                                 unsigned beyond) const {
  LLVMTypeRef words = LLVMInt64TypeInContext(emitter.context());
  LLVMValueRef at = i64(unsigned(word) + beyond);
  return LLVMBuildLoad2(builder, type, LLVMBuildGEP2(builder, words, frame_, &at, 1, ""), "");
}

WENGERT_API LLVMValueRef Environment::literal(std::int64_t number) const {
  LLVMValueRef at = i64(number * literal_stride);
  return LLVMBuildGEP2(builder, LLVMInt8TypeInContext(emitter.context()), literals_, &at, 1, "");
}

/// Loads what the kernel needs of the frame: addresses of buffers and of the table of literals,
/// counters of statement loops.
WENGERT_API void Environment::set_frame(LLVMValueRef frame) {
  frame_ = frame;
  LLVMTypeRef pointer = LLVMPointerTypeInContext(emitter.context(), 0);
  LLVMValueRef table = frame_word(FrameWord::buffers, pointer);
  const auto use = [&](std::int64_t number) {
    if (buffers_.count(number)) return;
    LLVMValueRef at = i64(number);
    LLVMValueRef entry = LLVMBuildGEP2(builder, pointer, table, &at, 1, "");
    buffers_[number] = LLVMBuildLoad2(builder, pointer, entry, "");
  };
  for (const lower::CellNode& c : kernel.cells)
    if (c.kind == lower::CellKind::load)
      use(c.number);
    else if (c.kind == lower::CellKind::literal && !literals_)
      literals_ = frame_word(FrameWord::literals, pointer);
  for (const lower::Store& s : kernel.stores) use(s.buffer);
  for (const auto& [variable, loop] : kernel.counters) {
    LLVMTypeRef i64_type = LLVMInt64TypeInContext(emitter.context());
    place_variable(variable,
                   {frame_word(FrameWord::counters, i64_type, unsigned(loop)), 0, nullptr});
  }
}

}  // namespace wengert::backend
#endif
