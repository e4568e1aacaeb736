// Writes functions into a module: control flow, memory, and vectors of float or double.
#pragma once

#include <llvm-c/Core.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wengert/backend/gemm/blocks.hpp"
#include "wengert/backend/gemm/term.hpp"

namespace wengert::backend::gemm {

/// Writes functions into a module: control flow, memory, and vectors of one type.
class Writer {
 public:
  Writer(LLVMModuleRef target, GemmType type, const GemmBlocks& extents)
      : module(target),
        context(LLVMGetModuleContext(target)),
        builder(LLVMCreateBuilderInContext(context)),
        blocks(extents),
        bytes(unsigned(size_of(type))),
        i64(LLVMInt64TypeInContext(context)),
        pointer(LLVMPointerTypeInContext(context, 0)),
        scalar(bytes == 4 ? LLVMFloatTypeInContext(context) : LLVMDoubleTypeInContext(context)),
        vector(LLVMVectorType(scalar, blocks.lanes)) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { LLVMDisposeBuilder(builder); }

  // ---- functions --------------------------------------------------------------------------------

  /// Opens a function; `parameters` has a letter for each: p a pointer, i an integer.
  LLVMValueRef begin(const std::string& name, std::string_view parameters) {
    std::vector<LLVMTypeRef> types;
    for (char letter : parameters) types.push_back(letter == 'p' ? pointer : i64);
    const LLVMTypeRef type =
        LLVMFunctionType(LLVMVoidTypeInContext(context), types.data(), unsigned(types.size()), 0);
    function = LLVMAddFunction(module, name.c_str(), type);
    mark(LLVMCreateEnumAttribute(context, attribute("nounwind"), 0));
    mark(LLVMCreateEnumAttribute(context, attribute("noinline"), 0));
    // Where LLVM tunes for narrow vectors it would split each of ours in two.
    const std::string bits = std::to_string(8 * bytes * blocks.lanes);
    for (std::string_view key : {"prefer-vector-width", "min-legal-vector-width"})
      mark(LLVMCreateStringAttribute(context, key.data(), unsigned(key.size()), bits.data(),
                                     unsigned(bits.size())));
    enter(block());
    return function;
  }
  /// For functions that wait for the ones they call: LLVM then needs a third of the time for them.
  void leave_unoptimized() { mark(LLVMCreateEnumAttribute(context, attribute("optnone"), 0)); }
  Term parameter(unsigned i) { return {builder, LLVMGetParam(function, i)}; }
  void finish() { LLVMBuildRetVoid(builder); }
  Term call(LLVMTypeRef type, Term callee, const Terms& arguments) {
    std::vector<LLVMValueRef> values;
    for (Term argument : arguments) values.push_back(argument.value);
    return {builder, LLVMBuildCall2(builder, type, callee.value, values.data(),
                                    unsigned(values.size()), "")};
  }
  void call(LLVMValueRef callee, const Terms& arguments) {
    call(LLVMGlobalGetValueType(callee), {builder, callee}, arguments);
  }

  // ---- control flow -----------------------------------------------------------------------------

  /// while (state[0] < end) state = body(state), with one branch a turn.
  Terms loop(Term end, Terms state, const std::function<Terms(const Terms&)>& body) {
    const LLVMBasicBlockRef before = LLVMGetInsertBlock(builder), turn = block(), exit = block();
    fork(state[0] < end, turn, exit);
    enter(turn);
    Terms inside, outside;
    for (Term value : state) inside.push_back(join(value, before));
    const Terms next = body(inside);
    const LLVMBasicBlockRef last = LLVMGetInsertBlock(builder);
    for (std::size_t v = 0; v < state.size(); ++v) add_source(inside[v], next[v], last);
    fork(next[0] < end, turn, exit);
    enter(exit);
    for (std::size_t v = 0; v < state.size(); ++v) {
      outside.push_back(join(state[v], before));
      add_source(outside[v], next[v], last);
    }
    return outside;
  }
  /// for (i = from; i < end; i += step) body(i)
  void loop(Term from, Term end, std::int64_t step, const std::function<void(Term)>& body) {
    loop(end, {from}, [&](const Terms& i) { return body(i[0]), Terms{i[0] + integer(step)}; });
  }
  /// condition ? yes() : no()
  Terms branch(Term condition, const std::function<Terms()>& yes,
               const std::function<Terms()>& no) {
    const LLVMBasicBlockRef then = block(), otherwise = block(), exit = block();
    fork(condition, then, otherwise);
    const auto arm = [&](LLVMBasicBlockRef from, const std::function<Terms()>& body) {
      enter(from);
      const Terms values = body();
      const LLVMBasicBlockRef last = LLVMGetInsertBlock(builder);
      LLVMBuildBr(builder, exit);
      return std::pair(values, last);
    };
    const auto [a, a_last] = arm(then, yes);
    const auto [b, b_last] = arm(otherwise, no);
    enter(exit);
    Terms values;
    for (std::size_t v = 0; v < a.size(); ++v) {
      values.push_back(join(a[v], a_last));
      add_source(values[v], b[v], b_last);
    }
    return values;
  }
  void when(Term condition, const std::function<void()>& body) {
    branch(condition, [&] { return body(), Terms{}; }, [] { return Terms{}; });
  }

  // ---- values -----------------------------------------------------------------------------------

