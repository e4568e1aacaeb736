// A kernel of the loop program as one LLVM function: loops, lanes, reductions, loads and stores.
//
//   void kernel(Frame* frame, i64 begin, i64 end)     begin … end of the outermost domain loop
//
// One loop variable may run across vector lanes; what depends on it is a vector, the rest stays scalar.
// The last, partial vector runs under a mask. See runtime/frame.hpp for what a frame holds.
#pragma once

#include <llvm-c/Types.h>

#include <unordered_map>
#include <vector>

#include "wengert/backend/emitter.hpp"
#include "wengert/lower/program.hpp"

namespace wengert::backend {

/// What the target's vectors hold.
struct VectorUnit {
  unsigned bytes = 16;      // of a native register
  bool masked = false;      // masked memory access is as cheap as plain access
};

/// Words of a frame, each 8 bytes; statement loop counters follow.
enum class FrameWord : unsigned { buffers, literals, table, flags, counters };
/// Bytes between literals in their table.
inline constexpr unsigned literal_stride = 16;

/// Emits `kernel` under `name` into the emitter's module. Its variable for the lanes must be chosen.
LLVMValueRef emit_kernel(LlvmEmitter& emitter, const char* name, lower::Kernel& kernel, VectorUnit unit);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>

namespace wengert::backend {

using lower::BlockId;
using lower::CellId;
using lower::CellKind;
using lower::CellNode;

class KernelEmitter {
 public:
  KernelEmitter(LlvmEmitter& emitter, lower::Kernel& kernel, VectorUnit unit)
      : e_(emitter), b_(emitter.builder()), k_(kernel), unit_(unit) {}

  LLVMValueRef run(const char* name);

 private:
  struct Pair { LLVMValueRef re = nullptr, im = nullptr; };
  // An index per lane: base + stride * lane, or, where `vector` is set, that vector of i64.
  struct Position { LLVMValueRef base = nullptr; std::int64_t stride = 0; LLVMValueRef vector = nullptr; };

  // -- loops
  void domain_loop(std::size_t level, LLVMValueRef begin, LLVMValueRef end);
  void lane_loop(LLVMValueRef begin, LLVMValueRef end, const std::function<void()>& body, std::int64_t variable);
  void scalar_loop(LLVMValueRef begin, LLVMValueRef end, std::int64_t variable, const std::function<void()>& body);
  void block_body(BlockId block);
  void cells_of(BlockId block);
  void stores_of(BlockId block);

  // -- cells
  void emit(CellId id);
  Pair load(const CellNode& c);
  LLVMValueRef load_part(LLVMTypeRef memory, LLVMValueRef pointer, const Position& at, std::int64_t scale, std::int64_t part, unsigned bytes);
  void store_part(LLVMTypeRef memory, LLVMValueRef pointer, const Position& at, std::int64_t scale, std::int64_t part, LLVMValueRef v, unsigned bytes);
  void store(const lower::Store& s);
  Pair apply(const CellNode& c);
  void block_cell(CellId id, const CellNode& c);
  void reduce(CellId id, const CellNode& c);
  void lane_reduce(CellId id, const CellNode& c, lower::Reduction& r);
  void carried_loop(CellId id, const CellNode& c);
  void branch(CellId id, const CellNode& c);
  Pair combine(const lower::Reduction& r, Dtype dtype, Pair x, Pair y);
  Pair horizontal(const lower::Reduction& r, Dtype dtype, Pair x);

  // -- indices
  Position position(Index i);
  LLVMValueRef spread(const Position& p);
  LLVMValueRef scalar(Index i);

  // -- values
  Cell cell(CellId id) { return {e_.lane(pairs_[id].re, part_dtype(k_.cells[id].dtype)), e_.lane(pairs_[id].im, part_dtype(k_.cells[id].dtype)), k_.cells[id].dtype}; }
  static Dtype part_dtype(Dtype d) { return real_dtype(d); }
  Pair identity(const lower::Reduction& r, Dtype dtype) {
    return {constant_part(r.identity, dtype, 0), is_complex(dtype) ? constant_part(r.identity, dtype, 1) : nullptr};
  }
  LLVMValueRef constant_part(const Constant& c, Dtype dtype, int part);
  Pair widen(Pair p) { return {e_.splat(p.re, lanes_), p.im ? e_.splat(p.im, lanes_) : nullptr}; }
  Pair phi_of(Pair like);
  void incoming(Pair phi, Pair v, LLVMBasicBlockRef from);
  Pair select(LLVMValueRef mask, Pair x, Pair y);
  bool varies(CellId id) const { return varying_[id]; }
  void find_varying();
  bool index_varies(std::uint32_t index);
  LLVMValueRef i64(std::int64_t c) { return LLVMConstInt(LLVMInt64TypeInContext(e_.context()), std::uint64_t(c), 0); }
  LLVMValueRef frame_word(unsigned word, LLVMTypeRef type);
  LLVMValueRef buffer(std::int64_t number);

  // Values emitted in a scope are forgotten when it closes: they do not dominate what follows.
  struct Scope {
    explicit Scope(KernelEmitter& k) : kernel(k), cells(k.defined_.size()), indices(k.positioned_.size()) {}
    ~Scope() {
      for (; kernel.defined_.size() > cells; kernel.defined_.pop_back()) kernel.pairs_[kernel.defined_.back()] = {};
      for (; kernel.positioned_.size() > indices; kernel.positioned_.pop_back()) kernel.positions_.erase(kernel.positioned_.back());
    }
    KernelEmitter& kernel;
    std::size_t cells, indices;
  };
  void define(CellId id, Pair v) {
    pairs_[id] = v;
    defined_.push_back(id);
  }
  void place(std::uint32_t index, Position p) {
    positions_[index] = p;
    positioned_.push_back(index);
  }
  void hoist_indices(BlockId block);

