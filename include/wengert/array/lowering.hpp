// Expressions as applications of primitives: promotion and broadcasting made explicit, then `bind`.
//
// A Lowering decides what leaves become: themselves, where a leaf is traced and the operations
// belong to its trace; or parameters of a Function that is being recorded, to be compiled and run
// many times.
#pragma once

#include "wengert/array/apply.hpp"

namespace wengert {

class Lowering {
 public:
  /// Leaves stand for themselves.
  Lowering() = default;
  /// Leaves become parameters of a trace, in the order in which they are met.
  explicit Lowering(Trace& recording) : recording_(&recording) {}

  Handle array(const Handle& h) { return recording_ ? recording_->parameter(h.type()) : h; }
  Handle number(const Constant& value, Dtype dtype);
  /// The dtypes that the numbers were given, in order.
  const std::vector<Dtype>& numbers() const { return numbers_; }

 private:
  Trace* recording_ = nullptr;
  std::vector<Dtype> numbers_;
};

/// h converted to a dtype.
Handle cast(const Handle& h, Dtype dtype);
/// h with a shape it broadcasts to.
Handle broadcast(std::string_view operation, const Handle& h, const Shape& shape);
/// An elementwise primitive on operands of one dtype, broadcast against each other. Operands of
/// rank 0 stay as they are. Messages call the operation `called`, or by its name.
Handle bind_elementwise(const Primitive& op, const Attributes& attributes,
                        std::vector<Handle> operands, std::string_view called = {});

/// The handle of an expression's value in that dtype.
inline Handle bind_expression(const Array& x, Lowering& lowering, Dtype dtype) {
  return cast(lowering.array(x.handle()), dtype);
}
template <Kind kind>
Handle bind_expression(const Number<kind>& x, Lowering& lowering, Dtype dtype) {
  return lowering.number(x.constant(), dtype);
}
template <class F, class... X>
Handle bind_expression(const Apply<F, X...>& e, Lowering& lowering, Dtype dtype) {
  const Promoted promoted = e.promoted();
  const Dtype inside = promoted.result.weak ? dtype : promoted.operands;
  std::vector<Handle> operands;
  operands.reserve(sizeof...(X));
  e.operands().each([&]<int k>(const auto& x) {
    operands.push_back(bind_expression(x, lowering, operand_dtype(F::rule, k, inside)));
  });
  return cast(e.function().bind(std::move(operands)), dtype);
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ops/manifest.hpp"

namespace wengert {

WENGERT_API Handle Lowering::number(const Constant& value, Dtype dtype) {
  if (!recording_) return Handle(Tensor(converted(value, dtype)));
  numbers_.push_back(dtype);
  return recording_->parameter(Type{dtype, {}});
}

WENGERT_API Handle cast(const Handle& h, Dtype dtype) {
  if (h.type().dtype == dtype) return h;
  return bind(primitive<ops::ConvertElementType>(), {{"new_dtype", dtype}}, {&h, 1})[0];
}

WENGERT_API Handle broadcast(std::string_view operation, const Handle& h, const Shape& shape) {
  if (h.type().shape == shape) return h;
  if (broadcast(operation, h.type().shape, shape) != shape)
    throw ShapeError(cat(operation, ": shape ", h.type().shape, " does not broadcast to ", shape,
                         ", which has fewer axes or smaller extents"));
  require_array(operation, {h.type().dtype, shape});
  Shape dims;
  const int rank = h.type().shape.rank();
  for (int d = 0; d < rank; ++d) dims.push_back(shape.rank() - rank + d);
  return bind(primitive<ops::BroadcastInDim>(), {{"shape", shape}, {"dims", dims}}, {&h, 1})[0];
}

WENGERT_API Handle bind_elementwise(const Primitive& op, const Attributes& attributes,
                                    std::vector<Handle> operands, std::string_view called) {
  const std::string_view name = called.empty() ? op.name : called;
  Shape shape;
  for (const Handle& h : operands) shape = broadcast(name, shape, h.type().shape);
  const std::shared_ptr<Trace> trace = recorder(operands);
  for (Handle& h : operands) {
    if (h.type().shape.empty() || h.type().shape == shape) continue;
    h = broadcast(name, trace && !h.traced() ? trace->lift(h) : h, shape);
  }
  return wengert::bind(op, attributes, operands)[0];
}

}  // namespace wengert
#endif
