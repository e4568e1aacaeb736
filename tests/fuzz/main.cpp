// A differential fuzzer: random programs under random nestings of jvp, vjp, vmap and jit, compiled
// against interpreted, and derivatives against differences.
//
// usage: fuzz [--programs N] [--seed S] [--length L]
//
// A program that fails is shrunk and printed as IR text, which parse_ir reads. The last line is
// "N programs, N failed"; exit status 1 where some did.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "fuzz/program.hpp"
#include "wengert/backend/target.hpp"
#include "wengert/lower/flatten.hpp"
#include "wengert/runtime/native.hpp"

namespace fuzz {

// ---- transforms
// -----------------------------------------------------------------------------------

enum class Transform : std::uint8_t { jvp, vjp, vmap, jit, count };
using Nesting = std::vector<Transform>;
using Function = std::function<Arrays(Arrays)>;

/// Results that have tangents.
Arrays inexact(const Arrays& all) {
  Arrays found;
  for (const Array& a : all)
    if (is_inexact(a.dtype())) found.push_back(a);
  return found;
}

Arrays sines(const Arrays& like, double phase) {
  Arrays all;
  for (const Array& a : like)
    all.push_back(wg::sin(wg::arange(double(a.size()), wg::float64) + phase)
                      .reshape(wg::Integers(a.shape())));
  return all;
}

/// f under one more transform, of the same inputs.
Function transformed(Function f, Transform t) {
  switch (t) {
    case Transform::jvp:
      return [f](Arrays x) {
        return wg::jvp([&](Arrays y) { return inexact(f(y)); }, std::tuple{x},
                       std::tuple{sines(x, 0.5)})
            .second;
      };
    case Transform::vjp:
      return [f](Arrays x) {
        const auto [value, pull] = wg::vjp([&](Arrays y) { return inexact(f(y)); }, x);
        return Arrays(std::get<0>(pull(sines(value, 0.25))));
      };
    case Transform::vmap:
      return [f](Arrays x) {
        Arrays both;
        for (const Array& a : x) both.push_back(wg::stack({a, 0.75 * a, wg::sin(a)}));
        return Arrays(wg::vmap([&](Arrays y) { return f(y); })(both));
      };
    default:
      return [f](Arrays x) { return Arrays(wg::jit([f](Arrays y) { return f(y); })(x)); };
  }
}

Function nested(const Program& program, const Nesting& nesting) {
  Function f = [program](Arrays x) { return run(program, x); };
  for (Transform t : nesting) f = transformed(f, t);
  return f;
}

// ---- checks
// ---------------------------------------------------------------------------------------

/// The largest difference over 1 + |b|; NaN and infinities must agree.
double distance(const wg::Tensor& a, const wg::Tensor& b) {
  if (a.type != b.type) return INFINITY;
  if (!is_floating(a.type.dtype)) return 0;
  const auto x = Array(a).astype(wg::float64).to_vector<double>(),
             y = Array(b).astype(wg::float64).to_vector<double>();
  double worst = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (x[k] == y[k] || (std::isnan(x[k]) && std::isnan(y[k]))) continue;
    const double d = std::abs(x[k] - y[k]) / (1 + std::abs(y[k]));
    worst = std::isnan(d) ? INFINITY : std::max(worst, d);
  }
  return worst;
}

/// How far rounding may take the results of a program: what the interpreter's results move by when
/// the inputs do, in their last places, one way or the other.
double sensitivity(const wg::Function& ir, const std::vector<wg::Tensor>& inputs, double step) {
  const auto before = wg::eval(ir, inputs);
  double most = 0;
  for (const double way : {step, -step}) {
    std::vector<wg::Tensor> moved = inputs;
    for (wg::Tensor& t : moved)
      if (t.type.dtype == wg::float64)
        t = Array(Array(t) * (1 + way * wg::sin(Array(t) * 1e3))).handle().tensor();
    const auto after = wg::eval(ir, moved);
    for (std::size_t k = 0; k < before.size(); ++k)
      most = std::max(most, distance(after[k], before[k]));
  }
  return most;
}

/// What is wrong with compiled code against the interpreter, or nothing.
std::string compiled_fault(const Function& f, const Arrays& inputs, bool narrow) {
  const double allowed = narrow ? 0.02 : 1e-7, step = narrow ? 1e-3 : 1e-11;
  const auto recorded = wg::record("fuzz", f, std::tuple{inputs});
  const wg::Function& ir = recorded.function;
  std::vector<wg::Tensor> tensors;
  for (const Array& a : inputs) tensors.push_back(a.handle().tensor());
  for (const wg::Handle& h : recorded.captures) tensors.push_back(h.tensor());
  const auto expected = wg::eval(ir, tensors);
  std::vector<wg::Constant> literals = wg::lower::all_literals(ir);
  // One in sixteen optimised and in vectors, as the compiler's time is what the fuzzer's goes to.
  const auto effort = ir.types.size() % 16 ? wg::backend::Effort::quick : wg::backend::Effort::full;
  const auto got = wg::Native(ir, effort).run(tensors, literals);
  for (std::size_t k = 0; k < got.size(); ++k)
    if (const double d = distance(got[k], expected[k]);
        d > allowed && d > 10 * sensitivity(ir, tensors, step))
      return wg::cat("compiled result ", k, " is off by ", d);
  return "";
}