  LlvmEmitter& e_;
  LLVMBuilderRef b_;
  lower::Kernel& k_;
  VectorUnit unit_;
  unsigned lanes_ = 1;
  LLVMValueRef mask_ = nullptr;  // of the lanes that exist; null: all
  LLVMValueRef frame_ = nullptr;
  std::vector<Pair> pairs_;
  std::vector<CellId> defined_;
  std::unordered_map<std::uint32_t, Position> positions_;
  std::vector<std::uint32_t> positioned_;
  std::unordered_map<std::int64_t, LLVMValueRef> buffers_;
  std::unordered_map<CellId, std::vector<Pair>> results_;  // of blocks, loops, branches
  std::vector<bool> varying_;
  std::unordered_map<std::uint32_t, bool> index_varying_;
};

// ---- setting up -------------------------------------------------------------------------------------------

inline bool KernelEmitter::index_varies(std::uint32_t index) {
  const auto found = index_varying_.find(index);
  if (found != index_varying_.end()) return found->second;
  const IndexNode& n = k_.pool.at(index);
  bool v = false;
  switch (n.kind) {
    case IndexKind::variable: v = n.value == k_.lane; break;
    case IndexKind::cell: v = varying_[std::size_t(n.value)]; break;
    default: v = any_operand(n, [&](std::uint32_t operand) { return index_varies(operand); });
  }
  index_varying_[index] = v;
  return v;
}

// In a kernel with lanes across its domain every carried value counts as varying, and so does what a
// branch gives.
inline void KernelEmitter::find_varying() {
  varying_.assign(k_.cells.size(), false);
  const bool domain_lanes = std::find(k_.variables.begin(), k_.variables.end(), k_.lane) != k_.variables.end();
  for (CellId id = 0; id < k_.cells.size(); ++id) {
    const CellNode& c = k_.cells[id];
    bool v = false;
    switch (c.kind) {
      case CellKind::load:
      case CellKind::position:
      case CellKind::condition: v = index_varies(c.index); break;
      case CellKind::parameter:
      case CellKind::loop:
      case CellKind::branch: v = domain_lanes; break;
      case CellKind::reduce: {
        const lower::Reduction& r = k_.reductions[std::size_t(c.number)];
        v = r.variable != k_.lane && varying_[r.body];
        break;
      }
      default:
        for (CellId a : c.args) v = v || varying_[a];
    }
    varying_[id] = v;
  }
}

inline LLVMValueRef KernelEmitter::frame_word(unsigned word, LLVMTypeRef type) {
  LLVMTypeRef i64_type = LLVMInt64TypeInContext(e_.context());
  LLVMValueRef at = i64(word);
  return LLVMBuildLoad2(b_, type, LLVMBuildGEP2(b_, i64_type, frame_, &at, 1, ""), "");
}

inline LLVMValueRef KernelEmitter::buffer(std::int64_t number) { return buffers_.at(number); }

inline LLVMValueRef KernelEmitter::run(const char* name) {
  LLVMContextRef context = e_.context();
  LLVMTypeRef pointer = LLVMPointerTypeInContext(context, 0), i64_type = LLVMInt64TypeInContext(context);
  LLVMTypeRef parameters[] = {pointer, i64_type, i64_type};
  LLVMValueRef f = LLVMGetNamedFunction(e_.module(), name);  // declared, where its caller is in the module
  if (!f) f = LLVMAddFunction(e_.module(), name, LLVMFunctionType(LLVMVoidTypeInContext(context), parameters, 3, 0));
  LLVMPositionBuilderAtEnd(b_, LLVMAppendBasicBlockInContext(context, f, "entry"));
  frame_ = LLVMGetParam(f, 0);
  pairs_.resize(k_.cells.size());
  find_varying();
  if (k_.lane >= 0) {
    std::int64_t widest = 4;
    for (const CellNode& c : k_.cells)
      if (c.kind == CellKind::load || c.kind == CellKind::apply || c.kind == CellKind::parameter)
        widest = std::max<std::int64_t>(widest, size_of(real_dtype(c.dtype)));
    lanes_ = unit_.bytes / unsigned(widest);
  }
  LLVMValueRef table = frame_word(unsigned(FrameWord::buffers), pointer);
  const auto use = [&](std::int64_t number) {
    if (buffers_.count(number)) return;
    LLVMValueRef at = i64(number);
    buffers_[number] = LLVMBuildLoad2(b_, pointer, LLVMBuildGEP2(b_, pointer, table, &at, 1, ""), "");
  };
  for (const CellNode& c : k_.cells)
    if (c.kind == CellKind::load) use(c.number);
  for (const lower::Store& s : k_.stores) use(s.buffer);
  for (const auto& [variable, loop] : k_.counters) {
    const auto id = k_.pool.variable(variable, std::int64_t(1) << 40).id;
    place(id, {frame_word(unsigned(FrameWord::counters) + unsigned(loop), i64_type), 0, nullptr});
  }
  hoist_indices(0);
  cells_of(0);
  if (k_.domain.empty()) {
    stores_of(0);
  } else {
    domain_loop(0, LLVMGetParam(f, 1), LLVMGetParam(f, 2));
  }
  LLVMBuildRetVoid(b_);
  return f;
}

// ---- loops ------------------------------------------------------------------------------------------------

inline void KernelEmitter::domain_loop(std::size_t level, LLVMValueRef begin, LLVMValueRef end) {
  const std::int64_t variable = k_.variables[level];
  const auto body = [&] {
    const BlockId block = k_.domain_blocks[level];
    hoist_indices(block);
    cells_of(block);
    if (level + 1 < k_.variables.size()) domain_loop(level + 1, i64(0), i64(k_.domain[level + 1]));
    stores_of(block);
  };
  if (variable == k_.lane) lane_loop(begin, end, body, variable);
  else scalar_loop(begin, end, variable, body);
}

inline void KernelEmitter::scalar_loop(LLVMValueRef begin, LLVMValueRef end, std::int64_t variable,
                                       const std::function<void()>& body) {
  LLVMBasicBlockRef before = LLVMGetInsertBlock(b_), loop = e_.append_block("loop"), after = e_.append_block("after");
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, begin, end, ""), loop, after);
  LLVMPositionBuilderAtEnd(b_, loop);
  LLVMValueRef i = LLVMBuildPhi(b_, LLVMTypeOf(begin), "");
  {
    Scope scope(*this);
    for (std::uint32_t id = 0; id < k_.pool.size(); ++id)
      if (k_.pool.at(id).kind == IndexKind::variable && k_.pool.at(id).value == variable) place(id, {i, 0, nullptr});
    body();
  }
  LLVMValueRef next = LLVMBuildAdd(b_, i, i64(1), "");
  LLVMValueRef values[] = {begin, next};
  LLVMBasicBlockRef blocks[] = {before, LLVMGetInsertBlock(b_)};
  LLVMAddIncoming(i, values, blocks, 2);
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, next, end, ""), loop, after);
  LLVMPositionBuilderAtEnd(b_, after);
}

