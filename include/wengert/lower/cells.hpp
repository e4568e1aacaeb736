// A kernel: nested loops around a graph of cells, one cell for each scalar that an iteration
// computes.
//
// Cells live in blocks. A block is the body of a loop (over the kernel's domain, of a reduction, of
// a carried loop) or one arm of a branch; a cell is placed in the outermost block where all that it
// depends on is known, so what an inner loop does not change is hoisted as the graph is built.
// Equal cells are one. Nothing here knows LLVM; backend/kernel.hpp emits it.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "wengert/ir/compare.hpp"
#include "wengert/ir/index.hpp"
#include "wengert/ir/primitive.hpp"

namespace wengert::lower {

using CellId = std::uint32_t;
using BlockId = std::uint32_t;

enum class CellKind : std::uint8_t {
  load,       // number: buffer; index: element offset
  literal,    // number: slot in the literal table
  position,   // index, as a number of the cell's dtype
  condition,  // index (0 or 1), as a boolean
  missing,    // what a gather fills in: NaN, or 0 of integers
  select,     // args: boolean, a, b
  convert,    // args: x, to the cell's dtype
  clamp,      // args: an integer, held between bounds.first and bounds.second, as i64
  apply,      // op on args
  block,      // a blockwise op on args; read through project
  project,    // number: which result of args[0] (block, loop or branch)
  parameter,  // number: which carried value of the block's loop
  reduce,     // number: into Kernel::reductions
  loop,       // number: into Kernel::loops; args: initial values
  branch      // number: into Kernel::branches; args: the chooser
};

struct CellNode {
  CellKind kind = CellKind::literal;
  Dtype dtype = Dtype::f32;
  BlockId block = 0;
  const Primitive* op = nullptr;
  Attributes attributes;
  std::vector<CellId> args;
  std::int64_t number = 0;
  std::uint32_t index = 0;
  std::pair<std::int64_t, std::int64_t> bounds = {0, 0};
  std::vector<Type> types;  // of a blockwise op's operands
};

struct Block {
  BlockId parent = 0;
  int depth = 0;
  bool pinned = false;  // cells made inside stay inside: an arm of a branch
  std::vector<CellId> cells;
};

/// accumulate body over `variable` = 0 … bound - 1, starting from identity.
struct Reduction {
  BlockId block = 0;
  std::int64_t variable = 0;
  std::int64_t extent = 0;
  std::uint32_t bound = 0;  // an index expression, at most extent
  const Primitive* combine = nullptr;
  Constant identity;
  CellId body = 0;
};

/// A carried loop whose state lives in registers: `trips` iterations, or while `condition` holds.
struct CarriedLoop {
  static constexpr std::int64_t conditional = -1;
  std::int64_t trips = conditional;
  std::int64_t variable = 0;  // counts iterations
  BlockId condition_block = 0, block = 0;
  CellId condition = 0;
  std::vector<CellId> parameters, condition_parameters, next;
  std::vector<CellId> outputs;  // per iteration, stored at their own index (scan's ys)
};

struct Branch {
  std::vector<BlockId> blocks;
  std::vector<std::vector<CellId>> results;
};

struct Store {
  BlockId block;
  std::int64_t buffer;
  std::uint32_t index;
  CellId cell;
};

/// Raises IndexError after the run where `valid` (an index, 0 or 1) is 0.
struct Check {
  BlockId block;
  std::uint32_t valid;
};

class Kernel {
 public:
  Kernel() { blocks.push_back({}); }

  IndexPool pool;
  Shape domain;                         // extents of the loops around everything
  std::vector<std::int64_t> variables;  // their variables, outermost first
  std::vector<BlockId> domain_blocks;   // their bodies
  std::deque<Block> blocks;             // 0 is the kernel itself
  std::deque<CellNode> cells;
  std::deque<Reduction> reductions;
  std::deque<CarriedLoop> loops;
  std::deque<Branch> branches;
  std::vector<Store> stores;
  std::vector<Check> checks;
  double work = 0;  // estimated vector instructions of the whole kernel
  std::vector<std::pair<std::int64_t, int>> counters;  // variables that count statement loops
  std::int64_t lane = -1;  // the variable that runs across vector lanes; -1: none

  BlockId current = 0;  // the block being filled

