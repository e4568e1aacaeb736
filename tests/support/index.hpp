// Index expressions, by their definition.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "wengert/ir/index.hpp"

namespace wengert::testing {

/// The value of an index expression, where variables and cells have these values.
inline std::int64_t value_of(const IndexPool& pool, std::uint32_t id,
                             const std::vector<std::int64_t>& variables,
                             const std::vector<std::int64_t>& cells = {}) {
  std::map<std::uint32_t, std::int64_t> known;  // expressions share their parts
  const auto value = [&](auto&& self, std::uint32_t index) -> std::int64_t {
    const IndexNode& n = pool.at(index);
    const auto found = known.find(index);
    if (found != known.end()) return found->second;
    const auto at = [&](std::uint32_t operand) { return self(self, operand); };
    const auto compute = [&]() -> std::int64_t {
      switch (n.kind) {
        case IndexKind::constant:
          return n.value;
        case IndexKind::variable:
          return variables.at(std::size_t(n.value));
        case IndexKind::cell:
          return cells.at(std::size_t(n.value));
        case IndexKind::add:
          return at(n.x) + at(n.y);
        case IndexKind::multiply:
          return at(n.x) * n.value;
        case IndexKind::divide:
          return at(n.x) / n.value;
        case IndexKind::modulo:
          return at(n.x) % n.value;
        case IndexKind::less:
          return at(n.x) < at(n.y);
        case IndexKind::both:
          return at(n.x) & at(n.y);
        case IndexKind::select:
          return at(n.x) ? at(n.y) : at(n.z);
      }
      return 0;
    };
    return known[index] = compute();
  };
  return value(value, id);
}

}  // namespace wengert::testing
