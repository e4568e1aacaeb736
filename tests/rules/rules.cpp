// Every rule of every primitive in the manifest, in each dtype that it admits, on the examples of
// examples.hpp: values against formulas, derivatives against differences, transposes against <ct, A
// x> = <A' ct, x>, batching against a loop, native code against the interpreter.
#include <gtest/gtest.h>

#include "ops/examples.hpp"
#include "rules/table.hpp"
#include "support/differential.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/transform/transforms.hpp"

namespace wengert::testing {

namespace {

// They exist under a vmap alone: tests/ops/collectives.cpp.
bool is_collective(const Primitive& op) {
  constexpr std::string_view names[] = {"psum", "pmax", "pmin", "all_gather", "ppermute"};
  return std::ranges::find(names, op.name) != std::end(names);
}

bool has_examples_elsewhere(const Primitive& op) {
  switch (op.form) {
    case Form::elementwise:
    case Form::movement:
    case Form::reduction:
    case Form::blockwise:
      return false;
    case Form::library:
      return op.name.starts_with("custom_") || op.name == "linearized" || is_collective(op);
    default:
      return true;  // control flow: tests/ops/control/
  }
}

double allowance(Dtype d) {
  switch (real_dtype(d)) {
    case Dtype::f16:
      return 2e-2;
    case Dtype::bf16:
      return 1e-1;
    case Dtype::f32:
      return 1e-5;
    default:
      return 1e-12;
  }
}

Numbers numbers(const Tensor& t) {
  Numbers all;
  visit(t.type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t i = 0; i < t.type.elements(); ++i)
      all.push_back(convert<Number>(t.data<T>()[i]));
  });
  return all;
}

bool close(Number a, Number b, double error) {
  const auto near = [&](double x, double y) {
    return x == y || (std::isnan(x) && std::isnan(y)) ||
           std::abs(x - y) <= error * (1 + std::abs(y));
  };
  return near(a.real(), b.real()) && near(a.imag(), b.imag());
}

void expect_close(const Tensor& got, const Tensor& want, double error) {
  ASSERT_EQ(got.type, want.type);
  const Numbers a = numbers(got), b = numbers(want);
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(close(a[i], b[i], error)) << a[i] << " for " << b[i] << " at " << i;
}

/// The real part of the pairing without conjugation; NaN, which gathers fill in, is left out.
double pairing(std::span<const Tensor> a, std::span<const Tensor> b) {
  Number sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const Numbers x = numbers(a[k]), y = numbers(b[k]);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (y[i] == y[i]) sum += x[i] * y[i];
  }
  return sum.real();
}

Tensor random_like(const Type& type, std::uint64_t seed) {
  return operands_of({{{type.shape, -1, 1}}}, std::span(&type, 1), seed)[0];
}

/// x + h dx.
Tensor moved(const Tensor& x, double h, const Tensor& dx) {
  Tensor y(x.type);
  visit(x.type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t i = 0; i < x.type.elements(); ++i)
      y.data<T>()[i] =
          convert<T>(convert<Number>(x.data<T>()[i]) + h * convert<Number>(dx.data<T>()[i]));
  });
  return y;
}

// One primitive with one example in one dtype.
struct Case {
  const Primitive& op;
  const Example& example;
  std::vector<Type> types;
  std::vector<Tensor> operands;
  Function function;

  Case(const Primitive& o, const Example& e, std::vector<Type> t)
      : op(o),
        example(e),
        types(std::move(t)),
        operands(operands_of(e, types, 1)),
        function(ops::control::applied(o, e.attributes, types)) {
    // Matrices far from singular.
    if (op.form == Form::blockwise) strengthen_diagonal(operands[0]);
  }

  static void strengthen_diagonal(const Tensor& a) {
    const std::int64_t n = a.type.shape.back();
    visit(a.type.dtype, [&]<class T>(std::type_identity<T>) {
      for (std::int64_t i = 0; i < a.type.elements(); ++i)
        if (i % (n * n) % (n + 1) == 0)
          a.data<T>()[i] = convert<T>(convert<Number>(a.data<T>()[i]) + double(n));
    });
  }

  std::string str() const { return cat(op.name, ": ", function.str()); }
};