// Whole vectors first, then one under a mask. A large body is emitted once, always masked.
inline void KernelEmitter::lane_loop(LLVMValueRef begin, LLVMValueRef end, const std::function<void()>& body,
                                     std::int64_t variable) {
  const auto step = [&](LLVMValueRef i, LLVMValueRef mask) {
    Scope scope(*this);
    for (std::uint32_t id = 0; id < k_.pool.size(); ++id)
      if (k_.pool.at(id).kind == IndexKind::variable && k_.pool.at(id).value == variable) place(id, {i, 1, nullptr});
    mask_ = mask;
    body();
    mask_ = nullptr;
  };
  const auto mask_from = [&](LLVMValueRef i) {
    LLVMValueRef lane = LLVMBuildAdd(b_, e_.splat(i, lanes_), e_.iota(lanes_), "");
    return LLVMBuildICmp(b_, LLVMIntSLT, lane, e_.splat(end, lanes_), "");
  };
  int cost = 0;
  for (const CellNode& c : k_.cells) cost += c.kind == CellKind::apply ? c.op->cost : 1;
  const bool once = cost > (unit_.masked ? 40 : 400);
  LLVMBasicBlockRef before = LLVMGetInsertBlock(b_), loop = e_.append_block("lanes"), after = e_.append_block("last");
  LLVMValueRef width = i64(lanes_);
  LLVMValueRef limit = once ? end : LLVMBuildSub(b_, end, i64(std::int64_t(lanes_) - 1), "");
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, begin, limit, ""), loop, after);
  LLVMPositionBuilderAtEnd(b_, loop);
  LLVMValueRef i = LLVMBuildPhi(b_, LLVMTypeOf(begin), "");
  step(i, once ? mask_from(i) : nullptr);
  LLVMValueRef next = LLVMBuildAdd(b_, i, width, "");
  LLVMValueRef values[] = {begin, next};
  LLVMBasicBlockRef loop_end = LLVMGetInsertBlock(b_), blocks[] = {before, loop_end};
  LLVMAddIncoming(i, values, blocks, 2);
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, next, limit, ""), loop, after);
  LLVMPositionBuilderAtEnd(b_, after);
  if (once) return;
  LLVMValueRef rest = LLVMBuildPhi(b_, LLVMTypeOf(begin), "");
  LLVMBasicBlockRef rest_blocks[] = {before, loop_end};
  LLVMAddIncoming(rest, values, rest_blocks, 2);
  LLVMBasicBlockRef partial = e_.append_block("partial"), done = e_.append_block("done");
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, rest, end, ""), partial, done);
  LLVMPositionBuilderAtEnd(b_, partial);
  step(rest, mask_from(rest));
  LLVMBuildBr(b_, done);
  LLVMPositionBuilderAtEnd(b_, done);
}

inline void KernelEmitter::cells_of(BlockId block) {
  for (CellId id : k_.blocks[block].cells) emit(id);
}

inline void KernelEmitter::stores_of(BlockId block) {
  for (const lower::Store& s : k_.stores)
    if (s.block == block) store(s);
  for (const lower::Check& c : k_.checks) {
    if (c.block != block) continue;
    const Position p = position(k_.pool.make(c.valid));
    LLVMValueRef v = p.vector ? p.vector : p.base;
    LLVMValueRef wrong = LLVMBuildICmp(b_, LLVMIntEQ, v, LLVMConstNull(LLVMTypeOf(v)), "");
    if (mask_ && LlvmEmitter::lanes(wrong) > 1) wrong = LLVMBuildAnd(b_, wrong, mask_, "");
    LLVMValueRef bad = LLVMBuildZExt(b_, e_.any(wrong), LLVMInt32TypeInContext(e_.context()), "");
    LLVMValueRef flags = frame_word(unsigned(FrameWord::flags), LLVMPointerTypeInContext(e_.context(), 0));
    LLVMBuildAtomicRMW(b_, LLVMAtomicRMWBinOpOr, flags, bad, LLVMAtomicOrderingMonotonic, 0);
  }
}

// Indices that this block makes known, computed before anything inside it runs.
inline void KernelEmitter::hoist_indices(BlockId block) {
  const auto has_cell = [&](auto&& self, std::uint32_t id) -> bool {
    const IndexNode& n = k_.pool.at(id);
    return n.kind == IndexKind::cell || any_operand(n, [&](std::uint32_t operand) { return self(self, operand); });
  };
  for (const CellNode& c : k_.cells)
    if ((c.kind == CellKind::load) && k_.block_of(k_.pool.make(c.index)) != block) {
      const IndexNode& n = k_.pool.at(c.index);
      if (n.kind != IndexKind::add) continue;
      for (std::uint32_t part : {n.x, n.y})
        if (k_.block_of(k_.pool.make(part)) == block && !positions_.count(part) && !has_cell(has_cell, part))
          (void)position(k_.pool.make(part));
    }
}

// ---- indices ------------------------------------------------------------------------------------------------

inline LLVMValueRef KernelEmitter::spread(const Position& p) {
  if (p.vector) return p.vector;
  if (p.stride == 0) return e_.splat(p.base, lanes_);
  return LLVMBuildAdd(b_, e_.splat(p.base, lanes_), e_.iota(lanes_, p.stride), "");
}

