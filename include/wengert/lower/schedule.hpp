// Function → loop program: the units of its fusion plan, emitted in order.
//
//   flatten.hpp   calls inlined, literals as slots       memory.hpp   temporaries placed in one
//   arena fusion.hpp    which values share a unit kernels.hpp   units as kernels, by expand.hpp
//   expanding elements into cells products.hpp, control_flow.hpp                       units as
//   other statements
#pragma once

#include "wengert/lower/program.hpp"

namespace wengert::lower {

/// The loop program of f. Literals are read from slots; see flatten.hpp.
Program lower(const Function& f);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <optional>
#include <utility>
#include <vector>

#include "wengert/lower/control_flow.hpp"
#include "wengert/lower/flatten.hpp"
#include "wengert/lower/fusion.hpp"
#include "wengert/lower/kernels.hpp"
#include "wengert/lower/memory.hpp"
#include "wengert/lower/products.hpp"
#include "wengert/lower/scope.hpp"
#include "wengert/lower/updates.hpp"

namespace wengert::lower {

/// Schedules one Function: the program's, or a body of control flow over large arrays.
class Scheduler {
 public:
  /// An output that lies where an input does is that input, updated in place.
  static Statements run(Program& program, const Function& f, const std::vector<Location>& inputs,
                        const std::vector<Location>& outputs) {
    std::vector<std::uint32_t> in_place;
    std::optional<Uses> uses;
    for (std::size_t k = 0; k < outputs.size(); ++k)
      for (std::size_t v = 0; v < inputs.size(); ++v) {
        if (!(inputs[v] == outputs[k])) continue;
        if (!uses) uses.emplace(f);
        const auto updates = updates_in_place(f, *uses, Value(v), k).value();
        in_place.insert(in_place.end(), updates.begin(), updates.end());
      }
    return Scheduler(program, f, inputs, in_place).run(outputs);
  }

 private:
  Scheduler(Program& program, const Function& f, const std::vector<Location>& inputs,
            const std::vector<std::uint32_t>& in_place)
      : scope_(program, f, inputs), plan_(plan_fusion(f, in_place)) {}

  Statements run(const std::vector<Location>& outputs) {
    const Function& f = scope_.function;
    // An output is computed where it is wanted; its second and later places are copies.
    for (std::size_t k = 0; k < outputs.size(); ++k)
      if (plan_.fates[f.outputs[k]] == Fate::root)
        scope_.locations.try_emplace(f.outputs[k], outputs[k]);
    for (const Unit& unit : plan_.units) emit(unit);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const Value v = f.outputs[k];
      const Binding& b = scope_.frame.bindings[v];
      if (b.kind != Binding::Kind::memory || !(b.location == outputs[k])) copy(v, outputs[k]);
    }
    return std::move(scope_.statements);
  }

  // While a unit is emitted its own roots are computed, all others loaded.
  void emit(const Unit& unit) {
    if (unit.kind == Unit::Kind::update)
      scope_.locations[unit.roots[0]] =
          scope_.frame.bindings[scope_.function.operands(*unit.node)[0]].location;
    for (Value v : unit.roots)
      if (plan_.stored[v] && !scope_.locations.count(v))
        scope_.locations[v] = scope_.temporary(scope_.type_of(v));
    if (unit.kind == Unit::Kind::statement)
      emit_statement(*unit.node);
    else
      emit_kernels(scope_, plan_, unit);
    for (Value v : unit.roots) {
      const auto found = scope_.locations.find(v);
      if (found != scope_.locations.end()) scope_.frame.bind_memory(v, found->second);
    }
  }

  void emit_statement(const Node& n) {
    for (Value v = n.first_result; v < n.first_result + n.result_count; ++v)
      if (!scope_.locations.count(v)) scope_.locations[v] = scope_.temporary(scope_.type_of(v));
    using Locations = std::vector<Location>;
    const auto schedule = [&](const Function& body, const Locations& inputs,
                              const Locations& outputs) {
      return Scheduler::run(scope_.program, body, inputs, outputs);
    };
    switch (n.op->form) {
      case Form::reduction:
        return emit_product(scope_, n);
      case Form::scan:
        return emit_scan(scope_, n, schedule);
      case Form::loop:
        return emit_while(scope_, n, schedule);
      case Form::branch:
        return emit_branch(scope_, n, schedule);
      default:
        return emit_library(n);
    }
  }

  void emit_library(const Node& n) {
    const auto types = scope_.function.result_types(n);
    LibraryCall call{
        n.op, n.attributes, scope_.function.operand_types(n), {types.begin(), types.end()}, {}, {}};
    for (Value v : scope_.function.operands(n)) call.operands.push_back(scope_.ensure_location(v));
    for (std::uint32_t k = 0; k < n.result_count; ++k)
      call.results.push_back(scope_.locations.at(n.first_result + k));
    scope_.statements.push_back({std::move(call)});
  }

  void copy(Value v, const Location& to) {
    const Binding& b = scope_.frame.bindings[v];
    if (b.kind == Binding::Kind::memory)
      scope_.statements.push_back({Copy{b.location, to, scope_.type_of(v)}});
    else
      scope_.copy(v, to);
  }

  Scope scope_;
  const FusionPlan plan_;
};

WENGERT_API Program lower(const Function& original) {
  Function f = flatten(with_slots(original));
  Program program;
  for (const Constant& c : all_literals(original)) program.literals.push_back(c.dtype);
  program.constants = number_added_literals(f, program.literals.size());
  const auto add_buffer = [&](Role role, std::size_t number, const Type& type) {
    program.buffers.push_back({role, std::int64_t(number), type.bytes(), 0});
    return Location{std::int64_t(program.buffers.size()) - 1, 0, {}};
  };
  std::vector<Location> inputs, outputs;
  for (Value v = 0; v < f.inputs; ++v) {
    program.inputs.push_back(f.types[v]);
    inputs.push_back(add_buffer(Role::input, v, f.types[v]));
  }
  for (std::size_t k = 0; k < f.outputs.size(); ++k) {
    program.outputs.push_back(f.types[f.outputs[k]]);
    outputs.push_back(add_buffer(Role::output, k, f.types[f.outputs[k]]));
  }
  program.statements = Scheduler::run(program, f, inputs, outputs);
  plan_memory(program);
  return program;
}

}  // namespace wengert::lower
#endif
