// Cells without blocks of their own: loads, numbers, conversions, operations.
#pragma once

#include <vector>

#include "wengert/backend/environment.hpp"

namespace wengert::backend {

/// The value of a cell that gives one value and holds no block.
CellValue emit_cell(Environment& environment, const lower::CellNode& cell);
/// The results of a blockwise operation.
std::vector<CellValue> emit_blockwise(Environment& environment, const lower::CellNode& cell);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

#include <cmath>
#include <limits>

#include "wengert/backend/address.hpp"
#include "wengert/backend/memory_access.hpp"

namespace wengert::backend {

namespace emission {

inline std::vector<Cell> operands_of(const Environment& k, const lower::CellNode& c) {
  std::vector<Cell> operands;
  for (lower::CellId a : c.args) operands.push_back(k.cell(a));
  return operands;
}

inline CellValue literal(const Environment& k, const lower::CellNode& c) {
  return load(k, c.dtype, k.literal(c.number), {k.i64(0), 0, nullptr});
}

// An index as an i64, with an element for each lane if it varies.
inline LLVMValueRef index_value(Environment& k, const lower::CellNode& c) {
  const Position p = position(k, k.kernel.pool.make(c.index));
  return p.uniform() ? p.base : spread(k, p);
}

inline CellValue number(Environment& k, const lower::CellNode& c) {
  const Lane index = k.emitter.lane(index_value(k, c), Dtype::i64);
  LLVMValueRef re = value(k.emitter.convert(index, real_dtype(c.dtype)));
  return {re, is_complex(c.dtype) ? LLVMConstNull(LLVMTypeOf(re)) : nullptr};
}

inline CellValue condition(Environment& k, const lower::CellNode& c) {
  LLVMValueRef v = index_value(k, c);
  return {LLVMBuildICmp(k.builder, LLVMIntNE, v, LLVMConstNull(LLVMTypeOf(v)), ""), nullptr};
}

inline CellValue missing(Environment& k, const lower::CellNode& c) {
  const Dtype real = real_dtype(c.dtype);
  const Lane nothing = k.emitter.constant(real, is_floating(real) ? std::nan("") : 0);
  return {value(nothing), is_complex(c.dtype) ? value(k.emitter.constant(real, 0)) : nullptr};
}

inline CellValue convert(const Environment& k, const lower::CellNode& c) {
  const Cell x = k.cell(c.args[0]);
  const Dtype real = real_dtype(c.dtype);
  LLVMValueRef re = value(k.emitter.convert(x.re, real));
  if (!is_complex(c.dtype)) return {re, nullptr};
  return {re, is_complex(x.dtype) ? value(k.emitter.convert(x.im, real))
                                  : LLVMConstNull(LLVMTypeOf(re))};
}

inline CellValue clamp(const Environment& k, const lower::CellNode& c) {
  Lane x = k.cell(c.args[0]).re;
  if (x.dtype == Dtype::u64) {  // beyond i64 it would turn negative
    constexpr std::uint64_t greatest = std::numeric_limits<std::int64_t>::max();
    x = k.emitter.binary(Step::minimum, x, k.emitter.bits_constant(Dtype::u64, greatest));
  }
  const Lane wide = k.emitter.convert(x, Dtype::i64);
  const Lane low = k.emitter.bits_constant(Dtype::i64, std::uint64_t(c.bounds.first));
  const Lane high = k.emitter.bits_constant(Dtype::i64, std::uint64_t(c.bounds.second));
  const Lane raised = k.emitter.binary(Step::maximum, wide, low);
  return {value(k.emitter.binary(Step::minimum, raised, high)), nullptr};
}

}  // namespace emission

WENGERT_API CellValue emit_cell(Environment& k, const lower::CellNode& c) {
  using lower::CellKind;
  switch (c.kind) {
    case CellKind::load:
      return load(k, c.dtype, k.buffer(c.number), position(k, k.kernel.pool.make(c.index)));
    case CellKind::literal:
      return emission::literal(k, c);
    case CellKind::position:
      return emission::number(k, c);
    case CellKind::condition:
      return emission::condition(k, c);
    case CellKind::missing:
      return emission::missing(k, c);
    case CellKind::select:
      return select(k.emitter, k.value(c.args[0]).re, k.value(c.args[1]), k.value(c.args[2]));
    case CellKind::convert:
      return emission::convert(k, c);
    case CellKind::clamp:
      return emission::clamp(k, c);
    case CellKind::apply:
      return value_of(k.emitter.apply(*c.op, c.attributes, emission::operands_of(k, c), c.dtype),
                      c.dtype);
    case CellKind::project:
      return k.results.at(c.args[0])[std::size_t(c.number)];
    default:
      throw InternalError("kernel: not a cell of one value");
  }
}

WENGERT_API std::vector<CellValue> emit_blockwise(Environment& k, const lower::CellNode& c) {
  std::vector<CellValue> results;
  k.emitter.contract = true;
  for (const Cell& out : c.op->emit_block(emission::operands_of(k, c), c.types, c.attributes))
    results.push_back(value_of(out, c.dtype));
  k.emitter.contract = false;
  return results;
}

}  // namespace wengert::backend
#endif
