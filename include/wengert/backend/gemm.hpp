// Matrix products in generated code: C = A B or C += A B, of float or double, any strides.
//
// Owns the function that a compiled program calls for a contraction, in three parts:
//   kernel    a tile of C in registers; reads A and B by their strides, wherever they lie
//   copy      moves a block of A or B to where the kernel walks it without missing the caches
//   product   cuts the matrices into blocks and copies those that are read often enough
// after Goto and van de Geijn (2008), except that a kernel which takes strides can do without
// copies: small matrices are used in place, a transposed A among them. B^T is always copied.
//
// Promises:
// - An element of C depends on its row of A, its column of B, and K alone. Callers may split M or N
//   among threads wherever they like and get the bits of a single call, on every machine: K is cut
//   into runs of GemmBlocks::depth, a run is one chain of fma in order of k from zero, and the runs
//   are added to C in order.
// - Nothing outside the matrices is read or written. M, N and K may be zero; K = 0 gives C = 0.
// - The caller compiles the module and so decides the instruction set. Without fused multiply-add
//   in hardware, llvm.fma is a library call: correct and slow.
//
// It comes to some 900 instructions, of which LLVM makes code in 15 to 25 ms: emit it once for a
// type and a machine, not once for each program.
#pragma once

#include <llvm-c/Types.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "wengert/base/config.hpp"

namespace wengert::backend {

enum class GemmType { f32, f64 };

constexpr std::size_t size_of(GemmType type) { return type == GemmType::f32 ? 4 : 8; }

/// The extents of the pieces that a product is cut into, in elements.
struct GemmBlocks {
  unsigned lanes;    ///< of a vector
  unsigned rows;     ///< of C in a kernel's registers
  unsigned columns;  ///< of C in a kernel's registers: two vectors
  unsigned depth;    ///< a run of k. The same everywhere, or results would differ by machine
  unsigned height;   ///< rows of A that are copied at once
};

/// 8 x 2 accumulators keep two 512-bit units busy and cut powers of two without a rest; sixteen
/// registers hold 6 x 2. Long runs pass over C less often: at 512 a panel of B (64 KiB for vectors
/// of 64 bytes) comes from the second cache, of which 8 rows ask 8 bytes a cycle and unit.
constexpr GemmBlocks gemm_blocks(unsigned lanes, unsigned registers) {
  const unsigned rows = registers >= 32 ? 8 : 6;
  return {lanes, rows, 2 * lanes, 512, 64 * rows};
}

/// The bytes of workspace that a product of these extents may use.
constexpr std::size_t gemm_workspace(GemmType type, unsigned lanes, unsigned registers,
                                     std::int64_t M, std::int64_t N, std::int64_t K) {
  if (N == 0) return 0;
  const GemmBlocks blocks = gemm_blocks(lanes, registers);
  const std::int64_t height = std::min<std::int64_t>(M + blocks.rows - 1, blocks.height);
  const std::int64_t depth = std::min<std::int64_t>(K, blocks.depth);
  const std::size_t alignment = 64;
  return std::size_t((height + blocks.columns) * depth) * size_of(type) + alignment;
}

/// Adds to `module` the function
///
///     void name(const T* A, i64 A_row_stride, i64 A_column_stride,
///               const T* B, i64 B_row_stride, i64 B_column_stride,
///               T* C, i64 C_row_stride, i64 M, i64 N, i64 K, i64 accumulate, void* workspace)
///
/// and returns it. A is M x K, B is K x N, C is M x N with unit column stride and overlaps neither.
/// Strides are in elements and of any sign; those of A and B may be zero. C = A B, or C += A B
/// where `accumulate` is not 0. `lanes` is the machine's vector in elements, `registers` how many
/// it has. The workspace needs no alignment and no contents.
WENGERT_API LLVMValueRef emit_gemm(LLVMModuleRef module, const char* name, GemmType type,
                                   unsigned lanes, unsigned registers);

}  // namespace wengert::backend

#if WENGERT_BODIES

#include <llvm-c/Core.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>
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

// ---- copy ---------------------------------------------------------------------------------------

