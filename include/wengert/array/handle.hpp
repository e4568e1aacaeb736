// A handle on an array: a tensor, or a value of a trace. And `bind`, through which every operation goes.
//
// Traces nest: each transform in progress has one, and its level is its depth on the thread's stack. An
// operation belongs to the deepest trace among its operands; operands from outside become captures
// (extra inputs of the traced Function), scalars become literals. A trace is
//   abstract  under jit, vmap and bodies of control flow: values are known by type alone;
//   dual      under derivatives: every value also has its primal, a handle one level out, computed as the
//             trace goes on. So `if (x > 0)` works where nothing outside is abstract, and the forward
//             computation runs exactly once however deep derivatives nest.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "wengert/ir/builder.hpp"

namespace wengert {

class Trace;

class Handle {
 public:
  Handle() = default;
  explicit Handle(Tensor tensor) : type_(std::move(tensor.type)), buffer_(std::move(tensor.buffer)) {}
  Handle(std::shared_ptr<Trace> trace, Value value, Type type)
      : type_(std::move(type)), trace_(std::move(trace)), value_(value) {}

  const Type& type() const { return type_; }
  bool traced() const { return trace_ != nullptr; }
  const std::shared_ptr<Trace>& trace() const { return trace_; }
  Value value() const { return value_; }
  const Buffer& buffer() const { return buffer_; }
  /// Of an untraced handle.
  Tensor tensor() const { return Tensor(type_, buffer_); }
  /// Gives the buffer away where this handle is its only owner; the handle is then empty.
  Tensor release() { return Tensor(std::move(type_), std::move(buffer_)); }

 private:
  Type type_{Dtype::f32, {0}};
  Buffer buffer_;
  std::shared_ptr<Trace> trace_;
  Value value_ = no_value;
};

/// The tensor behind a handle, through any number of dual traces. Throws ConcretizationError under an
/// abstract trace; `action` says what needed the number, as "bool(x)".
Tensor concrete(const Handle& h, std::string_view action);
/// Whether `concrete` would succeed.
bool is_concrete(const Handle& h);

/// The deepest trace that records what is computed of any of the handles; null where it is computed
/// at once.
std::shared_ptr<Trace> recorder(std::span<const Handle> handles);

class Trace : public std::enable_shared_from_this<Trace> {
 public:
  enum class Mode : std::uint8_t { abstract, dual };

  Trace(Mode mode, std::string transform);
  ~Trace();

  Mode mode() const { return mode_; }
  int level() const { return level_; }
  bool open() const { return level_ > 0; }
  /// "jit", "grad", "vmap" …: for messages.
  const std::string& transform() const { return transform_; }
  const Builder& builder() const { return builder_; }

  /// A parameter of an abstract trace.
  Handle parameter(const Type& type);
  /// A parameter of a dual trace, standing for `primal`.
  Handle parameter(const Handle& primal);
  /// The value of this trace that stands for h, capturing it where it comes from outside.
  Value value_of(const Handle& h);
  /// h as a value of this trace.
  Handle lift(const Handle& h) { return Handle(shared_from_this(), value_of(h), h.type()); }
  std::vector<Handle> append(const Primitive& op, const Attributes& attributes, std::span<const Handle> operands);
  /// Of a dual trace: the handle one level out.
  const Handle& primal(Value v) const { return primals_[v]; }
  /// Handles captured from outside, in the order of the inputs they became. Parameters come first if all
  /// were made before the first operation.
  const std::vector<Handle>& captures() const { return captures_; }

  /// Puts a trace on this thread's stack for a scope; afterwards its values may no longer be used.
  class Scope {
   public:
    explicit Scope(const std::shared_ptr<Trace>& trace);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    std::shared_ptr<Trace> trace_;
  };

 private:
  std::vector<Handle> append_linearized(const Primitive& op, const Attributes& attributes,
                                        std::span<const Handle> operands, std::span<const Value> values,
                                        std::span<const Handle> outer);
  void set_primal(Value v, Handle h);

