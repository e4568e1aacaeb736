// Expansion: what one element of a value is, as cells of a kernel.
//
// An element is asked for by value and index; the request is handed down through elementwise and movement
// operations to loads, so fused operations leave no array behind. Reductions become loops or, where
// short, trees. Small loops, branches and matrices are unrolled into cells.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

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

/// A Function being expanded, and what its values are bound to.
struct Frame {
  const Function* function = nullptr;
  std::vector<Binding> bindings;
  std::vector<std::uint32_t> producers;  // node of each value

  explicit Frame(const Function& f);
};

/// Arrays of at most this many elements may be unrolled into cells.
inline constexpr std::int64_t register_elements = 64;
/// Reductions of at most this many elements are unrolled wherever they stand.
inline constexpr std::int64_t unrolled_reduction = 16;

class Expander {
 public:
  Expander(Kernel& kernel, Program& program) : kernel_(kernel), program_(program) {}

  CellId cell(Frame& frame, Value value, std::span<const Index> index);
  /// The element offset of `index` in an array at a location.
  Index offset(const Location& location, const Shape& shape, std::span<const Index> index);
  /// The index whose linear position is `flat`.
  std::vector<Index> unflatten(Index flat, const Shape& shape);
  std::vector<Index> constant_index(std::int64_t flat, const Shape& shape);
  Kernel& kernel() { return kernel_; }

  CellId load(const Location& location, const Type& type, std::span<const Index> index);
  /// The part of a reduction whose reduced dimensions, flattened, run from `first` for `bound` steps.
  CellId partial_reduction(Frame& frame, const Node& node, std::span<const Index> index, Index first,
                           std::int64_t extent, Index bound);
  /// The combination of partial results, stored along a last axis beyond `index`.
  CellId joined_parts(const Location& parts, const Type& type, std::span<const Index> index,
                      const ReductionPlan& plan, Dtype result);
  void bind_view(Frame& inner, Value parameter, Frame& outer, Value value, std::vector<Index> leading = {});
  /// Where an unrolled scan writes the outputs that it makes in every iteration.
  std::map<std::pair<Frame*, Value>, Location> iteration_outputs;
  /// Runs a loop, scan or branch for its iteration outputs alone.
  void force(Frame& frame, const Node& node) { (void)control(frame, node); }

 private:
  friend struct KernelReader;
  struct Built {  // an unrolled loop or branch: cells of its results, element by element
    CellId cell;
    BlockId block;
    std::vector<std::vector<CellId>> results;
  };

  CellId expand(Frame& frame, Value value, std::span<const Index> index);
  CellId chosen(std::span<const CellId> elements, const Shape& shape, std::span<const Index> index);
  CellId elementwise(Frame& frame, const Node& node, std::span<const Index> index);
  CellId movement(Frame& frame, const Node& node, std::span<const Index> index);
  CellId reduction(Frame& frame, const Node& node, std::span<const Index> index);
  CellId reduction_body(Frame& frame, const Node& node, const ReductionPlan& plan,
                        std::span<const Index> index, std::span<const Index> reduced);
  CellId unrolled(Frame& frame, const Node& node, const ReductionPlan& plan, std::span<const Index> index);
  CellId blockwise(Frame& frame, const Node& node, std::span<const Index> index);
  const Built& control(Frame& frame, const Node& node);
  void scan(Frame& frame, const Node& node, Built& built);
  void while_loop(Frame& frame, const Node& node, Built& built);
  void branch(Frame& frame, const Node& node, Built& built);
  std::vector<CellId> elements(Frame& frame, Value value);
  Frame& enter(const Function& f);
  CellId close_reduction(Reduction reduction, CellId body, Dtype dtype);
  Reduction open_reduction(const ReductionPlan& plan, std::int64_t extent, Index& variable);
  std::vector<CellId> parameters(Frame& inner, Value first, std::size_t count, std::int64_t& number);
  CellId convert(CellId x, Dtype to);
  CellId apply(const Primitive& op, const Attributes& attributes, std::vector<CellId> args, Dtype dtype);
  CellId project(CellId from, std::int64_t number, Dtype dtype);

  Kernel& kernel_;
  Program& program_;
  std::deque<Frame> frames_;
  std::unordered_map<std::uint64_t, std::vector<std::pair<std::vector<std::uint32_t>, CellId>>> memo_;
  std::map<std::pair<const Frame*, const Node*>, std::vector<Built>> built_;
};

}  // namespace wengert::lower