  BlockId open_block(bool pinned = false) {
    blocks.push_back({current, blocks[current].depth + 1, pinned, {}});
    return current = BlockId(blocks.size() - 1);
  }
  void close_block() { current = blocks[current].parent; }

  /// A loop variable that changes with each iteration of the current block.
  Index variable(std::int64_t extent) {
    variable_blocks.push_back(current);
    return pool.variable(std::int64_t(variable_blocks.size()) - 1, extent);
  }

  /// Opens a domain loop inside the current block.
  Index open_domain(std::int64_t extent) {
    domain.push_back(extent);
    domain_blocks.push_back(open_block());
    const Index i = variable(extent);
    variables.push_back(pool[i].value);
    return i;
  }

  CellId add(CellNode node);
  /// The iteration of a statement loop around the kernel.
  Index counter(int loop, std::int64_t extent) {
    for (const auto& [variable, number] : counters)
      if (number == loop) return pool.variable(variable, extent);
    variable_blocks.push_back(0);
    counters.emplace_back(std::int64_t(variable_blocks.size()) - 1, loop);
    return pool.variable(counters.back().first, extent);
  }

  /// A cell that may not be merged or hoisted (parameters, loops).
  CellId add_here(CellNode node) {
    node.block = current;
    return place(std::move(node));
  }

  /// The deepest block that an index expression depends on.
  BlockId block_of(Index index);

  BlockId deeper(BlockId a, BlockId b) const { return blocks[a].depth >= blocks[b].depth ? a : b; }
  /// Whether block a is b or encloses it.
  bool encloses(BlockId a, BlockId b) const {
    while (blocks[b].depth > blocks[a].depth) b = blocks[b].parent;
    return a == b;
  }

  std::vector<BlockId> variable_blocks;

 private:
  CellId place(CellNode node) {
    cells.push_back(std::move(node));
    const auto id = CellId(cells.size() - 1);
    blocks[cells[id].block].cells.push_back(id);
    return id;
  }
  // The outermost pinned-respecting block at or above `current` that still sees `wanted`.
  BlockId settle(BlockId wanted) const {
    for (BlockId b = current; blocks[b].depth > blocks[wanted].depth; b = blocks[b].parent)
      if (blocks[b].pinned) return b;
    return wanted;
  }

  std::unordered_map<std::uint64_t, std::vector<CellId>> known_;
  std::unordered_map<std::uint32_t, BlockId> index_blocks_;
};

}  // namespace wengert::lower

#if WENGERT_BODIES
namespace wengert::lower {

WENGERT_API BlockId Kernel::block_of(Index index) {
  const auto found = index_blocks_.find(index.id);
  if (found != index_blocks_.end()) return found->second;
  const IndexNode n = pool[index];
  BlockId block = 0;
  switch (n.kind) {
    case IndexKind::constant:
      break;
    case IndexKind::variable:
      block = variable_blocks[std::size_t(n.value)];
      break;
    case IndexKind::cell:
      block = cells[std::size_t(n.value)].block;
      break;
    default:
      any_operand(n, [&](std::uint32_t operand) {
        block = deeper(block, block_of(pool.make(operand)));
        return false;
      });
  }
  index_blocks_.emplace(index.id, block);
  return block;
}

WENGERT_API CellId Kernel::add(CellNode node) {
  std::uint64_t hash = combine(std::uint64_t(node.kind) << 8 | std::uint64_t(node.dtype),
                               std::uint64_t(node.number));
  hash = combine(hash, node.op ? node.op->id : 0);
  hash = combine(hash, node.index);
  for (CellId a : node.args) hash = combine(hash, a);
  auto& same = known_[hash];
  for (CellId id : same) {
    const CellNode& c = cells[id];
    if (c.kind == node.kind && c.dtype == node.dtype && c.number == node.number &&
        c.op == node.op && c.index == node.index && c.args == node.args &&
        c.bounds == node.bounds && c.types == node.types && c.attributes == node.attributes &&
        encloses(c.block, current))
      return id;
  }
  BlockId wanted = 0;
  if (node.kind == CellKind::load || node.kind == CellKind::position ||
      node.kind == CellKind::condition)
    wanted = block_of(pool.make(node.index));
  for (CellId a : node.args) wanted = deeper(wanted, cells[a].block);
  node.block = settle(wanted);
  const CellId id = place(std::move(node));
  same.push_back(id);
  return id;
}

}  // namespace wengert::lower
#endif
