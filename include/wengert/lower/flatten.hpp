// Preparing a Function for scheduling: calls inlined, vmaps kept where their body fits in registers
// and expanded elsewhere, sums of products fused, literals replaced by the numbers of their slots.
//
// A literal's value is no part of the code: kernels read it from a table at run time, so Functions
// that differ in literals alone share an executable. Slots are numbered in the order of
// `all_literals`.
#pragma once

#include <functional>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/ir/function.hpp"

namespace wengert::lower {

/// Every literal of f and of the Functions within it: f's own first, then those of its nodes in
/// order.
std::vector<Constant> all_literals(const Function& f);
/// f with each literal's bits replaced by its slot.
Function with_slots(const Function& f);
/// f, which has slots, without calls, and without vmaps but those that run in registers; what
/// is left is contracted.
Function flatten(const Function& f);
/// Slots from `first` on for the literals that expanding a vmap has added, and their values.
std::vector<Constant> number_added_literals(Function& f, std::uint64_t first);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <array>
#include <deque>
#include <utility>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/transforms.hpp"
#include "wengert/lower/contract.hpp"
#include "wengert/lower/registers.hpp"
#include "wengert/ops/identity.hpp"

namespace wengert::lower {

namespace flattening {

// The Functions among a node's attributes, in order.
inline void for_each_body(const Attributes& attributes,
                          const std::function<void(const FunctionRef&)>& visit_body) {
  for (const auto& [name, value] : attributes.entries()) {
    if (const auto* f = std::get_if<FunctionRef>(&value)) visit_body(*f);
    if (const auto* fs = std::get_if<Functions>(&value))
      for (const FunctionRef& f : *fs) visit_body(f);
  }
}

inline Attributes with_bodies(const Attributes& attributes,
                              const std::function<FunctionRef(const FunctionRef&)>& change) {
  std::vector<Attributes::Entry> entries = attributes.entries();
  for (auto& [name, value] : entries) {
    if (auto* f = std::get_if<FunctionRef>(&value))
      value = change(*f);
    else if (auto* fs = std::get_if<Functions>(&value)) {
      Functions changed;
      for (const FunctionRef& body : *fs) changed.push_back(change(body));
      value = std::move(changed);
    }
  }
  return Attributes(std::move(entries));
}

inline bool has_bodies(const Attributes& attributes) {
  for (const auto& [name, value] : attributes.entries())
    if (std::holds_alternative<FunctionRef>(value) || std::holds_alternative<Functions>(value))
      return true;
  return false;
}

inline void collect(const Function& f, std::vector<Constant>& all) {
  for (const Literal& l : f.literals) all.push_back(l.constant);
  for (const Node& n : f.nodes)
    for_each_body(n.attributes, [&](const FunctionRef& g) { collect(*g, all); });
}

inline constexpr std::uint64_t slot_mark = ~std::uint64_t(0);  // no literal's imaginary part

inline Function slotted(const Function& f, std::uint64_t& next) {
  Function g = f;
  for (Literal& l : g.literals) l.constant.bits = {next++, slot_mark};
  for (Node& n : g.nodes)
    if (has_bodies(n.attributes))
      n.attributes = with_bodies(
          n.attributes, [&](const FunctionRef& body) { return FunctionRef(slotted(*body, next)); });
  return g;
}

inline bool is_numbered(const Function& f) {
  bool numbered = true;
  for (const Literal& l : f.literals) numbered = numbered && l.constant.bits[1] == slot_mark;
  for (const Node& n : f.nodes)
    for_each_body(n.attributes,
                  [&](const FunctionRef& g) { numbered = numbered && is_numbered(*g); });
  return numbered;
}

inline void number_added(Function& f, std::uint64_t first, std::vector<Constant>& added) {
  for (Literal& l : f.literals) {
    if (l.constant.bits[1] == slot_mark) continue;
    added.push_back(l.constant);
    l.constant.bits = {first + added.size() - 1, slot_mark};
  }
  for (Node& n : f.nodes) {
    if (!has_bodies(n.attributes)) continue;
    n.attributes = with_bodies(n.attributes, [&](const FunctionRef& body) {
      Function g = *body;
      number_added(g, first, added);
      return FunctionRef(std::move(g));
    });
  }
}

// What a recomputation starts from, behind barriers: equal nodes that were there before do not
// serve it, and nothing of it is computed before its late operands.
inline std::vector<Value> held_back(Builder& b, const Node& n, std::vector<Value> operands) {
  const std::vector<bool> late = n.attributes.flags("late");
  const auto barrier = [&](std::span<const Value> x) {
    return b.append(primitive<ops::OptimizationBarrier>(), {}, x)[0];
  };
  std::vector<Value> awaited;
  for (std::size_t k = 0; k < operands.size(); ++k)
    if (late[k]) awaited.push_back(operands[k]);
  if (awaited.empty()) return operands;
  const Value last = awaited.size() == 1 ? awaited[0] : barrier(awaited);
  for (std::size_t k = 0; k < operands.size(); ++k)
    if (!late[k]) operands[k] = barrier(std::array{operands[k], last});
  return operands;
}

}  // namespace flattening

WENGERT_API std::vector<Constant> number_added_literals(Function& f, std::uint64_t first) {
  std::vector<Constant> added;
  if (!flattening::is_numbered(f)) flattening::number_added(f, first, added);
  return added;
}

WENGERT_API std::vector<Constant> all_literals(const Function& f) {
  std::vector<Constant> all;
  flattening::collect(f, all);
  return all;
}

WENGERT_API Function with_slots(const Function& f) {
  std::uint64_t next = 0;
  return flattening::slotted(f, next);
}

WENGERT_API Function flatten(const Function& f) {
  struct Level {
    const Function* function;
    std::vector<Value> here;
    std::size_t node;
    Node call;
  };
  Builder b(f.input_types());
  const auto enter = [&](const Function& g, const std::vector<Value>& arguments) {
    std::vector<Value> here(g.types.size(), no_value);
    std::copy(arguments.begin(), arguments.end(), here.begin());
    for (const Literal& l : g.literals) here[l.value] = b.literal(l.constant);
    return here;
  };
  std::deque<Function> kept;  // expanded bodies, alive while they are inlined
  std::vector<Level> stack;
  std::vector<Value> arguments(f.inputs);
  for (Value v = 0; v < f.inputs; ++v) arguments[v] = v;
  stack.push_back({&f, enter(f, arguments), 0, {}});
  std::vector<Value> outputs;
  while (!stack.empty()) {
    Level& level = stack.back();
    const Function& g = *level.function;
    if (level.node == g.nodes.size()) {
      std::vector<Value> results;
      for (Value v : g.outputs) results.push_back(level.here[v]);
      const Node call = level.call;
      stack.pop_back();
      if (stack.empty())
        outputs = std::move(results);
      else
        for (std::uint32_t k = 0; k < call.result_count; ++k)
          stack.back().here[call.first_result + k] = results[k];
      continue;
    }
    const Node& n = g.nodes[level.node++];
    std::vector<Value> operands;
    for (Value v : g.operands(n)) operands.push_back(level.here[v]);
    if (n.op->form == Form::identity) {
      for (std::uint32_t k = 0; k < n.result_count; ++k)
        level.here[n.first_result + k] = operands[k];
      continue;
    }
    if (n.op->form == Form::recompute) operands = flattening::held_back(b, n, std::move(operands));
    if (n.op->form == Form::call || n.op->form == Form::recompute) {
      const Function& body = *n.attributes.function("f");
      stack.push_back({&body, enter(body, operands), 0, n});
      continue;
    }
    if (n.op->expand) {
      if (auto body = n.op->expand(g.operand_types(n), n.attributes)) {
        kept.push_back(std::move(*body));
        stack.push_back({&kept.back(), enter(kept.back(), operands), 0, n});
        continue;
      }
    }
    Attributes attributes = n.attributes;
    if (flattening::has_bodies(attributes))
      attributes = flattening::with_bodies(
          attributes, [](const FunctionRef& body) { return FunctionRef(flatten(*body)); });
    if (n.op->form == Form::map) {
      const FunctionRef& body = attributes.function("f");
      bool inner_map = false;
      for (const Node& m : body->nodes) inner_map = inner_map || m.op->form == Form::map;
      if (inner_map || !fits_registers(*body)) {
        kept.push_back(batch(*body, attributes.flags("batched"), attributes.integer("size"),
                             std::vector<bool>(body->outputs.size(), true))
                           .function);
        stack.push_back({&kept.back(), enter(kept.back(), operands), 0, n});
        continue;
      }
    }
    const Results results = b.append(*n.op, attributes, operands);
    for (std::uint32_t k = 0; k < n.result_count; ++k) level.here[n.first_result + k] = results[k];
  }
  Function flat = b.finish(outputs);
  contract(flat);
  return dce(flat);
}

}  // namespace wengert::lower
#endif