#if WENGERT_BODIES
namespace wengert::lower {

WENGERT_API Frame::Frame(const Function& f) : function(&f), bindings(f.types.size()), producers(f.types.size()) {
  for (std::uint32_t n = 0; n < f.nodes.size(); ++n)
    for (std::uint32_t k = 0; k < f.nodes[n].result_count; ++k) producers[f.nodes[n].first_result + k] = n;
  for (const Literal& l : f.literals) {
    bindings[l.value].kind = Binding::Kind::literal;
    bindings[l.value].slot = std::int64_t(l.constant.bits[0]);  // see lower/literals.hpp
  }
}

WENGERT_API std::vector<Index> Expander::constant_index(std::int64_t flat, const Shape& shape) {
  std::vector<Index> index(shape.size());
  for (int d = shape.rank() - 1; d >= 0; --d) {
    index[std::size_t(d)] = kernel_.pool.constant(flat % shape[d]);
    flat /= shape[d];
  }
  return index;
}

WENGERT_API std::vector<Index> Expander::unflatten(Index flat, const Shape& shape) {
  std::vector<Index> index(shape.size());
  for (int d = shape.rank() - 1; d >= 0; --d) {
    const std::int64_t extent = std::max<std::int64_t>(shape[d], 1);  // an empty array has no index
    index[std::size_t(d)] = d == 0 ? flat : flat % extent;
    flat = flat / extent;
  }
  return index;
}

WENGERT_API Index Expander::offset(const Location& location, const Shape& shape, std::span<const Index> index) {
  Index sum = kernel_.pool.constant(0);
  for (int d = 0; d < shape.rank(); ++d)
    sum = shape[d] == 1 ? sum : sum * shape[d] + index[std::size_t(d)];
  for (const Location::Term& t : location.terms) sum = sum + kernel_.counter(t.loop, std::int64_t(1) << 40) * t.stride;
  return sum + location.offset;
}

WENGERT_API CellId Expander::load(const Location& location, const Type& type, std::span<const Index> index) {
  CellNode node;
  node.kind = CellKind::load;
  node.dtype = type.dtype;
  node.number = location.buffer;
  node.index = offset(location, type.shape, index).id;
  return kernel_.add(std::move(node));
}

WENGERT_API CellId Expander::convert(CellId x, Dtype to) {
  if (kernel_.cells[x].dtype == to) return x;
  CellNode node;
  node.kind = CellKind::convert;
  node.dtype = to;
  node.args = {x};
  return kernel_.add(std::move(node));
}

WENGERT_API CellId Expander::apply(const Primitive& op, const Attributes& attributes, std::vector<CellId> args,
                                   Dtype dtype) {
  CellNode node;
  node.kind = CellKind::apply;
  node.dtype = dtype;
  node.op = &op;
  node.attributes = attributes;
  node.args = std::move(args);
  return kernel_.add(std::move(node));
}

WENGERT_API CellId Expander::project(CellId from, std::int64_t number, Dtype dtype) {
  CellNode node;
  node.kind = CellKind::project;
  node.dtype = dtype;
  node.args = {from};
  node.number = number;
  return kernel_.add(std::move(node));
}

WENGERT_API CellId Expander::cell(Frame& frame, Value value, std::span<const Index> index) {
  const Binding& b = frame.bindings[value];
  if (b.kind == Binding::Kind::memory) return load(b.location, frame.function->types[value], index);
  if (b.kind == Binding::Kind::view) {
    std::vector<Index> whole(b.leading);
    whole.insert(whole.end(), index.begin(), index.end());
    return cell(*b.frame, b.value, whole);
  }
  std::uint64_t hash = combine(reinterpret_cast<std::uintptr_t>(&frame), value);
  std::vector<std::uint32_t> key{value};
  for (Index i : index) {
    hash = combine(hash, i.id);
    key.push_back(i.id);
  }
  auto& known = memo_[hash];
  for (const auto& [same, id] : known)
    if (same == key && kernel_.encloses(kernel_.cells[id].block, kernel_.current)) return id;
  const CellId id = expand(frame, value, index);
  memo_[hash].emplace_back(std::move(key), id);
  return id;
}

WENGERT_API CellId Expander::expand(Frame& frame, Value value, std::span<const Index> index) {
  const Binding& b = frame.bindings[value];
  const Type& type = frame.function->types[value];
  if (b.kind == Binding::Kind::literal) {
    CellNode node;
    node.dtype = type.dtype;
    node.number = b.slot;
    return kernel_.add(std::move(node));
  }
  if (b.kind == Binding::Kind::cells) return chosen(b.cells, type.shape, index);
  const Node& node = frame.function->nodes[frame.producers[value]];
  switch (node.op->form) {
    case Form::elementwise: return elementwise(frame, node, index);
    case Form::movement: return movement(frame, node, index);
    case Form::reduction: return reduction(frame, node, index);
    case Form::blockwise: return blockwise(frame, node, index);
    case Form::identity: return cell(frame, frame.function->operands(node)[value - node.first_result], index);
    case Form::loop:
    case Form::scan:
    case Form::branch: {
      const std::vector<CellId> results = control(frame, node).results[value - node.first_result];
      return chosen(results, type.shape, index);
    }
    default: throw InternalError(cat("lower: ", node.op->name, " cannot be expanded into cells"));
  }
}

// The element at a constant index; otherwise a chain of selects over the elements it may be.
WENGERT_API CellId Expander::chosen(std::span<const CellId> cells, const Shape& shape, std::span<const Index> index) {
  Index flat = kernel_.pool.constant(0);
  for (int d = 0; d < shape.rank(); ++d) flat = flat * shape[d] + index[std::size_t(d)];
  if (kernel_.pool.is_constant(flat)) return cells[std::size_t(kernel_.pool.constant_value(flat))];
  const IndexNode range = kernel_.pool[flat];
  const std::int64_t low = std::max<std::int64_t>(range.low, 0);
  const std::int64_t high = std::min<std::int64_t>(range.high, std::int64_t(cells.size()) - 1);
  CellId result = cells[std::size_t(low)];
  for (std::int64_t k = low + 1; k <= high; ++k) {
    CellNode before;
    before.kind = CellKind::condition;
    before.dtype = Dtype::bool_;
    before.index = index_less(flat, kernel_.pool.constant(k)).id;
    CellNode select;
    select.kind = CellKind::select;
    select.dtype = kernel_.cells[result].dtype;
    select.args = {kernel_.add(std::move(before)), result, cells[std::size_t(k)]};
    result = kernel_.add(std::move(select));
  }
  return result;
}

WENGERT_API CellId Expander::elementwise(Frame& frame, const Node& node, std::span<const Index> index) {
  std::vector<CellId> args;
  for (Value v : frame.function->operands(node)) {
    const bool scalar = frame.function->types[v].shape.empty();
    args.push_back(cell(frame, v, scalar ? std::span<const Index>() : index));
  }
  return apply(*node.op, node.attributes, std::move(args), frame.function->types[node.first_result].dtype);
}

// ---- movement ---------------------------------------------------------------------------------------------

struct KernelReader final : Reader<Index> {
  KernelReader(Expander& e, Frame& f, const Node& n) : expander(e), frame(f), node(n) {}

