// Expansion: what one element of a value is, as cells of a kernel.
//
// An element is asked for by value and index; the request is handed down through elementwise and
// movement operations to loads, so fused operations leave no array behind. Reductions become loops
// or, where short, trees (reduction.hpp). Small loops, branches and matrices are unrolled into
// cells (unroll.hpp).
#pragma once

#include <deque>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "wengert/lower/binding.hpp"
#include "wengert/lower/program.hpp"

namespace wengert::lower {

/// A loop, scan or branch in registers: cells of its results, element by element.
struct Unrolled {
  BlockId block = 0;  // where it stands
  std::vector<std::vector<CellId>> results;
};

class Expander {
 public:
  explicit Expander(Kernel& kernel) : kernel_(kernel) {}

  /// The element of a frame's value at an index.
  CellId cell(Frame& frame, Value value, std::span<const Index> index);
  /// Every element of a value.
  std::vector<CellId> elements(Frame& frame, Value value);
  /// A frame of a Function within the one being expanded.
  Frame& enter(const Function& f) { return frames_.emplace_back(f); }
  /// Expands a long frame, all of which is in registers, a stretch at a time: expansion goes as
  /// deep as the longest chain, and the stack need hold no more than what lies in a stretch.
  void expand_in_stretches(Frame& frame);
  /// A loop, scan or branch of a frame, emitted once where all that follows sees it.
  const Unrolled& unrolled(Frame& frame, const Node& node);

  Kernel& kernel() { return kernel_; }

  /// Where an unrolled scan writes the outputs that it makes in every iteration.
  std::map<std::pair<const Frame*, Value>, Location> iteration_outputs;

 private:
  CellId expand(Frame& frame, Value value, std::span<const Index> index);
  /// Whether updates alone make a value from one whose elements are cells.
  static bool in_cells(const Frame& frame, Value value);
  CellId elementwise(Frame& frame, const Node& node, std::span<const Index> index);
  CellId movement(Frame& frame, const Node& node, std::span<const Index> index);
  CellId blockwise(Frame& frame, const Node& node, std::span<const Index> index);

