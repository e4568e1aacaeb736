// Units as kernels: the loops of each kind of unit, around the cells of its roots.
#pragma once

#include "wengert/lower/fusion.hpp"
#include "wengert/lower/scope.hpp"

namespace wengert::lower {

/// Emits the kernels of a unit that is not a statement. Its stored roots must have locations.
void emit_kernels(Scope& scope, const FusionPlan& plan, const Unit& unit);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "wengert/lower/lanes.hpp"
#include "wengert/lower/layout.hpp"
#include "wengert/lower/reader.hpp"
#include "wengert/lower/reduction.hpp"
#include "wengert/lower/views.hpp"

namespace wengert::lower {

namespace kernels {

// Opens a domain loop for each dimension.
inline std::vector<Index> open_loops(Kernel& kernel, const Shape& domain) {
  std::vector<Index> index;
  for (std::int64_t extent : domain) index.push_back(kernel.open_domain(extent));
  return index;
}

inline std::shared_ptr<Kernel> flat_loop(Scope& scope, const Unit& unit) {
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel);
  const std::vector<Index> index =
      unflatten(kernel->open_domain(unit.domain.elements()), unit.domain);
  for (Value v : unit.roots) scope.store(expander, v, index);
  return kernel;
}

inline std::shared_ptr<Kernel> nested_loops(Scope& scope, const Unit& unit) {
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel);
  const std::vector<Index> index = open_loops(*kernel, unit.domain);
  for (Value v : unit.roots) scope.store(expander, v, index);
  return kernel;
}

// One loop over all elements where every access allows it, or the last axis is too short for
// vectors.
inline void emit_fused(Scope& scope, const Unit& unit) {
  constexpr std::int64_t short_axis = 8;
  if (unit.domain.elements() == 0) return;
  std::shared_ptr<Kernel> kernel;
  if (unit.domain.rank() > 1) {
    kernel = flat_loop(scope, unit);
    if (!accesses_run_along(*kernel, kernel->variables[0]) && unit.domain.back() >= short_axis)
      kernel = nullptr;
  }
  scope.push(kernel ? kernel : nested_loops(scope, unit));
}

inline void emit_registers(Scope& scope, const FusionPlan& plan, const Unit& unit) {
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel);
  for (Value v : unit.roots)
    if (plan.streamed[v] && scope.locations.count(v))
      expander.iteration_outputs[{&scope.frame, v}] = scope.locations.at(v);
  for (Value v : unit.roots) {
    if (plan.streamed[v]) {  // stored by its scan, which may have no other result
      (void)expander.unrolled(scope.frame, scope.frame.node_of(v));
      continue;
    }
    const Shape& shape = scope.type_of(v).shape;
    if (!scope.locations.count(v)) continue;
    for (std::int64_t k = 0; k < shape.elements(); ++k)
      scope.store(expander, v, constant_index(kernel->pool, k, shape));
  }
  scope.push(std::move(kernel));
}

inline constexpr std::int64_t piece_length = 8192;  // of a long reduction

// The reduction of one piece, for each piece: a kernel that has yet to store it.
struct Pieces {
  std::int64_t length, count;
  std::shared_ptr<Kernel> kernel = std::make_shared<Kernel>();
  std::vector<Index> index;
  CellId part = 0;
  int regularity;  // of the accesses along a piece: vectors 2, gathers in constant strides 1, else 0

  Pieces(Scope& scope, const Unit& unit, const Node& n, std::int64_t total, std::int64_t piece)
      : length(piece), count((total + piece - 1) / piece) {
    Expander expander(*kernel);
    const Index number = kernel->open_domain(count);
    index = open_loops(*kernel, unit.domain);
    const Index first = number * length, whole = kernel->pool.constant(length),
                rest = kernel->pool.constant(total) - first;
    const Index bound =
        total % length == 0 ? whole : index_select(index_less(rest, whole), rest, whole);
    part = partial_reduction(expander, scope.frame, n, index, first, length, bound);
    index.push_back(number);
    regularity = measure();
  }

 private:
  int measure() const {
    const std::int64_t along = kernel->reductions.back().variable;
    if (accesses_run_along(*kernel, along)) return 2;
    return std::ranges::all_of(kernel->cells, [&](const CellNode& c) {
      return c.kind != CellKind::load || coefficient(kernel->pool, c.index, along);
    });
  }
};

// Pieces of one length or, where an operand is then read here and there, of whole rows: of the
// number of trailing dimensions whose length is the nearest that helps.
inline Pieces pieces_of(Scope& scope, const Unit& unit, const Node& n, const Shape& reduced) {
  const std::int64_t total = reduced.elements();
  Pieces best(scope, unit, n, total, piece_length);
  std::vector<std::int64_t> rows;
  std::int64_t length = 1;
  for (int d = reduced.rank(); d-- > 1;) {
    length *= reduced[d];
    if (length > 1 && length < total) rows.push_back(length);
  }
  std::ranges::sort(rows, {}, [](std::int64_t row) {
    return std::abs(std::log(double(row) / double(piece_length)));
  });
  for (const std::int64_t row : rows) {
    if (best.regularity == 2) break;
    Pieces whole(scope, unit, n, total, row);
    if (whole.regularity > best.regularity) best = std::move(whole);
  }
  return best;
}