/// Row by row: chunks where the stride is one, then element by element.
inline void copy_rows(Writer& w, const Matrix& to, const Matrix& from, Term rows, Term columns) {
  const unsigned chunk = w.blocks.rows & ~3u;  // copies of A have rows of 8 or 6
  const LLVMTypeRef vector = LLVMVectorType(w.scalar, chunk);
  const Term zero = w.integer(0), whole = columns & w.integer(-std::int64_t(chunk));
  const Term chunks = select(from.column_stride == w.integer(1), whole, zero);
  w.loop(zero, rows, 1, [&](Term row) {
    const Term source = w.offset(from.data, row * from.row_stride);
    const Term target = w.offset(to.data, row * to.row_stride);
    w.loop(zero, chunks, chunk, [&](Term column) {
      w.store(w.load(vector, w.offset(source, column)), w.offset(target, column));
    });
    w.loop(chunks, columns, 1, [&](Term column) {
      const Term x = w.load(w.scalar, w.offset(source, column * from.column_stride));
      w.store(x, w.offset(target, column));
    });
  });
}

/// Transposes four by four, in two rounds of interleaving. The last square of a column overlaps the
/// one before it; the last column is repeated into what a row has to spare beyond it.
inline void copy_squares(Writer& w, const Matrix& to, const Matrix& from, Term rows, Term columns) {
  const LLVMTypeRef vector = LLVMVectorType(w.scalar, 4);
  const Term zero = w.integer(0), last = columns - w.integer(1);
  w.loop(zero, columns, 4, [&](Term column) {
    std::array<Term, 4> sources{}, x{}, y{};
    for (unsigned j = 0; j < 4; ++j)
      sources[j] = w.element(from, zero, min(column + w.integer(j), last));
    w.loop(zero, rows, 4, [&](Term turn) {
      const Term row = min(turn, rows - w.integer(4));
      for (unsigned j = 0; j < 4; ++j) x[j] = w.load(vector, w.offset(sources[j], row));
      for (unsigned round = 0; round < 2; ++round, x = y)
        for (unsigned j = 0; j < 2; ++j) {
          y[2 * j] = w.shuffle(x[j], x[j + 2], {0, 4, 1, 5});
          y[2 * j + 1] = w.shuffle(x[j], x[j + 2], {2, 6, 3, 7});
        }
      for (unsigned i = 0; i < 4; ++i) w.store(x[i], w.element(to, row + w.integer(i), column));
    });
  });
}

/// copy(to, to_row_stride, from, from_row_stride, from_column_stride, rows, columns)
inline LLVMValueRef write_copy(Writer& w, const std::string& name) {
  const LLVMValueRef copy = w.begin(name, "pipiiii");
  LLVMSetLinkage(copy, LLVMInternalLinkage);
  const Term one = w.integer(1), rows = w.parameter(5), columns = w.parameter(6);
  const Matrix to{w.parameter(0), w.parameter(1), one};
  const Matrix from{w.parameter(2), w.parameter(3), w.parameter(4)};
  const Term turned = (from.row_stride == one) & (from.column_stride != one);
  const Term squares = turned & (rows > w.integer(3));
  w.branch(
      squares, [&] { return copy_squares(w, to, from, rows, columns), Terms{}; },
      [&] { return copy_rows(w, to, from, rows, columns), Terms{}; });
  w.finish();
  return copy;
}

// ---- kernel -------------------------------------------------------------------------------------

/// Whether masked loads are single instructions; without them a narrow panel of B is always copied.
inline bool has_masks(const Writer& w) { return w.bytes * w.blocks.lanes >= 32; }

/// The sums of a run: one chain of fma for each element of the tile, row by row of vectors.
inline Terms write_run(Writer& w, const Terms& A_rows, Term A_step, Matrix B, unsigned vectors,
                       Term mask, Term k) {
  const bool masked = vectors == 1 && has_masks(w);
  const Term zero = w.integer(0);
  Terms start{zero, zero, B.data};
  const std::size_t counters = start.size();
  start.resize(counters + A_rows.size() * vectors, w.zeros());
  Terms sums = w.loop(k, start, [&](Terms state) {
    const Term A_offset = state[1], row = state[2];
    Terms b;
    for (unsigned j = 0; j < vectors; ++j) {
      const Term from = w.offset(row, w.integer(j * w.blocks.lanes));
      b.push_back(masked ? w.load(from, mask) : w.load(w.vector, from));
    }
    Term* sum = &state[counters];
    for (Term A_row : A_rows) {
      const Term a = w.splat(w.load(w.scalar, w.offset(A_row, A_offset)));
      for (unsigned j = 0; j < vectors; ++j, ++sum) *sum = w.fma(a, b[j], *sum);
    }
    state[0] = state[0] + w.integer(1);
    state[1] = A_offset + A_step;
    state[2] = w.offset(row, B.row_stride);
    return state;
  });
  return Terms(sums.begin() + std::ptrdiff_t(counters), sums.end());
}

