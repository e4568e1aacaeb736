// Function → loop program: which values are stored, which are recomputed where they are used, and which
// share a kernel.
//
// A root is a value that must exist in memory, or that is too dear to compute twice. Roots of one domain
// whose operands agree index by index share a kernel; what only that kernel reads is never stored. Small
// values gather in kernels without loops, where each element is a register. Reductions start kernels;
// elementwise work on their results joins them. Large contractions, library calls and control flow over
// large arrays are statements of their own.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "wengert/lower/program.hpp"

namespace wengert::lower {

/// The loop program of f. Literals are read from slots; see flatten.hpp.
Program lower(const Function& f);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>
#include <cmath>

#include "wengert/ir/transforms.hpp"
#include "wengert/lower/expand.hpp"
#include "wengert/lower/flatten.hpp"
#include "wengert/lower/lanes.hpp"
#include "wengert/lower/memory.hpp"
#include "wengert/lower/pack.hpp"
#include "wengert/lower/views.hpp"

namespace wengert::lower {

inline constexpr int recompute_cost = 4;           // dearer values used twice are roots
inline constexpr int largest_expression = 300;     // bounds the cells of one kernel
inline constexpr std::int64_t product_threshold = 8192;  // multiplications worth a packed product
inline constexpr std::int64_t partial_reduction_length = 8192;
/// Beside loops over larger arrays only these are unrolled; a vector loop takes the others.
inline constexpr std::int64_t unrolled_elements = 16, unrolled_terms = 128;

// What becomes of a value.
enum class Fate : std::uint8_t { unused, given, inlined, root };

struct Unit {
  enum class Kind : std::uint8_t { fused, registers, reduction, block, map, statement };
  Kind kind = Kind::fused;
  Shape domain;
  std::vector<Value> roots;
  double size = 0;                // estimated cells
  const Node* node = nullptr;     // of a map or statement
};

/// Schedules one Function: the program's, or a body of control flow over large arrays.
class Scope {
 public:
  Scope(Program& program, const Function& f) : program_(program), f_(f), frame_(f) {
    fates_.assign(f.types.size(), Fate::unused);
    costs_.assign(f.types.size(), 0);
    units_of_.assign(f.types.size(), -1);
    streamed_.assign(f.types.size(), false);
  }
  Statements run(const std::vector<Location>& inputs, const std::vector<Location>& outputs);

 private:
  struct Read { Value value; bool aligned; };

  // -- deciding
  void count_uses();
  void require(Value v) { required_[v] = true; }
  void require_operands(const Node& n);
  void require_behind(Value v);
  void decide(const Node& n);
  bool is_product(const Node& n) const;
  bool is_small_reduction(const Node& n) const;
  bool unrolls_in_registers(const Node& n) const;
  bool fits(const Node& n) const;
  int expression_cost(const Node& n) const;
  bool worth_storing(const Node& n, Value v) const;
  std::vector<Read> reads_of(Value root) const;
  void join_or_open(const Node& n, Unit unit);
  bool may_join(const Unit& unit, int number, const Unit& candidate, const std::vector<Read>& reads) const;

  // -- emitting
  void place_outputs(const std::vector<Location>& outputs);
  bool needs_store(Value v, int unit) const;
  Location temporary(const Type& type);
  Location ensure_location(Value v);
  void emit(int number);
  void emit_fused(const Unit& unit, int number);
  void emit_registers(const Unit& unit, int number);
  void emit_reduction(const Unit& unit, int number);
  void emit_long_reduction(const Unit& unit, const Node& n);
  void emit_block(const Unit& unit);
  void emit_map(const Unit& unit);
  void emit_statement(const Unit& unit);
  void emit_product(const Node& n);
  void emit_library(const Node& n);
  void emit_scan(const Node& n);
  void emit_while(const Node& n);
  void emit_branch(const Node& n);
  void emit_copy_kernel(Value v, const Location& to);
  std::shared_ptr<Kernel> fused_kernel(const Unit& unit, int number, bool flat);
  void store(Expander& expander, Value v, std::span<const Index> index);
  void push(std::shared_ptr<Kernel> kernel, bool reduce_lanes = false);
  void begin_unit(int number);
  void end_unit(int number);
  std::vector<Location> carry_buffers(std::span<const Value> initial);

  const Node& node_of(Value v) const { return f_.nodes[frame_.producers[v]]; }
  bool has_node(Value v) const { return produced_[v]; }