inline LLVMValueRef KernelEmitter::scalar(Index i) {
  const Position p = position(i);
  if (p.vector || p.stride) throw InternalError("kernel: an index that varies across lanes where one is wanted");
  return p.base;
}

inline KernelEmitter::Position KernelEmitter::position(Index i) {
  const auto found = positions_.find(i.id);
  if (found != positions_.end()) return found->second;
  const IndexNode n = k_.pool[i];
  Position p;
  const auto at = [&](std::uint32_t id) { return position(k_.pool.make(id)); };
  const auto elementwise = [&](const Position& x, const Position& y, auto&& build) {
    if (!x.vector && !y.vector && !x.stride && !y.stride) p.base = build(x.base, y.base);
    else p.vector = build(spread(x), spread(y));
  };
  switch (n.kind) {
    case IndexKind::constant: return {i64(n.value), 0, nullptr};
    case IndexKind::variable: throw InternalError("kernel: a loop variable used outside its loop");
    case IndexKind::cell: {
      LLVMValueRef v = pairs_[std::size_t(n.value)].re;
      if (LlvmEmitter::lanes(v) > 1) p.vector = v;
      else p.base = v;
      break;
    }
    case IndexKind::add: {
      const Position x = at(n.x), y = at(n.y);
      if (x.vector || y.vector) p.vector = LLVMBuildAdd(b_, spread(x), spread(y), "");
      else p = {LLVMBuildAdd(b_, x.base, y.base, ""), x.stride + y.stride, nullptr};
      break;
    }
    case IndexKind::multiply: {
      const Position x = at(n.x);
      if (x.vector) p.vector = LLVMBuildMul(b_, x.vector, e_.splat(i64(n.value), lanes_), "");
      else p = {LLVMBuildMul(b_, x.base, i64(n.value), ""), x.stride * n.value, nullptr};
      break;
    }
    case IndexKind::divide:
      elementwise(at(n.x), {i64(n.value), 0, nullptr}, [&](auto x, auto y) { return LLVMBuildUDiv(b_, x, y, ""); });
      break;
    case IndexKind::modulo:
      elementwise(at(n.x), {i64(n.value), 0, nullptr}, [&](auto x, auto y) { return LLVMBuildURem(b_, x, y, ""); });
      break;
    case IndexKind::less:
      elementwise(at(n.x), at(n.y), [&](auto x, auto y) {
        return LLVMBuildZExt(b_, LLVMBuildICmp(b_, LLVMIntSLT, x, y, ""), LLVMTypeOf(x), "");
      });
      break;
    case IndexKind::both:
      elementwise(at(n.x), at(n.y), [&](auto x, auto y) { return LLVMBuildAnd(b_, x, y, ""); });
      break;
    case IndexKind::select: {
      const Position c = at(n.x), x = at(n.y), y = at(n.z);
      const bool uniform = !c.vector && !c.stride && !x.vector && !x.stride && !y.vector && !y.stride;
      LLVMValueRef chosen = uniform ? c.base : spread(c);
      LLVMValueRef mask = LLVMBuildICmp(b_, LLVMIntNE, chosen, LLVMConstNull(LLVMTypeOf(chosen)), "");
      LLVMValueRef v = LLVMBuildSelect(b_, mask, uniform ? x.base : spread(x), uniform ? y.base : spread(y), "");
      (uniform ? p.base : p.vector) = v;
      break;
    }
  }
  place(i.id, p);
  return p;
}

// ---- memory -------------------------------------------------------------------------------------------------

inline LLVMValueRef KernelEmitter::load_part(LLVMTypeRef memory, LLVMValueRef pointer, const Position& at,
                                             std::int64_t scale, std::int64_t part, unsigned bytes) {
  const auto address = [&](LLVMValueRef element) { return LLVMBuildGEP2(b_, memory, pointer, &element, 1, ""); };
  const auto scaled = [&](LLVMValueRef base) {
    return scale == 1 ? base : LLVMBuildAdd(b_, LLVMBuildMul(b_, base, i64(scale), ""), i64(part), "");
  };
  if (!at.vector && at.stride == 0) {
    LLVMValueRef v = LLVMBuildLoad2(b_, memory, address(scaled(at.base)), "");
    LLVMSetAlignment(v, bytes);
    return v;
  }
  LLVMTypeRef vector = LLVMVectorType(memory, lanes_);
  if (!at.vector && at.stride * scale == 1) {
    LLVMValueRef start = address(at.base);
    if (!mask_) {
      LLVMValueRef v = LLVMBuildLoad2(b_, vector, start, "");
      LLVMSetAlignment(v, bytes);
      return v;
    }
    std::vector<LLVMValueRef> arguments{start};
#if LLVM_VERSION_MAJOR < 22
    arguments.push_back(LLVMConstInt(LLVMInt32TypeInContext(e_.context()), bytes, 0));
#endif
    arguments.push_back(mask_);
    arguments.push_back(LLVMConstNull(vector));
    return e_.call("llvm.masked.load", {vector, LLVMTypeOf(start)}, arguments);
  }
  LLVMValueRef elements;
  LLVMValueRef from = pointer;
  if (at.vector) {
    elements = scale == 1 ? at.vector
                          : LLVMBuildAdd(b_, LLVMBuildMul(b_, at.vector, e_.splat(i64(scale), lanes_), ""), e_.splat(i64(part), lanes_), "");
  } else {  // constant offsets from one address
    from = address(scaled(at.base));
    elements = e_.iota(lanes_, at.stride * scale);
  }
  LLVMValueRef pointers = LLVMBuildGEP2(b_, memory, from, &elements, 1, "");
  return e_.gather(memory, pointers, mask_, lanes_, bytes);
}

