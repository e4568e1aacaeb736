// Fusion: which values of a Function are stored, which are recomputed where they are used, and
// which share a kernel.
//
// A root is a value that must exist in memory, or that is too dear to compute twice. Roots of one
// domain whose operands agree index by index share a unit; what only that unit reads is never
// stored. Small values gather in units without loops, where each element is a register. Reductions
// start units; elementwise work on their results joins them. Large contractions, library calls and
// control flow over large arrays are units of their own.
#pragma once

#include <cstdint>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/ir/function.hpp"

namespace wengert::lower {

enum class Fate : std::uint8_t { unused, given, inlined, root };

/// What is computed together.
struct Unit {
  enum class Kind : std::uint8_t {
    fused,      // loops over `domain`, all roots at the same index
    registers,  // no loops over arrays
    reduction,  // one reduction, and what is computed from its elements
    block,      // small matrices, one in each lane
    map,        // a vmap whose body fits in registers
    update,     // a part of an array, written where the array lies
    statement   // not a kernel
  };
  Kind kind = Kind::fused;
  Shape domain;
  std::vector<Value> roots;
  double size = 0;             // estimated cells
  const Node* node = nullptr;  // of a block, map, update or statement
};

struct FusionPlan {
  std::vector<Unit> units;  // in the order in which they run
  // Of each value:
  std::vector<Fate> fates;
  std::vector<bool> stored;    // a root that other units read, or the caller wants
  std::vector<bool> streamed;  // an output that a scan makes in every iteration
};

/// Plans a Function without calls; see flatten.hpp. `in_place` are the nodes whose first operand
/// lies where their result will; see updates.hpp. The plan refers to f.
FusionPlan plan_fusion(const Function& f, const std::vector<std::uint32_t>& in_place = {});

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "wengert/ir/primitive.hpp"
#include "wengert/lower/registers.hpp"
#include "wengert/lower/uses.hpp"
#include "wengert/lower/views.hpp"

namespace wengert::lower {

class FusionPlanner {
 public:
  FusionPlanner(const Function& f, const std::vector<std::uint32_t>& in_place)
      : f_(f),
        uses_(f),
        in_place_(f.nodes.size(), false),
        overwritten_(f.types.size(), false),
        costs_(f.types.size(), 0),
        units_of_(f.types.size(), -1) {
    for (std::uint32_t n : in_place) {
      in_place_[n] = true;
      overwritten_[f.operands(f.nodes[n])[0]] = true;
    }
    plan_.fates.assign(f.types.size(), Fate::unused);
    plan_.stored.assign(f.types.size(), false);
    plan_.streamed.assign(f.types.size(), false);
    std::fill_n(plan_.fates.begin(), f.inputs, Fate::given);
  }

  FusionPlan run() {
    for (const Node& n : f_.nodes) decide(n);
    find_stored();
    return std::move(plan_);
  }

 private:
  struct Read {
    Value value;
    bool aligned;  // read at the reader's own index
  };

  void decide(const Node& n);
  std::optional<Unit> unit_of(const Node& n) const;
  void open(const Node& n, Unit unit);
  void join_or_open(const Node& n, Unit unit);
  void add_roots(const Node& n, int number);
  bool may_join(int number, const Unit& candidate, const std::vector<Read>& reads) const;
  double size_of(const Node& n, Unit::Kind kind) const;
  int expression_cost(const Node& n) const;
  bool worth_storing(const Node& n, Value v) const;
  bool reads_overwritten(const Node& n) const;
  std::vector<Read> reads_of(Value root) const;
  void find_stored();

