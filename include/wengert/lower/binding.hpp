// A Function that is being expanded into cells, and what stands for each of its values.
#pragma once

#include <cstdint>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/ir/function.hpp"
#include "wengert/lower/program.hpp"

namespace wengert::lower {

struct Frame;

/// What stands for a value of a Frame.
struct Binding {
  enum class Kind : std::uint8_t {
    node,     // expand the node that defines it
    memory,   // load it
    literal,  // slot `slot` of the literal table
    cells,    // one cell for each element
    view      // elements of another frame's value, behind leading indices
  };
  Kind kind = Kind::node;
  Location location;
  std::int64_t slot = 0;
  std::vector<CellId> cells;
  Frame* frame = nullptr;
  Value value = 0;
  std::vector<Index> leading;
};

/// A Function being expanded, and what its values are bound to: at first, nodes and literals.
struct Frame {
  const Function* function = nullptr;
  std::vector<Binding> bindings;
  std::vector<std::uint32_t> producers;  // node of each value

  /// Of a Function whose literals are slots; see flatten.hpp.
  explicit Frame(const Function& f);

  const Node& node_of(Value v) const { return function->nodes[producers[v]]; }
  const Type& type_of(Value v) const { return function->types[v]; }

  void bind_memory(Value v, Location location);
  void bind_view(Value v, Frame& outer, Value outer_value, std::vector<Index> leading = {});
};

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <utility>

namespace wengert::lower {

WENGERT_API Frame::Frame(const Function& f)
    : function(&f), bindings(f.types.size()), producers(f.types.size()) {
  for (std::uint32_t n = 0; n < f.nodes.size(); ++n)
    for (std::uint32_t k = 0; k < f.nodes[n].result_count; ++k)
      producers[f.nodes[n].first_result + k] = n;
  for (const Literal& l : f.literals) {
    bindings[l.value].kind = Binding::Kind::literal;
    bindings[l.value].slot = std::int64_t(l.constant.bits[0]);
  }
}

WENGERT_API void Frame::bind_memory(Value v, Location location) {
  bindings[v].kind = Binding::Kind::memory;
  bindings[v].location = std::move(location);
}

WENGERT_API void Frame::bind_view(Value v, Frame& outer, Value outer_value,
                                  std::vector<Index> leading) {
  Binding& b = bindings[v];
  b.kind = Binding::Kind::view;
  b.frame = &outer;
  b.value = outer_value;
  b.leading = std::move(leading);
}

}  // namespace wengert::lower
#endif
