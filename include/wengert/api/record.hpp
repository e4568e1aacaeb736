// Runs a callable on types alone and keeps what it did as a Function.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "wengert/api/callable.hpp"

namespace wengert {

/// f on handles: computed where all of them are numbers, else applied to the traces they belong to.
std::vector<Handle> run(const FunctionRef& f, std::span<const Handle> arguments);

namespace recording {

/// A handle that has a type and no value.
inline Handle of_type(const Type& type) { return Handle(Tensor(type, Buffer())); }

/// A tree whose Arrays are types alone.
template <class T>
T types_only(T tree) {
  return trees::with_arrays(std::move(tree),
                            [](const Array& a) { return of_type(a.handle().type()); });
}

}  // namespace recording

/// A callable as recorded. `function` maps parameters, then captures, to the Arrays of the result.
template <class R>
struct Recording {
  Function function;
  std::vector<Handle> captures;  // values from outside that the callable used
  R result;                      // its Arrays are types alone; its static leaves are kept
};

/// Runs f under an abstract trace. `parameter` says for each Array of the arguments what stands for
/// it: parameter(trace, array) is a handle.
template <class F, class Tuple, class Parameter>
auto record(const char* transform, F&& f, const Tuple& arguments, Parameter&& parameter) {
  const auto trace = std::make_shared<Trace>(Trace::Mode::abstract, transform);
  const Trace::Scope scope(trace);
  auto traced = trees::with_arrays(arguments, [&](const Array& a) { return parameter(*trace, a); });
  auto result = std::apply([&](auto&... x) { return call(f, x...); }, traced);
  std::vector<Value> outputs;
  for (const Handle& h : trees::handles_of(result)) outputs.push_back(trace->value_of(h));
  return Recording<decltype(result)>{trace->builder().finish(std::move(outputs)), trace->captures(),
                                     recording::types_only(std::move(result))};
}

/// Records f with every Array of the arguments as a parameter.
template <class F, class Tuple>
auto record(const char* transform, F&& f, const Tuple& arguments) {
  return record(transform, f, arguments,
                [](Trace& trace, const Array& a) { return trace.parameter(a.handle().type()); });
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/runtime/execute.hpp"

namespace wengert {

WENGERT_API std::vector<Handle> run(const FunctionRef& f, std::span<const Handle> arguments) {
  std::vector<Tensor> tensors;
  tensors.reserve(arguments.size());
  for (const Handle& h : arguments) {
    if (h.traced()) return wengert::bind(*f, arguments);
    tensors.push_back(h.tensor());
  }
  std::vector<Handle> results;
  for (Tensor& t : execute(f, tensors)) results.emplace_back(std::move(t));
  return results;
}

}  // namespace wengert
#endif
