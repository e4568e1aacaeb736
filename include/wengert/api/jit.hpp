// Compiles a callable: traced once per signature, then one native program.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "wengert/api/signature_cache.hpp"
#include "wengert/ir/transforms.hpp"
#include "wengert/ops/control.hpp"

namespace wengert {

/// What jit gives: callable as F is. Copies share their compiled programs.
template <class F>
class Jitted : public TakesBraces<Jitted<F>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<Jitted, wrapped_parameters>::operator();

  explicit Jitted(F f) : state_(std::make_shared<State>(std::move(f))) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    using Tuple = Arguments<F, Given...>;
    using R = Result<F, Given...>;
    auto arguments = hold_arguments<F>(std::forward<Given>(given)...);
    auto& cache = state_->caches.template of<Tuple, R>();
    const Dtype d = default_float();
    if (const auto* known = cache.find(arguments, d)) return run_program(*known, arguments);
    std::unique_ptr<signatures::Program<Tuple, R>> owned;
    const auto& program = cache.find_or_trace(
        Tuple(arguments), d, [&] { return trace<Tuple, R>(Tuple(arguments), d); }, owned);
    return run_program(program, arguments);
  }

 private:
  struct State {
    explicit State(F g) : f(std::move(g)) {}
    F f;
    signatures::Caches caches;
  };

  template <class Tuple, class R>
  std::unique_ptr<signatures::Program<Tuple, R>> trace(const Tuple& arguments, Dtype d) const {
    return std::make_unique<signatures::Program<Tuple, R>>(arguments, d,
                                                           record("jit", state_->f, arguments));
  }

  template <class Program, class Held>
  static auto run_program(const Program& program, Held& arguments) {
    const auto each = std::make_index_sequence<std::tuple_size_v<Held>>{};
    if (traced(arguments, each) || !program.reusable()) return append_call(program, arguments);
    std::vector<Tensor> inputs;
    inputs.reserve(program.function->inputs);
    take(inputs, arguments, each);
    for (const Handle& h : program.captures) inputs.push_back(h.tensor());
    std::vector<Tensor> outputs = program.executable().run(inputs, {});
    if constexpr (std::is_same_v<decltype(program.result), Array>) {
      return Array(std::move(outputs[0]));
    } else {
      std::size_t next = 0;
      return trees::with_arrays(program.result,
                                [&](const Array&) { return Handle(std::move(outputs[next++])); });
    }
  }

  // Under an outer trace the program becomes one operation of it.
  template <class Program, class Held>
  static auto append_call(const Program& program, const Held& arguments) {
    std::vector<Handle> operands =
        std::apply([](const auto&... a) { return trees::handles_of(a...); }, arguments);
    operands.insert(operands.end(), program.captures.begin(), program.captures.end());
    return trees::with_handles(
        program.result,
        wengert::bind(primitive<ops::Call>(), ops::Call::attributes(program.function), operands));
  }

  template <class Held, std::size_t... K>
  static bool traced(const Held& arguments, std::index_sequence<K...>) {
    bool any = false;
    const auto look = [&](const Array& a) { any = any || a.handle().traced(); };
    (trees::for_each_array("jit", look, std::as_const(std::get<K>(arguments))), ...);
    return any;
  }

  // Rvalues, and what was converted for this call, give their buffers away.
  template <class Held, std::size_t... K>
  static void take(std::vector<Tensor>& inputs, Held& arguments, std::index_sequence<K...>) {
    const auto append = [&]<class Kept>(std::type_identity<Kept>, auto& argument) {
      trees::for_each_array(
          "jit",
          [&](auto& a) {
            if constexpr (std::is_lvalue_reference_v<Kept> ||
                          std::is_const_v<std::remove_reference_t<Kept>>)
              inputs.push_back(a.handle().tensor());
            else
              inputs.push_back(std::move(a).handle().release());
          },
          argument);
    };
    (append(std::type_identity<std::tuple_element_t<K, Held>>{}, std::get<K>(arguments)), ...);
  }

  std::shared_ptr<State> state_;
};

/// Compiles f. It is traced once for each signature: the tree structure of its arguments, the
/// dtypes and shapes of their Arrays, and the values of static arguments (whatever is no Array and
/// holds none). A call with another signature traces again. C++ side effects of f happen when it is
/// traced. Arrays f captured are those it saw then. Any number of threads may call the result.
/// f(std::move(x)) lets the program reuse the memory of x.
///   auto step = jit([](Array x) { return x - 0.1 * x * x; });
template <class F>
auto jit(F f) {
  return Jitted<F>(std::move(f));
}

}  // namespace wengert
