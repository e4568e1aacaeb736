// Loops, scans and branches in registers: their bodies expanded inside the kernel, with one cell
// for each element of a carried value.
#pragma once

#include "wengert/lower/program.hpp"

namespace wengert::lower {

class Expander;
struct Frame;
struct Unrolled;

/// A node of one of the forms `loop`, `scan` and `branch` that fits in registers. A scan stores
/// those of its iterations' outputs that the expander's `iteration_outputs` names.
Unrolled unroll(Expander& expander, Frame& frame, const Node& node);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <cstdint>
#include <utility>
#include <vector>

#include "wengert/lower/cell_builder.hpp"
#include "wengert/lower/expand.hpp"
#include "wengert/lower/layout.hpp"

namespace wengert::lower {

class Unroller {
 public:
  Unroller(Expander& expander, Frame& frame, const Node& node)
      : expander_(expander),
        kernel_(expander.kernel()),
        frame_(frame),
        node_(node),
        operands_(frame.function->operands(node)) {}

  Unrolled scan();
  Unrolled while_loop();
  Unrolled branch();

 private:
  // A loop cell over the elements of the operands from `first` on that are carried.
  CellNode loop_cell(std::size_t first, std::size_t carry);
  // Binds `count` carried values from `first` on to fresh parameter cells.
  std::vector<CellId> bind_parameters(Frame& inner, Value first, std::size_t count);
  void bind_operands(Frame& inner, std::size_t count, std::size_t first_operand);
  void append_elements(std::vector<CellId>& cells, Frame& frame, Value value);
  void store_iteration(Frame& inner, std::size_t output, Index iteration, BlockId block);
  Unrolled finish(CellNode cell, std::size_t results);