  Program& program_;
  const Function& f_;
  Frame frame_;
  std::vector<Fate> fates_;
  std::vector<int> costs_, uses_;
  std::vector<bool> required_, produced_, streamed_, output_;
  std::vector<std::vector<std::uint32_t>> users_;
  std::vector<int> units_of_;
  std::vector<Unit> units_;
  std::map<Value, Location> locations_;
  std::vector<std::vector<int>> readers_;  // units that load a root
  Statements statements_;
};

// ---- deciding ---------------------------------------------------------------------------------------------

inline bool Scope::is_product(const Node& n) const {
  if (n.op->form != Form::reduction) return false;
  const Dtype d = f_.types[n.first_result].dtype;
  if (d != Dtype::f32 && d != Dtype::f64) return false;
  const std::vector<Type> types = f_.operand_types(n);
  const ReductionPlan plan = n.op->reduction(types, n.attributes);
  if (!plan.product || plan.accumulator != d || types[0].dtype != d || types[1].dtype != d) return false;
  const ProductShape p = product_shape(plan, f_.types[n.first_result].shape);
  return p.m >= 4 && p.n >= 4 && p.k >= 4 && p.m * p.n * p.k >= product_threshold;
}

inline bool Scope::is_small_reduction(const Node& n) const {
  const std::vector<Type> types = f_.operand_types(n);
  const std::int64_t count = n.op->reduction(types, n.attributes).reduced.elements();
  return count > 0 && count <= unrolled_reduction;
}

// Whether a node's result is best computed element by element in registers.
inline bool Scope::unrolls_in_registers(const Node& n) const {
  for (std::uint32_t k = 0; k < n.result_count; ++k)
    if (f_.types[n.first_result + k].elements() > (n.op->form == Form::blockwise ? register_elements : unrolled_elements)) return false;
  const std::vector<Type> types = f_.operand_types(n);
  switch (n.op->form) {
    case Form::elementwise:
    case Form::movement: return true;
    case Form::reduction: {
      const std::int64_t count = n.op->reduction(types, n.attributes).reduced.elements();
      return count > 0 && count * f_.types[n.first_result].elements() <= unrolled_terms;
    }
    default: return fits(n);
  }
}

// Whether a loop, scan, branch or small matrix runs in registers.
inline bool Scope::fits(const Node& n) const {
  const std::vector<Type> types = f_.operand_types(n);
  const auto small = [&](std::size_t from, std::size_t to) {
    for (std::size_t k = from; k < to; ++k)
      if (types[k].elements() > register_elements) return false;
    return true;
  };
  switch (n.op->form) {
    case Form::blockwise: return n.op->unrolls && n.op->unrolls(types, n.attributes) && f_.types[n.first_result].elements() <= register_elements;
    case Form::scan: return fits_registers(*n.attributes.function("body"));
    case Form::loop:
      return small(0, types.size()) && fits_registers(*n.attributes.function("cond")) && fits_registers(*n.attributes.function("body"));
    case Form::branch: {
      bool all = small(0, types.size());
      for (const FunctionRef& arm : n.attributes.functions("branches")) all = all && fits_registers(*arm);
      return all;
    }
    default: return false;
  }
}

inline void Scope::count_uses() {
  uses_.assign(f_.types.size(), 0);
  required_.assign(f_.types.size(), false);
  produced_.assign(f_.types.size(), false);
  output_.assign(f_.types.size(), false);
  users_.resize(f_.types.size());
  readers_.resize(f_.types.size());
  for (std::uint32_t k = 0; k < f_.nodes.size(); ++k) {
    const Node& n = f_.nodes[k];
    for (std::uint32_t r = 0; r < n.result_count; ++r) produced_[n.first_result + r] = true;
    for (Value v : f_.operands(n)) {
      ++uses_[v];
      if (users_[v].empty() || users_[v].back() != k) users_[v].push_back(k);
    }
  }
  for (Value v : f_.outputs) {
    ++uses_[v];
    output_[v] = required_[v] = true;
  }
  for (const Node& n : f_.nodes) require_operands(n);
}

inline void Scope::require_operands(const Node& n) {
  const auto operands = f_.operands(n);
  switch (n.op->form) {
    case Form::library:
      for (Value v : operands) require(v);
      break;
    case Form::blockwise:
      if (!n.op->unrolls || !n.op->unrolls(f_.operand_types(n), n.attributes))
        for (Value v : operands) require(v);
      break;
    case Form::scan:
    case Form::loop:
    case Form::branch:
      if (!fits(n))
        for (Value v : operands) require(v);
      else if (n.op->form == Form::scan)  // slices of xs are read by a changing index
        for (std::size_t k = 0; k < operands.size(); ++k)
          if (f_.types[operands[k]].elements() > register_elements) require(operands[k]);
      break;
    case Form::reduction:
      if (is_product(n))
        for (Value v : operands) require_behind(v);
      break;
    default: break;
  }
}

// A product reads a transposed or sliced array where it lies; what lies behind must be stored.
inline void Scope::require_behind(Value v) {
  while (produced_[v] && node_of(v).op->form == Form::movement && node_of(v).operand_count == 1) v = f_.operands(node_of(v))[0];
  require(v);
}

inline int Scope::expression_cost(const Node& n) const {
  int cost = n.op->form == Form::elementwise ? n.op->cost : 1;
  for (Value v : f_.operands(n)) cost += costs_[v];
  if (n.op->form == Form::reduction)
    cost *= int(n.op->reduction(f_.operand_types(n), n.attributes).reduced.elements());
  return cost;
}

// Values that many elements of a consumer would compute again.
inline bool Scope::worth_storing(const Node& n, Value v) const {
  const int cost = costs_[v];
  if (cost > largest_expression) return true;
  if (cost <= 1) return false;
  if (users_[v].size() > 1 && cost > recompute_cost) return true;
  const std::int64_t mine = f_.types[n.first_result].elements();
  if (mine <= 1) return false;
  for (std::uint32_t user : users_[v]) {
    const Node& u = f_.nodes[user];
    const std::int64_t theirs = f_.types[u.first_result].elements();
    if (u.op->form == Form::movement && theirs > mine && cost > 2) return true;
    if (u.op->form == Form::reduction && u.operand_count > 1 && cost > 2) {
      const ReductionPlan plan = u.op->reduction(f_.operand_types(u), u.attributes);
      if (double(theirs) * double(plan.reduced.elements()) > double(mine)) return true;
    }
  }
  return false;
}

inline void Scope::decide(const Node& n) {
  const Value v = n.first_result;
  bool used = false;
  for (std::uint32_t k = 0; k < n.result_count; ++k) used = used || uses_[v + k] > 0;
  if (!used) return;
  const auto statement = [&](Unit::Kind kind) {
    Unit unit;
    unit.kind = kind;
    unit.node = &n;
    for (std::uint32_t k = 0; k < n.result_count; ++k) {
      unit.roots.push_back(v + k);
      fates_[v + k] = Fate::root;
      units_of_[v + k] = int(units_.size());
    }
    units_.push_back(std::move(unit));
  };
  const bool small = unrolls_in_registers(n);
  switch (n.op->form) {
    case Form::elementwise:
    case Form::movement: break;
    case Form::reduction:
      if (is_product(n)) return statement(Unit::Kind::statement);
      if (!small && !is_small_reduction(n)) {
        Unit unit;
        unit.kind = Unit::Kind::reduction;
        unit.domain = f_.types[v].shape;
        return join_or_open(n, std::move(unit));
      }
      break;
    case Form::blockwise:
      if (small) {
        Unit unit;
        unit.kind = Unit::Kind::registers;
        return join_or_open(n, std::move(unit));
      }
      if (n.op->unrolls && n.op->unrolls(f_.operand_types(n), n.attributes)) return statement(Unit::Kind::block);
      return statement(Unit::Kind::statement);
    case Form::map: return statement(Unit::Kind::map);
    case Form::scan:
    case Form::loop:
    case Form::branch:
      if (!fits(n)) return statement(Unit::Kind::statement);
      {
        Unit unit;
        unit.kind = Unit::Kind::registers;
        return join_or_open(n, std::move(unit));
      }
    default: return statement(Unit::Kind::statement);
  }
  costs_[v] = expression_cost(n);
  if (!required_[v] && !worth_storing(n, v)) {
    fates_[v] = Fate::inlined;
    return;
  }
  Unit unit;
  unit.kind = small ? Unit::Kind::registers : Unit::Kind::fused;
  if (!small) unit.domain = f_.types[v].shape;
  join_or_open(n, std::move(unit));
}

// The stored values that computing `root` reads, and whether each is read at the root's own index.
inline std::vector<Scope::Read> Scope::reads_of(Value root) const {
  std::vector<Read> reads;
  std::map<Value, bool> seen;
  std::vector<Read> pending;
  const auto visit_operands = [&](Value v, bool aligned) {
    const Node& n = node_of(v);
    const bool keeps = n.op->form == Form::elementwise;
    for (Value operand : f_.operands(n))
      pending.push_back({operand, aligned && keeps && f_.types[operand].shape == f_.types[root].shape});
  };
  visit_operands(root, true);
  while (!pending.empty()) {
    const Read r = pending.back();
    pending.pop_back();
    const auto [known, fresh] = seen.try_emplace(r.value, r.aligned);
    if (!fresh) {
      if (!known->second || r.aligned) continue;
      known->second = false;
    }
    if (fates_[r.value] == Fate::inlined) visit_operands(r.value, r.aligned);
    else if (fates_[r.value] == Fate::root) reads.push_back(r);
  }
  return reads;
}

inline bool Scope::may_join(const Unit& unit, int number, const Unit& candidate, const std::vector<Read>& reads) const {
  constexpr double largest_kernel = 600, largest_registers = 1500;
  const bool registers = candidate.kind == Unit::Kind::registers;
  if (registers != (unit.kind == Unit::Kind::registers)) return false;
  if (unit.kind != Unit::Kind::fused && unit.kind != Unit::Kind::registers && unit.kind != Unit::Kind::reduction) return false;
  if (candidate.kind == Unit::Kind::reduction) return false;
  if (!registers && !(unit.domain == candidate.domain)) return false;
  if (unit.size + candidate.size > (registers ? largest_registers : largest_kernel)) return false;
  bool shares = unit.kind != Unit::Kind::reduction;
  for (const Read& r : reads) {
    if (units_of_[r.value] > number) return false;
    if (units_of_[r.value] < number) continue;
    shares = true;
    if (streamed_[r.value]) return false;
    if (!registers && !r.aligned) return false;
  }
  return shares;
}

inline void Scope::join_or_open(const Node& n, Unit unit) {
  const Value v = n.first_result;
  std::vector<Read> reads;
  for (std::uint32_t k = 0; k < n.result_count; ++k) {
    for (const Read& r : reads_of(v + k)) reads.push_back(r);
    if (n.op->form != Form::elementwise) break;
  }
  unit.size = unit.kind == Unit::Kind::registers ? 0 : costs_[v];
  if (unit.kind == Unit::Kind::registers) {
    for (std::uint32_t k = 0; k < n.result_count; ++k)
      unit.size += double(std::min(f_.types[v + k].elements(), register_elements) * std::max(costs_[v], 1));
    const bool unrolled = n.op->form == Form::elementwise || n.op->form == Form::movement || n.op->form == Form::reduction;
    if (!unrolled) unit.size += 400;
  }
  constexpr int look_back = 8;
  int home = -1;
  for (int k = int(units_.size()) - 1; k >= 0 && k >= int(units_.size()) - look_back; --k)
    if (may_join(units_[std::size_t(k)], k, unit, reads)) {
      home = k;
      break;
    }
  if (home < 0) {
    home = int(units_.size());
    units_.push_back(unit);
    units_.back().size = 0;
  }
  Unit& at = units_[std::size_t(home)];
  at.size += unit.size;
  const bool streams = n.op->form == Form::scan;
  const auto carried = streams ? std::uint32_t(n.attributes.integer("carry")) : n.result_count;
  for (std::uint32_t k = 0; k < n.result_count; ++k) {
    at.roots.push_back(v + k);
    fates_[v + k] = Fate::root;
    units_of_[v + k] = home;
    streamed_[v + k] = k >= carried;
    costs_[v + k] = 0;
  }
}

// ---- emitting ---------------------------------------------------------------------------------------------

inline Location Scope::temporary(const Type& type) {
  program_.buffers.push_back({Role::temporary, 0, type.bytes(), 0});
  return {std::int64_t(program_.buffers.size()) - 1, 0, {}};
}

// Values read by a unit other than their own, or by what cannot pull, are stored.
inline bool Scope::needs_store(Value v, int unit) const {
  if (required_[v] || streamed_[v]) return true;
  for (int reader : readers_[v])
    if (reader != unit) return true;
  return false;
}

inline void Scope::store(Expander& expander, Value v, std::span<const Index> index) {
  const auto found = locations_.find(v);
  if (found == locations_.end()) return;
  const CellId cell = expander.cell(frame_, v, index);
  Kernel& k = expander.kernel();
  const Index at = expander.offset(found->second, f_.types[v].shape, index);
  k.stores.push_back({k.current, found->second.buffer, at.id, cell});
}

inline void Scope::push(std::shared_ptr<Kernel> kernel, bool reduce_lanes) {
  choose_lanes(*kernel, reduce_lanes);
  if (auto packing = pack_strided_loads(*kernel, program_)) statements_.push_back({std::move(packing)});
  statements_.push_back({std::move(kernel)});
}

// While a unit is built its own roots are computed, all others loaded.
inline void Scope::begin_unit(int number) {
  for (Value v : units_[std::size_t(number)].roots) {
    frame_.bindings[v].kind = Binding::Kind::node;
    if (!needs_store(v, number) || locations_.count(v)) continue;
    locations_[v] = temporary(f_.types[v]);
  }
}

inline void Scope::end_unit(int number) {
  for (Value v : units_[std::size_t(number)].roots) {
    const auto found = locations_.find(v);
    if (found == locations_.end()) continue;
    frame_.bindings[v].kind = Binding::Kind::memory;
    frame_.bindings[v].location = found->second;
  }
}

inline std::shared_ptr<Kernel> Scope::fused_kernel(const Unit& unit, int, bool flat) {
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel, program_);
  std::vector<Index> index;
  if (flat) index = expander.unflatten(kernel->open_domain(unit.domain.elements()), unit.domain);
  else
    for (std::int64_t extent : unit.domain) index.push_back(kernel->open_domain(extent));
  for (Value v : unit.roots) store(expander, v, index);
  return kernel;
}

// One loop over all elements where every access allows it, or the last axis is too short for vectors.
inline void Scope::emit_fused(const Unit& unit, int number) {
  constexpr std::int64_t short_axis = 8;
  if (unit.domain.elements() == 0) return;
  std::shared_ptr<Kernel> kernel;
  if (unit.domain.rank() > 1) {
    kernel = fused_kernel(unit, number, true);
    if (!accesses_run_along(*kernel, kernel->variables[0]) && unit.domain.back() >= short_axis) kernel = nullptr;
  }
  push(kernel ? kernel : fused_kernel(unit, number, false));
}

inline void Scope::emit_registers(const Unit& unit, int) {
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel, program_);
  for (Value v : unit.roots)
    if (streamed_[v] && locations_.count(v)) expander.iteration_outputs[{&frame_, v}] = locations_.at(v);
  for (Value v : unit.roots) {
    if (streamed_[v]) {
      expander.force(frame_, node_of(v));
      continue;
    }
    const Shape& shape = f_.types[v].shape;
    if (locations_.count(v))
      for (std::int64_t k = 0; k < shape.elements(); ++k) store(expander, v, expander.constant_index(k, shape));
  }
  push(std::move(kernel));
}

