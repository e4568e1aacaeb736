// A loop program run on the host, one cell after the other, by the interpreter's rules: what
// lowering promises without a backend. Every load and store is held to its buffer.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "support/differential.hpp"
#include "support/index.hpp"
#include "wengert/lower/schedule.hpp"

namespace wengert::testing {

/// What kernels and statements read and write: addresses and sizes of buffers, counters of loops.
struct Memory {
  std::vector<std::byte*> addresses;
  std::vector<std::size_t> bytes;
  std::vector<std::int64_t> counters;
  std::vector<Constant> literals;
  bool check_failed = false;

  std::byte* element(std::int64_t buffer, std::int64_t offset, Dtype dtype) const {
    const auto size = std::size_t(size_of(dtype));
    if (offset < 0 || (std::size_t(offset) + 1) * size > bytes.at(std::size_t(buffer)))
      throw InternalError(cat("element ", offset, " of buffer ", buffer, " is outside it"));
    return addresses[std::size_t(buffer)] + std::size_t(offset) * size;
  }
  std::byte* array(const lower::Location& l, const Type& type) const {
    std::int64_t offset = l.offset;
    for (const auto& term : l.terms) offset += counters.at(std::size_t(term.loop)) * term.stride;
    if (type.elements() == 0) return nullptr;
    (void)element(l.buffer, offset + type.elements() - 1, type.dtype);
    return element(l.buffer, offset, type.dtype);
  }
};

class KernelSimulator {
 public:
  KernelSimulator(const lower::Kernel& kernel, Memory& memory)
      : k_(kernel),
        memory_(memory),
        values_(kernel.cells.size()),
        integers_(kernel.cells.size()),
        variables_(kernel.variable_blocks.size()) {
    for (const auto& [variable, loop] : kernel.counters)
      variables_[std::size_t(variable)] = memory.counters.at(std::size_t(loop));
  }

  void run() {
    cells(0);
    if (k_.domain.empty())
      stores(0);
    else
      domain_loop(0);
  }

 private:
  using Constants = std::vector<Constant>;

  std::int64_t index(std::uint32_t id) const {
    return value_of(k_.pool, id, variables_, integers_);
  }
  void domain_loop(std::size_t level) {
    for (std::int64_t i = 0; i < k_.domain[level]; ++i) {
      variables_[std::size_t(k_.variables[level])] = i;
      cells(k_.domain_blocks[level]);
      if (level + 1 < k_.variables.size()) domain_loop(level + 1);
      stores(k_.domain_blocks[level]);
    }
  }
  void cells(lower::BlockId block) {
    for (lower::CellId id : k_.blocks[block].cells) {
      const lower::CellNode& c = k_.cells[id];
      if (c.kind != lower::CellKind::parameter) define(id, value(id, c));
    }
  }
  void stores(lower::BlockId block) {
    for (const lower::Store& s : k_.stores) {
      if (s.block != block) continue;
      const Constant& v = values_[s.cell];
      std::memcpy(memory_.element(s.buffer, index(s.index), v.dtype), v.bits.data(),
                  std::size_t(size_of(v.dtype)));
    }
    for (const lower::Check& c : k_.checks)
      if (c.block == block && !index(c.valid)) memory_.check_failed = true;
  }
  void define(lower::CellId id, const Constant& v) {
    values_[id] = v;
    if (v.dtype == Dtype::i64) integers_[id] = v.as<std::int64_t>();
  }
  Constant value(lower::CellId id, const lower::CellNode& c);
  Constants operands(const lower::CellNode& c) const {
    Constants all;
    for (lower::CellId a : c.args) all.push_back(values_[a]);
    return all;
  }
  Constant apply(const Primitive& op, const Attributes& attributes, const Constants& operands,
                 Dtype dtype) const {
    std::vector<Tensor> tensors;
    for (const Constant& x : operands) tensors.emplace_back(x);
    return op.eval(tensors, attributes, std::vector<Type>{{dtype, {}}})[0].scalar();
  }
  Constant reduce(const lower::CellNode& c);
  Constants blockwise(const lower::CellNode& c) const;
  Constants loop(const lower::CellNode& c);
  Constants branch(const lower::CellNode& c);

