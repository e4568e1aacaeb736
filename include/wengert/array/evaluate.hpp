// How an expression becomes a value: one of three ways.
//
//   traced    an operand is traced: its nodes become rows of the trace (lowering.hpp);
//   inlined   small and of one floating dtype: a loop compiled into the user's code (inlined.hpp);
//   program   the expression, recorded once per dtypes and shapes of its leaves, is a Function that
//   is
//             compiled and kept beside the expression's type. Scalars are arguments: the learning
//             rate may change at every step.
#pragma once

#include <memory>
#include <mutex>

#include "wengert/array/inlined.hpp"

namespace wengert {

/// Sees the leaves of an expression from left to right, and what its functions are parametrised by.
struct LeafVisitor {
  virtual ~LeafVisitor() = default;
  virtual void array(const Handle& h) = 0;
  virtual void number(const Constant& value) = 0;
  virtual void parameter(std::int64_t value) = 0;
};

inline void visit_leaves(const Array& x, LeafVisitor& visitor) { visitor.array(x.handle()); }
template <Kind kind>
void visit_leaves(const Number<kind>& x, LeafVisitor& visitor) {
  visitor.number(x.constant());
}
template <class F, class... X>
void visit_leaves(const Apply<F, X...>& e, LeafVisitor& visitor) {
  visitor.parameter(e.function().parameter());
  e.operands().pass([&](const X&... x) { (visit_leaves(x, visitor), ...); });
}

/// An expression whose type has been forgotten.
struct Unevaluated {
  virtual ~Unevaluated() = default;
  virtual void visit(LeafVisitor& visitor) const = 0;
  virtual Handle lower(Lowering& lowering) const = 0;
};
template <class E>
struct UnevaluatedOf final : Unevaluated {
  const E& e;
  explicit UnevaluatedOf(const E& expression) : e(expression) {}
  void visit(LeafVisitor& visitor) const override { visit_leaves(e, visitor); }
  Handle lower(Lowering& lowering) const override {
    return bind_expression(e, lowering, e.dtype());
  }
};

struct Program;

/// The programs of one expression type.
class Programs {
 public:
  Handle evaluate(const Unevaluated& e);

 private:
  std::shared_ptr<const Program> find(const std::vector<std::int64_t>& key);
  void keep(std::shared_ptr<const Program> program);

  std::mutex mutex_;
  std::vector<std::shared_ptr<const Program>> programs_;  // the last used first
};

template <class E>
Handle evaluate(const E& e) {
  if constexpr (inlined::nature_of<E> != inlined::Nature::mixed) {
    Handle h = inlined::evaluate(e);
    if (h.buffer()) return h;
  }
  static Programs& programs = *new Programs;  // never destroyed: static Arrays may outlive it
  return programs.evaluate(UnevaluatedOf<E>(e));
}

template <class E>
requires(!std::same_as<E, Array>) Array::Array(const Expression<E>& e)
    : handle_(evaluate(e.self())) {}

}  // namespace wengert

#if WENGERT_BODIES
#include <atomic>

#include "wengert/runtime/execute.hpp"

namespace wengert {

struct Program {
  std::vector<std::int64_t> key;
  std::vector<Dtype> numbers;
  FunctionRef function;
  bool large = false;  // compiled at its first run, not when it has proved to run often
  mutable std::atomic<int> runs = 0;
  mutable std::once_flag once;
  mutable std::shared_ptr<const Executable> executable;
};

namespace programs {

inline constexpr std::size_t most_kept = 64;
inline constexpr std::int64_t least_large = 1024;
inline constexpr int most_interpreted = 64;  // runs of a program that is not large

// Dtypes and shapes of the leaves, and all else that the recorded Function depends on.
struct Leaves final : LeafVisitor {
  std::vector<std::int64_t> key{std::int64_t(default_float())};
  std::vector<Tensor> inputs;
  std::vector<std::pair<std::size_t, Constant>>
      numbers;  // where among the inputs, until the dtype is known
  bool traced = false;

  void array(const Handle& h) override {
    traced |= h.traced();
    if (traced) return;
    key.push_back(std::int64_t(h.type().dtype));
    key.push_back(h.type().shape.rank());
    key.insert(key.end(), h.type().shape.begin(), h.type().shape.end());
    inputs.push_back(h.tensor());
  }
  void number(const Constant& value) override {
    numbers.emplace_back(inputs.size(), value);
    inputs.emplace_back();
  }
  void parameter(std::int64_t value) override { key.push_back(value); }
};

inline std::shared_ptr<const Program> record(const Unevaluated& e, std::vector<std::int64_t> key) {
  auto trace = std::make_shared<Trace>(Trace::Mode::abstract, "expression");
  const Trace::Scope scope(trace);
  Lowering lowering(*trace);
  const Handle result = e.lower(lowering);
  auto program = std::make_shared<Program>();
  program->key = std::move(key);
  program->numbers = lowering.numbers();
  program->function = FunctionRef(trace->builder().finish({trace->value_of(result)}));
  program->large = result.type().elements() >= least_large;
  return program;
}

inline std::vector<Tensor> run(const Program& program, const std::vector<Tensor>& inputs) {
  if (!program.large && program.runs.fetch_add(1, std::memory_order_relaxed) < most_interpreted)
    return execute(program.function, inputs);
  std::call_once(program.once, [&] { program.executable = compile(program.function); });
  return program.executable->run(inputs, program.function->literals);
}

}  // namespace programs

WENGERT_API std::shared_ptr<const Program> Programs::find(const std::vector<std::int64_t>& key) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(programs_.begin(), programs_.end(),
                                  [&](const auto& program) { return program->key == key; });
  if (found == programs_.end()) return nullptr;
  std::rotate(programs_.begin(), found, found + 1);
  return programs_.front();
}

WENGERT_API void Programs::keep(std::shared_ptr<const Program> program) {
  const std::lock_guard lock(mutex_);
  if (programs_.size() == programs::most_kept) programs_.pop_back();
  programs_.insert(programs_.begin(), std::move(program));
}

WENGERT_API Handle Programs::evaluate(const Unevaluated& e) {
  programs::Leaves leaves;
  e.visit(leaves);
  if (leaves.traced) {
    Lowering direct;
    return e.lower(direct);
  }
  std::shared_ptr<const Program> program = find(leaves.key);
  if (!program) {
    program = programs::record(e, leaves.key);
    keep(program);
  }
  for (std::size_t k = 0; k < leaves.numbers.size(); ++k) {
    const auto& [position, value] = leaves.numbers[k];
    leaves.inputs[position] = Tensor(converted(value, program->numbers[k]));
  }
  return Handle(std::move(programs::run(*program, leaves.inputs)[0]));
}

}  // namespace wengert
#endif
