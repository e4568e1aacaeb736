// One primitive applied to tensors by its type rule and its eval, and tensors from lists of
// numbers.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

#include "wengert/ops/manifest.hpp"
#include "wengert/transform/transforms.hpp"

namespace wengert::testing {

template <class T> Tensor array(const Shape& shape, const std::vector<T>& elements) {
  Tensor t(Type{dtype_of<T>, shape});
  EXPECT_EQ(shape.elements(), std::int64_t(elements.size()));
  for (std::size_t k = 0; k < elements.size(); ++k) t.data<T>()[k] = elements[k];
  return t;
}
template <class T> Tensor vector(const std::vector<T>& elements) {
  return array<T>({std::int64_t(elements.size())}, elements);
}
template <class T> Tensor scalar(T x) { return array<T>({}, {x}); }

template <class T> std::vector<T> elements(const Tensor& t) {
  EXPECT_EQ(t.type.dtype, dtype_of<T>);
  return {t.data<T>(), t.data<T>() + t.type.elements()};
}

inline std::vector<Tensor> apply_all(const Primitive& op, const Attributes& attributes,
                                     const std::vector<Tensor>& operands) {
  std::vector<Type> types;
  for (const Tensor& t : operands) types.push_back(t.type);
  return op.eval(operands, attributes, op.infer(types, attributes));
}
template <class Op>
Tensor apply(const std::vector<Tensor>& operands, const Attributes& attributes = {}) {
  return apply_all(primitive<Op>(), attributes, operands)[0];
}

/// The result of an elementwise operation on vectors.
template <class Op, class T, class Result = T>
std::vector<Result> apply_to(const std::vector<T>& x) {
  return elements<Result>(apply<Op>({vector(x)}));
}
template <class Op, class T, class Result = T>
std::vector<Result> apply_to(const std::vector<T>& x, const std::vector<T>& y) {
  return elements<Result>(apply<Op>({vector(x), vector(y)}));
}

/// Op as a Function of operands of these types.
template <class Op>
Function function_of(const std::vector<Type>& types, const Attributes& attributes = {}) {
  Builder builder(types);
  std::vector<Value> operands, outputs;
  for (std::size_t k = 0; k < types.size(); ++k) operands.push_back(Value(k));
  const Results results = builder.append(primitive<Op>(), attributes, operands);
  for (std::uint32_t k = 0; k < results.count; ++k) outputs.push_back(results[k]);
  return builder.finish(outputs);
}

/// The tangent of Op's first result at x, along the given tangents of all operands.
template <class Op> Tensor tangent(const std::vector<Tensor>& x, const std::vector<Tensor>& dx,
                                   const Attributes& attributes = {}) {
  std::vector<Type> types;
  for (const Tensor& t : x) types.push_back(t.type);
  const Function f = function_of<Op>(types, attributes);
  const Jvp forward =
      jvp(f, std::vector<bool>(x.size(), true), std::vector<bool>(f.outputs.size(), true));
  std::vector<Tensor> inputs = x;
  inputs.insert(inputs.end(), dx.begin(), dx.end());
  return eval(forward.function, inputs)[f.outputs.size()];
}

/// Equal, where NaN equals NaN; -0 differs from 0.
template <class T> void expect_same(const std::vector<T>& got, const std::vector<T>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t k = 0; k < got.size(); ++k) {
    if (want[k] != want[k])
      EXPECT_NE(got[k], got[k]) << "at " << k;
    else
      EXPECT_TRUE(got[k] == want[k] && std::signbit(got[k]) == std::signbit(want[k]))
          << got[k] << " for " << want[k] << " at " << k;
  }
}

/// The message of the exception E that `action` throws.
template <class E, class F> std::string message_of(F&& action) {
  try {
    action();
  } catch (const E& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

}  // namespace wengert::testing