/// kernel(A, A_row_stride, A_column_stride, B, B_row_stride, C, C_row_stride, m, n, k, accumulate)
///
/// A tile of m <= rows. Of two vectors all lanes are used; of one vector the first n. Rows beyond m
/// repeat the last one: they compute its numbers again and store them in its place.
inline LLVMValueRef write_kernel(Writer& w, const std::string& name, unsigned vectors) {
  const LLVMValueRef kernel = w.begin(name, "piipipiiiii");
  LLVMSetLinkage(kernel, LLVMInternalLinkage);
  const Term zero = w.integer(0), one = w.integer(1), last = w.parameter(7) - one;
  const Matrix A{w.parameter(0), w.parameter(1), w.parameter(2)};
  const Matrix B{w.parameter(3), w.parameter(4), one}, C{w.parameter(5), w.parameter(6), one};
  const Term mask = w.mask(w.parameter(8)), k = w.parameter(9), accumulate = w.parameter(10);
  const bool narrow = vectors == 1;

  Terms A_rows, slots;
  const unsigned line = 64 / w.bytes;
  for (unsigned i = 0; i < w.blocks.rows; ++i) {
    const Term row = min(w.integer(i), last);
    A_rows.push_back(w.element(A, row, zero));
    const Term C_row = w.element(C, row, zero);
    for (unsigned j = 0; j < vectors * w.blocks.lanes; j += line)
      w.prefetch_for_writing(w.offset(C_row, w.integer(j)));
    for (unsigned j = 0; j < vectors; ++j)
      slots.push_back(w.offset(C_row, w.integer(j * w.blocks.lanes)));
  }
  Terms sums = write_run(w, A_rows, A.column_stride, B, vectors, mask, k);
  // All of C is read before any is written, since rows may repeat.
  const auto added = [&] {
    Terms totals;
    for (std::size_t t = 0; t < sums.size(); ++t)
      totals.push_back(
          w.add(narrow ? w.load(slots[t], mask) : w.load(w.vector, slots[t]), sums[t]));
    return totals;
  };
  sums = w.branch(accumulate != zero, added, [&] { return sums; });
  for (std::size_t t = 0; t < sums.size(); ++t)
    narrow ? w.store(sums[t], slots[t], mask) : w.store(sums[t], slots[t]);
  w.finish();
  return kernel;
}

// ---- product ------------------------------------------------------------------------------------

struct Parts {
  LLVMValueRef copy, wide, narrow;
};

/// The operands of a product and what is decided once for all of its blocks.
struct Operands {
  Matrix A, B, C;
  Term M, N, copies_A, copies_B, A_block, B_panel;
};

/// A copy pays by the reads that it serves: by the columns of C for A, by the rows for B. It pays
/// sooner for blocks beyond the second cache, and for an A whose rows the kernel cannot stream.
/// (Measured on Zen 4; below these bounds copies cost 2 to 20 %, above them they gain as much.)
inline Operands write_operands(Writer& w) {
  const Term one = w.integer(1), many = w.integer(256), large = w.integer(1 << 18);
  const Matrix A{w.parameter(0), w.parameter(1), w.parameter(2)};
  const Matrix B{w.parameter(3), w.parameter(4), w.parameter(5)};
  const Matrix C{w.parameter(6), w.parameter(7), one};
  const Term M = w.parameter(8), N = w.parameter(9);
  const Term depth = min(w.parameter(10), w.integer(w.blocks.depth));
  const Term strided = A.column_stride != one;
  const Term copies_A = (N > many) | (strided & (N > w.integer(32)) & (M * depth > large));
  const Term copies_B =
      (B.column_stride != one) | (M > many) | ((M > w.integer(64)) & (N * depth > large));
  const Term B_panel = w.next_cache_line(w.parameter(12));
  const Term A_block = w.offset(B_panel, depth * w.integer(w.blocks.columns));
  return {A, B, C, M, N, copies_A, copies_B, A_block, B_panel};
}

