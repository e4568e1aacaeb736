// Terms: arithmetic on the integers, pointers and conditions of a function that is being written.
//
// Read by bodies alone, as all of gemm/: it takes LLVM's headers in.
#pragma once

#include <llvm-c/Core.h>

#include <vector>

namespace wengert::backend::gemm {

/// A value of the function being written. Integers have 64 bits.
struct Term {
  LLVMBuilderRef builder;
  LLVMValueRef value;
};
using Terms = std::vector<Term>;

inline Term operator+(Term a, Term b) {
  return {a.builder, LLVMBuildAdd(a.builder, a.value, b.value, "")};
}
inline Term operator-(Term a, Term b) {
  return {a.builder, LLVMBuildSub(a.builder, a.value, b.value, "")};
}
inline Term operator*(Term a, Term b) {
  return {a.builder, LLVMBuildMul(a.builder, a.value, b.value, "")};
}
inline Term operator&(Term a, Term b) {
  return {a.builder, LLVMBuildAnd(a.builder, a.value, b.value, "")};
}
inline Term operator|(Term a, Term b) {
  return {a.builder, LLVMBuildOr(a.builder, a.value, b.value, "")};
}
inline Term compare(LLVMIntPredicate relation, Term a, Term b) {
  return {a.builder, LLVMBuildICmp(a.builder, relation, a.value, b.value, "")};
}
inline Term operator<(Term a, Term b) { return compare(LLVMIntSLT, a, b); }
inline Term operator>(Term a, Term b) { return b < a; }
inline Term operator==(Term a, Term b) { return compare(LLVMIntEQ, a, b); }
inline Term operator!=(Term a, Term b) { return compare(LLVMIntNE, a, b); }
inline Term select(Term condition, Term a, Term b) {
  return {a.builder, LLVMBuildSelect(a.builder, condition.value, a.value, b.value, "")};
}
inline Term min(Term a, Term b) { return select(a < b, a, b); }
inline Term max(Term a, Term b) { return select(a < b, b, a); }

/// Where the elements of a matrix lie.
struct Matrix {
  Term data, row_stride, column_stride;
};

inline Matrix transposed(const Matrix& x) { return {x.data, x.column_stride, x.row_stride}; }
inline Matrix select(Term condition, const Matrix& a, const Matrix& b) {
  return {select(condition, a.data, b.data), select(condition, a.row_stride, b.row_stride),
          select(condition, a.column_stride, b.column_stride)};
}

}  // namespace wengert::backend::gemm
