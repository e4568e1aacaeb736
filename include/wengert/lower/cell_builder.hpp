// Makes cells: each function adds one to a kernel, or finds the equal one that it has.
#pragma once

#include <span>
#include <vector>

#include "wengert/lower/program.hpp"

namespace wengert::lower {

/// The element at `index` of an array in memory.
CellId load_cell(Kernel& kernel, const Location& location, const Type& type,
                 std::span<const Index> index);
CellId literal_cell(Kernel& kernel, std::int64_t slot, Dtype dtype);
/// What stands for an element that is not there: NaN, or 0 of integers.
CellId missing_cell(Kernel& kernel, Dtype dtype);
/// x as a number of another dtype; x itself where it is one.
CellId convert_cell(Kernel& kernel, CellId x, Dtype to);
CellId apply_cell(Kernel& kernel, const Primitive& op, const Attributes& attributes,
                  std::vector<CellId> operands, Dtype dtype);
/// An integer held between low and high, as i64.
CellId clamp_cell(Kernel& kernel, CellId x, std::int64_t low, std::int64_t high);
/// condition != 0 ? x : y
CellId select_cell(Kernel& kernel, Index condition, CellId x, CellId y);
/// A result of a block, loop or branch.
CellId project_cell(Kernel& kernel, CellId from, std::int64_t number, Dtype dtype);
/// The element of an unrolled array that stands at `index`: a chain of selections where that
/// varies.
CellId element_cell(Kernel& kernel, std::span<const CellId> elements, const Shape& shape,
                    std::span<const Index> index);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>
#include <utility>

#include "wengert/lower/layout.hpp"

namespace wengert::lower {

WENGERT_API CellId load_cell(Kernel& kernel, const Location& location, const Type& type,
                             std::span<const Index> index) {
  CellNode node;
  node.kind = CellKind::load;
  node.dtype = type.dtype;
  node.number = location.buffer;
  node.index = offset(kernel, location, type.shape, index).id;
  return kernel.add(std::move(node));
}

WENGERT_API CellId literal_cell(Kernel& kernel, std::int64_t slot, Dtype dtype) {
  CellNode node;
  node.kind = CellKind::literal;
  node.dtype = dtype;
  node.number = slot;
  return kernel.add(std::move(node));
}

WENGERT_API CellId missing_cell(Kernel& kernel, Dtype dtype) {
  CellNode node;
  node.kind = CellKind::missing;
  node.dtype = dtype;
  return kernel.add(std::move(node));
}

WENGERT_API CellId convert_cell(Kernel& kernel, CellId x, Dtype to) {
  if (kernel.cells[x].dtype == to) return x;
  CellNode node;
  node.kind = CellKind::convert;
  node.dtype = to;
  node.args = {x};
  return kernel.add(std::move(node));
}

WENGERT_API CellId apply_cell(Kernel& kernel, const Primitive& op, const Attributes& attributes,
                              std::vector<CellId> operands, Dtype dtype) {
  CellNode node;
  node.kind = CellKind::apply;
  node.dtype = dtype;
  node.op = &op;
  node.attributes = attributes;
  node.args = std::move(operands);
  return kernel.add(std::move(node));
}

WENGERT_API CellId clamp_cell(Kernel& kernel, CellId x, std::int64_t low, std::int64_t high) {
  CellNode node;
  node.kind = CellKind::clamp;
  node.dtype = Dtype::i64;
  node.args = {x};
  node.bounds = {low, high};
  return kernel.add(std::move(node));
}

WENGERT_API CellId select_cell(Kernel& kernel, Index condition, CellId x, CellId y) {
  CellNode test;
  test.kind = CellKind::condition;
  test.dtype = Dtype::bool_;
  test.index = condition.id;
  CellNode node;
  node.kind = CellKind::select;
  node.dtype = kernel.cells[x].dtype;
  node.args = {kernel.add(std::move(test)), x, y};
  return kernel.add(std::move(node));
}

WENGERT_API CellId project_cell(Kernel& kernel, CellId from, std::int64_t number, Dtype dtype) {
  CellNode node;
  node.kind = CellKind::project;
  node.dtype = dtype;
  node.args = {from};
  node.number = number;
  return kernel.add(std::move(node));
}

WENGERT_API CellId element_cell(Kernel& kernel, std::span<const CellId> elements,
                                const Shape& shape, std::span<const Index> index) {
  const Index flat = flatten_index(kernel.pool, shape, index);
  if (kernel.pool.is_constant(flat)) return elements[std::size_t(kernel.pool.constant_value(flat))];
  const IndexNode range = kernel.pool[flat];
  const std::int64_t low = std::max<std::int64_t>(range.low, 0);
  const std::int64_t high = std::min<std::int64_t>(range.high, std::int64_t(elements.size()) - 1);
  CellId result = elements[std::size_t(low)];
  for (std::int64_t k = low + 1; k <= high; ++k)
    result = select_cell(kernel, index_less(flat, kernel.pool.constant(k)), result,
                         elements[std::size_t(k)]);
  return result;
}

}  // namespace wengert::lower
#endif
