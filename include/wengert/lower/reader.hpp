// How movement operations reach their operands in compiled code: elements and integers are cells,
// index arithmetic stays symbolic.
#pragma once

#include <cstdint>
#include <span>

#include "wengert/lower/program.hpp"

namespace wengert::lower {

class Expander;
struct Frame;

/// The operands of one movement node of a frame.
class CellReader final : public Reader<Index> {
 public:
  CellReader(Expander& expander, Frame& frame, const Node& node);

  Source element(int operand, std::span<const Index> index) override;
  /// An integer operand as an index, held between low and high.
  Index integer(int operand, std::span<const Index> index, std::int64_t low,
                std::int64_t high) override;
  Source value(Index index) override;
  Source missing() override;
  Source select(Index condition, Source a, Source b) override;
  /// The kernel raises an IndexError where `valid` is 0.
  void check(Index valid) override;
  Index constant(std::int64_t c) override { return kernel_.pool.constant(c); }

 private:
  Expander& expander_;
  Kernel& kernel_;
  Frame& frame_;
  const Node& node_;
  const Dtype dtype_;  // of the result
};

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <utility>

#include "wengert/lower/cell_builder.hpp"
#include "wengert/lower/expand.hpp"

namespace wengert::lower {

WENGERT_API CellReader::CellReader(Expander& expander, Frame& frame, const Node& node)
    : expander_(expander),
      kernel_(expander.kernel()),
      frame_(frame),
      node_(node),
      dtype_(frame.type_of(node.first_result).dtype) {}

WENGERT_API Source CellReader::element(int operand, std::span<const Index> index) {
  const Value v = frame_.function->operands(node_)[std::size_t(operand)];
  return {std::int64_t(expander_.cell(frame_, v, index))};
}

WENGERT_API Index CellReader::integer(int operand, std::span<const Index> index, std::int64_t low,
                                      std::int64_t high) {
  const CellId id = clamp_cell(kernel_, CellId(element(operand, index).token), low, high);
  return kernel_.pool.cell(std::int64_t(id), low, high);
}

WENGERT_API Source CellReader::value(Index index) {
  CellNode position;
  position.kind = CellKind::position;
  position.dtype = dtype_;
  position.index = index.id;
  return {std::int64_t(kernel_.add(std::move(position)))};
}

WENGERT_API Source CellReader::missing() { return {std::int64_t(missing_cell(kernel_, dtype_))}; }

WENGERT_API Source CellReader::select(Index condition, Source a, Source b) {
  if (kernel_.pool.is_constant(condition)) return kernel_.pool.constant_value(condition) ? a : b;
  return {std::int64_t(select_cell(kernel_, condition, CellId(a.token), CellId(b.token)))};
}

WENGERT_API void CellReader::check(Index valid) {
  if (kernel_.pool.is_constant(valid) && kernel_.pool.constant_value(valid)) return;
  for (const Check& c : kernel_.checks)
    if (c.valid == valid.id) return;
  kernel_.checks.push_back({kernel_.block_of(valid), valid.id});
}

}  // namespace wengert::lower
#endif