inline void Scope::emit_reduction(const Unit& unit, int number) {
  const Node& n = node_of(unit.roots[0]);
  const ReductionPlan plan = n.op->reduction(f_.operand_types(n), n.attributes);
  const std::int64_t results = unit.domain.elements();
  if (results == 0) return;
  if (!plan.product && results <= 16 && plan.reduced.elements() > 2 * partial_reduction_length && unit.roots.size() == 1 && adjacent(plan))
    return emit_long_reduction(unit, n);
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel, program_);
  std::vector<Index> index;
  for (std::int64_t extent : unit.domain) index.push_back(kernel->open_domain(extent));
  for (Value v : unit.roots) store(expander, v, index);
  push(std::move(kernel), true);
  (void)number;
}

// Few results of many elements: fixed pieces are reduced on their own, by whichever thread, then joined.
// So the order of combination does not depend on the number of threads.
inline void Scope::emit_long_reduction(const Unit& unit, const Node& n) {
  const Value v = unit.roots[0];
  const ReductionPlan plan = n.op->reduction(f_.operand_types(n), n.attributes);
  const std::int64_t length = plan.reduced.elements();
  const std::int64_t pieces = (length + partial_reduction_length - 1) / partial_reduction_length;
  Type partial_type{plan.accumulator, unit.domain};
  partial_type.shape.push_back(pieces);
  const Location partial = temporary(partial_type);
  {
    auto kernel = std::make_shared<Kernel>();
    Expander expander(*kernel, program_);
    const Index piece = kernel->open_domain(pieces);
    std::vector<Index> index;
    for (std::int64_t extent : unit.domain) index.push_back(kernel->open_domain(extent));
    const Index first = piece * partial_reduction_length;
    const Index rest = kernel->pool.constant(length) - first, whole = kernel->pool.constant(partial_reduction_length);
    const Index bound = index_select(index_less(rest, whole), rest, whole);
    const CellId sum = expander.partial_reduction(frame_, n, index, first, partial_reduction_length, bound);
    index.push_back(piece);
    kernel->stores.push_back({kernel->current, partial.buffer, expander.offset(partial, partial_type.shape, index).id, sum});
    push(std::move(kernel), true);
  }
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel, program_);
  std::vector<Index> index;
  for (std::int64_t extent : unit.domain) index.push_back(kernel->open_domain(extent));
  const CellId total = expander.joined_parts(partial, partial_type, index, plan, f_.types[v].dtype);
  kernel->stores.push_back({kernel->current, locations_.at(v).buffer, expander.offset(locations_.at(v), f_.types[v].shape, index).id, total});
  push(std::move(kernel), true);
}

