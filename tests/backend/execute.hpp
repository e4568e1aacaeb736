// Loop programs compiled for vectors of any width, whatever the host has, and run on one thread:
// what the backend promises without the rest of the run time.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "support/differential.hpp"
#include "wengert/backend/kernel.hpp"
#include "wengert/backend/program.hpp"
#include "wengert/lower/schedule.hpp"
#include "wengert/runtime/session.hpp"

namespace wengert::backend {

inline std::ostream& operator<<(std::ostream& out, const VectorUnit& unit) {
  return out << unit.bytes << " bytes, " << (unit.masked ? "masked" : "unmasked");
}

}  // namespace wengert::backend

namespace wengert::testing {

/// Machines without vectors worth the name, with AVX2, and with AVX-512.
inline constexpr backend::VectorUnit vector_units[] = {{16, false}, {32, false}, {64, true}};

/// A frame of its own, as the run time would fill it.
class TestFrame {
 public:
  explicit TestFrame(std::vector<void*> buffers, const std::vector<Constant>& literals = {},
                     std::vector<std::int64_t> counters = {}, const void* table = nullptr)
      : buffers_(std::move(buffers)) {
    for (const Constant& c : literals) literals_.push_back(c.bits);
    words_ = {buffers_.data(), literals_.data(), const_cast<void*>(table), &flags_};
    for (std::int64_t c : counters) words_.push_back(reinterpret_cast<void*>(c));
  }
  TestFrame(const TestFrame&) = delete;

  void* data() { return words_.data(); }
  std::uint32_t flags() const { return flags_; }
  std::int64_t counter(std::size_t k) const {
    return reinterpret_cast<std::int64_t>(words_[std::size_t(backend::FrameWord::counters) + k]);
  }

 private:
  std::vector<void*> buffers_, words_;
  std::vector<std::array<std::uint64_t, 2>> literals_;
  std::uint32_t flags_ = 0;
};

/// The function that `emit` writes under the name it is given.
template <class Signature>
Signature* compile(const std::function<void(backend::LlvmEmitter&, const char*)>& emit) {
  const std::string name = unique_symbol("test");
  CodeModule code;
  emit(code.emitter(), name.c_str());
  return reinterpret_cast<Signature*>(link({code.object()}, name));
}

inline backend::KernelFunction compile(lower::Kernel& kernel, backend::VectorUnit unit) {
  return compile<void(void*, std::int64_t, std::int64_t)>(
      [&](backend::LlvmEmitter& e, const char* name) { emit_kernel(e, name, kernel, unit); });
}

/// A whole program. Products and library calls go to the interpreter.
class Executable {
 public:
  Executable(const Function& f, backend::VectorUnit unit) : f_(f), program_(lower::lower(f)) {
    const std::string name = unique_symbol("test_program");
    CodeModule code;
    const auto kernels = emit_program(code.emitter(), program_, name);
    for (std::size_t k = 0; k < kernels.size(); ++k)
      emit_kernel(code.emitter(), backend::kernel_name(name, k).c_str(), *kernels[k], unit);
    entry_ = reinterpret_cast<void (*)(void*)>(link({code.object()}, name));
    enlist(program_.statements);
  }

  std::vector<Tensor> run(const std::vector<Tensor>& inputs) {
    const Table table{{parallel, product, library}, this};
    std::vector<std::byte> arena(program_.arena + 64, std::byte(0xa5));
    std::vector<Tensor> outputs;
    for (const Type& t : program_.outputs) outputs.emplace_back(t);
    std::vector<void*> buffers;
    for (const lower::BufferInfo& b : program_.buffers)
      buffers.push_back(b.role == lower::Role::input    ? inputs[std::size_t(b.number)].bytes()
                        : b.role == lower::Role::output ? outputs[std::size_t(b.number)].bytes()
                                                        : arena.data() + b.arena);
    std::vector<Constant> literals = lower::all_literals(f_);
    literals.insert(literals.end(), program_.constants.begin(), program_.constants.end());
    TestFrame frame(buffers, literals, std::vector<std::int64_t>(std::size_t(program_.loops)),
                    &table);
    entry_(frame.data());
    if (frame.flags()) throw IndexError("an index is out of bounds");
    return outputs;
  }

