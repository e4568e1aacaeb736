// Updates in place: where a loop's body replaces parts of a carried array, it may write where that
// array lies instead of to a copy of it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/ir/function.hpp"
#include "wengert/lower/uses.hpp"

namespace wengert::lower {

/// The nodes that make an output of f from one of its inputs, first to last, if each is an update
/// of the one before and nothing reads an array once a part of it is overwritten. Empty where the
/// output is the input. `uses` are those of f.
std::optional<std::vector<std::uint32_t>> updates_in_place(const Function& f, const Uses& uses,
                                                           Value input, std::size_t output);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/ir/primitive.hpp"

namespace wengert::lower {

WENGERT_API std::optional<std::vector<std::uint32_t>> updates_in_place(const Function& f,
                                                                       const Uses& uses,
                                                                       Value input,
                                                                       std::size_t output) {
  std::vector<std::uint32_t> updates;
  Value v = f.outputs[output];
  while (v != input) {
    if (!uses.has_node(v) || !uses.node_of(v).op->place) return std::nullopt;
    const Node& update = uses.node_of(v);
    const auto number = std::uint32_t(&update - f.nodes.data());
    updates.push_back(number);
    v = f.operands(update)[0];
    const bool read_later = uses.users[v].back() != number;
    const auto operands = f.operands(update).subspan(1);
    if (read_later || std::count(f.outputs.begin(), f.outputs.end(), v) ||
        std::count(operands.begin(), operands.end(), v))
      return std::nullopt;
  }
  std::reverse(updates.begin(), updates.end());
  return updates;
}

}  // namespace wengert::lower
#endif