  Kernel& kernel_;
  std::deque<Frame> frames_;
  std::unordered_map<std::uint64_t, std::vector<std::pair<std::vector<std::uint32_t>, CellId>>>
      memo_;
  std::map<std::pair<const Frame*, const Node*>, std::deque<Unrolled>> unrolled_;
};

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/lower/cell_builder.hpp"
#include "wengert/lower/layout.hpp"
#include "wengert/lower/reader.hpp"
#include "wengert/lower/reduction.hpp"
#include "wengert/lower/unroll.hpp"

namespace wengert::lower {

WENGERT_API CellId Expander::cell(Frame& frame, Value value, std::span<const Index> index) {
  const Binding& b = frame.bindings[value];
  // Loops of no iterations read arrays that have no elements; what they would read is never used.
  if (frame.type_of(value).elements() == 0)
    return missing_cell(kernel_, frame.type_of(value).dtype);
  if (b.kind == Binding::Kind::memory)
    return load_cell(kernel_, b.location, frame.type_of(value), index);
  if (b.kind == Binding::Kind::view) {
    std::vector<Index> whole(b.leading);
    whole.insert(whole.end(), index.begin(), index.end());
    return cell(*b.frame, b.value, whole);
  }
  std::uint64_t hash = combine(reinterpret_cast<std::uintptr_t>(&frame), value);
  std::vector<std::uint32_t> key{value};
  for (Index i : index) {
    hash = combine(hash, i.id);
    key.push_back(i.id);
  }
  auto& known = memo_[hash];
  for (const auto& [same, id] : known)
    if (same == key && kernel_.encloses(kernel_.cells[id].block, kernel_.current)) return id;
  const CellId id = expand(frame, value, index);
  memo_[hash].emplace_back(std::move(key), id);
  return id;
}

WENGERT_API CellId Expander::expand(Frame& frame, Value value, std::span<const Index> index) {
  const Binding& b = frame.bindings[value];
  const Type& type = frame.type_of(value);
  if (b.kind == Binding::Kind::literal) return literal_cell(kernel_, b.slot, type.dtype);
  if (b.kind == Binding::Kind::cells) return element_cell(kernel_, b.cells, type.shape, index);
  const Node& node = frame.node_of(value);
  switch (node.op->form) {
    case Form::elementwise:
      return elementwise(frame, node, index);
    case Form::movement:
      // An update of cells is cells again: searching its operand at every index that is not known
      // would write out a chain of updates once for each place that reads it.
      if (in_cells(frame, value) &&
          !std::ranges::all_of(index, [&](Index i) { return kernel_.pool.is_constant(i); }))
        return element_cell(kernel_, elements(frame, value), type.shape, index);
      return movement(frame, node, index);
    case Form::reduction:
      return expand_reduction(*this, frame, node, index);
    case Form::blockwise:
      return blockwise(frame, node, index);
    case Form::identity:
      return cell(frame, frame.function->operands(node)[value - node.first_result], index);
    case Form::loop:
    case Form::scan:
    case Form::branch: {
      const std::vector<CellId> results = unrolled(frame, node).results[value - node.first_result];
      return element_cell(kernel_, results, type.shape, index);
    }
    default:
      throw InternalError(cat("lower: ", node.op->name, " cannot be expanded into cells"));
  }
}

WENGERT_API bool Expander::in_cells(const Frame& frame, Value value) {
  const Binding& b = frame.bindings[value];
  if (b.kind == Binding::Kind::view) return b.leading.empty() && in_cells(*b.frame, b.value);
  if (b.kind != Binding::Kind::node) return b.kind == Binding::Kind::cells;
  const Node& node = frame.node_of(value);
  return node.op->place && in_cells(frame, frame.function->operands(node)[0]);
}

WENGERT_API CellId Expander::elementwise(Frame& frame, const Node& node,
                                         std::span<const Index> index) {
  std::vector<CellId> operands;
  for (Value v : frame.function->operands(node)) {
    const bool scalar = frame.type_of(v).shape.empty();
    operands.push_back(cell(frame, v, scalar ? std::span<const Index>() : index));
  }
  return apply_cell(kernel_, *node.op, node.attributes, std::move(operands),
                    frame.type_of(node.first_result).dtype);
}

WENGERT_API CellId Expander::movement(Frame& frame, const Node& node,
                                      std::span<const Index> index) {
  CellReader reader(*this, frame, node);
  const std::vector<Type> types = frame.function->operand_types(node);
  return CellId(node.op->move(reader, types, node.attributes, index).token);
}

WENGERT_API CellId Expander::blockwise(Frame& frame, const Node& node,
                                       std::span<const Index> index) {
  const std::vector<Type> types = frame.function->operand_types(node);
  const std::vector<int> cores = node.op->core_ranks(types, node.attributes);
  const Type& type = frame.type_of(node.first_result);
  const std::size_t leading = index.size() - std::size_t(cores.back());
  const auto last_axes = [](const Shape& shape, int first) {
    Shape last;
    for (int d = first; d < shape.rank(); ++d) last.push_back(shape[d]);
    return last;
  };

  CellNode block;
  block.kind = CellKind::block;
  block.dtype = type.dtype;
  block.op = node.op;
  block.attributes = node.attributes;
  block.types = types;
  const auto operands = frame.function->operands(node);
  for (std::size_t o = 0; o < operands.size(); ++o) {
    const Shape core = last_axes(types[o].shape, types[o].shape.rank() - cores[o]);
    for (std::int64_t k = 0; k < core.elements(); ++k) {
      std::vector<Index> at(index.begin(), index.begin() + std::ptrdiff_t(leading));
      for (Index i : constant_index(kernel_.pool, k, core)) at.push_back(i);
      block.args.push_back(cell(frame, operands[o], at));
    }
  }
  const CellId whole = kernel_.add(std::move(block));
  const Shape core = last_axes(type.shape, int(leading));
  std::vector<CellId> results;
  for (std::int64_t k = 0; k < core.elements(); ++k)
    results.push_back(project_cell(kernel_, whole, k, type.dtype));
  return element_cell(kernel_, results, core, index.subspan(leading));
}

WENGERT_API std::vector<CellId> Expander::elements(Frame& frame, Value value) {
  std::vector<CellId> cells;
  const Shape& shape = frame.type_of(value).shape;
  const std::int64_t count = shape.elements();
  for (std::int64_t k = 0; k < count; ++k)
    cells.push_back(cell(frame, value, constant_index(kernel_.pool, k, shape)));
  return cells;
}

WENGERT_API void Expander::expand_in_stretches(Frame& frame) {
  constexpr std::size_t stretch = 256;  // nodes
  const Function& f = *frame.function;
  if (f.nodes.size() <= stretch) return;
  std::vector<std::size_t> last_use(f.types.size(), 0);
  for (std::size_t n = 0; n < f.nodes.size(); ++n)
    for (Value v : f.operands(f.nodes[n])) last_use[v] = n;
  for (std::size_t n = 0; n < f.nodes.size(); ++n)
    for (Value k = 0; k < f.nodes[n].result_count; ++k) {
      const Value v = f.nodes[n].first_result + k;
      if (last_use[v] / stretch > n / stretch) (void)elements(frame, v);
    }
}

WENGERT_API const Unrolled& Expander::unrolled(Frame& frame, const Node& node) {
  auto& known = unrolled_[{&frame, &node}];
  for (const Unrolled& u : known)
    if (kernel_.encloses(u.block, kernel_.current)) return u;
  Unrolled u = unroll(*this, frame, node);
  return known.emplace_back(std::move(u));
}

}  // namespace wengert::lower
#endif
