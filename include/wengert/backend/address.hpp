// Index expressions as LLVM IR. What a loop variable adds to an address stays scalar arithmetic and
// a constant stride between lanes for as long as it can; divisions and selections make vectors.
#pragma once

#include <llvm-c/Types.h>

#include "wengert/backend/environment.hpp"

namespace wengert::backend {

/// The index at the builder's place. Its variables must be placed.
Position position(Environment& environment, Index index);
/// The position as a vector of i64; a scalar where the kernel has no lanes.
LLVMValueRef spread(const Environment& environment, const Position& p);
/// The index as one i64, which is the same in every lane.
LLVMValueRef scalar(Environment& environment, Index index);

/// Computes what a block makes known of the addresses of deeper blocks, before those run.
void hoist_addresses(Environment& environment, lower::BlockId block);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

#include <vector>

namespace wengert::backend {

WENGERT_API LLVMValueRef spread(const Environment& k, const Position& p) {
  if (p.vector) return p.vector;
  if (p.stride == 0) return k.emitter.splat(p.base, k.lanes);
  return LLVMBuildAdd(k.builder, k.emitter.splat(p.base, k.lanes),
                      k.emitter.iota(k.lanes, p.stride), "");
}

WENGERT_API LLVMValueRef scalar(Environment& k, Index index) {
  const Position p = position(k, index);
  if (!p.uniform())
    throw InternalError("kernel: an index that varies across lanes where one is wanted");
  return p.base;
}

namespace addresses {

inline Position sum(const Environment& k, const Position& x, const Position& y) {
  if (x.vector || y.vector)
    return {nullptr, 0, LLVMBuildAdd(k.builder, spread(k, x), spread(k, y), "")};
  return {LLVMBuildAdd(k.builder, x.base, y.base, ""), x.stride + y.stride, nullptr};
}

inline Position scaled(const Environment& k, const Position& x, std::int64_t factor) {
  if (x.vector)
    return {nullptr, 0,
            LLVMBuildMul(k.builder, x.vector, k.emitter.splat(k.i64(factor), k.lanes), "")};
  return {LLVMBuildMul(k.builder, x.base, k.i64(factor), ""), x.stride * factor, nullptr};
}

inline Position select(const Environment& k, const Position& condition, const Position& x,
                       const Position& y) {
  const bool uniform = condition.uniform() && x.uniform() && y.uniform();
  const auto term = [&](const Position& p) { return uniform ? p.base : spread(k, p); };
  LLVMValueRef chosen = term(condition);
  LLVMValueRef mask =
      LLVMBuildICmp(k.builder, LLVMIntNE, chosen, LLVMConstNull(LLVMTypeOf(chosen)), "");
  LLVMValueRef a = term(x), b = term(y);
  LLVMValueRef v = LLVMBuildSelect(k.builder, mask, a, b, "");
  return uniform ? Position{v, 0, nullptr} : Position{nullptr, 0, v};
}

/// build(x, y), in scalars or lane by lane.
template <class Build>
Position lanewise(const Environment& k, const Position& x, const Position& y, const Build& build) {
  if (x.uniform() && y.uniform()) return {build(x.base, y.base), 0, nullptr};
  LLVMValueRef a = spread(k, x), b = spread(k, y);
  return {nullptr, 0, build(a, b)};
}

inline Position compute(Environment& k, const IndexNode& n) {
  const LLVMBuilderRef b = k.builder;
  const auto at = [&](std::uint32_t id) { return position(k, k.kernel.pool.make(id)); };
  const Position value{k.i64(n.value), 0, nullptr};
  switch (n.kind) {
    case IndexKind::constant:
      return value;
    case IndexKind::variable:
      throw InternalError("kernel: a loop variable used outside its loop");
    case IndexKind::cell: {
      LLVMValueRef v = k.value(lower::CellId(n.value)).re;
      return LlvmEmitter::lanes(v) > 1 ? Position{nullptr, 0, v} : Position{v, 0, nullptr};
    }
    case IndexKind::add: {
      const Position x = at(n.x), y = at(n.y);
      return sum(k, x, y);
    }
    case IndexKind::multiply:
      return scaled(k, at(n.x), n.value);
    case IndexKind::divide:
      return lanewise(k, at(n.x), value,
                      [&](auto x, auto y) { return LLVMBuildUDiv(b, x, y, ""); });
    case IndexKind::modulo:
      return lanewise(k, at(n.x), value,
                      [&](auto x, auto y) { return LLVMBuildURem(b, x, y, ""); });
    case IndexKind::less: {
      const Position x = at(n.x), y = at(n.y);
      return lanewise(k, x, y, [&](auto p, auto q) {
        return LLVMBuildZExt(b, LLVMBuildICmp(b, LLVMIntSLT, p, q, ""), LLVMTypeOf(p), "");
      });
    }
    case IndexKind::both: {
      const Position x = at(n.x), y = at(n.y);
      return lanewise(k, x, y, [&](auto p, auto q) { return LLVMBuildAnd(b, p, q, ""); });
    }
    case IndexKind::select: {
      const Position condition = at(n.x), x = at(n.y), y = at(n.z);
      return select(k, condition, x, y);
    }
  }
  throw InternalError("kernel: an unknown kind of index");
}

}  // namespace addresses

WENGERT_API Position position(Environment& k, Index index) {
  if (const Position* known = k.find(index.id)) return *known;
  const IndexNode n = k.kernel.pool[index];
  const Position p = addresses::compute(k, n);
  if (n.kind != IndexKind::constant) k.place(index.id, p);
  return p;
}

WENGERT_API void hoist_addresses(Environment& k, lower::BlockId block) {
  IndexPool& pool = k.kernel.pool;
  std::vector<bool> has_cell;  // operands come before what they are operands of
  for (std::uint32_t id = 0; id < pool.size(); ++id)
    has_cell.push_back(pool.at(id).kind == IndexKind::cell ||
                       any_operand(pool.at(id), [&](std::uint32_t x) { return has_cell[x]; }));
  const auto block_of = [&](std::uint32_t id) { return k.kernel.block_of(pool.make(id)); };
  for (const lower::CellNode& c : k.kernel.cells) {
    if (c.kind != lower::CellKind::load || block_of(c.index) == block) continue;
    const IndexNode& n = pool.at(c.index);
    if (n.kind != IndexKind::add) continue;
    for (std::uint32_t term : {n.x, n.y})
      if (block_of(term) == block && !k.find(term) && !has_cell[term])
        (void)position(k, pool.make(term));
  }
}

}  // namespace wengert::backend
#endif
