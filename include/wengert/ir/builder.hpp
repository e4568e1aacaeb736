// Appends nodes to a Function. Equal nodes are one: appending again what is there gives the old value.
#pragma once

#include <span>
#include <unordered_map>
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

  const Type& type(Value v) const { return function_.types[v]; }
  const Function& function() const { return function_; }
  std::size_t size() const { return function_.nodes.size(); }

  /// The Function so far with these outputs; parameters are renumbered to come first.
  Function finish(std::vector<Value> outputs) const;
  /// The values in the order in which `finish` numbers them.
  std::vector<Value> order() const;

 private:
  Function function_;
  std::vector<Value> parameters_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> nodes_by_hash_, literals_by_hash_;
};

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Value Builder::input(Type type) {
  function_.types.push_back(std::move(type));
  parameters_.push_back(Value(function_.types.size() - 1));
  return parameters_.back();
}

WENGERT_API Value Builder::literal(const Constant& constant) {
  const std::uint64_t hash = hash_of(constant);
  for (auto [it, end] = literals_by_hash_.equal_range(hash); it != end; ++it)
    if (function_.literals[it->second].constant == constant) return function_.literals[it->second].value;
  function_.types.push_back(Type{constant.dtype, {}});
  const auto value = Value(function_.types.size() - 1);
  function_.literals.push_back({value, constant});
  literals_by_hash_.emplace(hash, std::uint32_t(function_.literals.size() - 1));
  return value;
}

WENGERT_API Results Builder::append(const Primitive& op, const Attributes& attributes,
                                    std::span<const Value> operands) {
  std::uint64_t hash = op.id;
  for (Value v : operands) hash = combine(hash, v);
  if (!attributes.empty()) hash = combine(hash, hash_of(attributes));
  for (auto [it, end] = nodes_by_hash_.equal_range(hash); it != end; ++it) {
    const Node& n = function_.nodes[it->second];
    const auto known = function_.operands(n);
    if (n.op->id == op.id && std::equal(known.begin(), known.end(), operands.begin(), operands.end()) &&
        n.attributes == attributes)
      return {n.first_result, n.result_count};
  }
  std::vector<Type> operand_types;
  operand_types.reserve(operands.size());
  for (Value v : operands) operand_types.push_back(function_.types[v]);
  std::vector<Type> types = op.infer(operand_types, attributes);

  Node node{&op, attributes, std::uint32_t(function_.operand_list.size()), std::uint32_t(operands.size()),
            Value(function_.types.size()), std::uint32_t(types.size())};
  function_.operand_list.insert(function_.operand_list.end(), operands.begin(), operands.end());
  for (Type& t : types) function_.types.push_back(std::move(t));
  function_.nodes.push_back(std::move(node));
  nodes_by_hash_.emplace(hash, std::uint32_t(function_.nodes.size() - 1));
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