template <class F>
void each_case(F&& check) {
  for (const Primitive* op : all_primitives()) {
    if (has_examples_elsewhere(*op)) continue;
    const std::vector<Example> examples = examples_of(op->name);
    EXPECT_FALSE(examples.empty()) << op->name << ": write an example in tests/ops/examples.hpp";
    for (const Example& example : examples)
      for (int d = 0; d < dtype_count; ++d)
        if (auto types = operand_types(*op, example, Dtype(d))) {
          if (types->empty() && d > 0) continue;
          const Case c(*op, example, *types);
          SCOPED_TRACE(c.str());
          check(c);
        }
  }
}

bool representable(Number x, Dtype d) {
  if (!is_integer(d)) return true;
  return close(Constant(d, x).as<Number>(), x, 0);
}

}  // namespace

TEST(Rules, EveryPrimitiveHasAnExample) {
  int cases = 0;
  each_case([&](const Case&) { ++cases; });
  EXPECT_GT(cases, 1000);
}

TEST(Rules, EveryHoleHasAReason) {
  const std::vector<Row> rows = table();
  EXPECT_EQ(rows.size(), all_primitives().size());
  for (const Row& r : rows)
    for (const Rule* rule : {&r.type, &r.eval, &r.jvp, &r.transpose, &r.batch, &r.llvm}) {
      EXPECT_FALSE(rule->text.empty()) << r.op->name << ": say why in tests/rules/table.cpp";
      EXPECT_EQ(rule->hole, rule->text.starts_with("none: ") || rule->text.starts_with("zero: "))
          << r.op->name << ": " << rule->text;
    }
}

TEST(Rules, ValuesAgreeWithFormulas) {
  each_case([](const Case& c) {
    const std::vector<Tensor> results = eval(c.function, c.operands);
    ASSERT_EQ(results.size(), c.function.outputs.size());
    for (std::size_t k = 0; k < results.size(); ++k)
      EXPECT_EQ(results[k].type, c.function.output_types()[k]);
    if (!c.example.formula ||
        (c.example.operands.size() == 2 && is_complex(c.types[0].dtype) && c.op.name == "pow"))
      return;
    const Numbers got = numbers(results[0]);
    for (std::size_t i = 0; i < got.size(); ++i) {
      Numbers x;
      for (const Tensor& t : c.operands) x.push_back(numbers(t)[t.type.shape.empty() ? 0 : i]);
      const Number want = c.example.formula(x);
      if (!representable(want, results[0].type.dtype)) continue;
      EXPECT_TRUE(close(got[i], want, allowance(c.types.back().dtype)))
          << got[i] << " for " << want;
    }
  });
}

TEST(Rules, DerivativesAgreeWithDifferences) {
  each_case([](const Case& c) {
    const Dtype d = c.types.empty() ? Dtype::f32 : c.types[c.op.name == "select" ? 1 : 0].dtype;
    if (!c.example.differences || (d != Dtype::f64 && d != Dtype::c128)) return;
    std::vector<std::vector<bool>> sets;
    std::vector<bool> inexact;
    for (const Type& t : c.types) inexact.push_back(is_inexact(t.dtype));
    for (std::size_t k = 0; k < inexact.size(); ++k)
      if (inexact[k]) {
        sets.emplace_back(inexact.size(), false);
        sets.back()[k] = true;
      }
    sets.push_back(inexact);
    for (const std::vector<bool>& active : sets) {
      std::vector<Tensor> inputs = c.operands, ahead = c.operands, behind = c.operands;
      constexpr double h = 1e-6;
      for (std::size_t k = 0; k < active.size(); ++k) {
        if (!active[k]) continue;
        const Tensor dx = random_like(c.types[k], 7 + k);
        inputs.push_back(dx);
        ahead[k] = moved(c.operands[k], h, dx);
        behind[k] = moved(c.operands[k], -h, dx);
      }
      const std::size_t n = c.function.outputs.size();
      std::vector<bool> smooth;
      for (const Type& t : c.function.output_types()) smooth.push_back(is_inexact(t.dtype));
      const Jvp forward = jvp(c.function, active, smooth);
      const std::vector<Tensor> dual = eval(forward.function, inputs),
                                high = eval(c.function, ahead), low = eval(c.function, behind);
      std::size_t next = n;
      for (std::size_t k = 0; k < n; ++k) {
        if (!smooth[k]) continue;
        const Numbers dy = numbers(dual[next++]), y1 = numbers(high[k]), y0 = numbers(low[k]);
        for (std::size_t i = 0; i < dy.size(); ++i)
          EXPECT_TRUE(close(dy[i], (y1[i] - y0[i]) / (2 * h), 2e-7))
              << dy[i] << " for " << (y1[i] - y0[i]) / (2 * h) << " at " << i;
      }
    }
  });
}

