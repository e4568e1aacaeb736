// Def-use chains of a Function, and which of its values must lie in memory for those who read them.
#pragma once

#include <cstdint>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/ir/function.hpp"

namespace wengert::lower {

struct Uses {
  explicit Uses(const Function& f);

  std::vector<std::vector<std::uint32_t>> users;  // nodes that read a value, in order
  std::vector<bool> required;  // an output, or read by what takes arrays in memory

  bool any_result_used(const Node& n) const;
  bool has_node(Value v) const { return producers_[v] != none; }
  const Node& node_of(Value v) const { return f_.nodes[producers_[v]]; }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t(0);

  void require(Value v);
  void require_operands(const Node& n);
  void require_behind(Value v);

  const Function& f_;
  std::vector<std::uint32_t> producers_;
  std::vector<bool> used_;
};

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <cstddef>

#include "wengert/ir/primitive.hpp"
#include "wengert/lower/registers.hpp"
#include "wengert/lower/views.hpp"

namespace wengert::lower {

WENGERT_API Uses::Uses(const Function& f)
    : users(f.types.size()),
      required(f.types.size(), false),
      f_(f),
      producers_(f.types.size(), none),
      used_(f.types.size(), false) {
  for (std::uint32_t k = 0; k < f.nodes.size(); ++k) {
    const Node& n = f.nodes[k];
    for (std::uint32_t r = 0; r < n.result_count; ++r) producers_[n.first_result + r] = k;
    for (Value v : f.operands(n)) {
      used_[v] = true;
      if (users[v].empty() || users[v].back() != k) users[v].push_back(k);
    }
  }
  for (Value v : f.outputs) used_[v] = required[v] = true;
  for (const Node& n : f.nodes) require_operands(n);
}

WENGERT_API bool Uses::any_result_used(const Node& n) const {
  bool used = false;
  for (std::uint32_t k = 0; k < n.result_count; ++k) used = used || used_[n.first_result + k];
  return used;
}

// What is behind a barrier lies where it lies.
WENGERT_API void Uses::require(Value v) {
  while (has_node(v) && node_of(v).op->waits) v = f_.operands(node_of(v))[0];
  required[v] = true;
}

WENGERT_API void Uses::require_operands(const Node& n) {
  const auto operands = f_.operands(n);
  const auto require_all = [&] {
    for (Value v : operands) require(v);
  };
  switch (n.op->form) {
    case Form::library:
      return require_all();
    case Form::blockwise:
      if (!unrolls(f_, n)) require_all();
      return;
    case Form::loop:
    case Form::branch:
      if (!fits_registers(f_, n)) require_all();
      return;
    case Form::scan:
      if (!fits_registers(f_, n)) return require_all();
      for (Value v : operands)  // slices of xs are read by a changing index
        if (f_.types[v].elements() > register_elements) require(v);
      return;
    case Form::reduction:
      if (is_product(f_, n))
        for (Value v : operands) require_behind(v);
      return;
    default:
      return;
  }
}

// A product reads a transposed or sliced array where it lies; what lies behind must be stored.
WENGERT_API void Uses::require_behind(Value v) {
  const auto moves = [&](Value x) {
    return has_node(x) && node_of(x).op->form == Form::movement &&
           (node_of(x).operand_count == 1 || node_of(x).op->waits);
  };
  while (moves(v)) v = f_.operands(node_of(v))[0];
  required[v] = true;
}

}  // namespace wengert::lower
#endif
