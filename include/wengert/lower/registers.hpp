// What runs in registers: arrays of few elements, unrolled into cells, and the loops, branches and
// small matrices that have no others.
#pragma once

#include <cstdint>

#include "wengert/base/config.hpp"
#include "wengert/ir/function.hpp"

namespace wengert::lower {

/// Arrays of at most this many elements may be unrolled into cells.
inline constexpr std::int64_t register_elements = 64;
/// Reductions of at most this many elements are unrolled wherever they stand.
inline constexpr std::int64_t unrolled_reduction = 16;

/// Whether every value of f fits in registers, and every operation can be unrolled there.
bool fits_registers(const Function& f);
/// Whether a node of f that is a loop, scan, branch or small matrix runs in registers.
bool fits_registers(const Function& f, const Node& node);
/// Whether a node's result is best computed element by element in registers, beside loops over
/// larger arrays.
bool prefers_registers(const Function& f, const Node& node);
/// Whether a blockwise operation on matrices of these sizes is written out element by element.
bool unrolls(const Function& f, const Node& node);
/// Whether a reduction is short enough to unroll wherever it stands.
bool is_short_reduction(const Function& f, const Node& node);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>
#include <vector>

#include "wengert/ir/primitive.hpp"

namespace wengert::lower {

namespace register_use {

inline bool fits(const FunctionRef& f) { return fits_registers(*f); }

inline bool all_fit(const Functions& fs) { return std::all_of(fs.begin(), fs.end(), fits); }

inline std::int64_t terms(const Node& n, const std::vector<Type>& operands) {
  return n.op->reduction(operands, n.attributes).reduced.elements();
}

// Whether a node inside a Function whose values all fit can be unrolled.
inline bool unrolls_inside(const Function& f, const Node& n) {
  const std::vector<Type> types = f.operand_types(n);
  switch (n.op->form) {
    case Form::elementwise:
    case Form::movement:
    case Form::identity:
      return true;
    case Form::reduction:
      return terms(n, types) > 0;
    case Form::blockwise:
      return unrolls(f, n);
    case Form::scan:  // outputs of each iteration would go through memory
      return n.attributes.integer("carry") == std::int64_t(n.result_count) &&
             fits(n.attributes.function("body"));
    case Form::loop:
      return fits(n.attributes.function("cond")) && fits(n.attributes.function("body"));
    case Form::branch:
      return all_fit(n.attributes.functions("branches"));
    default:
      return false;
  }
}

}  // namespace register_use

WENGERT_API bool unrolls(const Function& f, const Node& n) {
  return n.op->unrolls && n.op->unrolls(f.operand_types(n), n.attributes);
}

WENGERT_API bool fits_registers(const Function& f) {
  constexpr std::int64_t most_cells = 4096;
  std::int64_t cells = 0;
  for (const Type& t : f.types) {
    if (t.elements() > register_elements) return false;
    cells += t.elements();
  }
  if (cells > most_cells) return false;
  return std::all_of(f.nodes.begin(), f.nodes.end(),
                     [&](const Node& n) { return register_use::unrolls_inside(f, n); });
}

WENGERT_API bool fits_registers(const Function& f, const Node& n) {
  const std::vector<Type> types = f.operand_types(n);
  const auto small = [](const Type& t) { return t.elements() <= register_elements; };
  const bool all_small = std::all_of(types.begin(), types.end(), small);
  switch (n.op->form) {
    case Form::blockwise:
      return unrolls(f, n) && small(f.types[n.first_result]);
    case Form::scan:
      return register_use::fits(n.attributes.function("body"));
    case Form::loop:
      return all_small && register_use::fits(n.attributes.function("cond")) &&
             register_use::fits(n.attributes.function("body"));
    case Form::branch:
      return all_small && register_use::all_fit(n.attributes.functions("branches"));
    default:
      return false;
  }
}

WENGERT_API bool prefers_registers(const Function& f, const Node& n) {
  constexpr std::int64_t unrolled_elements = 16,
                         unrolled_terms = 128;  // beyond, a vector loop is better
  const std::int64_t most = n.op->form == Form::blockwise ? register_elements : unrolled_elements;
  for (const Type& t : f.result_types(n))
    if (t.elements() > most) return false;
  switch (n.op->form) {
    case Form::elementwise:
    case Form::movement:
      return true;
    case Form::reduction: {
      const std::int64_t count = register_use::terms(n, f.operand_types(n));
      return count > 0 && count * f.types[n.first_result].elements() <= unrolled_terms;
    }
    default:
      return fits_registers(f, n);
  }
}

WENGERT_API bool is_short_reduction(const Function& f, const Node& n) {
  const std::int64_t count = register_use::terms(n, f.operand_types(n));
  return count > 0 && count <= unrolled_reduction;
}

}  // namespace wengert::lower
#endif