/// What is wrong with the derivative along a direction, or nothing.
std::string derivative_fault(const Program& program, const Arrays& inputs) {
  constexpr double h = 1e-5, allowed = 1e-4;
  const auto f = [&](Arrays x) { return run(program, x)[0]; };
  const Arrays direction = sines(inputs, 0.5);
  const double forward =
      wg::jvp(f, std::tuple{inputs}, std::tuple{direction}).second.item<double>();
  const auto moved = [&](double t) {
    Arrays x;
    for (std::size_t k = 0; k < inputs.size(); ++k) x.push_back(inputs[k] + t * direction[k]);
    return f(x).item<double>();
  };
  const double coarse = (moved(2 * h) - moved(-2 * h)) / (4 * h),
               fine = (moved(h) - moved(-h)) / (2 * h);
  const double difference = fine + (fine - coarse) / 3;
  if (!std::isfinite(forward) && !std::isfinite(difference)) return "";
  if (!(std::abs(forward - difference) <= allowed * (1 + std::abs(difference))))
    return wg::cat("jvp is ", forward, ", differences give ", difference);
  return "";
}

struct Case {
  Program program;
  Nesting nesting;
  Arrays inputs;
  bool smooth;

  bool narrow() const {
    return std::any_of(program.begin(), program.end(),
                       [](const Instruction& i) { return i.op >= precise_operations; });
  }
};

std::string fault(const Case& c) {
  try {
    if (const std::string f = compiled_fault(nested(c.program, c.nesting), c.inputs, c.narrow());
        !f.empty())
      return f;
    return c.smooth && c.nesting.empty() ? derivative_fault(c.program, c.inputs) : "";
  } catch (const std::exception& e) {
    return std::string("throws ") + e.what();
  }
}

/// The case without what the fault does not need.
Case shrunk(Case c) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t k = 0; k < c.program.size();) {
      Case smaller = c;
      smaller.program.erase(smaller.program.begin() + std::ptrdiff_t(k));
      if (!smaller.program.empty() && !fault(smaller).empty())
        c = std::move(smaller), changed = true;
      else
        ++k;
    }
    for (std::size_t k = 0; k < c.nesting.size();) {
      Case smaller = c;
      smaller.nesting.erase(smaller.nesting.begin() + std::ptrdiff_t(k));
      if (!fault(smaller).empty())
        c = std::move(smaller), changed = true;
      else
        ++k;
    }
  }
  return c;
}

void report(std::size_t number, const Case& given) {
  const Case c = shrunk(given);
  std::cout << "program " << number << ": " << fault(c) << "\nunder";
  constexpr const char* names[] = {" jvp", " vjp", " vmap", " jit"};
  for (Transform t : c.nesting) std::cout << names[int(t)];
  std::cout << "\ninstructions";
  for (const Instruction& i : c.program)
    std::cout << " {" << i.op << ", " << i.a << ", " << i.b << ", " << i.c << "}";
  try {
    const Function f = nested(c.program, c.nesting);
    std::cout << '\n' << wg::make_ir([&](Arrays x) { return f(x); })(c.inputs).str();
    for (const Array& a : c.inputs) std::cout << "\ninput " << a;
  } catch (const std::exception& e) {
    std::cout << "\nnot traceable: " << e.what();
  }
  std::cout << std::endl;
}

int fuzz(std::size_t programs, std::uint64_t seed, std::size_t longest) {
  const wg::DefaultFloat wide(wg::float64);
  std::size_t failed = 0;
  for (std::size_t n = 0; n < programs; ++n) {
    std::mt19937_64 random(seed + n);
    Case c;
    c.smooth = random() % 2;
    const std::size_t length =
        2 + random() % (random() % 32 ? std::min<std::size_t>(8, longest) : longest);
    c.program = random_program(random, length, c.smooth);
    for (std::size_t depth = random() % 4; depth > 0; --depth)
      c.nesting.push_back(Transform(random() % std::size_t(Transform::count)));
    c.inputs = random_inputs(random);
    if (fault(c).empty()) continue;
    ++failed;
    report(seed + n, c);
  }
  std::cout << programs << " programs, " << failed << " failed" << std::endl;
  return failed > 0;
}

}  // namespace fuzz

int main(int argc, char** argv) {
  std::size_t programs = 1000, longest = 120;
  std::uint64_t seed = 1;
  for (int k = 1; k < argc; k += 2) {
    const std::string option = argv[k];
    const std::uint64_t value = k + 1 < argc ? std::strtoull(argv[k + 1], nullptr, 10) : 0;
    if (option == "--programs" && value)
      programs = value;
    else if (option == "--seed" && value)
      seed = value;
    else if (option == "--length" && value)
      longest = value;
    else {
      std::cerr << "usage: fuzz [--programs N] [--seed S] [--length L]\n";
      return 2;
    }
  }
  return fuzz::fuzz(programs, seed, longest);
}