  const Function& f_;
  const Uses uses_;
  FusionPlan plan_;
  std::vector<bool> in_place_;     // nodes
  std::vector<bool> overwritten_;  // values that an update destroys
  std::vector<int> costs_, units_of_;
};

// Elementary steps that computing one element takes.
inline int FusionPlanner::expression_cost(const Node& n) const {
  int cost = n.op->form == Form::elementwise ? n.op->cost : 1;
  for (Value v : f_.operands(n).first(n.op->waits ? 1 : n.operand_count)) cost += costs_[v];
  if (n.op->form == Form::reduction)
    cost *= int(n.op->reduction(f_.operand_types(n), n.attributes).reduced.elements());
  return cost;
}

// Values that many elements of a consumer would compute again.
inline bool FusionPlanner::worth_storing(const Node& n, Value v) const {
  constexpr int recompute_cost = 4;        // dearer values used twice are roots
  constexpr int largest_expression = 300;  // bounds the cells of one kernel
  const int cost = costs_[v];
  if (cost > largest_expression) return true;
  if (cost <= 1) return false;
  const std::vector<std::uint32_t>& users = uses_.users[v];
  if (users.size() > 1 && cost > recompute_cost) return true;
  const std::int64_t mine = f_.types[n.first_result].elements();
  if (mine <= 1) return false;
  for (std::uint32_t user : users) {
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

// What is read of an array is read before an update destroys it.
inline bool FusionPlanner::reads_overwritten(const Node& n) const {
  const auto operands = f_.operands(n);
  return std::any_of(operands.begin(), operands.end(), [&](Value v) { return overwritten_[v]; });
}

// The unit that a node must have of its own kind; none where its value may be inlined.
inline std::optional<Unit> FusionPlanner::unit_of(const Node& n) const {
  const auto of_kind = [](Unit::Kind kind) {
    Unit unit;
    unit.kind = kind;
    return unit;
  };
  const bool small = prefers_registers(f_, n);
  switch (n.op->form) {
    case Form::elementwise:
    case Form::movement:
      return std::nullopt;
    case Form::reduction: {
      if (is_product(f_, n)) return of_kind(Unit::Kind::statement);
      if (small || is_short_reduction(f_, n)) return std::nullopt;
      Unit unit = of_kind(Unit::Kind::reduction);
      unit.domain = f_.types[n.first_result].shape;
      return unit;
    }
    case Form::blockwise:
      if (small) return of_kind(Unit::Kind::registers);
      return of_kind(unrolls(f_, n) ? Unit::Kind::block : Unit::Kind::statement);
    case Form::map:
      return of_kind(Unit::Kind::map);
    case Form::scan:
    case Form::loop:
    case Form::branch:
      return of_kind(fits_registers(f_, n) ? Unit::Kind::registers : Unit::Kind::statement);
    default:
      return of_kind(Unit::Kind::statement);
  }
}

inline void FusionPlanner::decide(const Node& n) {
  if (!uses_.any_result_used(n)) return;
  const Value v = n.first_result;
  if (in_place_[std::size_t(&n - f_.nodes.data())]) {
    Unit update;
    update.kind = Unit::Kind::update;
    return open(n, std::move(update));
  }
  if (std::optional<Unit> unit = unit_of(n)) {
    const bool alone = unit->kind != Unit::Kind::reduction && unit->kind != Unit::Kind::registers;
    return alone ? open(n, std::move(*unit)) : join_or_open(n, std::move(*unit));
  }
  costs_[v] = expression_cost(n);
  if (!uses_.required[v] && !reads_overwritten(n) && !worth_storing(n, v)) {
    plan_.fates[v] = Fate::inlined;
    return;
  }
  Unit unit;
  if (prefers_registers(f_, n))
    unit.kind = Unit::Kind::registers;
  else
    unit.domain = f_.types[v].shape;
  join_or_open(n, std::move(unit));
}

// The stored values that computing `root` reads, and whether each is read at the root's own index.
inline std::vector<FusionPlanner::Read> FusionPlanner::reads_of(Value root) const {
  std::vector<Read> reads;
  std::map<Value, bool> seen;
  std::vector<Read> pending;
  const auto visit_operands = [&](Value v, bool aligned) {
    const Node& n = uses_.node_of(v);
    const bool keeps = n.op->form == Form::elementwise;
    for (Value operand : f_.operands(n))
      pending.push_back(
          {operand, aligned && keeps && f_.types[operand].shape == f_.types[root].shape});
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
    if (plan_.fates[r.value] == Fate::inlined)
      visit_operands(r.value, r.aligned);
    else if (plan_.fates[r.value] == Fate::root)
      reads.push_back(r);
  }
  return reads;
}

inline bool FusionPlanner::may_join(int number, const Unit& candidate,
                                    const std::vector<Read>& reads) const {
  constexpr double largest_kernel = 600, largest_registers = 1500;
  using Kind = Unit::Kind;
  const Unit& unit = plan_.units[std::size_t(number)];
  const bool registers = candidate.kind == Kind::registers;
  if (registers != (unit.kind == Kind::registers)) return false;
  if (unit.kind != Kind::fused && unit.kind != Kind::registers && unit.kind != Kind::reduction)
    return false;
  if (candidate.kind == Kind::reduction) return false;
  if (!registers && !(unit.domain == candidate.domain)) return false;
  if (unit.size + candidate.size > (registers ? largest_registers : largest_kernel)) return false;
  bool shares = unit.kind != Kind::reduction;
  for (const Read& r : reads) {
    if (units_of_[r.value] > number) return false;
    if (units_of_[r.value] < number) continue;
    shares = true;
    if (plan_.streamed[r.value]) return false;
    if (!registers && !r.aligned) return false;
  }
  return shares;
}

inline double FusionPlanner::size_of(const Node& n, Unit::Kind kind) const {
  constexpr double of_a_body = 400;  // of a loop, branch or small matrix
  if (kind != Unit::Kind::registers) return costs_[n.first_result];
  double size = 0;
  for (Value v = n.first_result; v < n.first_result + n.result_count; ++v)
    size += double(std::min(f_.types[v].elements(), register_elements) * std::max(costs_[v], 1));
  const Form form = n.op->form;
  const bool unrolled =
      form == Form::elementwise || form == Form::movement || form == Form::reduction;
  return unrolled ? size : size + of_a_body;
}

inline void FusionPlanner::join_or_open(const Node& n, Unit unit) {
  constexpr int look_back = 8;
  std::vector<Read> reads;
  for (std::uint32_t k = 0; k < n.result_count; ++k) {
    for (const Read& r : reads_of(n.first_result + k)) reads.push_back(r);
    if (n.op->form != Form::elementwise) break;
  }
  unit.size = size_of(n, unit.kind);
  const int count = int(plan_.units.size());
  for (int k = count - 1; k >= 0 && k >= count - look_back; --k) {
    if (!may_join(k, unit, reads)) continue;
    plan_.units[std::size_t(k)].size += unit.size;
    return add_roots(n, k);
  }
  plan_.units.push_back(std::move(unit));
  add_roots(n, count);
}

inline void FusionPlanner::open(const Node& n, Unit unit) {
  unit.node = &n;
  plan_.units.push_back(std::move(unit));
  add_roots(n, int(plan_.units.size()) - 1);
}

inline void FusionPlanner::add_roots(const Node& n, int number) {
  Unit& unit = plan_.units[std::size_t(number)];
  const bool streams = n.op->form == Form::scan && unit.kind == Unit::Kind::registers;
  const auto carried = streams ? std::uint32_t(n.attributes.integer("carry")) : n.result_count;
  for (std::uint32_t k = 0; k < n.result_count; ++k) {
    const Value v = n.first_result + k;
    unit.roots.push_back(v);
    plan_.fates[v] = Fate::root;
    units_of_[v] = number;
    plan_.streamed[v] = k >= carried;
    costs_[v] = 0;
  }
}

// Values that the caller wants, that a unit other than their own reads, or that cannot be pulled.
inline void FusionPlanner::find_stored() {
  for (Value v = 0; v < f_.types.size(); ++v)
    plan_.stored[v] = plan_.fates[v] == Fate::root && (uses_.required[v] || plan_.streamed[v]);
  for (int u = 0; u < int(plan_.units.size()); ++u)
    for (Value v : plan_.units[std::size_t(u)].roots)
      for (const Read& r : reads_of(v))
        if (units_of_[r.value] != u) plan_.stored[r.value] = true;
}

WENGERT_API FusionPlan plan_fusion(const Function& f, const std::vector<std::uint32_t>& in_place) {
  return FusionPlanner(f, in_place).run();
}

}  // namespace wengert::lower
#endif