  Source element(int operand, std::span<const Index> index) override {
    return {std::int64_t(expander.cell(frame, frame.function->operands(node)[std::size_t(operand)], index))};
  }
  Index integer(int operand, std::span<const Index> index, std::int64_t low, std::int64_t high) override {
    CellNode clamp;
    clamp.kind = CellKind::clamp;
    clamp.dtype = Dtype::i64;
    clamp.args = {CellId(element(operand, index).token)};
    clamp.bounds = {low, high};
    const CellId id = expander.kernel().add(std::move(clamp));
    return expander.kernel().pool.cell(std::int64_t(id), low, high);
  }
  Source value(Index index) override {
    CellNode position;
    position.kind = CellKind::position;
    position.dtype = frame.function->types[node.first_result].dtype;
    position.index = index.id;
    return {std::int64_t(expander.kernel().add(std::move(position)))};
  }
  Source missing() override {
    CellNode nothing;
    nothing.kind = CellKind::missing;
    nothing.dtype = frame.function->types[node.first_result].dtype;
    return {std::int64_t(expander.kernel().add(std::move(nothing)))};
  }
  Source select(Index condition, Source a, Source b) override {
    if (expander.kernel().pool.is_constant(condition)) return expander.kernel().pool.constant_value(condition) ? a : b;
    CellNode test;
    test.kind = CellKind::condition;
    test.dtype = Dtype::bool_;
    test.index = condition.id;
    CellNode choice;
    choice.kind = CellKind::select;
    choice.dtype = expander.kernel().cells[CellId(a.token)].dtype;
    choice.args = {expander.kernel().add(std::move(test)), CellId(a.token), CellId(b.token)};
    return {std::int64_t(expander.kernel().add(std::move(choice)))};
  }
  void check(Index valid) override {
    Kernel& kernel = expander.kernel();
    if (kernel.pool.is_constant(valid) && kernel.pool.constant_value(valid)) return;
    for (const Check& c : kernel.checks)
      if (c.valid == valid.id) return;
    kernel.checks.push_back({kernel.block_of(valid), valid.id});
  }
  Index constant(std::int64_t c) override { return expander.kernel().pool.constant(c); }