/// The tiles of one panel of B: n columns of C from j, rows top to bottom, `run` steps of k.
inline void write_panel(Writer& w, const Parts& parts, const Operands& x, Term k, Term run,
                        Term top, Term j, Term n) {
  const Term one = w.integer(1), rows = w.integer(w.blocks.rows);
  const Term columns = w.integer(w.blocks.columns);
  const Term bottom = min(x.M, top + w.integer(w.blocks.height));
  const Term wide{w.builder, parts.wide}, narrow{w.builder, parts.narrow};
  const Term kernel = select(n == columns, wide, narrow);
  const Term accumulate = w.parameter(11) | w.widen(k > w.integer(0));
  const Term copied = has_masks(w) ? x.copies_B : x.copies_B | (n < columns);
  const Term B_here = w.element(x.B, k, j);
  w.when(copied, [&] {
    w.call(parts.copy, {x.B_panel, columns, B_here, x.B.row_stride, x.B.column_stride, run, n});
  });
  const Term B = select(copied, x.B_panel, B_here);
  const Term B_step = select(copied, columns, x.B.row_stride);
  // Rows of A are copied as they lie, columns of A side by side: either way without transposing.
  const Term flat = x.A.column_stride == one;
  w.loop(top, bottom, w.blocks.rows, [&](Term i) {
    const Term m = min(rows, bottom - i), there = w.offset(x.A_block, (i - top) * run);
    const Matrix here{w.element(x.A, i, k), x.A.row_stride, x.A.column_stride};
    const Matrix copy = select(flat, Matrix{there, run, one}, Matrix{there, one, rows});
    w.when(x.copies_A & (j == w.integer(0)), [&] {
      const Matrix from = select(flat, here, transposed(here));
      w.call(parts.copy, {there, select(flat, run, rows), from.data, from.row_stride,
                          from.column_stride, select(flat, m, run), select(flat, run, m)});
    });
    const Matrix A = select(x.copies_A, copy, here);
    w.call(LLVMGlobalGetValueType(parts.wide), kernel,
           {A.data, A.row_stride, A.column_stride, B, B_step, w.element(x.C, i, j), x.C.row_stride,
            m, n, run, accumulate});
  });
}

inline LLVMValueRef write_product(Writer& w, const char* name, const Parts& parts) {
  const LLVMValueRef product = w.begin(name, "piipiipiiiiip");
  w.leave_unoptimized();
  const Operands x = write_operands(w);
  const Term zero = w.integer(0), K = w.parameter(10);
  const Term columns = w.integer(w.blocks.columns), lanes = w.integer(w.blocks.lanes);
  // One turn at least: with K = 0 a run of no steps writes the zeros.
  w.loop(zero, max(K, w.integer(1)), w.blocks.depth, [&](Term k) {
    const Term run = min(K - k, w.integer(w.blocks.depth));
    w.loop(zero, x.M, w.blocks.height, [&](Term top) {
      w.loop(x.N, {zero}, [&](const Terms& j) {
        const Term rest = x.N - j[0];
        const Term n = select(rest < columns, min(rest, lanes), columns);
        write_panel(w, parts, x, k, run, top, j[0], n);
        return Terms{j[0] + n};
      });
    });
  });
  w.finish();
  return product;
}

}  // namespace wengert::backend::gemm

namespace wengert::backend {

WENGERT_API LLVMValueRef emit_gemm(LLVMModuleRef module, const char* name, GemmType type,
                                   unsigned lanes, unsigned registers) {
  gemm::Writer w(module, type, gemm_blocks(lanes, registers));
  const std::string prefix = name;
  const gemm::Parts parts{gemm::write_copy(w, prefix + ".copy"),
                          gemm::write_kernel(w, prefix + ".wide", 2),
                          gemm::write_kernel(w, prefix + ".narrow", 1)};
  return gemm::write_product(w, name, parts);
}

}  // namespace wengert::backend

#endif  // WENGERT_BODIES