  const lower::Kernel& k_;
  Memory& memory_;
  Constants values_;
  std::vector<std::int64_t> integers_, variables_;
  std::map<lower::CellId, Constants> results_;
};

inline Constant KernelSimulator::value(lower::CellId id, const lower::CellNode& c) {
  using lower::CellKind;
  Constant v;
  v.dtype = c.dtype;
  switch (c.kind) {
    case CellKind::load:
      std::memcpy(v.bits.data(), memory_.element(c.number, index(c.index), c.dtype),
                  std::size_t(size_of(c.dtype)));
      return v;
    case CellKind::literal:
      EXPECT_EQ(memory_.literals.at(std::size_t(c.number)).dtype, c.dtype);
      return memory_.literals.at(std::size_t(c.number));
    case CellKind::position:
    case CellKind::condition:
      return Constant(c.dtype, index(c.index));
    case CellKind::missing:
      return is_inexact(c.dtype) ? Constant(c.dtype, std::nan("")) : Constant(c.dtype, 0);
    case CellKind::select:
      return values_[c.args[values_[c.args[0]].as<bool>() ? 1 : 2]];
    case CellKind::convert: {
      const Constant& x = values_[c.args[0]];
      return visit(x.dtype,
                   [&]<class T>(std::type_identity<T>) { return Constant(c.dtype, x.as<T>()); });
    }
    case CellKind::clamp: {
      const Constant& x = values_[c.args[0]];
      const auto [low, high] = c.bounds;
      if (x.dtype == Dtype::u64 && x.bits[0] > std::uint64_t(high)) return {Dtype::i64, high};
      return {Dtype::i64, std::clamp(x.as<std::int64_t>(), low, high)};
    }
    case CellKind::apply:
      return apply(*c.op, c.attributes, operands(c), c.dtype);
    case CellKind::project:
      return results_.at(c.args[0]).at(std::size_t(c.number));
    case CellKind::reduce:
      return reduce(c);
    case CellKind::block:
      results_[id] = blockwise(c);
      return v;
    case CellKind::loop:
      results_[id] = loop(c);
      return v;
    case CellKind::branch:
      results_[id] = branch(c);
      return v;
    case CellKind::parameter:
      break;
  }
  throw InternalError("simulate: a cell that its loop defines");
}

inline Constant KernelSimulator::reduce(const lower::CellNode& c) {
  const lower::Reduction& r = k_.reductions[std::size_t(c.number)];
  Constant running = r.identity;
  const std::int64_t bound = index(r.bound);
  EXPECT_LE(bound, r.extent);
  for (std::int64_t i = 0; i < bound; ++i) {
    variables_[std::size_t(r.variable)] = i;
    cells(r.block);
    running = apply(*r.combine, {}, {running, values_[r.body]}, c.dtype);
    stores(r.block);
  }
  return running;
}

inline KernelSimulator::Constants KernelSimulator::blockwise(const lower::CellNode& c) const {
  const std::vector<int> cores = c.op->core_ranks(c.types, c.attributes);
  std::vector<Tensor> matrices;
  std::vector<Type> types;
  std::size_t next = 0;
  for (std::size_t o = 0; o < c.types.size(); ++o) {
    const Shape& whole = c.types[o].shape;
    Shape core;
    for (int d = whole.rank() - cores[o]; d < whole.rank(); ++d) core.push_back(whole[d]);
    types.push_back({c.types[o].dtype, core});
    const Tensor& t = matrices.emplace_back(types.back());
    const auto size = std::size_t(size_of(t.type.dtype));
    for (std::int64_t k = 0; k < core.elements(); ++k)
      std::memcpy(t.bytes() + std::size_t(k) * size, values_[c.args.at(next++)].bits.data(), size);
  }
  EXPECT_EQ(next, c.args.size());
  const Tensor result = c.op->eval(matrices, c.attributes, c.op->infer(types, c.attributes))[0];
  Constants all;
  for (std::int64_t k = 0; k < result.type.elements(); ++k) {
    Constant v;
    v.dtype = c.dtype;
    const auto size = std::size_t(size_of(c.dtype));
    std::memcpy(v.bits.data(), result.bytes() + std::size_t(k) * size, size);
    all.push_back(v);
  }
  return all;
}

inline KernelSimulator::Constants KernelSimulator::loop(const lower::CellNode& c) {
  const lower::CarriedLoop& l = k_.loops[std::size_t(c.number)];
  Constants state = operands(c);
  for (std::int64_t i = 0; l.trips < 0 || i < l.trips; ++i) {
    if (l.trips < 0) {
      for (std::size_t k = 0; k < state.size(); ++k) define(l.condition_parameters[k], state[k]);
      cells(l.condition_block);
      if (!values_[l.condition].as<bool>()) break;
    } else {
      variables_[std::size_t(l.variable)] = i;
    }
    for (std::size_t k = 0; k < state.size(); ++k) define(l.parameters[k], state[k]);
    cells(l.block);
    for (std::size_t k = 0; k < state.size(); ++k) state[k] = values_[l.next[k]];
    stores(l.block);
  }
  return state;
}

inline KernelSimulator::Constants KernelSimulator::branch(const lower::CellNode& c) {
  const lower::Branch& b = k_.branches[std::size_t(c.number)];
  const auto arm = std::size_t(values_[c.args[0]].as<std::int64_t>());
  cells(b.blocks.at(arm));
  stores(b.blocks[arm]);
  Constants results;
  for (lower::CellId r : b.results[arm]) results.push_back(values_[r]);
  return results;
}

class Simulator {
 public:
  explicit Simulator(const lower::Program& program) : p_(program) {}

