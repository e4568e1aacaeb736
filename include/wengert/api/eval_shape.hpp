// What a call would return, by type alone: nothing is computed, and nothing allocated.
#pragma once

#include <memory>
#include <utility>

#include "wengert/api/record.hpp"

namespace wengert {

/// An Array of that type without numbers, to give to eval_shape, make_ir or linear_transpose where
/// only types matter. Whatever asks for its numbers throws ConcretizationError or TracerError.
///   eval_shape(f, shape_dtype_struct({1000000, 1000}))
inline Array shape_dtype_struct(const Shape& shape, Dtype dtype = default_float()) {
  const auto trace = std::make_shared<Trace>(Trace::Mode::abstract, "eval_shape");
  return Array(trace->parameter({dtype, shape}));
}

/// The result of f(arguments...) with Arrays that have a dtype and a shape, and no numbers. The
/// result is a tree of f's own type, its static leaves included, and may be an argument in turn.
/// f is traced as by jit, so its side effects happen, and a branch on a traced number throws
/// ConcretizationError.
///   const auto params = eval_shape(make_params, key);
///   eval_shape(predict, params, shape_dtype_struct({64, 784})).shape()
template <class F, class... Given>
auto eval_shape(F f, Given&&... given) {
  auto recorded = record("eval_shape", f, convert_arguments<F>(std::forward<Given>(given)...));
  return trees::with_arrays(std::move(recorded.result), [](const Array& a) {
    return shape_dtype_struct(a.shape(), a.dtype()).handle();
  });
}

}  // namespace wengert
