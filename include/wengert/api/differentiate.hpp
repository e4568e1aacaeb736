// One call of a callable with its linearization: what every derivative is made of.
//
// The callable runs once, under a dual trace: values are computed as it goes, so C++ control flow
// sees numbers. The recorded Function is then linearized. Reverse mode is the transpose of that
// linear map.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "wengert/api/record.hpp"
#include "wengert/ir/transforms.hpp"

namespace wengert {

/// A linear Function together with the values it was linearized at.
class LinearMap {
 public:
  LinearMap() = default;
  LinearMap(Function function, std::vector<Handle> residuals)
      : function_(std::move(function)), residuals_(std::move(residuals)) {}

  /// Maps (residuals, variables) to the results.
  const FunctionRef& function() const { return function_; }
  const std::vector<Handle>& residuals() const { return residuals_; }
  /// The types of the variables, and of the results.
  std::vector<Type> domain() const;
  std::vector<Type> range() const { return function_->output_types(); }

  std::vector<Handle> operator()(std::span<const Handle> variables) const;
  LinearMap transposed() const;

 private:
  FunctionRef function_;
  std::vector<Handle> residuals_;
};

template <class R>
struct Differentiated {
  R result;  // as computed, one level out of the derivative
  LinearMap
      tangents;  // of the wanted arguments' floating and complex Arrays, to those of the result's
};

namespace derivatives {

/// The primal of a handle of `trace`; other handles are their own.
Handle primal(const Trace& trace, const Handle& h);
/// The linearization of what `trace` recorded, with respect to its first `parameters` inputs.
LinearMap linear_map(const Trace& trace, std::size_t parameters, std::vector<Value> outputs);

template <std::size_t... K>
using Which = std::index_sequence<K...>;
template <std::size_t K, std::size_t... Wanted>
constexpr bool contains(Which<Wanted...>) {
  return ((K == Wanted) || ...);
}

template <std::size_t... Wanted, class Tuple, std::size_t... K>
Tuple with_parameters(const std::shared_ptr<Trace>& trace, Tuple arguments, Which<Wanted...> wanted,
                      Which<K...>) {
  const auto replace = [&](auto& argument) {
    argument = trees::with_arrays(std::move(argument), [&](const Array& a) {
      return is_inexact(a.handle().type().dtype) ? trace->parameter(a.handle()) : a.handle();
    });
  };
  (
      [&] {
        if constexpr (contains<K>(wanted)) replace(std::get<K>(arguments));
      }(),
      ...);
  return arguments;
}

}  // namespace derivatives

/// Calls f and linearizes it in the floating and complex Arrays of the wanted arguments. Where only
/// a part of the result is to be differentiated, `part` gives a reference to it.
template <class F, class Tuple, std::size_t... Wanted, class Part = std::identity>
auto differentiate(const char* transform, F&& f, const Tuple& arguments,
                   std::index_sequence<Wanted...> wanted, Part part = {}) {
  const auto trace = std::make_shared<Trace>(Trace::Mode::dual, transform);
  const Trace::Scope scope(trace);
  auto traced = derivatives::with_parameters(trace, arguments, wanted,
                                             std::make_index_sequence<std::tuple_size_v<Tuple>>{});
  const std::size_t parameters = trace->builder().function().types.size();
  auto result = std::apply([&](auto&... x) { return call(f, x...); }, traced);
  std::vector<Value> outputs;
  for (const Handle& h : trees::handles_of(part(result)))
    if (is_inexact(h.type().dtype)) outputs.push_back(trace->value_of(h));
  LinearMap map = derivatives::linear_map(*trace, parameters, std::move(outputs));
  return Differentiated<decltype(result)>{
      trees::with_arrays(std::move(result),
                         [&](const Array& a) { return derivatives::primal(*trace, a.handle()); }),
      std::move(map)};
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API std::vector<Type> LinearMap::domain() const {
  const auto inputs = function_->input_types().subspan(residuals_.size());
  return {inputs.begin(), inputs.end()};
}

WENGERT_API std::vector<Handle> LinearMap::operator()(std::span<const Handle> variables) const {
  std::vector<Handle> arguments = residuals_;
  arguments.insert(arguments.end(), variables.begin(), variables.end());
  return run(function_, arguments);
}

WENGERT_API LinearMap LinearMap::transposed() const {
  std::vector<bool> linear(residuals_.size(), false);
  linear.resize(function_->inputs, true);
  return {transpose(*function_, linear), residuals_};
}

namespace derivatives {

WENGERT_API Handle primal(const Trace& trace, const Handle& h) {
  return h.trace().get() == &trace ? trace.primal(h.value()) : h;
}

WENGERT_API LinearMap linear_map(const Trace& trace, std::size_t parameters,
                                 std::vector<Value> outputs) {
  const Function f = trace.builder().finish(std::move(outputs));
  std::vector<bool> active(parameters, true);
  active.resize(f.inputs, false);
  Linearization linearized = linearize(f, active);
  const std::vector<Value> order = trace.builder().order();
  std::vector<Handle> residuals;
  for (Value v : linearized.needs) residuals.push_back(trace.primal(order[v]));
  return {std::move(linearized.linear), std::move(residuals)};
}

}  // namespace derivatives
}  // namespace wengert
#endif