inline void Scope::emit_block(const Unit& unit) {
  const Node& n = *unit.node;
  const Value v = n.first_result;
  const Type& type = f_.types[v];
  if (type.elements() == 0) return;
  const int core = n.op->core_ranks(f_.operand_types(n), n.attributes).back();
  Shape leading, matrix;
  for (int d = 0; d < type.shape.rank(); ++d) (d < type.shape.rank() - core ? leading : matrix).push_back(type.shape[d]);
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel, program_);
  const std::vector<Index> at = leading.empty() ? std::vector<Index>() : expander.unflatten(kernel->open_domain(leading.elements()), leading);
  for (std::int64_t k = 0; k < matrix.elements(); ++k) {
    std::vector<Index> index = at;
    for (Index i : expander.constant_index(k, matrix)) index.push_back(i);
    store(expander, v, index);
  }
  push(std::move(kernel));
}

// One instance of the body in each lane, its arrays in registers.
inline void Scope::emit_map(const Unit& unit) {
  const Node& n = *unit.node;
  const FunctionRef& body = n.attributes.function("f");
  const Shape& batched = n.attributes.shape("batched");
  const std::int64_t size = n.attributes.integer("size");
  if (size == 0) return;
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel, program_);
  const Index lane = kernel->open_domain(size);
  Frame inner(*body);
  const auto operands = f_.operands(n);
  for (std::size_t k = 0; k < operands.size(); ++k)
    expander.bind_view(inner, Value(k), frame_, operands[k], batched[k] ? std::vector<Index>{lane} : std::vector<Index>());
  for (std::uint32_t r = 0; r < n.result_count; ++r) {
    const auto found = locations_.find(n.first_result + r);
    if (found == locations_.end()) continue;
    const Type& type = f_.types[n.first_result + r];
    const Shape& shape = body->types[body->outputs[r]].shape;
    for (std::int64_t k = 0; k < shape.elements(); ++k) {
      std::vector<Index> index{lane};
      for (Index i : expander.constant_index(k, shape)) index.push_back(i);
      const CellId cell = expander.cell(inner, body->outputs[r], std::span(index).subspan(1));
      kernel->stores.push_back({kernel->current, found->second.buffer, expander.offset(found->second, type.shape, index).id, cell});
    }
  }
  push(std::move(kernel));
}