  Expander& expander;
  Frame& frame;
  const Node& node;
};

WENGERT_API CellId Expander::movement(Frame& frame, const Node& node, std::span<const Index> index) {
  KernelReader reader(*this, frame, node);
  const std::vector<Type> types = frame.function->operand_types(node);
  return CellId(node.op->move(reader, types, node.attributes, index).token);
}

// ---- reductions -------------------------------------------------------------------------------------------

WENGERT_API CellId Expander::reduction_body(Frame& frame, const Node& node, const ReductionPlan& plan,
                                            std::span<const Index> index, std::span<const Index> reduced) {
  std::vector<CellId> factors;
  const auto operands = frame.function->operands(node);
  for (std::size_t o = 0; o < operands.size(); ++o) {
    std::vector<Index> at;
    for (int walk : plan.walks[o]) at.push_back(walk >= 0 ? index[std::size_t(walk)] : reduced[std::size_t(~walk)]);
    factors.push_back(convert(cell(frame, operands[o], at), plan.accumulator));
  }
  return plan.product ? apply(*plan.product, {}, std::move(factors), plan.accumulator) : factors[0];
}

WENGERT_API CellId Expander::unrolled(Frame& frame, const Node& node, const ReductionPlan& plan,
                                      std::span<const Index> index) {
  std::vector<CellId> terms;
  for (std::int64_t r = 0; r < plan.reduced.elements(); ++r)
    terms.push_back(reduction_body(frame, node, plan, index, constant_index(r, plan.reduced)));
  while (terms.size() > 1) {  // pairwise
    std::vector<CellId> half;
    for (std::size_t k = 0; k + 1 < terms.size(); k += 2)
      half.push_back(apply(*plan.combine, {}, {terms[k], terms[k + 1]}, plan.accumulator));
    if (terms.size() % 2) half.push_back(terms.back());
    terms = std::move(half);
  }
  return terms[0];
}

WENGERT_API CellId Expander::reduction(Frame& frame, const Node& node, std::span<const Index> index) {
  const std::vector<Type> types = frame.function->operand_types(node);
  const ReductionPlan plan = node.op->reduction(types, node.attributes);
  const Dtype dtype = frame.function->types[node.first_result].dtype;
  const std::int64_t count = plan.reduced.elements();
  bool constant = true;
  for (Index i : index) constant = constant && kernel_.pool.is_constant(i);
  if (count > 0 && count <= (constant ? register_elements : unrolled_reduction))
    return convert(unrolled(frame, node, plan, index), dtype);

  // Adjacent reduced dimensions of the first operand walk as one loop; others nest.
  struct Group { std::size_t first, last; };
  std::vector<Group> groups;
  const std::vector<int>& walk = plan.walks[0];
  int previous = 0;
  for (std::size_t r = 0; r < plan.reduced.size(); ++r) {
    const int position = int(std::find(walk.begin(), walk.end(), ~int(r)) - walk.begin());
    if (!groups.empty() && position == previous + 1) groups.back().last = r;
    else groups.push_back({r, r});
    previous = position;
  }
  if (groups.empty()) return convert(reduction_body(frame, node, plan, index, {}), dtype);
  std::vector<Index> reduced(plan.reduced.size());
  std::vector<Reduction> open;
  for (const Group& g : groups) {
    Shape extents;
    for (std::size_t r = g.first; r <= g.last; ++r) extents.push_back(plan.reduced[r]);
    Index variable;
    open.push_back(open_reduction(plan, extents.elements(), variable));
    const std::vector<Index> at = unflatten(variable, extents);
    std::copy(at.begin(), at.end(), reduced.begin() + std::ptrdiff_t(g.first));
  }
  CellId body = reduction_body(frame, node, plan, index, reduced);
  for (; !open.empty(); open.pop_back()) body = close_reduction(open.back(), body, plan.accumulator);
  return convert(body, dtype);
}

WENGERT_API Reduction Expander::open_reduction(const ReductionPlan& plan, std::int64_t extent, Index& variable) {
  Reduction reduction;
  reduction.block = kernel_.open_block();
  reduction.extent = extent;
  variable = kernel_.variable(extent);
  reduction.variable = kernel_.pool[variable].value;
  reduction.bound = kernel_.pool.constant(extent).id;
  reduction.combine = plan.combine;
  reduction.identity = plan.identity;
  return reduction;
}

WENGERT_API CellId Expander::close_reduction(Reduction reduction, CellId body, Dtype dtype) {
  reduction.body = body;
  kernel_.close_block();
  kernel_.reductions.push_back(reduction);
  CellNode reduce;
  reduce.kind = CellKind::reduce;
  reduce.dtype = dtype;
  reduce.number = std::int64_t(kernel_.reductions.size() - 1);
  return kernel_.add_here(std::move(reduce));
}

WENGERT_API CellId Expander::partial_reduction(Frame& frame, const Node& node, std::span<const Index> index,
                                               Index first, std::int64_t extent, Index bound) {
  const std::vector<Type> types = frame.function->operand_types(node);
  const ReductionPlan plan = node.op->reduction(types, node.attributes);
  Index variable;
  Reduction reduction = open_reduction(plan, extent, variable);
  reduction.bound = bound.id;
  const CellId body = reduction_body(frame, node, plan, index, unflatten(first + variable, plan.reduced));
  return close_reduction(reduction, body, plan.accumulator);
}

WENGERT_API CellId Expander::joined_parts(const Location& parts, const Type& type, std::span<const Index> index,
                                          const ReductionPlan& plan, Dtype result) {
  Index variable;
  const Reduction reduction = open_reduction(plan, type.shape.back(), variable);
  std::vector<Index> at(index.begin(), index.end());
  at.push_back(variable);
  const CellId body = load(parts, type, at);
  return convert(close_reduction(reduction, body, plan.accumulator), result);
}

// ---- small matrices ---------------------------------------------------------------------------------------

WENGERT_API CellId Expander::blockwise(Frame& frame, const Node& node, std::span<const Index> index) {
  const std::vector<Type> types = frame.function->operand_types(node);
  const std::vector<int> cores = node.op->core_ranks(types, node.attributes);
  const Type& type = frame.function->types[node.first_result];
  const std::size_t leading = index.size() - std::size_t(cores.back());

  CellNode block;
  block.kind = CellKind::block;
  block.dtype = type.dtype;
  block.op = node.op;
  block.attributes = node.attributes;
  block.types = types;
  const auto operands = frame.function->operands(node);
  for (std::size_t o = 0; o < operands.size(); ++o) {
    Shape core;
    const Shape& shape = types[o].shape;
    for (int d = shape.rank() - cores[o]; d < shape.rank(); ++d) core.push_back(shape[d]);
    for (std::int64_t k = 0; k < core.elements(); ++k) {
      std::vector<Index> at(index.begin(), index.begin() + std::ptrdiff_t(leading));
      for (Index i : constant_index(k, core)) at.push_back(i);
      block.args.push_back(cell(frame, operands[o], at));
    }
  }
  const CellId whole = kernel_.add(std::move(block));
  Shape core;
  for (std::size_t d = leading; d < type.shape.size(); ++d) core.push_back(type.shape[d]);
  std::vector<CellId> results;
  for (std::int64_t k = 0; k < core.elements(); ++k) results.push_back(project(whole, k, type.dtype));
  return chosen(results, core, index.subspan(leading));
}

// ---- loops and branches in registers ------------------------------------------------------------------------

WENGERT_API std::vector<CellId> Expander::elements(Frame& frame, Value value) {
  std::vector<CellId> cells;
  const Shape& shape = frame.function->types[value].shape;
  const std::int64_t count = shape.elements();
  for (std::int64_t k = 0; k < count; ++k) cells.push_back(cell(frame, value, constant_index(k, shape)));
  return cells;
}

WENGERT_API Frame& Expander::enter(const Function& f) { return frames_.emplace_back(f); }

WENGERT_API void Expander::bind_view(Frame& inner, Value parameter, Frame& outer, Value value,
                                     std::vector<Index> leading) {
  Binding& b = inner.bindings[parameter];
  b.kind = Binding::Kind::view;
  b.frame = &outer;
  b.value = value;
  b.leading = std::move(leading);
}

// Fresh parameter cells for `count` carried values, whose elements are numbered on from `number`.
WENGERT_API std::vector<CellId> Expander::parameters(Frame& inner, Value first, std::size_t count,
                                                     std::int64_t& number) {
  std::vector<CellId> all;
  for (std::size_t c = 0; c < count; ++c) {
    Binding& b = inner.bindings[first + c];
    b.kind = Binding::Kind::cells;
    const Type& type = inner.function->types[first + c];
    for (std::int64_t k = 0; k < type.elements(); ++k) {
      CellNode parameter;
      parameter.kind = CellKind::parameter;
      parameter.dtype = type.dtype;
      parameter.number = number++;
      b.cells.push_back(kernel_.add_here(std::move(parameter)));
      all.push_back(b.cells.back());
    }
  }
  return all;
}

WENGERT_API const Expander::Built& Expander::control(Frame& frame, const Node& node) {
  auto& known = built_[{&frame, &node}];
  for (const Built& b : known)
    if (kernel_.encloses(b.block, kernel_.current)) return b;
  Built built;
  if (node.op->form == Form::scan) scan(frame, node, built);
  else if (node.op->form == Form::loop) while_loop(frame, node, built);
  else branch(frame, node, built);
  auto& place = built_[{&frame, &node}];
  place.push_back(std::move(built));
  return place.back();
}

WENGERT_API void Expander::scan(Frame& frame, const Node& node, Built& built) {
  const FunctionRef& body = node.attributes.function("body");
  const auto consts = std::size_t(node.attributes.integer("consts")), carry = std::size_t(node.attributes.integer("carry"));
  const std::int64_t length = node.attributes.integer("length");
  const bool reverse = node.attributes.integer("reverse") != 0;
  const auto operands = frame.function->operands(node);

  CellNode loop_cell;
  loop_cell.kind = CellKind::loop;
  loop_cell.dtype = Dtype::bool_;
  for (std::size_t c = 0; c < carry; ++c)
    for (CellId e : elements(frame, operands[consts + c])) loop_cell.args.push_back(e);

  kernel_.loops.emplace_back();
  const std::size_t number = kernel_.loops.size() - 1;
  loop_cell.number = std::int64_t(number);
  CarriedLoop loop;
  loop.trips = length;
  loop.block = kernel_.open_block();
  const Index iteration = kernel_.variable(length);
  loop.variable = kernel_.pool[iteration].value;
  const Index at = reverse ? kernel_.pool.constant(length - 1) - iteration : iteration;

  Frame& inner = enter(*body);
  for (std::size_t c = 0; c < consts; ++c) bind_view(inner, Value(c), frame, operands[c]);
  std::int64_t parameter = 0;
  loop.parameters = parameters(inner, Value(consts), carry, parameter);
  for (std::size_t x = consts + carry; x < operands.size(); ++x) bind_view(inner, Value(x), frame, operands[x], {at});
  for (std::size_t c = 0; c < carry; ++c)
    for (CellId e : elements(inner, body->outputs[c])) loop.next.push_back(e);
  for (std::size_t y = carry; y < body->outputs.size(); ++y) {
    const auto found = iteration_outputs.find({&frame, node.first_result + Value(y)});
    if (found == iteration_outputs.end()) continue;
    const Type& stacked = frame.function->types[node.first_result + y];
    const Shape& shape = body->types[body->outputs[y]].shape;
    for (std::int64_t k = 0; k < shape.elements(); ++k) {
      std::vector<Index> where{at};
      for (Index i : constant_index(k, shape)) where.push_back(i);
      const CellId value = cell(inner, body->outputs[y], constant_index(k, shape));
      kernel_.stores.push_back({loop.block, found->second.buffer, offset(found->second, stacked.shape, where).id, value});
    }
  }
  kernel_.close_block();
  kernel_.loops[number] = std::move(loop);
  built.cell = kernel_.add_here(std::move(loop_cell));
  built.block = kernel_.current;
  std::int64_t k = 0;
  for (std::size_t c = 0; c < carry; ++c) {
    const Type& type = frame.function->types[node.first_result + c];
    auto& results = built.results.emplace_back();
    for (std::int64_t e = 0; e < type.elements(); ++e) results.push_back(project(built.cell, k++, type.dtype));
  }
}

WENGERT_API void Expander::while_loop(Frame& frame, const Node& node, Built& built) {
  const FunctionRef &test = node.attributes.function("cond"), &body = node.attributes.function("body");
  const auto test_consts = std::size_t(node.attributes.integer("cond_consts"));
  const auto body_consts = std::size_t(node.attributes.integer("body_consts"));
  const auto operands = frame.function->operands(node);
  const std::size_t first = test_consts + body_consts, carry = operands.size() - first;

  CellNode loop_cell;
  loop_cell.kind = CellKind::loop;
  loop_cell.dtype = Dtype::bool_;
  for (std::size_t c = 0; c < carry; ++c)
    for (CellId e : elements(frame, operands[first + c])) loop_cell.args.push_back(e);
  kernel_.loops.emplace_back();
  const std::size_t number = kernel_.loops.size() - 1;
  loop_cell.number = std::int64_t(number);

  CarriedLoop loop;
  loop.condition_block = kernel_.open_block();
  (void)kernel_.variable(1);
  Frame& testing = enter(*test);
  for (std::size_t c = 0; c < test_consts; ++c) bind_view(testing, Value(c), frame, operands[c]);
  std::int64_t parameter = 0;
  loop.condition_parameters = parameters(testing, Value(test_consts), carry, parameter);
  loop.condition = elements(testing, test->outputs[0])[0];
  kernel_.close_block();

  loop.block = kernel_.open_block();
  Frame& inner = enter(*body);
  for (std::size_t c = 0; c < body_consts; ++c) bind_view(inner, Value(c), frame, operands[test_consts + c]);
  parameter = 0;
  loop.parameters = parameters(inner, Value(body_consts), carry, parameter);
  for (Value v : body->outputs)
    for (CellId e : elements(inner, v)) loop.next.push_back(e);
  kernel_.close_block();

  kernel_.loops[number] = std::move(loop);
  built.cell = kernel_.add_here(std::move(loop_cell));
  built.block = kernel_.current;
  std::int64_t k = 0;
  for (std::size_t c = 0; c < carry; ++c) {
    const Type& type = frame.function->types[node.first_result + c];
    auto& results = built.results.emplace_back();
    for (std::int64_t e = 0; e < type.elements(); ++e) results.push_back(project(built.cell, k++, type.dtype));
  }
}

WENGERT_API void Expander::branch(Frame& frame, const Node& node, Built& built) {
  const Functions& functions = node.attributes.functions("branches");
  const auto operands = frame.function->operands(node);
  CellNode choose;
  choose.kind = CellKind::clamp;
  choose.dtype = Dtype::i64;
  choose.args = {cell(frame, operands[0], {})};
  choose.bounds = {0, std::int64_t(functions.size()) - 1};
  CellNode branch_cell;
  branch_cell.kind = CellKind::branch;
  branch_cell.dtype = Dtype::bool_;
  branch_cell.args = {kernel_.add(std::move(choose))};

  kernel_.branches.emplace_back();
  const std::size_t number = kernel_.branches.size() - 1;
  branch_cell.number = std::int64_t(number);
  Branch branch;
  for (const FunctionRef& f : functions) {
    branch.blocks.push_back(kernel_.open_block(true));
    Frame& inner = enter(*f);
    for (std::size_t k = 1; k < operands.size(); ++k) bind_view(inner, Value(k - 1), frame, operands[k]);
    auto& results = branch.results.emplace_back();
    for (Value v : f->outputs)
      for (CellId e : elements(inner, v)) results.push_back(e);
    kernel_.close_block();
  }
  kernel_.branches[number] = std::move(branch);
  built.cell = kernel_.add_here(std::move(branch_cell));
  built.block = kernel_.current;
  std::int64_t k = 0;
  for (std::uint32_t r = 0; r < node.result_count; ++r) {
    const Type& type = frame.function->types[node.first_result + r];
    auto& results = built.results.emplace_back();
    for (std::int64_t e = 0; e < type.elements(); ++e) results.push_back(project(built.cell, k++, type.dtype));
  }
}

}  // namespace wengert::lower
#endif
