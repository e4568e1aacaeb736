// Control flow over large arrays as statements: loops and branches around the statements of their
// bodies, with carried values in buffers.
#pragma once

#include <functional>
#include <vector>

#include "wengert/lower/scope.hpp"

namespace wengert::lower {

/// Schedules the body of a loop or branch, from inputs in memory to outputs in memory.
using ScheduleBody =
    std::function<Statements(const Function& body, const std::vector<Location>& inputs,
                             const std::vector<Location>& outputs)>;

void emit_scan(Scope& scope, const Node& node, const ScheduleBody& schedule);
void emit_while(Scope& scope, const Node& node, const ScheduleBody& schedule);
void emit_branch(Scope& scope, const Node& node, const ScheduleBody& schedule);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <cstdint>
#include <memory>
#include <span>

#include "wengert/lower/updates.hpp"

namespace wengert::lower {

namespace carried {

/// Two buffers for each carried value: the body reads one, fills the other, and they trade places.
/// They are one buffer where the body updates it in place.
struct Buffers {
  std::vector<Location> read, written;
};

inline Buffers fill(Scope& scope, std::span<const Value> initial) {
  Buffers buffers;
  for (Value v : initial) {
    buffers.read.push_back(scope.temporary(scope.type_of(v)));
    scope.statements.push_back(
        {Copy{scope.ensure_location(v), buffers.read.back(), scope.type_of(v)}});
  }
  return buffers;
}

/// `first` is the body's input that is carried first.
inline void swap_each_turn(Scope& scope, StatementLoop& loop, Buffers& buffers,
                           const Function& body, std::size_t first) {
  const Uses uses(body);
  for (std::size_t k = 0; k < buffers.read.size(); ++k) {
    if (updates_in_place(body, uses, Value(first + k), k)) {
      buffers.written.push_back(buffers.read[k]);
      continue;
    }
    buffers.written.push_back(scope.temporary(body.types[first + k]));
    loop.swaps.emplace_back(buffers.read[k].buffer, buffers.written[k].buffer);
  }
}

inline void copy_results(Scope& scope, const Node& n, const Buffers& buffers) {
  for (std::size_t k = 0; k < buffers.read.size(); ++k) {
    const Value v = n.first_result + Value(k);
    scope.statements.push_back({Copy{buffers.read[k], scope.locations.at(v), scope.type_of(v)}});
  }
}

inline std::vector<Location> joined(std::vector<Location> a, const std::vector<Location>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline std::vector<Location> locations_of(Scope& scope, std::span<const Value> values) {
  std::vector<Location> all;
  for (Value v : values) all.push_back(scope.ensure_location(v));
  return all;
}

}  // namespace carried

WENGERT_API void emit_scan(Scope& scope, const Node& n, const ScheduleBody& schedule) {
  const FunctionRef& body = n.attributes.function("body");
  const auto consts = n.attributes.count("consts");
  const auto carry = n.attributes.count("carry");
  const std::int64_t length = n.attributes.integer("length");
  const bool reverse = n.attributes.integer("reverse") != 0;
  const auto operands = scope.function.operands(n);
  const auto initial = operands.subspan(consts, carry);
  auto loop = std::make_shared<StatementLoop>();
  loop->number = scope.program.loops++;
  loop->trips = length;

  const auto slice_of = [&](Location whole, Value each) {
    const std::int64_t elements = body->types[each].elements();
    if (reverse) whole.offset += (length - 1) * elements;
    whole.terms.push_back({loop->number, reverse ? -elements : elements});
    return whole;
  };
  const std::vector<Location> shared = carried::locations_of(scope, operands.first(consts));
  carried::Buffers state = carried::fill(scope, initial);
  carried::swap_each_turn(scope, *loop, state, *body, consts);
  std::vector<Location> inputs = carried::joined(shared, state.read), outputs = state.written;
  for (std::size_t k = consts + carry; k < operands.size(); ++k)
    inputs.push_back(slice_of(scope.ensure_location(operands[k]), Value(k)));
  for (std::size_t y = carry; y < n.result_count; ++y)
    outputs.push_back(slice_of(scope.locations.at(n.first_result + Value(y)), body->outputs[y]));
  loop->body = schedule(*body, inputs, outputs);
  scope.statements.push_back({loop});
  carried::copy_results(scope, n, state);
}

WENGERT_API void emit_while(Scope& scope, const Node& n, const ScheduleBody& schedule) {
  const FunctionRef &test = n.attributes.function("cond"), &body = n.attributes.function("body");
  const auto test_consts = n.attributes.count("cond_consts");
  const auto body_consts = n.attributes.count("body_consts");
  const auto operands = scope.function.operands(n);
  const auto initial = operands.subspan(test_consts + body_consts);
  auto loop = std::make_shared<StatementLoop>();
  loop->number = scope.program.loops++;
  const auto test_shared = carried::locations_of(scope, operands.first(test_consts));
  const auto body_shared = carried::locations_of(scope, operands.subspan(test_consts, body_consts));
  carried::Buffers state = carried::fill(scope, initial);
  carried::swap_each_turn(scope, *loop, state, *body, body_consts);
  loop->condition = scope.temporary(Type{Dtype::bool_, {}});
  loop->test = schedule(*test, carried::joined(test_shared, state.read), {loop->condition});
  loop->body = schedule(*body, carried::joined(body_shared, state.read), state.written);
  scope.statements.push_back({loop});
  carried::copy_results(scope, n, state);
}

WENGERT_API void emit_branch(Scope& scope, const Node& n, const ScheduleBody& schedule) {
  auto branch = std::make_shared<StatementBranch>();
  const auto operands = scope.function.operands(n);
  branch->chooser = scope.ensure_location(operands[0]);
  const std::vector<Location> inputs = carried::locations_of(scope, operands.subspan(1));
  std::vector<Location> outputs;
  for (std::uint32_t k = 0; k < n.result_count; ++k)
    outputs.push_back(scope.locations.at(n.first_result + k));
  for (const FunctionRef& arm : n.attributes.functions("branches"))
    branch->branches.push_back(schedule(*arm, inputs, outputs));
  scope.statements.push_back({branch});
}

}  // namespace wengert::lower
#endif
