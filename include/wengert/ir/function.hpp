// The IR: a typed list of elementary steps in single static assignment, with value semantics.
//
// Values are numbered in the order of their appearance. The first `inputs` of them are parameters;
// the others are literals (scalar constants) and results of nodes. A node applies a Primitive to
// earlier values. Control flow carries Functions as attributes, closed: what a body uses from outside
// it takes as an input. Next: builder.hpp makes Functions, print.hpp and parse.hpp read and write them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/ir/attributes.hpp"
#include "wengert/ir/type.hpp"

namespace wengert {

struct Primitive;

/// The number of a value within its Function.
using Value = std::uint32_t;

struct Node {
  const Primitive* op = nullptr;
  Attributes attributes;
  std::uint32_t first_operand = 0, operand_count = 0;  // in Function::operand_list
  Value first_result = 0;
  std::uint32_t result_count = 0;
};

struct Literal {
  Value value;
  Constant constant;
};

struct Function {
  std::uint32_t inputs = 0;
  std::vector<Type> types;           // of every value
  std::vector<Literal> literals;     // ascending by value
  std::vector<Node> nodes;
  std::vector<Value> operand_list;
  std::vector<Value> outputs;

  std::span<const Value> operands(const Node& node) const {
    return {operand_list.data() + node.first_operand, node.operand_count};
  }
  std::span<const Type> input_types() const { return {types.data(), inputs}; }
  std::vector<Type> output_types() const {
    std::vector<Type> result;
    for (Value v : outputs) result.push_back(types[v]);
    return result;
  }
  std::vector<Type> operand_types(const Node& node) const {
    std::vector<Type> result;
    for (Value v : operands(node)) result.push_back(types[v]);
    return result;
  }
  std::span<const Type> result_types(const Node& node) const {
    return {types.data() + node.first_result, node.result_count};
  }

  /// The text form, which parse_ir reads back.
  std::string str() const;
};

/// Equality of structure and of literals.
bool operator==(const Function& a, const Function& b);

/// A hash of the structure, literals' values included.
std::uint64_t hash_of(const Function& f);

/// Equality and hash that leave literals' values out: Functions that one executable serves.
bool same_structure(const Function& a, const Function& b);
std::uint64_t structure_hash(const Function& f);

}  // namespace wengert