  std::vector<Tensor> run(const std::vector<Tensor>& inputs, std::vector<Constant> literals) {
    std::vector<std::byte> arena(p_.arena, std::byte(0xa5));
    std::vector<Tensor> outputs;
    for (const Type& t : p_.outputs) outputs.emplace_back(t);
    memory_.literals = std::move(literals);
    memory_.literals.insert(memory_.literals.end(), p_.constants.begin(), p_.constants.end());
    memory_.counters.assign(std::size_t(p_.loops), 0);
    for (const lower::BufferInfo& b : p_.buffers) {
      memory_.bytes.push_back(b.bytes);
      memory_.addresses.push_back(
          b.role == lower::Role::input    ? inputs[std::size_t(b.number)].bytes()
          : b.role == lower::Role::output ? outputs[std::size_t(b.number)].bytes()
                                          : arena.data() + b.arena);
      if (b.role == lower::Role::temporary && b.arena + b.bytes > p_.arena)
        throw InternalError("a temporary beyond the arena");
    }
    run(p_.statements);
    if (memory_.check_failed) throw IndexError("an index is out of bounds");
    return outputs;
  }

 private:
  void run(const lower::Statements& all) {
    for (const lower::Statement& s : all)
      std::visit([&](const auto& what) { statement(what); }, s.what);
  }
  void statement(const std::shared_ptr<lower::Kernel>& k) { KernelSimulator(*k, memory_).run(); }
  void statement(const lower::Copy& c) {
    if (c.type.bytes())
      std::memmove(memory_.array(c.to, c.type), memory_.array(c.from, c.type), c.type.bytes());
  }
  void statement(const lower::Product& p) {
    p.dtype == Dtype::f32 ? multiply<float>(p) : multiply<double>(p);
  }
  template <class T>
  void multiply(const lower::Product& p) {
    const auto at = [&](lower::Location l, std::int64_t offset) -> T& {
      l.offset += offset;
      return *reinterpret_cast<T*>(memory_.array(l, {p.dtype, {}}));
    };
    for (std::int64_t b = 0; b < p.batch; ++b)
      for (std::int64_t i = 0; i < p.m; ++i)
        for (std::int64_t j = 0; j < p.n; ++j) {
          double sum = 0;
          for (std::int64_t k = 0; k < p.k; ++k)
            sum += double(at(p.a, b * p.a_batch + i * p.a_row + k * p.a_column)) *
                   double(at(p.b, b * p.b_batch + k * p.b_row + j * p.b_column));
          at(p.c, (b * p.m + i) * p.n + j) = T(sum);
        }
  }
  void statement(const lower::LibraryCall& call) {
    std::vector<Tensor> operands;
    for (std::size_t k = 0; k < call.operands.size(); ++k) {
      const Tensor& t = operands.emplace_back(call.operand_types[k]);
      if (t.type.bytes())
        std::memcpy(t.bytes(), memory_.array(call.operands[k], t.type), t.type.bytes());
    }
    const auto results = call.op->eval(operands, call.attributes, call.result_types);
    for (std::size_t k = 0; k < results.size(); ++k)
      if (results[k].type.bytes())
        std::memcpy(memory_.array(call.results[k], results[k].type), results[k].bytes(),
                    results[k].type.bytes());
  }
  void statement(const std::shared_ptr<lower::StatementLoop>& loop) {
    std::int64_t& counter = memory_.counters[std::size_t(loop->number)];
    for (counter = 0; loop->trips < 0 || counter < loop->trips; ++counter) {
      run(loop->test);
      if (loop->trips < 0 && *memory_.array(loop->condition, {Dtype::bool_, {}}) == std::byte(0))
        return;
      run(loop->body);
      for (const auto& [x, y] : loop->swaps)
        std::swap(memory_.addresses[std::size_t(x)], memory_.addresses[std::size_t(y)]);
    }
  }
  void statement(const std::shared_ptr<lower::StatementBranch>& branch) {
    std::int32_t chooser = 0;
    std::memcpy(&chooser, memory_.array(branch->chooser, {Dtype::i32, {}}), sizeof chooser);
    const int last = int(branch->branches.size()) - 1;
    run(branch->branches[std::size_t(std::clamp(chooser, 0, last))]);
  }

