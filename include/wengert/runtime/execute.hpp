// Runs Functions and single primitives on tensors, by whichever means suits: the interpreter for the
// small, native code for the rest. WENGERT_BACKEND=eval keeps to the interpreter; =llvm to native code.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/ir/function.hpp"
#include "wengert/ir/primitive.hpp"

namespace wengert {

/// A Function made ready to run. Shared between Functions of the same structure: literals are arguments.
class Executable {
 public:
  virtual ~Executable() = default;
  /// The Function's outputs. `literals` are those of the Function that is meant, in its order.
  virtual std::vector<Tensor> run(std::span<const Tensor> inputs, std::span<const Literal> literals) const = 0;
};

/// Native code for f (or the interpreter, where the backend is eval), from the process-wide cache.
std::shared_ptr<const Executable> compile(const FunctionRef& f);

/// f's outputs. Interprets what is small and seldom run, compiles the rest.
std::vector<Tensor> execute(const FunctionRef& f, std::span<const Tensor> inputs);

/// One primitive applied to tensors, at once.
std::vector<Tensor> execute(const Primitive& op, const Attributes& attributes, std::span<const Tensor> operands);

}  // namespace wengert

#if WENGERT_BODIES
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/transforms.hpp"
#include "wengert/lower/flatten.hpp"
#include "wengert/runtime/native.hpp"

namespace wengert {

namespace executing {

enum class Backend : std::uint8_t { automatic, interpreter, native };

inline Backend backend() {
  static const Backend chosen = [] {
    const char* wanted = std::getenv("WENGERT_BACKEND");
    const std::string_view name = wanted ? wanted : "";
    if (name == "eval") return Backend::interpreter;
    if (name == "llvm") return Backend::native;
    if (name.empty() || name == "auto") return Backend::automatic;
    throw ValueError(cat("WENGERT_BACKEND: '", name, "' is not a backend; use eval, llvm or auto"));
  }();
  return chosen;
}

class Interpreted final : public Executable {
 public:
  explicit Interpreted(FunctionRef f) : f_(std::move(f)) {}
  std::vector<Tensor> run(std::span<const Tensor> inputs, std::span<const Literal> literals) const override {
    if (literals.empty()) return eval(*f_, inputs);
    Function f = *f_;
    std::copy(literals.begin(), literals.end(), f.literals.begin());
    return eval(f, inputs);
  }

 private:
  FunctionRef f_;
};

class Compiled final : public Executable {
 public:
  Compiled(std::shared_ptr<const Native> native, std::vector<Constant> literals)
      : native_(std::move(native)), literals_(std::move(literals)) {}
  std::vector<Tensor> run(std::span<const Tensor> inputs, std::span<const Literal> literals) const override {
    if (literals.empty()) return native_->run(inputs, literals_);
    std::vector<Constant> given = literals_;
    for (std::size_t k = 0; k < literals.size(); ++k) given[k] = literals[k].constant;
    return native_->run(inputs, given);
  }

 private:
  std::shared_ptr<const Native> native_;
  std::vector<Constant> literals_;
};

// One entry for each structure; equality is verified, the hash only finds candidates.
struct Entry {
  FunctionRef function;
  std::once_flag once;
  std::shared_ptr<const Native> native;
  double spent = 0;  // microseconds that the interpreter has had for it
};

class Cache {
 public:
  static Cache& instance() {
    static Cache* cache = new Cache;
    return *cache;
  }

  std::shared_ptr<Entry> entry(const FunctionRef& f) {
    const std::uint64_t hash = structure_hash(*f);
    const std::lock_guard lock(mutex_);
    for (auto [it, end] = entries_.equal_range(hash); it != end; ++it)
      if (same_structure(*it->second->function, *f)) return it->second;
    if (entries_.size() >= most_entries) entries_.clear();  // executables in use stay with their users
    auto fresh = std::make_shared<Entry>();
    fresh->function = f;
    entries_.emplace(hash, fresh);
    return fresh;
  }

