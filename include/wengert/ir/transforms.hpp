// The passes over Functions that rules of control flow call on their bodies; transform/ defines
// them.
#pragma once

#include <vector>

#include "wengert/ir/primitive.hpp"

namespace wengert {

/// Forward mode. `function` maps (inputs, tangents of the active inputs) to (outputs, tangents of
/// the active outputs). An output is active where its tangent may differ from zero, or where asked
/// for; values of integer and boolean dtypes never are.
struct Jvp {
  Function function;
  std::vector<bool> active_outputs;
};
Jvp jvp(const Function& f, const std::vector<bool>& active_inputs,
        const std::vector<bool>& active_outputs = {});

/// Takes f apart into what depends on the unknown inputs and what does not; see Split. Outputs
/// marked in `unknown_outputs` are made unknown even where they are not.
Split split(const Function& f, const std::vector<bool>& unknown_inputs,
            const std::vector<bool>& unknown_outputs = {});

/// f with its nodes of control flow taken apart, so that nothing is computed together with what its
/// inputs after the first `known` reach that does not depend on them.
Function separate(const Function& f, std::size_t known);

/// `linear` maps (values of f listed in `needs`, tangents of the active inputs) to tangents of
/// every output; those of integers and booleans are zeros. Its nodes that tangents reach are linear
/// in them.
struct Linearization {
  Function linear;
  std::vector<Value> needs;
};
Linearization linearize(const Function& f, const std::vector<bool>& active_inputs);

/// How a transposed program multiplies cotangents: below a select strongly, so that 0 * r = 0 for
/// every r.
enum class Products : bool { ieee, strong };

/// f is linear in the marked inputs. Gives (other inputs, cotangents of the outputs) → cotangents
/// of the marked inputs; those that nothing reaches are explicit zeros. `products` is that of the
/// cotangents given.
Function transpose(const Function& f, const std::vector<bool>& linear_inputs,
                   Products products = Products::ieee);

/// f over a new leading axis of the marked inputs. Outputs that do not depend on them stay
/// unbatched, unless marked in `batched_outputs`.
struct BatchedFunction {
  Function function;
  std::vector<bool> batched_outputs;
};
BatchedFunction batch(const Function& f, const std::vector<bool>& batched_inputs, std::int64_t size,
                      const std::vector<bool>& batched_outputs = {});

/// Without nodes and literals that no output needs; inputs stay.
Function dce(const Function& f);
/// Rewritten by the laws of algebra that hold in IEEE arithmetic.
Function simplify(const Function& f);
/// Throws InternalError where f breaks SSA or a type rule.
void verify(const Function& f);

/// The reference interpreter.
std::vector<Tensor> eval(const Function& f, std::span<const Tensor> inputs);

}  // namespace wengert