  Mode mode_;
  std::string transform_;
  int level_ = 0;
  std::thread::id thread_;
  Builder builder_;
  std::vector<Handle> captures_, primals_;
  std::unordered_map<const void*, Value> captured_buffers_;
  std::unordered_map<std::uint64_t, Value> captured_values_;
};

/// Applies a primitive: computes at once, or appends to the deepest trace among the operands.
std::vector<Handle> bind(const Primitive& op, const Attributes& attributes, std::span<const Handle> operands);
/// Applies every node of f to handles.
std::vector<Handle> bind(const Function& f, std::span<const Handle> arguments);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ir/transforms.hpp"
#include "wengert/ops/control.hpp"
#include "wengert/runtime/execute.hpp"

namespace wengert {

namespace tracing {
inline std::vector<Trace*>& stack() {
  thread_local std::vector<Trace*> traces;
  return traces;
}

inline void require_open(const Handle& h) {
  if (!h.trace()->open())
    throw TracerError(cat("a traced value of type ", h.type(), " was used after its ", h.trace()->transform(),
                          " ended; return it from the function instead of storing it outside"));
}

// How a value of a trace came about: "gt of f32[] and f32[]", or "a parameter".
inline std::string origin(const Handle& h) {
  const Function& f = h.trace()->builder().function();
  const Node* n = h.trace()->builder().producer(h.value());
  if (!n) return "a parameter of the function";
  std::string text = cat("the result of ", n->op->name);
  const char* joint = " of ";
  for (Value v : f.operands(*n)) {
    text += cat(joint, f.types[v]);
    joint = " and ";
  }
  return text;
}
}  // namespace tracing

WENGERT_API bool is_concrete(const Handle& h) {
  return !recorder({&h, 1});
}

WENGERT_API Tensor concrete(const Handle& h, std::string_view action) {
  const Handle* at = &h;
  while (at->traced()) {
    tracing::require_open(*at);
    if (at->trace()->mode() == Trace::Mode::abstract)
      throw ConcretizationError(cat(
          action, ": the value, ", tracing::origin(*at), ", is traced by ", at->trace()->transform(),
          " and known only as ", h.type(), "; its number does not exist yet. Choose elementwise with where(condition, a, b), branch with cond, "
          "loop with while_loop or fori_loop, or pass the value as a static C++ argument"));
    at = &at->trace()->primal(at->value());
  }
  return at->tensor();
}

WENGERT_API std::shared_ptr<Trace> recorder(std::span<const Handle> handles) {
  std::shared_ptr<Trace> deepest;
  for (const Handle& h : handles) {
    const Handle* at = &h;
    while (at->traced() && at->trace()->mode() == Trace::Mode::dual) at = &at->trace()->primal(at->value());
    if (at->traced() && (!deepest || at->trace()->level() > deepest->level())) deepest = at->trace();
  }
  return deepest;
}

WENGERT_API Trace::Trace(Mode mode, std::string transform)
    : mode_(mode), transform_(std::move(transform)) {}

WENGERT_API Trace::~Trace() = default;

WENGERT_API Trace::Scope::Scope(const std::shared_ptr<Trace>& trace) : trace_(trace) {
  tracing::stack().push_back(trace.get());
  trace->level_ = int(tracing::stack().size());
  trace->thread_ = std::this_thread::get_id();
}

WENGERT_API Trace::Scope::~Scope() {
  trace_->level_ = 0;
  tracing::stack().pop_back();
}

WENGERT_API Handle Trace::parameter(const Type& type) {
  return Handle(shared_from_this(), builder_.input(type), type);
}

WENGERT_API Handle Trace::parameter(const Handle& primal) {
  Handle h(shared_from_this(), builder_.input(primal.type()), primal.type());
  set_primal(h.value(), primal);
  return h;
}

WENGERT_API void Trace::set_primal(Value v, Handle h) {
  if (mode_ != Mode::dual) return;
  if (primals_.size() <= v) primals_.resize(std::size_t(v) + 1);
  primals_[v] = std::move(h);
}

WENGERT_API Value Trace::value_of(const Handle& h) {
  if (h.trace().get() == this) return h.value();
  if (!h.traced()) {
    if (h.type().shape.empty()) {
      const Value v = builder_.literal(h.tensor().scalar());
      set_primal(v, h);
      return v;
    }
    const auto [known, fresh] = captured_buffers_.try_emplace(h.buffer().data(), no_value);
    if (!fresh && builder_.type(known->second) == h.type()) return known->second;
    known->second = builder_.input(h.type());
    captures_.push_back(h);
    set_primal(known->second, h);
    return known->second;
  }
  tracing::require_open(h);
  const std::uint64_t key = std::uint64_t(h.trace()->level()) << 32 | h.value();
  const auto [known, fresh] = captured_values_.try_emplace(key, no_value);
  if (!fresh) return known->second;
  known->second = builder_.input(h.type());
  captures_.push_back(h);
  set_primal(known->second, h);
  return known->second;
}

WENGERT_API std::vector<Handle> Trace::append(const Primitive& op, const Attributes& attributes,
                                              std::span<const Handle> operands) {
  if (thread_ != std::this_thread::get_id())
    throw TracerError(cat(op.name, ": a value traced by ", transform_,
                          " on one thread was used on another; a trace stays on its thread"));
  std::vector<Value> values;
  std::vector<Handle> outer;
  for (const Handle& h : operands) {
    values.push_back(value_of(h));
    if (mode_ == Mode::dual) outer.push_back(h.trace().get() == this ? primals_[h.value()] : h);
  }
  if (mode_ == Mode::dual && op.split) return append_linearized(op, attributes, operands, values, outer);
  const Results results = builder_.append(op, attributes, values);
  if (mode_ == Mode::dual && results.count && (primals_.size() <= results.first || primals_[results.first].type() != builder_.type(results.first) || (!primals_[results.first].traced() && !primals_[results.first].buffer()))) {
    const std::vector<Handle> primals = wengert::bind(op, attributes, outer);
    for (std::uint32_t k = 0; k < results.count; ++k) set_primal(results[k], primals[k]);
  }
  std::vector<Handle> handles;
  for (std::uint32_t k = 0; k < results.count; ++k)
    handles.emplace_back(shared_from_this(), results[k], builder_.type(results[k]));
  return handles;
}

// Control flow and calls under a derivative: the part that does not depend on tangents runs now and keeps
// its residuals; the trace records a value whose derivative is the rest.
WENGERT_API std::vector<Handle> Trace::append_linearized(const Primitive& op, const Attributes& attributes,
                                                         std::span<const Handle> operands,
                                                         std::span<const Value> values,
                                                         std::span<const Handle> outer) {
  Builder one;
  std::vector<Value> inputs;
  std::vector<bool> active;
  for (const Handle& h : operands) {
    inputs.push_back(one.input(h.type()));
    active.push_back(h.trace().get() == this && is_inexact(h.type().dtype));
  }
  // Without tangents there is nothing to wait for.
  if (std::count(active.begin(), active.end(), true) == 0) return wengert::bind(op, attributes, outer);
  const Results applied = one.append(op, attributes, inputs);
  std::vector<Value> outputs;
  for (std::uint32_t k = 0; k < applied.count; ++k) outputs.push_back(applied[k]);
  const Jvp forward = jvp(one.finish(outputs), active);

  std::vector<bool> unknown(operands.size(), false);
  unknown.resize(forward.function.inputs, true);
  std::vector<bool> unknown_outputs(outputs.size(), false);
  unknown_outputs.resize(forward.function.outputs.size(), true);
  const Split parts = split(forward.function, unknown, unknown_outputs);

  std::vector<Handle> known = wengert::bind(*parts.known, outer);
  std::vector<Value> linearized_operands(values.begin(), values.end());
  for (std::size_t k = outputs.size(); k < known.size(); ++k) {
    const Value residual = parts.known->outputs[k];  // often an operand, which the trace has already
    linearized_operands.push_back(residual < parts.known->inputs ? values[residual] : value_of(known[k]));
  }
  const Results results = builder_.append(
      primitive<ops::Linearized>(),
      ops::Linearized::attributes(parts.unknown, active, forward.active_outputs, one.finish(outputs).output_types()),
      linearized_operands);
  std::vector<Handle> handles;
  for (std::uint32_t k = 0; k < results.count; ++k) {
    set_primal(results[k], known[k]);
    handles.emplace_back(shared_from_this(), results[k], builder_.type(results[k]));
  }
  return handles;
}

WENGERT_API std::vector<Handle> bind(const Primitive& op, const Attributes& attributes,
                                     std::span<const Handle> operands) {
  std::shared_ptr<Trace> deepest;
  for (const Handle& h : operands) {
    if (!h.traced()) continue;
    tracing::require_open(h);
    if (!deepest || h.trace()->level() > deepest->level()) deepest = h.trace();
  }
  if (deepest) return deepest->append(op, attributes, operands);
  std::vector<Tensor> tensors;
  for (const Handle& h : operands) tensors.push_back(h.tensor());
  std::vector<Handle> handles;
  for (Tensor& t : execute(op, attributes, tensors)) handles.emplace_back(std::move(t));
  return handles;
}

// What repeats the elements of a concrete operand is recorded with the others: no large array is
// made of a small one that kernels can read.
WENGERT_API std::vector<Handle> bind(const Function& f, std::span<const Handle> arguments) {
  const std::shared_ptr<Trace> trace = recorder(arguments);
  std::vector<Handle> here(f.types.size());
  std::copy(arguments.begin(), arguments.end(), here.begin());
  for (const Literal& l : f.literals) here[l.value] = Handle(Tensor(l.constant));
  std::vector<Handle> operands;
  for (const Node& n : f.nodes) {
    operands.clear();
    for (Value v : f.operands(n)) operands.push_back(here[v]);
    if (trace && n.op->id == primitive<ops::BroadcastInDim>().id && !operands[0].traced())
      operands[0] = trace->lift(operands[0]);
    std::vector<Handle> results = wengert::bind(*n.op, n.attributes, operands);
    for (std::uint32_t k = 0; k < n.result_count; ++k) here[n.first_result + k] = std::move(results[k]);
  }
  std::vector<Handle> outputs;
  for (Value v : f.outputs) outputs.push_back(here[v]);
  return outputs;
}

}  // namespace wengert
#endif