inline void KernelEmitter::store_part(LLVMTypeRef memory, LLVMValueRef pointer, const Position& at,
                                      std::int64_t scale, std::int64_t part, LLVMValueRef v, unsigned bytes) {
  const auto address = [&](LLVMValueRef element) { return LLVMBuildGEP2(b_, memory, pointer, &element, 1, ""); };
  const auto scaled = [&](LLVMValueRef base) {
    return scale == 1 ? base : LLVMBuildAdd(b_, LLVMBuildMul(b_, base, i64(scale), ""), i64(part), "");
  };
  if (!at.vector && at.stride == 0) {
    LLVMSetAlignment(LLVMBuildStore(b_, v, address(scaled(at.base))), bytes);
    return;
  }
  v = e_.splat(v, lanes_);
  const auto masked = [&](const char* name, LLVMValueRef where) {
    std::vector<LLVMValueRef> arguments{v, where};
#if LLVM_VERSION_MAJOR < 22
    arguments.push_back(LLVMConstInt(LLVMInt32TypeInContext(e_.context()), bytes, 0));
#endif
    arguments.push_back(mask_ ? mask_ : e_.all_true(lanes_));
    (void)e_.call(name, {LLVMTypeOf(v), LLVMTypeOf(where)}, arguments);
  };
  if (!at.vector && at.stride * scale == 1) {
    LLVMValueRef start = address(at.base);
    if (mask_) masked("llvm.masked.store", start);
    else LLVMSetAlignment(LLVMBuildStore(b_, v, start), bytes);
    return;
  }
  LLVMValueRef elements = scale == 1 ? spread(at) : LLVMBuildAdd(b_, LLVMBuildMul(b_, spread(at), e_.splat(i64(scale), lanes_), ""), e_.splat(i64(part), lanes_), "");
  masked("llvm.masked.scatter", LLVMBuildGEP2(b_, memory, pointer, &elements, 1, ""));
}

inline KernelEmitter::Pair KernelEmitter::load(const CellNode& c) {
  const Position at = position(k_.pool.make(c.index));
  LLVMValueRef pointer = buffer(c.number);
  LLVMTypeRef memory = e_.memory_type(c.dtype);
  const auto bytes = unsigned(size_of(real_dtype(c.dtype)));
  if (is_complex(c.dtype)) return {load_part(memory, pointer, at, 2, 0, bytes), load_part(memory, pointer, at, 2, 1, bytes)};
  LLVMValueRef v = load_part(memory, pointer, at, 1, 0, bytes);
  if (c.dtype == Dtype::bool_) v = LLVMBuildTrunc(b_, v, e_.type(Dtype::bool_, LlvmEmitter::lanes(v)), "");
  return {v, nullptr};
}

inline void KernelEmitter::store(const lower::Store& s) {
  const Position at = position(k_.pool.make(s.index));
  const Dtype dtype = k_.cells[s.cell].dtype;
  const Pair v = pairs_[s.cell];
  LLVMTypeRef memory = e_.memory_type(dtype);
  const auto bytes = unsigned(size_of(real_dtype(dtype)));
  if (is_complex(dtype)) {
    store_part(memory, buffer(s.buffer), at, 2, 0, v.re, bytes);
    store_part(memory, buffer(s.buffer), at, 2, 1, v.im, bytes);
    return;
  }
  LLVMValueRef x = v.re;
  if (dtype == Dtype::bool_) {
    const unsigned n = LlvmEmitter::lanes(x);
    x = LLVMBuildZExt(b_, x, n > 1 ? LLVMVectorType(memory, n) : memory, "");
  }
  store_part(memory, buffer(s.buffer), at, 1, 0, x, bytes);
}

// ---- cells --------------------------------------------------------------------------------------------------

inline void KernelEmitter::emit(CellId id) {
  const CellNode& c = k_.cells[id];
  switch (c.kind) {
    case CellKind::load: return define(id, load(c));
    case CellKind::literal: {
      LLVMValueRef literals = frame_word(unsigned(FrameWord::literals), LLVMPointerTypeInContext(e_.context(), 0));
      LLVMTypeRef byte = LLVMInt8TypeInContext(e_.context());
      LLVMValueRef at = i64(c.number * literal_stride);
      LLVMValueRef slot = LLVMBuildGEP2(b_, byte, literals, &at, 1, "");
      const Position zero{i64(0), 0, nullptr};
      LLVMTypeRef memory = e_.memory_type(c.dtype);
      const auto bytes = unsigned(size_of(real_dtype(c.dtype)));
      LLVMValueRef v = load_part(memory, slot, zero, is_complex(c.dtype) ? 2 : 1, 0, bytes);
      if (c.dtype == Dtype::bool_) v = LLVMBuildTrunc(b_, v, e_.type(Dtype::bool_), "");
      return define(id, {v, is_complex(c.dtype) ? load_part(memory, slot, zero, 2, 1, bytes) : nullptr});
    }
    case CellKind::position: {
      const Position p = position(k_.pool.make(c.index));
      LLVMValueRef v = p.vector || p.stride ? spread(p) : p.base;
      const Lane number = e_.convert(e_.lane(v, Dtype::i64), real_dtype(c.dtype));
      return define(id, {value(number), is_complex(c.dtype) ? LLVMConstNull(LLVMTypeOf(value(number))) : nullptr});
    }
    case CellKind::condition: {
      const Position p = position(k_.pool.make(c.index));
      LLVMValueRef v = p.vector || p.stride ? spread(p) : p.base;
      return define(id, {LLVMBuildICmp(b_, LLVMIntNE, v, LLVMConstNull(LLVMTypeOf(v)), ""), nullptr});
    }
    case CellKind::missing: {
      const Dtype real = real_dtype(c.dtype);
      const Lane nothing = e_.constant(real, is_floating(real) ? std::nan("") : 0);
      return define(id, {value(nothing), is_complex(c.dtype) ? value(e_.constant(real, 0)) : nullptr});
    }
    case CellKind::select: return define(id, select(pairs_[c.args[0]].re, pairs_[c.args[1]], pairs_[c.args[2]]));
    case CellKind::convert: {
      const Cell x = cell(c.args[0]);
      LLVMValueRef re = value(e_.convert(x.re, real_dtype(c.dtype)));
      LLVMValueRef im = nullptr;
      if (is_complex(c.dtype)) im = is_complex(x.dtype) ? value(e_.convert(x.im, real_dtype(c.dtype))) : LLVMConstNull(LLVMTypeOf(re));
      return define(id, {re, im});
    }
    case CellKind::clamp: {
      const Lane wide = e_.convert(cell(c.args[0]).re, Dtype::i64);
      const Lane low = e_.bits_constant(Dtype::i64, std::uint64_t(c.bounds.first)), high = e_.bits_constant(Dtype::i64, std::uint64_t(c.bounds.second));
      return define(id, {value(e_.binary(Step::minimum, e_.binary(Step::maximum, wide, low), high)), nullptr});
    }
    case CellKind::apply: return define(id, apply(c));
    case CellKind::block: return block_cell(id, c);
    case CellKind::project: return define(id, results_.at(c.args[0])[std::size_t(c.number)]);
    case CellKind::parameter: return;  // defined by its loop
    case CellKind::reduce: return reduce(id, c);
    case CellKind::loop: return carried_loop(id, c);
    case CellKind::branch: return branch(id, c);
  }
}