inline void Scope::emit_copy_kernel(Value v, const Location& to) {
  const Type& type = f_.types[v];
  if (type.elements() == 0) return;
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel, program_);
  std::vector<Index> index;
  if (!type.shape.empty()) index = expander.unflatten(kernel->open_domain(type.elements()), type.shape);
  const CellId cell = expander.cell(frame_, v, index);
  kernel->stores.push_back({kernel->current, to.buffer, expander.offset(to, type.shape, index).id, cell});
  push(std::move(kernel));
}

/// Where a value lies, after storing it where it did not lie anywhere.
inline Location Scope::ensure_location(Value v) {
  const Binding& b = frame_.bindings[v];
  if (b.kind == Binding::Kind::memory) return b.location;
  const Location to = temporary(f_.types[v]);
  emit_copy_kernel(v, to);
  frame_.bindings[v].kind = Binding::Kind::memory;
  frame_.bindings[v].location = to;
  return to;
}

// ---- statements -------------------------------------------------------------------------------------------

inline void Scope::emit_statement(const Unit& unit) {
  const Node& n = *unit.node;
  for (std::uint32_t k = 0; k < n.result_count; ++k)
    if (!locations_.count(n.first_result + k)) locations_[n.first_result + k] = temporary(f_.types[n.first_result + k]);
  switch (n.op->form) {
    case Form::reduction: return emit_product(n);
    case Form::scan: return emit_scan(n);
    case Form::loop: return emit_while(n);
    case Form::branch: return emit_branch(n);
    default: return emit_library(n);
  }
}

