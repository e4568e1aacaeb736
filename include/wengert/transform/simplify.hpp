// Rewrites by the laws of ops/laws.hpp, computes what is made of literals alone, and drops what is
// dead.
//
// One pass in order of the nodes: operands are simple already when a node is looked at, so a law
// sees the simplest form of what it matches, and the work is linear. Equal nodes become one.
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/verify.hpp"
#include "wengert/ops/laws.hpp"

namespace wengert {

namespace simplification {

/// The laws by the operation on the outside.
struct LawBook {
  std::unordered_map<std::uint64_t, std::vector<const ops::Law*>> algebraic;
  std::unordered_map<std::uint64_t, std::vector<const ops::MovementLaw*>> movement;

  LawBook() {
    for (const ops::Law& law : ops::algebraic_laws()) algebraic[law.left.operation].push_back(&law);
    for (const ops::MovementLaw& law : ops::movement_laws())
      movement[hash_of(law.outer)].push_back(&law);
  }
  static const LawBook& get() {
    static const LawBook book;
    return book;
  }
};

class Simplifying {
 public:
  explicit Simplifying(const Function& f)
      : f_(f), builder_(f.input_types()), here_(f.types.size(), no_value) {
    for (Value v = 0; v < f.inputs; ++v) here_[v] = v;
    for (const Literal& l : f.literals) here_[l.value] = builder_.literal(l.constant);
    for (const Node& n : f.nodes) node(n);
  }

  Function finish() {
    std::vector<Value> outputs;
    for (Value v : f_.outputs) outputs.push_back(here_[v]);
    return dce(builder_.finish(std::move(outputs)));
  }

 private:
  void node(const Node& n) {
    std::vector<Value> operands;
    for (Value v : f_.operands(n)) operands.push_back(here_[v]);
    if (n.result_count == 1) {
      here_[n.first_result] =
          simplest(*n.op, with_simple_bodies(n.attributes), operands, f_.types[n.first_result]);
      return;
    }
    const Results results = builder_.append(*n.op, with_simple_bodies(n.attributes), operands);
    for (Value k = 0; k < n.result_count; ++k) here_[n.first_result + k] = results[k];
  }

  /// The value of one result, of the given type.
  Value simplest(const Primitive& op, const Attributes& attributes,
                 const std::vector<Value>& operands, const Type& type) {
    if (const Maybe folded = fold(op, attributes, operands, type)) return *folded;
    const auto laws = LawBook::get().algebraic.find(op.id);
    if (laws != LawBook::get().algebraic.end())
      for (const ops::Law* law : laws->second)
        if (const Maybe found = apply(*law, operands, type)) return *found;
    const auto movements = LawBook::get().movement.find(op.id);
    if (movements != LawBook::get().movement.end())
      for (const ops::MovementLaw* law : movements->second)
        if (const Maybe found = apply(*law, attributes, operands, type)) return *found;
    return builder_.append(op, attributes, operands).first;
  }

  /// Elementwise arithmetic on literals, done.
  Maybe fold(const Primitive& op, const Attributes& attributes, const std::vector<Value>& operands,
             const Type& type) {
    if (op.form != Form::elementwise || !op.eval || !type.shape.empty() || operands.empty())
      return {};
    std::vector<Tensor> tensors;
    for (Value v : operands) {
      const Constant* c = builder_.constant(v);
      if (!c) return {};
      tensors.emplace_back(*c);
    }
    return builder_.literal(op.eval(tensors, attributes, std::span(&type, 1))[0].scalar());
  }

  using Bindings = std::array<Value, 3>;

  Maybe apply(const ops::Law& law, const std::vector<Value>& operands, const Type& type) {
    Bindings bound;
    bound.fill(no_value);
    if (law.left.operands.size() != operands.size()) return {};
    for (std::size_t k = 0; k < operands.size(); ++k)
      if (!matches(law.left.operands[k], operands[k], bound)) return {};
    // Of another type where the law would remove the broadcast of a scalar.
    const Value found = build(law.right, bound, type);
    return builder_.type(found) == type ? Maybe(found) : std::nullopt;
  }

  Maybe apply(const ops::MovementLaw& law, const Attributes& attributes,
              const std::vector<Value>& operands, const Type& type) {
    const Node* inner = nullptr;
    if (!law.inner.empty()) {
      inner = builder_.producer(operands[0]);
      if (!inner || inner->op->name != law.inner) return {};
    }
    const Node copy = inner ? *inner : Node();  // the Builder's own moves as nodes are appended
    const Maybe found =
        law.rewrite({builder_, attributes, operands, type}, inner ? &copy : nullptr);
    return found && builder_.type(*found) == type ? found : std::nullopt;
  }

  bool matches(const ops::Term& term, Value v, Bindings& bound) const {
    if (term.variable >= 0) {
      Value& mine = bound[std::size_t(term.variable)];
      if (mine == no_value) mine = v;
      return mine == v;
    }
    if (!term.operation) return is_number(v, term.number);
    const Node* n = builder_.producer(v);
    if (!n || n->op->id != term.operation || n->operand_count != term.operands.size()) return false;
    for (std::size_t k = 0; k < term.operands.size(); ++k)
      if (!matches(term.operands[k], builder_.function().operands(*n)[k], bound)) return false;
    return true;
  }

  Value build(const ops::Term& term, const Bindings& bound, const Type& type) {
    if (term.variable >= 0) return bound[std::size_t(term.variable)];
    std::vector<Value> operands;
    for (const ops::Term& t : term.operands) operands.push_back(build(t, bound, type));
    return simplest(*find_primitive(term.name), {}, operands, type);
  }

  bool is_number(Value v, double number) const {
    const Node* n = builder_.producer(v);
    if (n && n->op->form == Form::movement && n->operand_count == 1 &&
        builder_.type(first_operand(*n)).shape.empty())
      v = first_operand(*n);
    const Constant* c = builder_.constant(v);
    if (!c || is_complex(c->dtype)) return false;
    const double value = c->as<double>();
    return value == number &&
           (!is_floating(c->dtype) || std::signbit(value) == std::signbit(number));
  }
  Value first_operand(const Node& n) const { return builder_.function().operands(n)[0]; }

  // ---- bodies ----

  Attributes with_simple_bodies(const Attributes& attributes) {
    const auto is_body = [](const Attributes::Entry& e) {
      return std::holds_alternative<FunctionRef>(e.second) ||
             std::holds_alternative<Functions>(e.second);
    };
    if (std::ranges::none_of(attributes.entries(), is_body)) return attributes;
    std::vector<Attributes::Entry> entries = attributes.entries();
    for (auto& [name, value] : entries) {
      if (auto* f = std::get_if<FunctionRef>(&value)) *f = simple_body(*f);
      if (auto* fs = std::get_if<Functions>(&value))
        for (FunctionRef& f : *fs) f = simple_body(f);
    }
    return Attributes(std::move(entries));
  }
  FunctionRef simple_body(const FunctionRef& f) {
    const auto [known, fresh] = bodies_.try_emplace(f.function.get());
    if (fresh) known->second = simplify(*f);
    return known->second;
  }

  const Function& f_;
  Builder builder_;
  std::vector<Value> here_;
  std::unordered_map<const Function*, FunctionRef> bodies_;
};

}  // namespace simplification

WENGERT_API Function simplify(const Function& f) { return simplification::Simplifying(f).finish(); }

}  // namespace wengert
#endif