inline KernelEmitter::Pair KernelEmitter::apply(const CellNode& c) {
  std::vector<Cell> operands;
  for (CellId a : c.args) operands.push_back(cell(a));
  const Cell out = e_.apply(*c.op, c.attributes, operands, c.dtype);
  return {value(out.re), is_complex(c.dtype) ? value(out.im) : nullptr};
}

inline void KernelEmitter::block_cell(CellId id, const CellNode& c) {
  std::vector<Cell> operands;
  for (CellId a : c.args) operands.push_back(cell(a));
  auto& results = results_[id];
  results.clear();
  e_.contract = true;
  for (const Cell& out : c.op->emit_block(operands, c.types, c.attributes))
    results.push_back({value(out.re), is_complex(c.dtype) ? value(out.im) : nullptr});
  e_.contract = false;
}

inline LLVMValueRef KernelEmitter::constant_part(const Constant& c, Dtype dtype, int part) {
  const Dtype real = real_dtype(dtype);
  std::uint64_t bits = c.bits[std::size_t(part)];
  if (dtype == Dtype::c64) bits = part ? c.bits[0] >> 32 : c.bits[0] & 0xffffffffu;
  if (size_of(real) < 8) bits &= (std::uint64_t(1) << (8 * size_of(real))) - 1;
  return value(e_.bits_constant(real, bits));
}

inline KernelEmitter::Pair KernelEmitter::select(LLVMValueRef mask, Pair x, Pair y) {
  const auto part = [&](LLVMValueRef a, LLVMValueRef b) {
    return value(e_.select(e_.lane(mask, Dtype::bool_), e_.lane(a, Dtype::f32), e_.lane(b, Dtype::f32)));
  };
  return {part(x.re, y.re), x.im ? part(x.im, y.im) : nullptr};
}

inline KernelEmitter::Pair KernelEmitter::phi_of(Pair like) {
  return {LLVMBuildPhi(b_, LLVMTypeOf(like.re), ""), like.im ? LLVMBuildPhi(b_, LLVMTypeOf(like.im), "") : nullptr};
}

inline void KernelEmitter::incoming(Pair phi, Pair v, LLVMBasicBlockRef from) {
  LLVMAddIncoming(phi.re, &v.re, &from, 1);
  if (phi.im) LLVMAddIncoming(phi.im, &v.im, &from, 1);
}

// ---- reductions ---------------------------------------------------------------------------------------------

inline KernelEmitter::Pair KernelEmitter::combine(const lower::Reduction& r, Dtype dtype, Pair x, Pair y) {
  const auto as_cell = [&](Pair p) {
    return Cell{e_.lane(p.re, real_dtype(dtype)), e_.lane(p.im, real_dtype(dtype)), dtype};
  };
  const std::array<Cell, 2> operands{as_cell(x), as_cell(y)};
  e_.contract = true;
  const Cell out = r.combine->emit(operands, {}, dtype);
  e_.contract = false;
  return {value(out.re), is_complex(dtype) ? value(out.im) : nullptr};
}

// Halves the vector until one lane is left: an order that depends on the width alone.
inline KernelEmitter::Pair KernelEmitter::horizontal(const lower::Reduction& r, Dtype dtype, Pair x) {
  LLVMTypeRef i32 = LLVMInt32TypeInContext(e_.context());
  for (unsigned n = lanes_; n > 1; n /= 2) {
    const auto half = [&](LLVMValueRef v, unsigned from) -> LLVMValueRef {
      if (!v) return nullptr;
      if (n == 2) return LLVMBuildExtractElement(b_, v, LLVMConstInt(i32, from, 0), "");
      std::vector<LLVMValueRef> picks;
      for (unsigned k = 0; k < n / 2; ++k) picks.push_back(LLVMConstInt(i32, from + k, 0));
      return LLVMBuildShuffleVector(b_, v, LLVMGetPoison(LLVMTypeOf(v)), LLVMConstVector(picks.data(), n / 2), "");
    };
    x = combine(r, dtype, {half(x.re, 0), half(x.im, 0)}, {half(x.re, n / 2), half(x.im, n / 2)});
  }
  return x;
}

