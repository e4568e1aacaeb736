// A Function on its way to statements: what its values are bound to, where they lie, and what has
// been emitted so far.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "wengert/lower/binding.hpp"
#include "wengert/lower/expand.hpp"
#include "wengert/lower/program.hpp"

namespace wengert::lower {

class Scope {
 public:
  /// With its inputs where the caller put them.
  Scope(Program& program, const Function& f, const std::vector<Location>& inputs);

  Program& program;
  const Function& function;
  Frame frame;
  std::map<Value, Location> locations;  // where a value is to be stored
  Statements statements;

  const Type& type_of(Value v) const { return function.types[v]; }

  /// Fresh memory.
  Location temporary(const Type& type);
  /// Where a value lies, after storing it where it did not lie anywhere.
  Location ensure_location(Value v);
  /// Stores an element of a value at its location, if it has one.
  void store(Expander& expander, Value v, std::span<const Index> index);
  /// Stores a whole value elsewhere.
  void copy(Value v, const Location& to);
  /// Appends a kernel, once its lanes are chosen. `reduce_lanes`: its reduction may run across
  /// them.
  void push(std::shared_ptr<Kernel> kernel, bool reduce_lanes = false);
};

/// Stores a cell as the element at `index` of an array, from the current block of the kernel.
void store_element(Kernel& kernel, const Location& to, const Shape& shape,
                   std::span<const Index> index, CellId cell);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <utility>

#include "wengert/lower/lanes.hpp"
#include "wengert/lower/layout.hpp"
#include "wengert/lower/pack.hpp"

namespace wengert::lower {

WENGERT_API void store_element(Kernel& kernel, const Location& to, const Shape& shape,
                               std::span<const Index> index, CellId cell) {
  kernel.stores.push_back({kernel.current, to.buffer, offset(kernel, to, shape, index).id, cell});
}

WENGERT_API Scope::Scope(Program& program_, const Function& f, const std::vector<Location>& inputs)
    : program(program_), function(f), frame(f) {
  for (Value v = 0; v < f.inputs; ++v) frame.bind_memory(v, inputs[v]);
}

WENGERT_API Location Scope::temporary(const Type& type) {
  program.buffers.push_back({Role::temporary, 0, type.bytes(), 0});
  return {std::int64_t(program.buffers.size()) - 1, 0, {}};
}

WENGERT_API Location Scope::ensure_location(Value v) {
  const Binding& b = frame.bindings[v];
  if (b.kind == Binding::Kind::memory) return b.location;
  const bool barrier = b.kind == Binding::Kind::node && frame.node_of(v).op->waits;
  const Location to =
      barrier ? ensure_location(function.operands(frame.node_of(v))[0]) : temporary(type_of(v));
  if (!barrier) copy(v, to);
  frame.bind_memory(v, to);
  return to;
}

WENGERT_API void Scope::store(Expander& expander, Value v, std::span<const Index> index) {
  const auto found = locations.find(v);
  if (found == locations.end()) return;
  const CellId cell = expander.cell(frame, v, index);
  store_element(expander.kernel(), found->second, type_of(v).shape, index, cell);
}

WENGERT_API void Scope::copy(Value v, const Location& to) {
  const Type& type = type_of(v);
  if (type.elements() == 0) return;
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel);
  std::vector<Index> index;
  if (!type.shape.empty()) index = unflatten(kernel->open_domain(type.elements()), type.shape);
  const CellId cell = expander.cell(frame, v, index);
  store_element(*kernel, to, type.shape, index, cell);
  push(std::move(kernel));
}

WENGERT_API void Scope::push(std::shared_ptr<Kernel> kernel, bool reduce_lanes) {
  choose_lanes(*kernel, reduce_lanes);
  if (auto packing = pack_strided_loads(*kernel, program))
    statements.push_back({std::move(packing)});
  statements.push_back({std::move(kernel)});
}

}  // namespace wengert::lower
#endif