 private:
  struct Table {
    backend::FrameTable functions;
    Executable* self;
  };
  static Executable& self(void* frame) {
    return *static_cast<Table*>(static_cast<void**>(frame)[unsigned(backend::FrameWord::table)])
                ->self;
  }
  // In pieces, the last one first: no piece may depend on another.
  static void parallel(void* frame, backend::KernelFunction kernel, std::int64_t extent,
                       std::int64_t grain) {
    EXPECT_GT(grain, 0);
    for (std::int64_t piece = (extent - 1) / grain; piece >= 0; --piece)
      kernel(frame, piece * grain, std::min(extent, (piece + 1) * grain));
  }
  static void product(void* frame, std::int64_t number, const void* a, const void* b, void* c) {
    const lower::Product& p = self(frame).products_.at(std::size_t(number));
    p.dtype == Dtype::f32 ? multiply<float>(p, a, b, c) : multiply<double>(p, a, b, c);
  }
  template <class T>
  static void multiply(const lower::Product& p, const void* a, const void* b, void* c) {
    const T *x = static_cast<const T*>(a), *y = static_cast<const T*>(b);
    for (std::int64_t t = 0; t < p.batch; ++t)
      for (std::int64_t i = 0; i < p.m; ++i)
        for (std::int64_t j = 0; j < p.n; ++j) {
          double sum = 0;
          for (std::int64_t k = 0; k < p.k; ++k)
            sum += double(x[t * p.a_batch + i * p.a_row + k * p.a_column]) *
                   double(y[t * p.b_batch + k * p.b_row + j * p.b_column]);
          static_cast<T*>(c)[(t * p.m + i) * p.n + j] = T(sum);
        }
  }
  static void library(void* frame, std::int64_t number, void** addresses) {
    const lower::LibraryCall& call = self(frame).libraries_.at(std::size_t(number));
    std::vector<Tensor> operands;
    for (std::size_t k = 0; k < call.operands.size(); ++k)
      operands.emplace_back(call.operand_types[k],
                            Buffer::borrow(addresses[k], call.operand_types[k].bytes()));
    const auto results = call.op->eval(operands, call.attributes, call.result_types);
    for (std::size_t k = 0; k < results.size(); ++k)
      if (results[k].type.bytes())
        std::memcpy(addresses[operands.size() + k], results[k].bytes(), results[k].type.bytes());
  }
  void enlist(const lower::Statements& statements) {
    for (const lower::Statement& s : statements) {
      if (const auto* p = std::get_if<lower::Product>(&s.what)) products_.push_back(*p);
      if (const auto* c = std::get_if<lower::LibraryCall>(&s.what)) libraries_.push_back(*c);
      if (const auto* l = std::get_if<std::shared_ptr<lower::StatementLoop>>(&s.what)) {
        if ((*l)->trips == 0) continue;
        enlist((*l)->test);
        enlist((*l)->body);
      }
      if (const auto* b = std::get_if<std::shared_ptr<lower::StatementBranch>>(&s.what))
        for (const lower::Statements& arm : (*b)->branches) enlist(arm);
    }
  }

  const Function f_;
  lower::Program program_;
  void (*entry_)(void*) = nullptr;
  std::vector<lower::Product> products_;
  std::vector<lower::LibraryCall> libraries_;
};

/// Compiled for each width of vectors, a program does what the interpreter does.
inline void expect_compiled(const std::string& text, std::vector<Tensor> inputs = {}) {
  const Function f = parse_ir(text);
  if (inputs.empty())
    for (std::uint32_t k = 0; k < f.inputs; ++k) inputs.push_back(sample(f.types[k], k));
  const std::vector<Tensor> want = eval(f, inputs);
  for (const backend::VectorUnit& unit : vector_units) {
    const std::vector<Tensor> got = Executable(f, unit).run(inputs);
    ASSERT_EQ(got.size(), want.size()) << text;
    for (std::size_t k = 0; k < want.size(); ++k)
      EXPECT_LE(difference(got[k], want[k]), tolerance(want[k].type.dtype))
          << unit << ", output " << k << " of\n"
          << f.str();
  }
}

}  // namespace wengert::testing