inline void KernelEmitter::reduce(CellId id, const CellNode& c) {
  lower::Reduction& r = k_.reductions[std::size_t(c.number)];
  if (r.variable == k_.lane) return lane_reduce(id, c, r);
  Pair start = identity(r, c.dtype);
  if (varies(id)) start = widen(start);
  LLVMValueRef bound = scalar(k_.pool.make(r.bound));
  LLVMBasicBlockRef before = LLVMGetInsertBlock(b_), loop = e_.append_block("reduce"), after = e_.append_block("reduced");
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, i64(0), bound, ""), loop, after);
  LLVMPositionBuilderAtEnd(b_, loop);
  LLVMValueRef i = LLVMBuildPhi(b_, LLVMTypeOf(bound), "");
  const Pair running = phi_of(start);
  Pair next;
  {
    Scope scope(*this);
    for (std::uint32_t node = 0; node < k_.pool.size(); ++node)
      if (k_.pool.at(node).kind == IndexKind::variable && k_.pool.at(node).value == r.variable) place(node, {i, 0, nullptr});
    hoist_indices(r.block);
    cells_of(r.block);
    next = combine(r, c.dtype, running, pairs_[r.body]);
    stores_of(r.block);
  }
  LLVMValueRef advanced = LLVMBuildAdd(b_, i, i64(1), "");
  LLVMBasicBlockRef loop_end = LLVMGetInsertBlock(b_);
  incoming(running, start, before);
  incoming(running, next, loop_end);
  LLVMValueRef values[] = {i64(0), advanced};
  LLVMBasicBlockRef blocks[] = {before, loop_end};
  LLVMAddIncoming(i, values, blocks, 2);
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, advanced, bound, ""), loop, after);
  LLVMPositionBuilderAtEnd(b_, after);
  const Pair result = phi_of(start);
  incoming(result, start, before);
  incoming(result, next, loop_end);
  define(id, result);
}

// Several vectors accumulate side by side, to hide the latency of the combining operation; the rest of
// the range follows one vector at a time under a mask.
inline void KernelEmitter::lane_reduce(CellId id, const CellNode& c, lower::Reduction& r) {
  const unsigned unroll = k_.blocks[r.block].cells.size() <= 12 ? 4 : 1;
  const Pair start = widen(identity(r, c.dtype));
  LLVMValueRef bound = scalar(k_.pool.make(r.bound));
  const auto body = [&](LLVMValueRef i, LLVMValueRef mask, Pair running) {
    Scope scope(*this);
    for (std::uint32_t node = 0; node < k_.pool.size(); ++node)
      if (k_.pool.at(node).kind == IndexKind::variable && k_.pool.at(node).value == r.variable) place(node, {i, 1, nullptr});
    mask_ = mask;
    cells_of(r.block);
    Pair term = widen(pairs_[r.body]);
    if (mask) term = select(mask, term, start);
    const Pair next = combine(r, c.dtype, running, term);
    stores_of(r.block);
    mask_ = nullptr;
    return next;
  };
  LLVMBasicBlockRef before = LLVMGetInsertBlock(b_), loop = e_.append_block("reduce"), tail = e_.append_block("tail");
  const auto step = std::int64_t(lanes_ * unroll);
  LLVMValueRef limit = LLVMBuildSub(b_, bound, i64(step - 1), "");
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, i64(0), limit, ""), loop, tail);
  LLVMPositionBuilderAtEnd(b_, loop);
  LLVMValueRef i = LLVMBuildPhi(b_, LLVMTypeOf(bound), "");
  std::vector<Pair> running, next;
  for (unsigned u = 0; u < unroll; ++u) running.push_back(phi_of(start));
  for (unsigned u = 0; u < unroll; ++u)
    next.push_back(body(u ? LLVMBuildAdd(b_, i, i64(std::int64_t(u * lanes_)), "") : i, nullptr, running[u]));
  LLVMValueRef advanced = LLVMBuildAdd(b_, i, i64(step), "");
  LLVMBasicBlockRef loop_end = LLVMGetInsertBlock(b_);
  for (unsigned u = 0; u < unroll; ++u) {
    incoming(running[u], start, before);
    incoming(running[u], next[u], loop_end);
  }
  LLVMValueRef values[] = {i64(0), advanced};
  LLVMBasicBlockRef blocks[] = {before, loop_end};
  LLVMAddIncoming(i, values, blocks, 2);
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, advanced, limit, ""), loop, tail);

  LLVMPositionBuilderAtEnd(b_, tail);
  LLVMValueRef rest = LLVMBuildPhi(b_, LLVMTypeOf(bound), "");
  LLVMAddIncoming(rest, values, blocks, 2);
  std::vector<Pair> so_far;
  for (unsigned u = 0; u < unroll; ++u) {
    so_far.push_back(phi_of(start));
    incoming(so_far[u], start, before);
    incoming(so_far[u], next[u], loop_end);
  }
  for (unsigned n = unroll; n > 1; n /= 2)
    for (unsigned u = 0; u < n / 2; ++u) so_far[u] = combine(r, c.dtype, so_far[u], so_far[u + n / 2]);
  LLVMBasicBlockRef joined = LLVMGetInsertBlock(b_), last = e_.append_block("rest"), after = e_.append_block("reduced");
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, rest, bound, ""), last, after);
  LLVMPositionBuilderAtEnd(b_, last);
  LLVMValueRef j = LLVMBuildPhi(b_, LLVMTypeOf(bound), "");
  const Pair total = phi_of(start);
  LLVMValueRef lane = LLVMBuildAdd(b_, e_.splat(j, lanes_), e_.iota(lanes_), "");
  const Pair after_rest = body(j, LLVMBuildICmp(b_, LLVMIntSLT, lane, e_.splat(bound, lanes_), ""), total);
  LLVMValueRef j_next = LLVMBuildAdd(b_, j, i64(lanes_), "");
  LLVMBasicBlockRef last_end = LLVMGetInsertBlock(b_);
  LLVMValueRef js[] = {rest, j_next};
  LLVMBasicBlockRef js_from[] = {joined, last_end};
  LLVMAddIncoming(j, js, js_from, 2);
  incoming(total, so_far[0], joined);
  incoming(total, after_rest, last_end);
  LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, j_next, bound, ""), last, after);
  LLVMPositionBuilderAtEnd(b_, after);
  const Pair result = phi_of(start);
  incoming(result, so_far[0], joined);
  incoming(result, after_rest, last_end);
  define(id, horizontal(r, c.dtype, result));
}

// ---- loops and branches in registers ------------------------------------------------------------------------

