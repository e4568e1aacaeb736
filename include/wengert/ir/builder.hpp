// Appends nodes to a Function. Equal nodes are one: appending again what is there gives the old value.
#pragma once

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "wengert/ir/compare.hpp"
#include "wengert/ir/primitive.hpp"

namespace wengert {

/// Consecutive results of a node.
struct Results {
  Value first = 0;
  std::uint32_t count = 0;
  Value operator[](std::size_t k) const { return first + Value(k); }
};

/// Items by hash, in one array: what hash-consing looks up for every node that it appends.
class HashIndex {
 public:
  /// The first item of this hash for which `equal` holds, or null.
  template <class Equal>
  const std::uint32_t* find(std::uint64_t hash, Equal&& equal) const {
    if (slots_.empty()) return nullptr;
    for (std::size_t at = hash & mask(); slots_[at].used; at = (at + 1) & mask())
      if (slots_[at].hash == hash && equal(slots_[at].item)) return &slots_[at].item;
    return nullptr;
  }
  void add(std::uint64_t hash, std::uint32_t item) {
    if (2 * ++count_ > slots_.size()) grow();
    place({hash, item, true});
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t item = 0;
    bool used = false;
  };
  std::size_t mask() const { return slots_.size() - 1; }
  void place(const Slot& slot) {
    std::size_t at = slot.hash & mask();
    while (slots_[at].used) at = (at + 1) & mask();
    slots_[at] = slot;
  }
  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(32, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.used) place(slot);
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

class Builder {
 public:
  Builder() = default;
  explicit Builder(std::span<const Type> inputs) {
    for (const Type& t : inputs) input(t);
  }

  /// A new parameter. Parameters may be added at any time; they come first in the finished Function.
  Value input(Type type);
  Value literal(const Constant& constant);
  /// Applies op; infers the results' types, which checks the operands.
  Results append(const Primitive& op, const Attributes& attributes, std::span<const Value> operands);
  /// Copies f's nodes onto `arguments`; gives f's outputs.
  std::vector<Value> inline_function(const Function& f, std::span<const Value> arguments);

  /// By value: appending moves the types.
  Type type(Value v) const { return function_.types[v]; }
  /// The node that makes v, until the next is appended; null for parameters and literals.
  const Node* producer(Value v) const;
  /// What v is, until the next literal, where it is one; else null.
  const Constant* constant(Value v) const;
  const Function& function() const { return function_; }
  std::size_t size() const { return function_.nodes.size(); }

  /// The Function so far with these outputs; parameters are renumbered to come first.
  Function finish(std::vector<Value> outputs) const;
  /// The values in the order in which `finish` numbers them.
  std::vector<Value> order() const;