// Few results of many elements: pieces, which depend on shapes alone, are reduced on their own, by
// whichever thread, then joined. So the order of combination does not depend on the number of
// threads.
inline void emit_long_reduction(Scope& scope, const Unit& unit, const Node& n,
                                const ReductionPlan& plan) {
  const Pieces pieces = pieces_of(scope, unit, n, plan.reduced);
  const Value v = unit.roots[0];
  Type partial_type{plan.accumulator, unit.domain};
  partial_type.shape.push_back(pieces.count);
  const Location partial = scope.temporary(partial_type);
  store_element(*pieces.kernel, partial, partial_type.shape, pieces.index, pieces.part);
  scope.push(pieces.kernel, true);
  auto kernel = std::make_shared<Kernel>();
  const std::vector<Index> index = open_loops(*kernel, unit.domain);
  const CellId total =
      joined_parts(*kernel, partial, partial_type, index, plan, scope.type_of(v).dtype);
  store_element(*kernel, scope.locations.at(v), scope.type_of(v).shape, index, total);
  scope.push(std::move(kernel), true);
}

inline void emit_reduction(Scope& scope, const Unit& unit) {
  constexpr std::int64_t few_results = 16;
  const Node& n = scope.frame.node_of(unit.roots[0]);
  const ReductionPlan plan = n.op->reduction(scope.function.operand_types(n), n.attributes);
  const std::int64_t results = unit.domain.elements();
  if (results == 0) return;
  const bool long_enough = plan.reduced.elements() > 2 * piece_length;
  if (!plan.product && results <= few_results && long_enough && unit.roots.size() == 1 &&
      adjacent(plan))
    return emit_long_reduction(scope, unit, n, plan);
  scope.push(nested_loops(scope, unit), true);
}

// Small matrices, one in each lane.
inline void emit_block(Scope& scope, const Unit& unit) {
  const Node& n = *unit.node;
  const Value v = n.first_result;
  const Type& type = scope.type_of(v);
  if (type.elements() == 0) return;
  const int core = n.op->core_ranks(scope.function.operand_types(n), n.attributes).back();
  Shape leading, matrix;
  for (int d = 0; d < type.shape.rank(); ++d)
    (d < type.shape.rank() - core ? leading : matrix).push_back(type.shape[d]);
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel);
  std::vector<Index> at;
  if (!leading.empty()) at = unflatten(kernel->open_domain(leading.elements()), leading);
  for (std::int64_t k = 0; k < matrix.elements(); ++k) {
    std::vector<Index> index = at;
    for (Index i : constant_index(kernel->pool, k, matrix)) index.push_back(i);
    scope.store(expander, v, index);
  }
  scope.push(std::move(kernel));
}

// One instance of the body in each lane, its arrays in registers.
inline void emit_map(Scope& scope, const Unit& unit) {
  const Node& n = *unit.node;
  const FunctionRef& body = n.attributes.function("f");
  const std::vector<bool> batched = n.attributes.flags("batched");
  const std::int64_t size = n.attributes.integer("size");
  if (size == 0) return;
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel);
  const Index lane = kernel->open_domain(size);
  Frame inner(*body);
  const auto operands = scope.function.operands(n);
  for (std::size_t k = 0; k < operands.size(); ++k)
    inner.bind_view(Value(k), scope.frame, operands[k],
                    batched[k] ? std::vector<Index>{lane} : std::vector<Index>());
  for (std::uint32_t r = 0; r < n.result_count; ++r) {
    const auto found = scope.locations.find(n.first_result + r);
    if (found == scope.locations.end()) continue;
    const Type& type = scope.type_of(n.first_result + r);
    const Shape& shape = inner.type_of(body->outputs[r]).shape;
    for (std::int64_t k = 0; k < shape.elements(); ++k) {
      std::vector<Index> index{lane};
      for (Index i : constant_index(kernel->pool, k, shape)) index.push_back(i);
      const CellId cell = expander.cell(inner, body->outputs[r], std::span(index).subspan(1));
      store_element(*kernel, found->second, type.shape, index, cell);
    }
  }
  scope.push(std::move(kernel));
}

inline void emit_update(Scope& scope, const Unit& unit) {
  const Node& n = *unit.node;
  const std::vector<Type> types = scope.function.operand_types(n);
  const Value part = scope.function.operands(n)[1];
  if (types[1].elements() == 0) return;
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel);
  const std::vector<Index> index = open_loops(*kernel, types[1].shape);
  CellReader reader(expander, scope.frame, n);
  const std::vector<Index> to = n.op->place(reader, types, index);
  store_element(*kernel, scope.locations.at(n.first_result), types[0].shape, to,
                expander.cell(scope.frame, part, index));
  scope.push(std::move(kernel));
}

}  // namespace kernels

WENGERT_API void emit_kernels(Scope& scope, const FusionPlan& plan, const Unit& unit) {
  switch (unit.kind) {
    case Unit::Kind::fused:
      return kernels::emit_fused(scope, unit);
    case Unit::Kind::registers:
      return kernels::emit_registers(scope, plan, unit);
    case Unit::Kind::reduction:
      return kernels::emit_reduction(scope, unit);
    case Unit::Kind::block:
      return kernels::emit_block(scope, unit);
    case Unit::Kind::map:
      return kernels::emit_map(scope, unit);
    case Unit::Kind::update:
      return kernels::emit_update(scope, unit);
    case Unit::Kind::statement:
      throw InternalError("lower: a statement is not a kernel");
  }
}

}  // namespace wengert::lower
#endif