inline void KernelEmitter::carried_loop(CellId id, const CellNode& c) {
  lower::CarriedLoop& l = k_.loops[std::size_t(c.number)];
  std::vector<Pair> start, state;
  for (CellId a : c.args) start.push_back(varies(id) ? widen(pairs_[a]) : pairs_[a]);
  auto& results = results_[id];
  if (l.trips == 0) {
    results = start;
    return;
  }
  LLVMBasicBlockRef before = LLVMGetInsertBlock(b_), loop = e_.append_block("carry"), after = e_.append_block("carried");
  LLVMBuildBr(b_, loop);
  LLVMPositionBuilderAtEnd(b_, loop);
  const bool counted = l.trips >= 0;
  LLVMValueRef i = counted ? LLVMBuildPhi(b_, LLVMInt64TypeInContext(e_.context()), "") : nullptr;
  for (const Pair& s : start) state.push_back(phi_of(s));
  LLVMValueRef live = nullptr;  // lanes that still run
  LLVMBasicBlockRef exit_from = nullptr;
  if (!counted) {
    Scope scope(*this);
    for (std::size_t k = 0; k < state.size(); ++k) define(l.condition_parameters[k], state[k]);
    cells_of(l.condition_block);
    live = pairs_[l.condition].re;
    if (mask_ && varies(id)) live = LLVMBuildAnd(b_, e_.splat(live, lanes_), mask_, "");
    LLVMBasicBlockRef body = e_.append_block("body");
    exit_from = LLVMGetInsertBlock(b_);
    LLVMBuildCondBr(b_, e_.any(live), body, after);
    LLVMPositionBuilderAtEnd(b_, body);
  }
  std::vector<Pair> next;
  {
    Scope scope(*this);
    if (counted)
      for (std::uint32_t node = 0; node < k_.pool.size(); ++node)
        if (k_.pool.at(node).kind == IndexKind::variable && k_.pool.at(node).value == l.variable) place(node, {i, 0, nullptr});
    for (std::size_t k = 0; k < state.size(); ++k) define(l.parameters[k], state[k]);
    cells_of(l.block);
    for (std::size_t k = 0; k < state.size(); ++k) {
      Pair v = varies(id) ? widen(pairs_[l.next[k]]) : pairs_[l.next[k]];
      if (live && LlvmEmitter::lanes(live) > 1) v = select(live, v, state[k]);
      next.push_back(v);
    }
    stores_of(l.block);
  }
  LLVMBasicBlockRef loop_end = LLVMGetInsertBlock(b_);
  for (std::size_t k = 0; k < state.size(); ++k) {
    incoming(state[k], start[k], before);
    incoming(state[k], next[k], loop_end);
  }
  if (counted) {
    LLVMValueRef advanced = LLVMBuildAdd(b_, i, i64(1), "");
    LLVMValueRef values[] = {i64(0), advanced};
    LLVMBasicBlockRef blocks[] = {before, loop_end};
    LLVMAddIncoming(i, values, blocks, 2);
    LLVMBuildCondBr(b_, LLVMBuildICmp(b_, LLVMIntSLT, advanced, i64(l.trips), ""), loop, after);
  } else {
    LLVMBuildBr(b_, loop);
  }
  LLVMPositionBuilderAtEnd(b_, after);
  results.clear();
  for (std::size_t k = 0; k < state.size(); ++k) results.push_back(counted ? next[k] : state[k]);
  (void)exit_from;
}

inline void KernelEmitter::branch(CellId id, const CellNode& c) {
  lower::Branch& branch = k_.branches[std::size_t(c.number)];
  LLVMValueRef chooser = pairs_[c.args[0]].re;
  auto& results = results_[id];
  if (LlvmEmitter::lanes(chooser) > 1) {  // lanes disagree: every arm runs, each lane keeps its own
    std::vector<Pair> chosen;
    for (std::size_t k = 0; k < branch.blocks.size(); ++k) {
      cells_of(branch.blocks[k]);
      stores_of(branch.blocks[k]);
      LLVMValueRef here = LLVMBuildICmp(b_, LLVMIntEQ, chooser, e_.splat(i64(std::int64_t(k)), lanes_), "");
      for (std::size_t r = 0; r < branch.results[k].size(); ++r) {
        const Pair v = widen(pairs_[branch.results[k][r]]);
        if (k == 0) chosen.push_back(v);
        else chosen[r] = select(here, v, chosen[r]);
      }
    }
    results_[id] = chosen;
    return;
  }
  LLVMBasicBlockRef after = e_.append_block("joined");
  LLVMBasicBlockRef from = LLVMGetInsertBlock(b_);
  std::vector<LLVMBasicBlockRef> arms, ends;
  std::vector<std::vector<Pair>> values;
  for (std::size_t k = 0; k < branch.blocks.size(); ++k) {
    arms.push_back(e_.append_block("arm"));
    LLVMPositionBuilderAtEnd(b_, arms[k]);
    Scope scope(*this);
    cells_of(branch.blocks[k]);
    stores_of(branch.blocks[k]);
    auto& mine = values.emplace_back();
    for (CellId r : branch.results[k]) mine.push_back(varies(id) ? widen(pairs_[r]) : pairs_[r]);
    ends.push_back(LLVMGetInsertBlock(b_));
    LLVMBuildBr(b_, after);
  }
  LLVMPositionBuilderAtEnd(b_, from);
  LLVMValueRef choice = LLVMBuildSwitch(b_, chooser, arms.back(), unsigned(arms.size()));
  for (std::size_t k = 0; k + 1 < arms.size(); ++k) LLVMAddCase(choice, i64(std::int64_t(k)), arms[k]);
  LLVMPositionBuilderAtEnd(b_, after);
  std::vector<Pair> joined;
  for (std::size_t r = 0; r < values[0].size(); ++r) {
    joined.push_back(phi_of(values[0][r]));
    for (std::size_t k = 0; k < arms.size(); ++k) incoming(joined[r], values[k][r], ends[k]);
  }
  results = joined;
}

WENGERT_API LLVMValueRef emit_kernel(LlvmEmitter& emitter, const char* name, lower::Kernel& kernel,
                                     VectorUnit unit) {
  return KernelEmitter(emitter, kernel, unit).run(name);
}

}  // namespace wengert::backend
#endif