  Term integer(std::int64_t n) { return {builder, LLVMConstInt(i64, std::uint64_t(n), 1)}; }
  Term flag(unsigned n) { return {builder, LLVMConstInt(LLVMInt32TypeInContext(context), n, 0)}; }
  Term widen(Term bit) { return {builder, LLVMBuildZExt(builder, bit.value, i64, "")}; }
  Term zeros() { return {builder, LLVMConstNull(vector)}; }
  Term add(Term x, Term y) { return {builder, LLVMBuildFAdd(builder, x.value, y.value, "")}; }
  Term fma(Term x, Term y, Term z) { return intrinsic("llvm.fma", {vector}, {x, y, z}); }
  Term shuffle(Term x, Term y, const std::vector<unsigned>& lanes) {
    std::vector<LLVMValueRef> picks;
    for (unsigned lane : lanes) picks.push_back(flag(lane).value);
    const LLVMValueRef order = LLVMConstVector(picks.data(), unsigned(picks.size()));
    return {builder, LLVMBuildShuffleVector(builder, x.value, y.value, order, "")};
  }
  Term splat(Term x) {
    const LLVMTypeRef type = LLVMVectorType(LLVMTypeOf(x.value), blocks.lanes);
    const Term none{builder, LLVMGetPoison(type)};
    const LLVMValueRef first = flag(0).value;
    const Term one{builder, LLVMBuildInsertElement(builder, none.value, x.value, first, "")};
    return shuffle(one, none, std::vector<unsigned>(blocks.lanes, 0));
  }
  /// The first `count` lanes. Comparing integers of the elements' size spares conversions.
  Term mask(Term count) {
    const LLVMTypeRef lane = LLVMIntTypeInContext(context, 8 * bytes);
    std::vector<LLVMValueRef> iota;
    for (unsigned i = 0; i < blocks.lanes; ++i) iota.push_back(LLVMConstInt(lane, i, 0));
    const Term limit{builder, LLVMBuildTrunc(builder, count.value, lane, "")};
    return Term{builder, LLVMConstVector(iota.data(), blocks.lanes)} < splat(limit);
  }

  // ---- memory -----------------------------------------------------------------------------------

  Term offset(Term data, Term elements) {
    return {builder, LLVMBuildGEP2(builder, scalar, data.value, &elements.value, 1, "")};
  }
  Term element(const Matrix& x, Term row, Term column) {
    return offset(offset(x.data, row * x.row_stride), column * x.column_stride);
  }
  Term load(LLVMTypeRef type, Term from) {
    const LLVMValueRef value = LLVMBuildLoad2(builder, type, from.value, "");
    LLVMSetAlignment(value, bytes);
    return {builder, value};
  }
  Term load(Term from, Term mask) { return masked("llvm.masked.load", 0, {from, mask, zeros()}); }
  void store(Term x, Term to) {
    LLVMSetAlignment(LLVMBuildStore(builder, x.value, to.value), bytes);
  }
  void store(Term x, Term to, Term mask) { masked("llvm.masked.store", 1, {x, to, mask}); }
  void prefetch_for_writing(Term address) {
    const Term write = flag(1), nearest = flag(3), data = flag(1);
    intrinsic("llvm.prefetch", {pointer}, {address, write, nearest, data});
  }
  Term next_cache_line(Term address) {
    Term line{builder, LLVMBuildPtrToInt(builder, address.value, i64, "")};
    line = (line + integer(63)) & integer(-64);
    return {builder, LLVMBuildIntToPtr(builder, line.value, pointer, "")};
  }

  const LLVMModuleRef module;
  const LLVMContextRef context;
  const LLVMBuilderRef builder;
  const GemmBlocks blocks;
  const unsigned bytes;
  const LLVMTypeRef i64, pointer, scalar, vector;

 private:
  static unsigned attribute(std::string_view name) {
    return LLVMGetEnumAttributeKindForName(name.data(), name.size());
  }
  void mark(LLVMAttributeRef property) {
    LLVMAddAttributeAtIndex(function, unsigned(LLVMAttributeFunctionIndex), property);
  }
  LLVMBasicBlockRef block() { return LLVMAppendBasicBlockInContext(context, function, ""); }
  void enter(LLVMBasicBlockRef at) { LLVMPositionBuilderAtEnd(builder, at); }
  void fork(Term condition, LLVMBasicBlockRef yes, LLVMBasicBlockRef no) {
    LLVMBuildCondBr(builder, condition.value, yes, no);
  }
  Term join(Term value, LLVMBasicBlockRef from) {
    const Term phi{builder, LLVMBuildPhi(builder, LLVMTypeOf(value.value), "")};
    add_source(phi, value, from);
    return phi;
  }
  static void add_source(Term phi, Term value, LLVMBasicBlockRef from) {
    LLVMAddIncoming(phi.value, &value.value, &from, 1);
  }
  Term intrinsic(std::string_view name, std::vector<LLVMTypeRef> types, const Terms& arguments) {
    const unsigned id = LLVMLookupIntrinsicID(name.data(), name.size());
    const LLVMValueRef callee = LLVMGetIntrinsicDeclaration(module, id, types.data(), types.size());
    return call(LLVMGlobalGetValueType(callee), {builder, callee}, arguments);
  }
  /// LLVM 22 turned the alignment of masked accesses from an argument into an attribute.
  Term masked(std::string_view name, unsigned address, Terms arguments) {
    const unsigned id = LLVMLookupIntrinsicID(name.data(), name.size());
    LLVMTypeRef types[] = {vector, pointer};
    const LLVMTypeRef type = LLVMIntrinsicGetType(context, id, types, 2);
    const bool takes_alignment = LLVMCountParamTypes(type) > arguments.size();
    if (takes_alignment) arguments.insert(arguments.begin() + address + 1, flag(bytes));
    const Term access = intrinsic(name, {vector, pointer}, arguments);
    if (!takes_alignment)
      LLVMAddCallSiteAttribute(access.value, address + 1,
                               LLVMCreateEnumAttribute(context, attribute("align"), bytes));
    return access;
  }

  LLVMValueRef function = nullptr;
};

}  // namespace wengert::backend::gemm
