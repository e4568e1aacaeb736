// Arithmetic steps as LLVM IR: the Emitter that operations are instantiated with.
//
// A handle is an LLVM value, scalar or vector. An operation on a scalar and a vector splats the scalar,
// so what is uniform across lanes stays scalar until it meets something that is not. bfloat16 lives in
// i16 registers and boolean in i1.
#pragma once

#include <llvm-c/Types.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/ir/primitive.hpp"
#include "wengert/ir/lane.hpp"

namespace wengert::backend {

class LlvmEmitter final : public Emitter {
 public:
  LlvmEmitter(LLVMModuleRef module, LLVMContextRef context, LLVMBuilderRef builder)
      : module_(module), context_(context), builder_(builder) {}

  Lane constant(Dtype dtype, double value) override;
  Lane bits_constant(Dtype dtype, std::uint64_t bits) override;
  Lane unary(Step step, Lane x) override;
  Lane binary(Step step, Lane x, Lane y) override;
  Lane fma(Lane x, Lane y, Lane z) override { return fused("llvm.fma", x, y, z); }
  Lane multiply_add(Lane x, Lane y, Lane z) override { return fused("llvm.fmuladd", x, y, z); }
  Lane compare(Relation relation, Lane x, Lane y) override;
  Lane select(Lane mask, Lane x, Lane y) override;
  Lane convert(Lane x, Dtype to) override;
  Lane convert_in_range(Lane x, Dtype to) override;
  Lane bitcast(Lane x, Dtype to) override;
  Lane lookup(Dtype dtype, std::span<const std::uint64_t> bits, Lane index) override;
  Lane rare(Lane mask, const std::function<Lane()>& slow, Lane fast) override;

  /// Sums made while this holds may round once with a product that they add. For code whose values
  /// no other kernel computes again, with other roundings: see lower/contract.hpp.
  bool contract = false;
  /// How many uses of a dear operation, such as a sine, become code where they stand; the others are
  /// calls of one function.
  int most_expanded = 6;
  /// Makes what `body` writes callable under `symbol`, unless it is so already. Where this is empty,
  /// the functions of dear operations belong to the module.
  std::function<void(const std::string& symbol, const std::function<void(LlvmEmitter&)>& body)> share;

  LLVMTypeRef type(Dtype dtype, unsigned lanes = 1) const;
  LLVMTypeRef memory_type(Dtype dtype) const;
  static unsigned lanes(LLVMValueRef v);
  LLVMValueRef splat(LLVMValueRef scalar, unsigned lanes) const;
  LLVMValueRef call(const char* intrinsic, std::vector<LLVMTypeRef> overloads, std::vector<LLVMValueRef> arguments) const;
  /// Whether any lane of a boolean holds, as a scalar i1.
  LLVMValueRef any(LLVMValueRef mask) const;
  /// 0, step, … as lanes of i64 or i32.
  LLVMValueRef iota(unsigned lanes, std::int64_t step = 1, Dtype dtype = Dtype::i64) const;
  LLVMValueRef all_true(unsigned lanes) const;
  LLVMValueRef gather(LLVMTypeRef element, LLVMValueRef pointers, LLVMValueRef mask, unsigned lanes, unsigned alignment) const;
  LLVMBasicBlockRef append_block(const char* name) const;

  /// op on operands. Code generation takes time more than linear in what it is given, hence most_expanded.
  Cell apply(const Primitive& op, const Attributes& attributes, std::span<const Cell> operands, Dtype result);

  LLVMModuleRef module() const { return module_; }
  LLVMContextRef context() const { return context_; }
  LLVMBuilderRef builder() const { return builder_; }
  Lane lane(LLVMValueRef v, Dtype dtype) { return {this, v, dtype}; }

 private:
  std::pair<LLVMValueRef, LLVMValueRef> matched(LLVMValueRef x, LLVMValueRef y) const;
  Lane rounded_to_odd(Lane x);
  Lane fused(const char* intrinsic, Lane x, Lane y, Lane z);
  static LLVMValueRef contracted(LLVMValueRef v);
  /// The real numbers of an element: one, or two.
  static std::vector<Lane> parts(const Cell& c);
  /// op on operands, here.
  Cell expanded(const Primitive& op, const Attributes& attributes, std::span<const Cell> operands, Dtype result);
  /// A function of the parts of such operands that gives op's result: of this module or shared.
  LLVMValueRef outlined(const Primitive& op, const Attributes& attributes, std::span<const Cell> operands, Dtype result);
  /// Its declaration and its body; of the operands, which may be another module's, only the types matter.
  LLVMValueRef declare(const std::string& symbol, std::span<const Cell> operands, Dtype result);
  void define(LLVMValueRef f, const Primitive& op, const Attributes& attributes, std::span<const Cell> operands, Dtype result);

