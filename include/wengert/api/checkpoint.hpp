// Memory for time in reverse mode: checkpoint, the policies of what it keeps, and what is kept.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "wengert/api/custom.hpp"
#include "wengert/api/jvp.hpp"

namespace wengert {

/// Which intermediate values a checkpoint keeps for its derivative, beside its arguments. The
/// text is that of the IR.
struct CheckpointPolicy {
  std::string text;
};

/// None: everything is computed again.
inline const CheckpointPolicy nothing_saveable{"nothing_saveable"};
/// All that the derivative needs: as without a checkpoint.
inline const CheckpointPolicy everything_saveable{"everything_saveable"};
/// The results of contractions (dot, matmul, einsum …), which cost most to compute again.
inline const CheckpointPolicy dots_saveable{"dots_saveable"};
/// Those without batch dimensions: products with weights, not products of activations.
inline const CheckpointPolicy dots_with_no_batch_dims_saveable{"dots_with_no_batch_dims_saveable"};

/// What checkpoint_name gave one of these names. Throws ValueError for what is no name.
CheckpointPolicy save_only_these_names(std::initializer_list<std::string_view> names);
/// Everything else. Throws ValueError for what is no name.
CheckpointPolicy save_anything_except_these_names(std::initializer_list<std::string_view> names);

namespace checkpoints {

Handle named(const Handle& x, std::string_view name);
std::vector<Handle> bind(Function f, const CheckpointPolicy& policy,
                         std::span<const Handle> operands);

}  // namespace checkpoints

/// A tree like this one whose Arrays have a name for policies of checkpoint. Throws ValueError for
/// an empty name or one with a comma.
///   h = checkpoint_name(tanh(matmul(x, w)), "hidden");
template <class T>
auto checkpoint_name(const T& tree, std::string_view name) {
  return trees::with_arrays(materialize(tree),
                            [&](const Array& a) { return checkpoints::named(a.handle(), name); });
}

/// What checkpoint gives: callable as F is.
template <class F>
class Checkpointed : public TakesBraces<Checkpointed<F>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<Checkpointed, wrapped_parameters>::operator();

  Checkpointed(F f, CheckpointPolicy policy) : f_(std::move(f)), policy_(std::move(policy)) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
    using R = Result<F, Given...>;
    auto recorded = record("checkpoint", f_, arguments);
    std::vector<Handle> operands =
        std::apply([](const auto&... a) { return trees::handles_of(a...); }, arguments);
    operands.insert(operands.end(), recorded.captures.begin(), recorded.captures.end());
    R result = std::move(recorded.result);
    return trees::with_handles(std::move(result),
                               checkpoints::bind(std::move(recorded.function), policy_, operands));
  }

 private:
  mutable F f_;
  CheckpointPolicy policy_;
};

/// f, computed once more when reverse mode needs what it computed: of its intermediate values only
/// those that the policy admits are kept, beside its arguments. Values and derivatives, of any
/// order, are those of f. In a compiled program the second computation waits for its cotangents. f
/// is traced as by jit, so a branch on a traced number throws ConcretizationError. To a policy a
/// loop or branch inside f is one operation; inside a loop checkpoint the body.
///   auto loss = [](Params p, Array x) { return sum(checkpoint(block, dots_saveable)(p, x)); };
template <class F>
auto checkpoint(F f, CheckpointPolicy policy = nothing_saveable) {
  return Checkpointed<F>(std::move(f), std::move(policy));
}
/// The same.
template <class F>
auto remat(F f, CheckpointPolicy policy = nothing_saveable) {
  return checkpoint(std::move(f), std::move(policy));
}

/// The types of what reverse mode keeps between computing f(arguments...) and its cotangents:
/// arguments, captures and intermediate values that the derivative reads. Nothing is computed.
///   for (const Type& t : saved_residuals(loss, params, x)) std::cout << t << '\n';
template <class F, class... Given>
std::vector<Type> saved_residuals(F f, Given&&... given) {
  std::vector<Type> saved;
  const auto differentiated = [&](auto&... x) {
    auto at = products::differentiate_all("saved_residuals", f, std::tuple(x...));
    for (const Handle& h : at.tangents.residuals()) saved.push_back(h.type());
    return std::move(at.result);
  };
  record("saved_residuals", differentiated, convert_arguments<F>(std::forward<Given>(given)...));
  return saved;
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ops/manifest.hpp"

namespace wengert {

namespace checkpoints {

inline void require_name(const char* function, std::string_view name) {
  if (name.empty() || name.find(',') != std::string_view::npos)
    throw ValueError(
        cat(function, ": '", name, "' is no name; it must not be empty or hold a comma"));
}

inline CheckpointPolicy by_names(const char* policy,
                                 std::initializer_list<std::string_view> names) {
  std::string text = policy;
  char joint = ' ';
  for (std::string_view name : names) {
    require_name(policy, name);
    text += joint + std::string(name);
    joint = ',';
  }
  return {text};
}

WENGERT_API Handle named(const Handle& x, std::string_view name) {
  require_name("checkpoint_name", name);
  return wengert::bind(primitive<ops::CheckpointName>(), {{"name", std::string(name)}}, {&x, 1})[0];
}

WENGERT_API std::vector<Handle> bind(Function f, const CheckpointPolicy& policy,
                                     std::span<const Handle> operands) {
  return wengert::bind(primitive<ops::Checkpoint>(),
                       ops::Checkpoint::attributes(std::move(f), policy.text), operands);
}

}  // namespace checkpoints

WENGERT_API CheckpointPolicy save_only_these_names(std::initializer_list<std::string_view> names) {
  return checkpoints::by_names("save_only_these_names", names);
}
WENGERT_API CheckpointPolicy
save_anything_except_these_names(std::initializer_list<std::string_view> names) {
  return checkpoints::by_names("save_anything_except_these_names", names);
}

}  // namespace wengert
#endif