  /// Charges an interpretation of `cost` to the entry; true once compiling would have been cheaper.
  bool charge(Entry& entry, double cost, double compile_cost) {
    const std::lock_guard lock(mutex_);
    entry.spent += cost;
    return entry.spent > compile_cost;
  }

 private:
  static constexpr std::size_t most_entries = 4096;
  std::mutex mutex_;
  std::unordered_multimap<std::uint64_t, std::shared_ptr<Entry>> entries_;
};

inline std::shared_ptr<const Native> native(Entry& entry) {
  std::call_once(entry.once, [&] { entry.native = std::make_shared<const Native>(*entry.function); });
  return entry.native;
}

// Microseconds, measured on a 3 GHz core: what the interpreter takes for f, and what compiling it takes.
struct Estimate { double interpret = 0, compile = 5000; };

inline Estimate estimate(const Function& f) {
  constexpr double node = 0.15, element = 0.004, compile_node = 60;
  Estimate total;
  for (const Node& n : f.nodes) {
    total.interpret += node;
    total.compile += compile_node;
    for (std::uint32_t k = 0; k < n.result_count; ++k)
      total.interpret += element * n.op->cost * double(f.types[n.first_result + k].elements());
    if (n.op->form == Form::reduction)
      for (Value v : f.operands(n)) total.interpret += element * double(f.types[v].elements());
    const double times = n.op->form == Form::scan ? double(n.attributes.integer("length")) : n.op->form == Form::loop ? 100 : 1;
    lower::flattening::for_each_body(n.attributes, [&](const FunctionRef& body) {
      const Estimate inner = estimate(*body);
      total.interpret += times * inner.interpret;
      total.compile += inner.compile - 5000;
    });
  }
  return total;
}

}  // namespace executing

WENGERT_API std::shared_ptr<const Executable> compile(const FunctionRef& f) {
  if (executing::backend() == executing::Backend::interpreter) return std::make_shared<const executing::Interpreted>(f);
  const auto entry = executing::Cache::instance().entry(f);
  return std::make_shared<const executing::Compiled>(executing::native(*entry), lower::all_literals(*f));
}

// The interpreter has a budget: once it has spent on a structure what compiling would have cost, the
// structure is compiled.
WENGERT_API std::vector<Tensor> execute(const FunctionRef& f, std::span<const Tensor> inputs) {
  using executing::Backend;
  if (executing::backend() == Backend::interpreter) return eval(*f, inputs);
  if (executing::backend() == Backend::automatic) {
    const executing::Estimate cost = executing::estimate(*f);
    constexpr double negligible = 20;
    if (cost.interpret < negligible) return eval(*f, inputs);
    const auto entry = executing::Cache::instance().entry(f);
    if (!executing::Cache::instance().charge(*entry, cost.interpret, cost.compile)) return eval(*f, inputs);
  }
  return compile(f)->run(inputs, {});
}

WENGERT_API std::vector<Tensor> execute(const Primitive& op, const Attributes& attributes, std::span<const Tensor> operands) {
  std::int64_t elements = 0;
  for (const Tensor& t : operands) elements = std::max(elements, t.type.elements());
  std::vector<Type> types;
  for (const Tensor& t : operands) types.push_back(t.type);
  const std::vector<Type> results = infer(op, types, attributes);
  for (const Type& t : results) elements = std::max(elements, t.elements());
  constexpr std::int64_t small = 4096;
  const bool control = op.form == Form::call || op.form == Form::recompute || op.form == Form::branch || op.form == Form::loop || op.form == Form::scan || op.form == Form::map;
  if (executing::backend() == executing::Backend::interpreter || op.form == Form::library ||
      (executing::backend() == executing::Backend::automatic && elements <= small && !control))
    return op.eval(operands, attributes, results);
  Builder b(types);
  std::vector<Value> inputs(types.size()), outputs;
  for (Value v = 0; v < types.size(); ++v) inputs[v] = v;
  const Results applied = b.append(op, attributes, inputs);
  for (std::uint32_t k = 0; k < applied.count; ++k) outputs.push_back(applied[k]);
  return execute(FunctionRef(b.finish(outputs)), operands);
}

}  // namespace wengert
#endif