 private:
  Function function_;
  std::vector<Value> parameters_;
  HashIndex nodes_by_hash_, literals_by_hash_;
};

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Value Builder::input(Type type) {
  function_.types.push_back(std::move(type));
  parameters_.push_back(Value(function_.types.size() - 1));
  return parameters_.back();
}

// Nodes and literals ascend by value.
WENGERT_API const Node* Builder::producer(Value v) const {
  const std::vector<Node>& nodes = function_.nodes;
  const auto after = std::ranges::upper_bound(nodes, v, {}, &Node::first_result);
  if (after == nodes.begin()) return nullptr;
  const Node& n = *std::prev(after);
  return v < n.first_result + n.result_count ? &n : nullptr;
}

WENGERT_API const Constant* Builder::constant(Value v) const {
  const auto found = std::ranges::lower_bound(function_.literals, v, {}, &Literal::value);
  return found != function_.literals.end() && found->value == v ? &found->constant : nullptr;
}

WENGERT_API Value Builder::literal(const Constant& constant) {
  const std::uint64_t hash = hash_of(constant);
  const auto same = [&](std::uint32_t k) { return function_.literals[k].constant == constant; };
  if (const std::uint32_t* known = literals_by_hash_.find(hash, same)) return function_.literals[*known].value;
  function_.types.push_back(Type{constant.dtype, {}});
  const auto value = Value(function_.types.size() - 1);
  function_.literals.push_back({value, constant});
  literals_by_hash_.add(hash, std::uint32_t(function_.literals.size() - 1));
  return value;
}

WENGERT_API Results Builder::append(const Primitive& op, const Attributes& attributes,
                                    std::span<const Value> operands) {
  std::uint64_t hash = op.id;
  for (Value v : operands) hash = combine(hash, v);
  if (!attributes.empty()) hash = combine(hash, hash_of(attributes));
  const auto same = [&](std::uint32_t k) {
    const Node& n = function_.nodes[k];
    const auto known = function_.operands(n);
    return n.op->id == op.id && std::equal(known.begin(), known.end(), operands.begin(), operands.end()) &&
           n.attributes == attributes;
  };
  if (const std::uint32_t* known = nodes_by_hash_.find(hash, same)) {
    const Node& n = function_.nodes[*known];
    return {n.first_result, n.result_count};
  }
  std::vector<Type> operand_types;
  operand_types.reserve(operands.size());
  for (Value v : operands) operand_types.push_back(function_.types[v]);
  std::vector<Type> types = infer(op, operand_types, attributes);

  Node node{&op, attributes, std::uint32_t(function_.operand_list.size()), std::uint32_t(operands.size()),
            Value(function_.types.size()), std::uint32_t(types.size())};
  function_.operand_list.insert(function_.operand_list.end(), operands.begin(), operands.end());
  for (Type& t : types) function_.types.push_back(std::move(t));
  function_.nodes.push_back(std::move(node));
  nodes_by_hash_.add(hash, std::uint32_t(function_.nodes.size() - 1));
  return {function_.nodes.back().first_result, function_.nodes.back().result_count};
}

WENGERT_API std::vector<Value> Builder::inline_function(const Function& f, std::span<const Value> arguments) {
  std::vector<Value> here(f.types.size(), no_value);
  std::copy(arguments.begin(), arguments.end(), here.begin());
  for (const Literal& l : f.literals) here[l.value] = literal(l.constant);
  std::vector<Value> operands;
  for (const Node& n : f.nodes) {
    operands.clear();
    for (Value v : f.operands(n)) operands.push_back(here[v]);
    const Results results = append(*n.op, n.attributes, operands);
    for (std::uint32_t k = 0; k < n.result_count; ++k) here[n.first_result + k] = results[k];
  }
  std::vector<Value> outputs;
  for (Value v : f.outputs) outputs.push_back(here[v]);
  return outputs;
}

WENGERT_API std::vector<Value> Builder::order() const {
  std::vector<Value> values = parameters_;
  std::vector<bool> is_parameter(function_.types.size());
  for (Value v : parameters_) is_parameter[v] = true;
  for (Value v = 0; v < function_.types.size(); ++v)
    if (!is_parameter[v]) values.push_back(v);
  return values;
}

WENGERT_API Function Builder::finish(std::vector<Value> outputs) const {
  Function f;
  f.inputs = std::uint32_t(parameters_.size());
  std::vector<Value> number(function_.types.size());
  Value next = 0;
  for (Value v : order()) number[v] = next++;
  f.types.resize(function_.types.size());
  for (Value v = 0; v < function_.types.size(); ++v) f.types[number[v]] = function_.types[v];
  f.literals = function_.literals;
  for (Literal& l : f.literals) l.value = number[l.value];
  f.nodes = function_.nodes;
  for (Node& n : f.nodes)
    if (n.result_count) n.first_result = number[n.first_result];
  f.operand_list = function_.operand_list;
  for (Value& v : f.operand_list) v = number[v];
  f.outputs = std::move(outputs);
  for (Value& v : f.outputs) v = number[v];
  return f;
}

}  // namespace wengert
#endif