  LLVMModuleRef module_;
  LLVMContextRef context_;
  LLVMBuilderRef builder_;

  struct Outline { int uses = 0; LLVMValueRef function = nullptr; };
  std::map<std::vector<std::uint64_t>, Outline> outlines_;
  std::map<std::vector<std::uint64_t>, LLVMValueRef> tables_;
};

inline LLVMValueRef value(Lane x) { return static_cast<LLVMValueRef>(x.handle); }

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include <cstring>

namespace wengert::backend {

WENGERT_API LLVMTypeRef LlvmEmitter::type(Dtype dtype, unsigned lanes) const {
  LLVMTypeRef t = nullptr;
  switch (dtype) {
    case Dtype::bool_: t = LLVMInt1TypeInContext(context_); break;
    case Dtype::f16: t = LLVMHalfTypeInContext(context_); break;
    case Dtype::bf16: t = LLVMInt16TypeInContext(context_); break;
    case Dtype::f32:
    case Dtype::c64: t = LLVMFloatTypeInContext(context_); break;
    case Dtype::f64:
    case Dtype::c128: t = LLVMDoubleTypeInContext(context_); break;
    default: t = LLVMIntTypeInContext(context_, unsigned(size_of(dtype)) * 8);
  }
  return lanes > 1 ? LLVMVectorType(t, lanes) : t;
}

WENGERT_API LLVMTypeRef LlvmEmitter::memory_type(Dtype dtype) const {
  return dtype == Dtype::bool_ ? LLVMInt8TypeInContext(context_) : type(dtype);
}

WENGERT_API unsigned LlvmEmitter::lanes(LLVMValueRef v) {
  LLVMTypeRef t = LLVMTypeOf(v);
  return LLVMGetTypeKind(t) == LLVMVectorTypeKind ? LLVMGetVectorSize(t) : 1;
}

WENGERT_API LLVMValueRef LlvmEmitter::splat(LLVMValueRef scalar, unsigned n) const {
  if (n == 1 || lanes(scalar) == n) return scalar;
  if (LLVMIsConstant(scalar)) {
    const std::vector<LLVMValueRef> all(n, scalar);
    return LLVMConstVector(const_cast<LLVMValueRef*>(all.data()), n);
  }
  LLVMTypeRef vector = LLVMVectorType(LLVMTypeOf(scalar), n);
  LLVMTypeRef i32 = LLVMInt32TypeInContext(context_);
  LLVMValueRef one = LLVMBuildInsertElement(builder_, LLVMGetPoison(vector), scalar, LLVMConstInt(i32, 0, 0), "");
  return LLVMBuildShuffleVector(builder_, one, LLVMGetPoison(vector), LLVMConstNull(LLVMVectorType(i32, n)), "");
}

WENGERT_API std::pair<LLVMValueRef, LLVMValueRef> LlvmEmitter::matched(LLVMValueRef x, LLVMValueRef y) const {
  const unsigned n = std::max(lanes(x), lanes(y));
  return {splat(x, n), splat(y, n)};
}

WENGERT_API LLVMValueRef LlvmEmitter::call(const char* intrinsic, std::vector<LLVMTypeRef> overloads,
                                           std::vector<LLVMValueRef> arguments) const {
  const unsigned id = LLVMLookupIntrinsicID(intrinsic, std::strlen(intrinsic));
  LLVMTypeRef signature = LLVMIntrinsicGetType(context_, id, overloads.data(), overloads.size());
  LLVMValueRef f = LLVMGetIntrinsicDeclaration(module_, id, overloads.data(), overloads.size());
  return LLVMBuildCall2(builder_, signature, f, arguments.data(), unsigned(arguments.size()), "");
}

// Both the sum and the product must allow it; products always do.
WENGERT_API LLVMValueRef LlvmEmitter::contracted(LLVMValueRef v) {
#if LLVM_VERSION_MAJOR >= 18
  if (LLVMCanValueUseFastMathFlags(v)) LLVMSetFastMathFlags(v, LLVMFastMathAllowContract);
#endif
  return v;
}

WENGERT_API Lane LlvmEmitter::constant(Dtype dtype, double x) {
  if (dtype == Dtype::bf16) return bits_constant(dtype, wengert::convert<bfloat16_t>(x).bits);
  if (is_floating(dtype)) return lane(LLVMConstReal(type(dtype), x), dtype);
  return lane(LLVMConstInt(type(dtype), std::uint64_t(std::int64_t(x)), 0), dtype);
}

WENGERT_API Lane LlvmEmitter::bits_constant(Dtype dtype, std::uint64_t bits) {
  if (is_floating(dtype) && dtype != Dtype::bf16) {
    LLVMValueRef word = LLVMConstInt(LLVMIntTypeInContext(context_, unsigned(size_of(dtype)) * 8), bits, 0);
    return lane(LLVMConstBitCast(word, type(dtype)), dtype);
  }
  return lane(LLVMConstInt(type(dtype), bits, 0), dtype);
}

WENGERT_API Lane LlvmEmitter::unary(Step step, Lane x) {
  if (x.dtype == Dtype::bf16) return convert(unary(step, convert(x, Dtype::f32)), Dtype::bf16);
  LLVMValueRef v = value(x);
  const auto intrinsic = [&](const char* name) { return lane(call(name, {LLVMTypeOf(v)}, {v}), x.dtype); };
  switch (step) {
    case Step::negate: return lane(is_floating(x.dtype) ? LLVMBuildFNeg(builder_, v, "") : LLVMBuildNeg(builder_, v, ""), x.dtype);
    case Step::bit_not: return lane(LLVMBuildNot(builder_, v, ""), x.dtype);
    case Step::sqrt: return intrinsic("llvm.sqrt");
    case Step::absolute: return intrinsic("llvm.fabs");
    case Step::floor: return intrinsic("llvm.floor");
    case Step::ceil: return intrinsic("llvm.ceil");
    case Step::truncate: return intrinsic("llvm.trunc");
    case Step::round_even: return intrinsic("llvm.rint");
    case Step::count_ones: return intrinsic("llvm.ctpop");
    case Step::count_leading_zeros:
      return lane(call("llvm.ctlz", {LLVMTypeOf(v)}, {v, LLVMConstInt(LLVMInt1TypeInContext(context_), 0, 0)}), x.dtype);
    default: throw InternalError("LlvmEmitter: not a unary step");
  }
}

WENGERT_API Lane LlvmEmitter::binary(Step step, Lane x, Lane y) {
  if (x.dtype == Dtype::bf16) return convert(binary(step, convert(x, Dtype::f32), convert(y, Dtype::f32)), Dtype::bf16);
  const auto both = matched(value(x), value(y));
  LLVMValueRef a = both.first, b = both.second;
  const bool real = is_floating(x.dtype), is_signed = kind_of(x.dtype) == Kind::signed_integer;
  const auto intrinsic = [&](const char* name) { return call(name, {LLVMTypeOf(a)}, {a, b}); };
  const auto sum = [&](LLVMValueRef s) { return contract ? contracted(s) : s; };
  LLVMValueRef v = nullptr;
  switch (step) {
    case Step::add: v = real ? sum(LLVMBuildFAdd(builder_, a, b, "")) : LLVMBuildAdd(builder_, a, b, ""); break;
    case Step::subtract: v = real ? sum(LLVMBuildFSub(builder_, a, b, "")) : LLVMBuildSub(builder_, a, b, ""); break;
    case Step::multiply: v = real ? contracted(LLVMBuildFMul(builder_, a, b, "")) : LLVMBuildMul(builder_, a, b, ""); break;
    case Step::divide:
      v = real ? LLVMBuildFDiv(builder_, a, b, "") : is_signed ? LLVMBuildSDiv(builder_, a, b, "") : LLVMBuildUDiv(builder_, a, b, "");
      break;
    case Step::remainder:
      v = real ? LLVMBuildFRem(builder_, a, b, "") : is_signed ? LLVMBuildSRem(builder_, a, b, "") : LLVMBuildURem(builder_, a, b, "");
      break;
    case Step::minimum: v = intrinsic(is_signed ? "llvm.smin" : "llvm.umin"); break;
    case Step::maximum: v = intrinsic(is_signed ? "llvm.smax" : "llvm.umax"); break;
    case Step::bit_and: v = LLVMBuildAnd(builder_, a, b, ""); break;
    case Step::bit_or: v = LLVMBuildOr(builder_, a, b, ""); break;
    case Step::bit_xor: v = LLVMBuildXor(builder_, a, b, ""); break;
    case Step::shift_left: v = LLVMBuildShl(builder_, a, b, ""); break;
    case Step::shift_right: v = is_signed ? LLVMBuildAShr(builder_, a, b, "") : LLVMBuildLShr(builder_, a, b, ""); break;
    case Step::copy_sign: v = intrinsic("llvm.copysign"); break;
    default: throw InternalError("LlvmEmitter: not a binary step");
  }
  return lane(v, x.dtype);
}

WENGERT_API Lane LlvmEmitter::fused(const char* intrinsic, Lane x, Lane y, Lane z) {
  const unsigned n = std::max({lanes(value(x)), lanes(value(y)), lanes(value(z))});
  LLVMValueRef a = splat(value(x), n), b = splat(value(y), n), c = splat(value(z), n);
  return lane(call(intrinsic, {LLVMTypeOf(a)}, {a, b, c}), x.dtype);
}

WENGERT_API Lane LlvmEmitter::compare(Relation relation, Lane x, Lane y) {
  if (x.dtype == Dtype::bf16) return compare(relation, convert(x, Dtype::f32), convert(y, Dtype::f32));
  const auto both = matched(value(x), value(y));
  LLVMValueRef a = both.first, b = both.second;
  LLVMValueRef v;
  if (is_floating(x.dtype)) {
    constexpr LLVMRealPredicate predicates[] = {LLVMRealOEQ, LLVMRealUNE, LLVMRealOLT, LLVMRealOLE, LLVMRealOGT, LLVMRealOGE};
    v = LLVMBuildFCmp(builder_, predicates[int(relation)], a, b, "");
  } else if (kind_of(x.dtype) == Kind::signed_integer) {
    constexpr LLVMIntPredicate predicates[] = {LLVMIntEQ, LLVMIntNE, LLVMIntSLT, LLVMIntSLE, LLVMIntSGT, LLVMIntSGE};
    v = LLVMBuildICmp(builder_, predicates[int(relation)], a, b, "");
  } else {
    constexpr LLVMIntPredicate predicates[] = {LLVMIntEQ, LLVMIntNE, LLVMIntULT, LLVMIntULE, LLVMIntUGT, LLVMIntUGE};
    v = LLVMBuildICmp(builder_, predicates[int(relation)], a, b, "");
  }
  return lane(v, Dtype::bool_);
}

WENGERT_API Lane LlvmEmitter::select(Lane mask, Lane x, Lane y) {
  const auto both = matched(value(x), value(y));
  LLVMValueRef a = both.first, b = both.second;
  LLVMValueRef m = value(mask);
  const unsigned n = std::max(lanes(m), lanes(a));
  return lane(LLVMBuildSelect(builder_, lanes(m) > 1 ? splat(m, n) : m, splat(a, n), splat(b, n), ""), x.dtype);
}

WENGERT_API Lane LlvmEmitter::convert(Lane x, Dtype to) {
  const Dtype from = x.dtype;
  if (from == to) return x;
  LLVMValueRef v = value(x);
  const unsigned n = lanes(v);
  LLVMTypeRef target = type(to, n);
  if (from == Dtype::bf16) {
    LLVMTypeRef word = type(Dtype::u32, n);
    LLVMValueRef shifted = LLVMBuildShl(builder_, LLVMBuildZExt(builder_, v, word, ""), splat(LLVMConstInt(type(Dtype::u32), 16, 0), n), "");
    return convert(lane(LLVMBuildBitCast(builder_, shifted, type(Dtype::f32, n), ""), Dtype::f32), to);
  }
  if (to == Dtype::bf16) {  // round to nearest, ties to even; NaN stays NaN
    const bool wide = from == Dtype::f64 || (is_integer(from) && size_of(from) >= 4);
    const Lane f = wide ? rounded_to_odd(convert(x, Dtype::f64)) : convert(x, Dtype::f32), word = bitcast(f, Dtype::u32);
    const auto c = [&](std::uint64_t bits) { return bits_constant(Dtype::u32, bits); };
    const Lane upper = binary(Step::shift_right, word, c(16));
    const Lane odd = binary(Step::bit_and, upper, c(1));
    const Lane rounded = binary(Step::shift_right, binary(Step::add, binary(Step::add, word, c(0x7fff)), odd), c(16));
    const Lane chosen = select(compare(Relation::not_equal, f, f), binary(Step::bit_or, upper, c(0x40)), rounded);
    return lane(LLVMBuildTrunc(builder_, value(chosen), target, ""), to);
  }
  if (from == Dtype::f64 && to == Dtype::f16) return convert(rounded_to_odd(x), to);
  if (to == Dtype::bool_) {
    LLVMValueRef zero = LLVMConstNull(LLVMTypeOf(v));
    return lane(is_floating(from) ? LLVMBuildFCmp(builder_, LLVMRealUNE, v, zero, "") : LLVMBuildICmp(builder_, LLVMIntNE, v, zero, ""), to);
  }
  const bool is_signed = kind_of(from) == Kind::signed_integer;
  if (is_floating(from) && is_floating(to))
    return lane(size_of(to) > size_of(from) ? LLVMBuildFPExt(builder_, v, target, "") : LLVMBuildFPTrunc(builder_, v, target, ""), to);
  if (is_floating(to) && from == Dtype::bool_) return select(x, constant(to, 1), constant(to, 0));
  if (is_floating(to)) return lane(is_signed ? LLVMBuildSIToFP(builder_, v, target, "") : LLVMBuildUIToFP(builder_, v, target, ""), to);
  if (is_floating(from))
    return lane(call(kind_of(to) == Kind::signed_integer ? "llvm.fptosi.sat" : "llvm.fptoui.sat", {target, LLVMTypeOf(v)}, {v}), to);
  return lane(LLVMBuildIntCast2(builder_, v, target, is_signed, ""), to);
}

// As the function of base/half.hpp.
WENGERT_API Lane LlvmEmitter::rounded_to_odd(Lane x) {
  const Lane nearest = convert(x, Dtype::f32), back = convert(nearest, Dtype::f64), word = bitcast(nearest, Dtype::u32);
  const Lane one = bits_constant(Dtype::u32, 1);
  const Lane even = compare(Relation::equal, binary(Step::bit_and, word, one), bits_constant(Dtype::u32, 0));
  const Lane away = compare(Relation::greater, unary(Step::absolute, back), unary(Step::absolute, x));
  const Lane odd = select(away, binary(Step::subtract, word, one), binary(Step::add, word, one));
  const Lane moves = binary(Step::bit_and, even, compare(Relation::not_equal, back, x));
  return bitcast(select(moves, odd, word), Dtype::f32);
}

WENGERT_API Lane LlvmEmitter::convert_in_range(Lane x, Dtype to) {
  if (!is_floating(x.dtype) || !is_integer(to) || x.dtype == Dtype::bf16) return convert(x, to);
  LLVMTypeRef target = type(to, lanes(value(x)));
  return lane(kind_of(to) == Kind::signed_integer ? LLVMBuildFPToSI(builder_, value(x), target, "")
                                                  : LLVMBuildFPToUI(builder_, value(x), target, ""), to);
}

WENGERT_API Lane LlvmEmitter::bitcast(Lane x, Dtype to) {
  return lane(LLVMBuildBitCast(builder_, value(x), type(to, lanes(value(x))), ""), to);
}

WENGERT_API Lane LlvmEmitter::lookup(Dtype dtype, std::span<const std::uint64_t> bits, Lane index) {
  LLVMTypeRef element = type(dtype);
  LLVMValueRef& table = tables_[{bits.begin(), bits.end()}];
  if (!table) {
    std::vector<LLVMValueRef> entries;
    for (std::uint64_t word : bits) entries.push_back(value(bits_constant(dtype, word)));
    table = LLVMAddGlobal(module_, LLVMArrayType2(element, entries.size()), "table");
    LLVMSetInitializer(table, LLVMConstArray2(element, entries.data(), entries.size()));
    LLVMSetGlobalConstant(table, 1);
    LLVMSetLinkage(table, LLVMPrivateLinkage);
  }
  LLVMValueRef at = value(convert(index, Dtype::i64));
  LLVMValueRef pointer = LLVMBuildGEP2(builder_, element, table, &at, 1, "");
  if (lanes(at) == 1) return lane(LLVMBuildLoad2(builder_, element, pointer, ""), dtype);
  return lane(gather(element, pointer, nullptr, lanes(at), unsigned(size_of(dtype))), dtype);
}

WENGERT_API Lane LlvmEmitter::rare(Lane mask, const std::function<Lane()>& slow, Lane fast) {
  LLVMBasicBlockRef before = LLVMGetInsertBlock(builder_);
  LLVMBasicBlockRef taken = append_block("rare"), after = append_block("common");
  LLVMBuildCondBr(builder_, any(value(mask)), taken, after);
  LLVMPositionBuilderAtEnd(builder_, taken);
  const Lane replaced = select(mask, slow(), fast);
  const unsigned n = lanes(value(replaced));
  LLVMBasicBlockRef taken_end = LLVMGetInsertBlock(builder_);
  LLVMBuildBr(builder_, after);
  LLVMValueRef other = value(fast);
  if (lanes(other) != n) {
    LLVMPositionBuilderBefore(builder_, LLVMGetBasicBlockTerminator(before));
    other = splat(other, n);
  }
  LLVMPositionBuilderAtEnd(builder_, after);
  LLVMValueRef phi = LLVMBuildPhi(builder_, LLVMTypeOf(value(replaced)), "");
  LLVMValueRef values[] = {value(replaced), other};
  LLVMBasicBlockRef blocks[] = {taken_end, before};
  LLVMAddIncoming(phi, values, blocks, 2);
  return lane(phi, fast.dtype);
}

WENGERT_API std::vector<Lane> LlvmEmitter::parts(const Cell& c) {
  if (is_complex(c.dtype)) return {c.re, c.im};
  return {c.re};
}

WENGERT_API Cell LlvmEmitter::apply(const Primitive& op, const Attributes& attributes, std::span<const Cell> operands,
                                     Dtype result) {
  constexpr int dear = 8;
  if (op.cost < dear) return expanded(op, attributes, operands, result);
  std::vector<std::uint64_t> key{op.id, attributes.empty() ? 0 : hash_of(attributes), std::uint64_t(result)};
  std::vector<LLVMValueRef> arguments;
  for (const Cell& c : operands)
    for (const Lane& part : parts(c)) {
      arguments.push_back(value(part));
      key.push_back(std::uint64_t(c.dtype) << 32 | lanes(arguments.back()));
    }
  Outline& outline = outlines_[key];
  if (++outline.uses <= most_expanded) return expanded(op, attributes, operands, result);
  if (!outline.function) outline.function = outlined(op, attributes, operands, result);
  LLVMTypeRef signature = LLVMGlobalGetValueType(outline.function);
  LLVMValueRef v = LLVMBuildCall2(builder_, signature, outline.function, arguments.data(), unsigned(arguments.size()), "");
  if (!is_complex(result)) return {lane(v, result), {}, result};
  const auto part = [&](unsigned k) { return lane(LLVMBuildExtractValue(builder_, v, k, ""), real_dtype(result)); };
  return {part(0), part(1), result};
}

// Products of complex numbers are sums of products.
WENGERT_API Cell LlvmEmitter::expanded(const Primitive& op, const Attributes& attributes,
                                       std::span<const Cell> operands, Dtype result) {
  contract = is_complex(result);
  const Cell out = op.emit(operands, attributes, result);
  contract = false;
  return out;
}

WENGERT_API LLVMValueRef LlvmEmitter::outlined(const Primitive& op, const Attributes& attributes,
                                               std::span<const Cell> operands, Dtype result) {
  std::string symbol(op.name);
  if (!share || !attributes.empty()) {
    LLVMValueRef f = declare(symbol, operands, result);
    LLVMSetLinkage(f, LLVMInternalLinkage);
    define(f, op, attributes, operands, result);
    return f;
  }
  symbol = cat("wengert_", op.name, '_', short_name_of(result));
  for (const Cell& c : operands)
    for (const Lane& part : parts(c)) symbol += cat('_', short_name_of(c.dtype), 'x', lanes(value(part)));
  share(symbol, [&](LlvmEmitter& there) {
    there.define(there.declare(symbol, operands, result), op, attributes, operands, result);
  });
  return declare(symbol, operands, result);
}

WENGERT_API LLVMValueRef LlvmEmitter::declare(const std::string& symbol, std::span<const Cell> operands, Dtype result) {
  std::vector<LLVMTypeRef> types;
  unsigned n = 1;
  for (const Cell& c : operands)
    for (const Lane& part : parts(c)) {
      const unsigned count = lanes(value(part));
      types.push_back(type(part.dtype, count));
      n = std::max(n, count);
    }
  LLVMTypeRef returned = type(result, n);
  LLVMTypeRef both[] = {returned, returned};
  if (is_complex(result)) returned = LLVMStructTypeInContext(context_, both, 2, 0);
  return LLVMAddFunction(module_, symbol.c_str(), LLVMFunctionType(returned, types.data(), unsigned(types.size()), 0));
}

WENGERT_API void LlvmEmitter::define(LLVMValueRef f, const Primitive& op, const Attributes& attributes,
                                     std::span<const Cell> operands, Dtype result) {
  LLVMBasicBlockRef here = LLVMGetInsertBlock(builder_);
  LLVMPositionBuilderAtEnd(builder_, LLVMAppendBasicBlockInContext(context_, f, "entry"));
  std::vector<Cell> parameters;
  unsigned next = 0, n = 1;
  for (const Cell& c : operands) {
    Cell parameter = c;
    parameter.re = lane(LLVMGetParam(f, next++), c.re.dtype);
    if (is_complex(c.dtype)) parameter.im = lane(LLVMGetParam(f, next++), c.im.dtype);
    for (const Lane& part : parts(parameter)) n = std::max(n, lanes(value(part)));
    parameters.push_back(parameter);
  }
  std::vector<LLVMValueRef> results;
  for (const Lane& part : parts(expanded(op, attributes, parameters, result)))
    results.push_back(splat(value(part), n));
  if (is_complex(result))
    LLVMBuildAggregateRet(builder_, results.data(), 2);
  else
    LLVMBuildRet(builder_, results[0]);
  if (here) LLVMPositionBuilderAtEnd(builder_, here);
}

WENGERT_API LLVMValueRef LlvmEmitter::any(LLVMValueRef mask) const {
  const unsigned n = lanes(mask);
  if (n == 1) return mask;
  LLVMTypeRef word = LLVMIntTypeInContext(context_, n);
  return LLVMBuildICmp(builder_, LLVMIntNE, LLVMBuildBitCast(builder_, mask, word, ""), LLVMConstInt(word, 0, 0), "");
}

WENGERT_API LLVMValueRef LlvmEmitter::iota(unsigned n, std::int64_t step, Dtype dtype) const {
  std::vector<LLVMValueRef> entries;
  for (unsigned k = 0; k < n; ++k)
    entries.push_back(LLVMConstInt(type(dtype), std::uint64_t(std::int64_t(k) * step), 1));
  return n == 1 ? entries[0] : LLVMConstVector(entries.data(), n);
}

WENGERT_API LLVMValueRef LlvmEmitter::all_true(unsigned n) const {
  return splat(LLVMConstInt(type(Dtype::bool_), 1, 0), n);
}

// The masked intrinsics carry their alignment as an operand up to LLVM 21, as an attribute from 22.
WENGERT_API LLVMValueRef LlvmEmitter::gather(LLVMTypeRef element, LLVMValueRef pointers, LLVMValueRef mask,
                                             unsigned n, unsigned alignment) const {
  LLVMTypeRef vector = LLVMVectorType(element, n);
  if (!mask) mask = all_true(n);
  std::vector<LLVMValueRef> arguments{pointers};
#if LLVM_VERSION_MAJOR < 22
  arguments.push_back(LLVMConstInt(type(Dtype::i32), alignment, 0));
#else
  (void)alignment;
#endif
  arguments.push_back(mask);
  arguments.push_back(LLVMConstNull(vector));
  return call("llvm.masked.gather", {vector, LLVMTypeOf(pointers)}, arguments);
}

WENGERT_API LLVMBasicBlockRef LlvmEmitter::append_block(const char* name) const {
  return LLVMAppendBasicBlockInContext(context_, LLVMGetBasicBlockParent(LLVMGetInsertBlock(builder_)), name);
}

}  // namespace wengert::backend
#endif