  const lower::Program& p_;
  Memory memory_;
};

inline std::vector<Tensor> samples(const Function& f) {
  std::vector<Tensor> inputs;
  for (std::uint32_t k = 0; k < f.inputs; ++k) inputs.push_back(sample(f.types[k], k));
  return inputs;
}

/// Lowered, simulated, and compared with the interpreter. Gives the program for further questions.
inline lower::Program expect_lowered(const std::string& text, std::vector<Tensor> inputs = {}) {
  const Function f = parse_ir(text);
  if (inputs.empty()) inputs = samples(f);
  lower::Program program = lower::lower(f);
  const std::vector<Tensor> want = eval(f, inputs);
  const std::vector<Tensor> got = Simulator(program).run(inputs, lower::all_literals(f));
  EXPECT_EQ(got.size(), want.size()) << text;
  for (std::size_t k = 0; k < want.size(); ++k) {
    EXPECT_EQ(got[k].type, want[k].type) << text;
    EXPECT_LE(difference(got[k], want[k]), tolerance(want[k].type.dtype))
        << "output " << k << " of\n"
        << f.str();
  }
  return program;
}

/// The kernels of a program in the order of their text, those inside loops and branches among them.
inline void append_kernels(const lower::Statements& statements,
                           std::vector<const lower::Kernel*>& all) {
  for (const lower::Statement& s : statements) {
    if (const auto* k = std::get_if<std::shared_ptr<lower::Kernel>>(&s.what))
      all.push_back(k->get());
    if (const auto* l = std::get_if<std::shared_ptr<lower::StatementLoop>>(&s.what)) {
      append_kernels((*l)->test, all);
      append_kernels((*l)->body, all);
    }
    if (const auto* b = std::get_if<std::shared_ptr<lower::StatementBranch>>(&s.what))
      for (const lower::Statements& arm : (*b)->branches) append_kernels(arm, all);
  }
}
inline std::vector<const lower::Kernel*> kernels_of(const lower::Program& program) {
  std::vector<const lower::Kernel*> all;
  append_kernels(program.statements, all);
  return all;
}

/// Statements of one kind at the outermost level.
template <class Kind>
std::vector<const Kind*> statements_of(const lower::Program& program) {
  std::vector<const Kind*> all;
  for (const lower::Statement& s : program.statements)
    if (const auto* found = std::get_if<Kind>(&s.what)) all.push_back(found);
  return all;
}

/// How many cells of a kind a kernel has.
inline std::size_t count_cells(const lower::Kernel& kernel, lower::CellKind kind) {
  std::size_t n = 0;
  for (const lower::CellNode& c : kernel.cells) n += c.kind == kind;
  return n;
}

}  // namespace wengert::testing