  Expander& expander_;
  Kernel& kernel_;
  Frame& frame_;
  const Node& node_;
  const std::span<const Value> operands_;
};

inline void Unroller::append_elements(std::vector<CellId>& cells, Frame& frame, Value value) {
  for (CellId e : expander_.elements(frame, value)) cells.push_back(e);
}

inline CellNode Unroller::loop_cell(std::size_t first, std::size_t carry) {
  CellNode cell;
  cell.kind = CellKind::loop;
  cell.dtype = Dtype::bool_;
  for (std::size_t c = 0; c < carry; ++c) append_elements(cell.args, frame_, operands_[first + c]);
  kernel_.loops.emplace_back();
  cell.number = std::int64_t(kernel_.loops.size() - 1);
  return cell;
}

inline std::vector<CellId> Unroller::bind_parameters(Frame& inner, Value first, std::size_t count) {
  std::vector<CellId> all;
  for (Value v = first; v < first + count; ++v) {
    Binding& b = inner.bindings[v];
    b.kind = Binding::Kind::cells;
    const Type& type = inner.type_of(v);
    for (std::int64_t k = 0; k < type.elements(); ++k) {
      CellNode parameter;
      parameter.kind = CellKind::parameter;
      parameter.dtype = type.dtype;
      parameter.number = std::int64_t(all.size());
      b.cells.push_back(kernel_.add_here(std::move(parameter)));
      all.push_back(b.cells.back());
    }
  }
  return all;
}

inline void Unroller::bind_operands(Frame& inner, std::size_t count, std::size_t first_operand) {
  for (std::size_t k = 0; k < count; ++k)
    inner.bind_view(Value(k), frame_, operands_[first_operand + k]);
}

// Adds the cell of the whole, and one for each element of the first `results` results.
inline Unrolled Unroller::finish(CellNode cell, std::size_t results) {
  Unrolled u;
  const CellId whole = kernel_.add_here(std::move(cell));
  u.block = kernel_.current;
  std::int64_t number = 0;
  for (std::size_t r = 0; r < results; ++r) {
    const Type& type = frame_.type_of(node_.first_result + Value(r));
    auto& elements = u.results.emplace_back();
    for (std::int64_t e = 0; e < type.elements(); ++e)
      elements.push_back(project_cell(kernel_, whole, number++, type.dtype));
  }
  return u;
}

// Stores what one iteration adds to a stacked output, where somebody wants it.
inline void Unroller::store_iteration(Frame& inner, std::size_t output, Index iteration,
                                      BlockId block) {
  const Value stacked = node_.first_result + Value(output);
  const auto found = expander_.iteration_outputs.find({&frame_, stacked});
  if (found == expander_.iteration_outputs.end()) return;
  const Value each = inner.function->outputs[output];
  const Shape& shape = inner.type_of(each).shape;
  for (std::int64_t k = 0; k < shape.elements(); ++k) {
    const std::vector<Index> index = constant_index(kernel_.pool, k, shape);
    std::vector<Index> where{iteration};
    where.insert(where.end(), index.begin(), index.end());
    const CellId element = expander_.cell(inner, each, index);
    const Index at = offset(kernel_, found->second, frame_.type_of(stacked).shape, where);
    kernel_.stores.push_back({block, found->second.buffer, at.id, element});
  }
}

inline Unrolled Unroller::scan() {
  const FunctionRef& body = node_.attributes.function("body");
  const auto consts = node_.attributes.count("consts");
  const auto carry = node_.attributes.count("carry");
  const std::int64_t length = node_.attributes.integer("length");
  const bool reverse = node_.attributes.integer("reverse") != 0;

  CellNode cell = loop_cell(consts, carry);
  CarriedLoop loop;
  loop.trips = length;
  loop.block = kernel_.open_block();
  const Index iteration = kernel_.variable(length);
  loop.variable = kernel_.pool[iteration].value;
  const Index at = reverse ? kernel_.pool.constant(length - 1) - iteration : iteration;

  Frame& inner = expander_.enter(*body);
  bind_operands(inner, consts, 0);
  loop.parameters = bind_parameters(inner, Value(consts), carry);
  for (std::size_t x = consts + carry; x < operands_.size(); ++x)
    inner.bind_view(Value(x), frame_, operands_[x], {at});
  expander_.expand_in_stretches(inner);
  for (std::size_t c = 0; c < carry; ++c) append_elements(loop.next, inner, body->outputs[c]);
  for (std::size_t y = carry; y < body->outputs.size(); ++y)
    store_iteration(inner, y, at, loop.block);
  kernel_.close_block();
  kernel_.loops[std::size_t(cell.number)] = std::move(loop);
  return finish(std::move(cell), carry);
}

inline Unrolled Unroller::while_loop() {
  const FunctionRef &test = node_.attributes.function("cond"),
                    &body = node_.attributes.function("body");
  const auto test_consts = node_.attributes.count("cond_consts");
  const auto body_consts = node_.attributes.count("body_consts");
  const std::size_t first = test_consts + body_consts, carry = operands_.size() - first;

  CellNode cell = loop_cell(first, carry);
  CarriedLoop loop;
  loop.condition_block = kernel_.open_block();
  (void)kernel_.variable(1);
  Frame& testing = expander_.enter(*test);
  bind_operands(testing, test_consts, 0);
  loop.condition_parameters = bind_parameters(testing, Value(test_consts), carry);
  expander_.expand_in_stretches(testing);
  loop.condition = expander_.elements(testing, test->outputs[0])[0];
  kernel_.close_block();

  loop.block = kernel_.open_block();
  Frame& inner = expander_.enter(*body);
  bind_operands(inner, body_consts, test_consts);
  loop.parameters = bind_parameters(inner, Value(body_consts), carry);
  expander_.expand_in_stretches(inner);
  for (Value v : body->outputs) append_elements(loop.next, inner, v);
  kernel_.close_block();
  kernel_.loops[std::size_t(cell.number)] = std::move(loop);
  return finish(std::move(cell), carry);
}

inline Unrolled Unroller::branch() {
  const Functions& arms = node_.attributes.functions("branches");
  const CellId chooser = expander_.cell(frame_, operands_[0], {});
  CellNode cell;
  cell.kind = CellKind::branch;
  cell.dtype = Dtype::bool_;
  cell.args = {clamp_cell(kernel_, chooser, 0, std::int64_t(arms.size()) - 1)};

  kernel_.branches.emplace_back();
  cell.number = std::int64_t(kernel_.branches.size() - 1);
  Branch branch;
  for (const FunctionRef& arm : arms) {
    branch.blocks.push_back(kernel_.open_block(true));
    Frame& inner = expander_.enter(*arm);
    bind_operands(inner, operands_.size() - 1, 1);
    expander_.expand_in_stretches(inner);
    auto& results = branch.results.emplace_back();
    for (Value v : arm->outputs) append_elements(results, inner, v);
    kernel_.close_block();
  }
  kernel_.branches[std::size_t(cell.number)] = std::move(branch);
  return finish(std::move(cell), node_.result_count);
}

WENGERT_API Unrolled unroll(Expander& expander, Frame& frame, const Node& node) {
  Unroller unroller(expander, frame, node);
  switch (node.op->form) {
    case Form::scan:
      return unroller.scan();
    case Form::loop:
      return unroller.while_loop();
    default:
      return unroller.branch();
  }
}

}  // namespace wengert::lower
#endif