inline void Scope::emit_product(const Node& n) {
  const std::vector<Type> types = f_.operand_types(n);
  const ReductionPlan plan = n.op->reduction(types, n.attributes);
  const ProductShape shape = product_shape(plan, f_.types[n.first_result].shape);
  Product p;
  p.dtype = f_.types[n.first_result].dtype;
  p.c = locations_.at(n.first_result);
  p.batch = shape.batch;
  p.m = shape.m;
  p.n = shape.n;
  p.k = shape.k;
  const auto operand = [&](int number, Location& at, std::int64_t& batch, std::int64_t& free, std::int64_t& contracted) {
    const Value v = f_.operands(n)[std::size_t(number)];
    std::optional<View> view = strided_view(frame_, program_, v);
    std::optional<ProductStrides> strides;
    if (view) strides = product_strides(plan, shape, number, types[std::size_t(number)].shape, view->strides);
    if (!strides) {  // pack it as (batch, free, contracted)
      at = temporary(types[std::size_t(number)]);
      const std::vector<int> order = product_order(plan, shape, number);
      auto kernel = std::make_shared<Kernel>();
      Expander expander(*kernel, program_);
      std::vector<Index> packed, index(order.size());
      Shape packed_shape;
      for (int d : order) {
        packed_shape.push_back(types[std::size_t(number)].shape[d]);
        packed.push_back(kernel->open_domain(packed_shape.back()));
        index[std::size_t(d)] = packed.back();
      }
      const CellId cell = expander.cell(frame_, v, index);
      kernel->stores.push_back({kernel->current, at.buffer, expander.offset(at, packed_shape, packed).id, cell});
      push(std::move(kernel));
      contracted = 1;
      free = shape.k;
      batch = shape.k * (number == 0 ? shape.m : shape.n);
      return;
    }
    at = view->location;
    batch = strides->batch;
    free = strides->free;
    contracted = strides->contracted;
  };
  operand(0, p.a, p.a_batch, p.a_row, p.a_column);
  operand(1, p.b, p.b_batch, p.b_column, p.b_row);
  statements_.push_back({p});
}