TEST(Rules, TransposesAreAdjoint) {
  each_case([](const Case& c) {
    if (!c.op.transpose) return;
    const Dtype result = c.function.output_types()[0].dtype,
                d = c.types[c.op.name == "select" ? 1 : 0].dtype;
    if ((result != Dtype::f64 && result != Dtype::c128) || !is_inexact(d)) return;
    if (c.example.linear.empty()) {
      EXPECT_EQ(c.op.name, "scatter")
          << "say in tests/ops/examples.hpp which operands it is linear in";
      return;
    }
    for (const std::vector<std::size_t>& set : c.example.linear) {
      std::vector<bool> linear(c.types.size(), false);
      for (std::size_t k : set) linear[k] = true;
      std::vector<Tensor> inputs, x;
      for (std::size_t k = 0; k < linear.size(); ++k)
        (linear[k] ? x : inputs).push_back(c.operands[k]);
      const std::vector<Tensor> y = eval(c.function, c.operands);
      const Tensor ct = random_like(y[0].type, 5);
      inputs.push_back(ct);
      const std::vector<Tensor> back = eval(transpose(c.function, linear), inputs);
      ASSERT_EQ(back.size(), x.size());
      for (std::size_t k = 0; k < x.size(); ++k) EXPECT_EQ(back[k].type, x[k].type);
      // A constant part (other linear operands, outside the set) has been subtracted: A x = f(x) -
      // f(0).
      std::vector<Tensor> at_zero = c.operands;
      for (std::size_t k : set) {
        at_zero[k] = Tensor(c.types[k]);
        std::memset(at_zero[k].bytes(), 0, c.types[k].bytes());
      }
      const std::vector<Tensor> y0 = eval(c.function, at_zero);
      const double want = pairing(std::span(&ct, 1), y) - pairing(std::span(&ct, 1), y0);
      EXPECT_NEAR(pairing(back, x), want,
                  (d == Dtype::f32 || d == Dtype::c64 ? 1e-5
                   : d < Dtype::f32                   ? 5e-2
                                                      : 1e-11) *
                      (1 + std::abs(want)));
    }
  });
}

TEST(Rules, BatchingIsALoop) {
  constexpr std::int64_t size = 3;
  each_case([](const Case& c) {
    const std::size_t n = c.types.size();
    for (unsigned subset = 1; subset < 1u << std::min<std::size_t>(n, 5); ++subset) {
      std::vector<bool> batched(n, false);
      std::vector<Tensor> inputs;
      std::vector<std::vector<Tensor>> examples(size, c.operands);
      for (std::size_t k = 0; k < n; ++k) {
        batched[k] = k < 5 && (subset >> k & 1);
        if (!batched[k]) {
          inputs.push_back(c.operands[k]);
          continue;
        }
        Type type = c.types[k];
        type.shape.insert(0, size);
        const Tensor& stacked = inputs.emplace_back(type);
        for (std::int64_t b = 0; b < size; ++b) {
          examples[std::size_t(b)][k] = operands_of(c.example, c.types, std::uint64_t(10 + b))[k];
          if (c.op.form == Form::blockwise && k == 0)
            Case::strengthen_diagonal(examples[std::size_t(b)][k]);
          if (const std::size_t bytes = c.types[k].bytes())
            std::memcpy(stacked.bytes() + std::size_t(b) * bytes,
                        examples[std::size_t(b)][k].bytes(), bytes);
        }
      }
      const BatchedFunction many = batch(c.function, batched, size);
      const std::vector<Tensor> got = eval(many.function, inputs);
      for (std::size_t k = 0; k < got.size(); ++k) {
        ASSERT_TRUE(many.batched_outputs[k] || c.op.waits);
        for (std::int64_t b = 0; b < size; ++b) {
          const Tensor want = eval(c.function, examples[std::size_t(b)])[k];
          if (!many.batched_outputs[k]) {
            expect_close(got[k], want, 0);
            continue;
          }
          Tensor part(want.type);
          ASSERT_EQ(got[k].type.shape.size(), want.type.shape.size() + 1);
          if (part.type.bytes())
            std::memcpy(part.bytes(), got[k].bytes() + std::size_t(b) * part.type.bytes(),
                        part.type.bytes());
          expect_close(part, want, allowance(want.type.dtype));
        }
      }
    }
  });
}

TEST(Rules, NativeCodeAgreesWithEval) {
  each_case([](const Case& c) { expect_same(c.function, c.operands, c.str()); });
}

}  // namespace wengert::testing
