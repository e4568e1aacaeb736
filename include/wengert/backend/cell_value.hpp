// The value of a cell in LLVM IR: one LLVM value, or two where the cell is complex.
#pragma once

#include <llvm-c/Types.h>

#include "wengert/backend/emitter.hpp"
#include "wengert/base/config.hpp"

namespace wengert::backend {

/// Each part is a scalar, or a vector with an element for each lane.
struct CellValue {
  LLVMValueRef re = nullptr, im = nullptr;
};

/// The value as operations take it, and the way back.
Cell as_cell(LlvmEmitter& emitter, CellValue v, Dtype dtype);
CellValue value_of(const Cell& cell, Dtype dtype);

/// A scalar constant.
CellValue constant_value(LlvmEmitter& emitter, const Constant& c, Dtype dtype);
/// The same in every lane, where it is a scalar.
CellValue splat(const LlvmEmitter& emitter, CellValue v, unsigned lanes);
CellValue select(LlvmEmitter& emitter, LLVMValueRef mask, CellValue x, CellValue y);

/// A phi of the type of `like`, and a value that reaches it from a block.
CellValue phi_of(const LlvmEmitter& emitter, CellValue like);
void add_incoming(CellValue phi, CellValue v, LLVMBasicBlockRef from);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

namespace wengert::backend {

WENGERT_API Cell as_cell(LlvmEmitter& emitter, CellValue v, Dtype dtype) {
  const Dtype part = real_dtype(dtype);
  return {emitter.lane(v.re, part), emitter.lane(v.im, part), dtype};
}

WENGERT_API CellValue value_of(const Cell& cell, Dtype dtype) {
  return {value(cell.re), is_complex(dtype) ? value(cell.im) : nullptr};
}

WENGERT_API CellValue constant_value(LlvmEmitter& emitter, const Constant& c, Dtype dtype) {
  const Dtype real = real_dtype(dtype);
  const auto part = [&](int k) {
    std::uint64_t bits = c.bits[std::size_t(k)];
    if (dtype == Dtype::c64) bits = k ? c.bits[0] >> 32 : c.bits[0] & 0xffffffffu;
    if (size_of(real) < 8) bits &= (std::uint64_t(1) << (8 * size_of(real))) - 1;
    return value(emitter.bits_constant(real, bits));
  };
  return {part(0), is_complex(dtype) ? part(1) : nullptr};
}

WENGERT_API CellValue splat(const LlvmEmitter& emitter, CellValue v, unsigned lanes) {
  return {emitter.splat(v.re, lanes), v.im ? emitter.splat(v.im, lanes) : nullptr};
}

WENGERT_API CellValue select(LlvmEmitter& emitter, LLVMValueRef mask, CellValue x, CellValue y) {
  const auto part = [&](LLVMValueRef a, LLVMValueRef b) {
    // Selecting takes any dtype alike.
    return value(emitter.select(emitter.lane(mask, Dtype::bool_), emitter.lane(a, Dtype::f32),
                                emitter.lane(b, Dtype::f32)));
  };
  return {part(x.re, y.re), x.im ? part(x.im, y.im) : nullptr};
}

WENGERT_API CellValue phi_of(const LlvmEmitter& emitter, CellValue like) {
  const auto part = [&](LLVMValueRef v) {
    return v ? LLVMBuildPhi(emitter.builder(), LLVMTypeOf(v), "") : nullptr;
  };
  return {part(like.re), part(like.im)};
}

WENGERT_API void add_incoming(CellValue phi, CellValue v, LLVMBasicBlockRef from) {
  LLVMAddIncoming(phi.re, &v.re, &from, 1);
  if (phi.im) LLVMAddIncoming(phi.im, &v.im, &from, 1);
}

}  // namespace wengert::backend
#endif