inline void Scope::emit_library(const Node& n) {
  LibraryCall call{n.op, n.attributes, f_.operand_types(n), {f_.result_types(n).begin(), f_.result_types(n).end()}, {}, {}};
  for (Value v : f_.operands(n)) call.operands.push_back(ensure_location(v));
  for (std::uint32_t k = 0; k < n.result_count; ++k) call.results.push_back(locations_.at(n.first_result + k));
  statements_.push_back({std::move(call)});
}

// Two buffers for each carried value: the body reads one, fills the other, and they trade places.
inline std::vector<Location> Scope::carry_buffers(std::span<const Value> initial) {
  std::vector<Location> buffers;
  for (Value v : initial) {
    buffers.push_back(temporary(f_.types[v]));
    statements_.push_back({Copy{ensure_location(v), buffers.back(), f_.types[v]}});
  }
  return buffers;
}

inline void Scope::emit_scan(const Node& n) {
  const FunctionRef& body = n.attributes.function("body");
  const auto consts = std::size_t(n.attributes.integer("consts")), carry = std::size_t(n.attributes.integer("carry"));
  const std::int64_t length = n.attributes.integer("length");
  const bool reverse = n.attributes.integer("reverse") != 0;
  const auto operands = f_.operands(n);
  auto loop = std::make_shared<StatementLoop>();
  loop->number = program_.loops++;
  loop->trips = length;

  const auto slice_of = [&](Location whole, std::int64_t elements) {
    if (reverse) whole.offset += (length - 1) * elements;
    whole.terms.push_back({loop->number, reverse ? -elements : elements});
    return whole;
  };
  std::vector<Location> inputs, outputs;
  for (std::size_t k = 0; k < consts; ++k) inputs.push_back(ensure_location(operands[k]));
  const std::vector<Location> state = carry_buffers(operands.subspan(consts, carry));
  for (std::size_t k = 0; k < carry; ++k) {
    inputs.push_back(state[k]);
    outputs.push_back(temporary(f_.types[operands[consts + k]]));
    loop->swaps.emplace_back(state[k].buffer, outputs[k].buffer);
  }
  for (std::size_t k = consts + carry; k < operands.size(); ++k)
    inputs.push_back(slice_of(ensure_location(operands[k]), body->types[k].elements()));
  for (std::size_t y = carry; y < n.result_count; ++y)
    outputs.push_back(slice_of(locations_.at(n.first_result + Value(y)), body->types[body->outputs[y]].elements()));
  loop->body = Scope(program_, *body).run(inputs, outputs);
  statements_.push_back({loop});
  for (std::size_t k = 0; k < carry; ++k)
    statements_.push_back({Copy{state[k], locations_.at(n.first_result + Value(k)), f_.types[n.first_result + k]}});
}

inline void Scope::emit_while(const Node& n) {
  const FunctionRef &test = n.attributes.function("cond"), &body = n.attributes.function("body");
  const auto test_consts = std::size_t(n.attributes.integer("cond_consts"));
  const auto body_consts = std::size_t(n.attributes.integer("body_consts"));
  const auto operands = f_.operands(n);
  const std::size_t first = test_consts + body_consts;
  auto loop = std::make_shared<StatementLoop>();
  loop->number = program_.loops++;
  std::vector<Location> test_inputs, body_inputs, outputs;
  for (std::size_t k = 0; k < test_consts; ++k) test_inputs.push_back(ensure_location(operands[k]));
  for (std::size_t k = test_consts; k < first; ++k) body_inputs.push_back(ensure_location(operands[k]));
  const std::vector<Location> state = carry_buffers(operands.subspan(first));
  for (std::size_t k = 0; k < state.size(); ++k) {
    test_inputs.push_back(state[k]);
    body_inputs.push_back(state[k]);
    outputs.push_back(temporary(f_.types[operands[first + k]]));
    loop->swaps.emplace_back(state[k].buffer, outputs[k].buffer);
  }
  loop->condition = temporary(Type{Dtype::bool_, {}});
  loop->test = Scope(program_, *test).run(test_inputs, {loop->condition});
  loop->body = Scope(program_, *body).run(body_inputs, outputs);
  statements_.push_back({loop});
  for (std::size_t k = 0; k < state.size(); ++k)
    statements_.push_back({Copy{state[k], locations_.at(n.first_result + Value(k)), f_.types[n.first_result + k]}});
}

inline void Scope::emit_branch(const Node& n) {
  auto branch = std::make_shared<StatementBranch>();
  const auto operands = f_.operands(n);
  branch->chooser = ensure_location(operands[0]);
  std::vector<Location> inputs, outputs;
  for (std::size_t k = 1; k < operands.size(); ++k) inputs.push_back(ensure_location(operands[k]));
  for (std::uint32_t k = 0; k < n.result_count; ++k) outputs.push_back(locations_.at(n.first_result + k));
  for (const FunctionRef& arm : n.attributes.functions("branches"))
    branch->branches.push_back(Scope(program_, *arm).run(inputs, outputs));
  statements_.push_back({branch});
}

// ---- the whole --------------------------------------------------------------------------------------------

inline void Scope::emit(int number) {
  begin_unit(number);
  const Unit unit = units_[std::size_t(number)];
  switch (unit.kind) {
    case Unit::Kind::fused: emit_fused(unit, number); break;
    case Unit::Kind::registers: emit_registers(unit, number); break;
    case Unit::Kind::reduction: emit_reduction(unit, number); break;
    case Unit::Kind::block: emit_block(unit); break;
    case Unit::Kind::map: emit_map(unit); break;
    case Unit::Kind::statement: emit_statement(unit); break;
  }
  end_unit(number);
}

inline Statements Scope::run(const std::vector<Location>& inputs, const std::vector<Location>& outputs) {
  for (Value v = 0; v < f_.inputs; ++v) {
    frame_.bindings[v].kind = Binding::Kind::memory;
    frame_.bindings[v].location = inputs[v];
    fates_[v] = Fate::given;
  }
  count_uses();
  for (const Node& n : f_.nodes) decide(n);
  for (int u = 0; u < int(units_.size()); ++u)
    for (Value v : units_[std::size_t(u)].roots)
      for (const Read& r : produced_[v] ? reads_of(v) : std::vector<Read>()) readers_[r.value].push_back(u);
  // An output is computed where it is wanted; its second and later places are copies.
  for (std::size_t k = 0; k < outputs.size(); ++k)
    if (produced_[f_.outputs[k]]) locations_.try_emplace(f_.outputs[k], outputs[k]);
  for (int u = 0; u < int(units_.size()); ++u) emit(u);
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const Value v = f_.outputs[k];
    const auto found = locations_.find(v);
    if (found != locations_.end() && found->second == outputs[k]) continue;
    if (frame_.bindings[v].kind == Binding::Kind::memory) statements_.push_back({Copy{frame_.bindings[v].location, outputs[k], f_.types[v]}});
    else emit_copy_kernel(v, outputs[k]);
  }
  return std::move(statements_);
}

WENGERT_API Program lower(const Function& original) {
  const Function f = flatten(with_slots(original));
  Program program;
  for (const Constant& c : all_literals(original)) program.literals.push_back(c.dtype);
  std::vector<Location> inputs, outputs;
  for (std::uint32_t k = 0; k < f.inputs; ++k) {
    program.inputs.push_back(f.types[k]);
    program.buffers.push_back({Role::input, k, f.types[k].bytes(), 0});
    inputs.push_back({std::int64_t(program.buffers.size()) - 1, 0, {}});
  }
  for (std::size_t k = 0; k < f.outputs.size(); ++k) {
    program.outputs.push_back(f.types[f.outputs[k]]);
    program.buffers.push_back({Role::output, std::int64_t(k), f.types[f.outputs[k]].bytes(), 0});
    outputs.push_back({std::int64_t(program.buffers.size()) - 1, 0, {}});
  }
  program.statements = Scope(program, f).run(inputs, outputs);
  plan_memory(program);
  return program;
}

}  // namespace wengert::lower
#endif
