// Runs golden cases: values, forward and reverse derivatives, and batching.
//
// usage: oracle CASES.json [--backend eval|llvm|both] [--only SUBSTRING]
//
// Prints a line for each case that fails (name, what differs, by how much), then
// "N passed, N failed, N skipped". Exit status 1 where something fails.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "oracle/table.hpp"

namespace oracle {

using json = nlohmann::json;

// ---- arrays from text
// -----------------------------------------------------------------------------

wg::Dtype dtype_named(const std::string& name) {
  for (const wg::Dtype d : {wg::bool_, wg::uint8, wg::uint16, wg::uint32, wg::uint64, wg::int8,
                            wg::int16, wg::int32, wg::int64, wg::float16, wg::bfloat16, wg::float32,
                            wg::float64, wg::complex64, wg::complex128})
    if (name == wg::name_of(d)) return d;
  throw wg::ValueError("cases: unknown dtype " + name);
}

double number(const json& j) {
  return j.is_string() ? std::strtod(j.get<std::string>().c_str(), nullptr) : j.get<double>();
}

Array array(const json& j) {
  const wg::Dtype dtype = dtype_named(j["dtype"]);
  const std::vector<std::int64_t> extents = j["shape"];
  const wg::Shape shape{std::span<const std::int64_t>(extents)};
  const json& data = j["data"];
  if (is_complex(dtype)) {
    std::vector<std::complex<double>> values;
    for (const json& v : data) values.emplace_back(number(v[0]), number(v[1]));
    return Array(values, shape).astype(dtype);
  }
  if (is_floating(dtype)) {
    std::vector<double> values;
    for (const json& v : data) values.push_back(number(v));
    return Array(values, shape).astype(dtype);
  }
  if (dtype == wg::uint64) {
    std::vector<std::uint64_t> values;
    for (const json& v : data) values.push_back(v.get<std::uint64_t>());
    return Array(values, shape);
  }
  std::vector<std::int64_t> values;
  for (const json& v : data)
    values.push_back(v.is_boolean() ? std::int64_t(v.get<bool>()) : v.get<std::int64_t>());
  return Array(values, shape).astype(dtype);
}

Arrays arrays(const json& j) {
  Arrays all;
  for (const json& a : j) all.push_back(array(a));
  return all;
}

// ---- comparing
// ------------------------------------------------------------------------------------

struct Tolerance {
  double relative, absolute;
};

bool is_decomposition(const std::string& name) {
  for (const char* stem : {"cholesky", "eig", "svd", "qr", "pinv", "lstsq", "cho_", "expm", "inv_",
                           "det_", "slogdet", "solve", "matrix_power"})
    if (name.rfind(stem, 0) == 0) return true;
  return false;
}

Tolerance tolerance(wg::Dtype d, bool loose) {
  switch (real_dtype(d)) {
    case wg::Dtype::f64:
      return loose ? Tolerance{1e-8, 1e-8} : Tolerance{1e-10, 1e-12};
    case wg::Dtype::f32:
      return {3e-6, 1e-6};
    case wg::Dtype::bf16:
      return {1.0 / 128, 0};
    case wg::Dtype::f16:
      return {1.0 / 1024, std::ldexp(1.0, -24)};
    default:
      return {0, 0};
  }
}

/// What differs, or nothing.
std::string difference(const Array& got, const json& wanted, bool loose) {
  const Array want = array(wanted);
  const bool integers = is_integer(got.dtype()) && is_integer(want.dtype());
  if (got.dtype() != want.dtype() && !integers)
    return wg::cat("dtype ", got.dtype(), " instead of ", want.dtype());
  if (got.shape() != want.shape())
    return wg::cat("shape ", got.shape(), " instead of ", want.shape());
  const Tolerance t = tolerance(want.dtype(), loose);
  const auto part = [&](double g, double w, std::size_t k) -> std::string {
    if (std::isnan(g) && std::isnan(w)) return "";
    if (g == w || std::abs(g - w) <= t.absolute + t.relative * std::abs(w)) return "";
    char text[160];
    std::snprintf(text, sizeof text, "element %zu is %.17g instead of %.17g, off by %.2g", k, g, w,
                  std::abs(g - w) / std::max(std::abs(w), 1e-300));
    return text;
  };
  if (integers) {
    const auto g = got.astype(wg::int64).to_vector<std::int64_t>(),
               w = want.astype(wg::int64).to_vector<std::int64_t>();
    for (std::size_t k = 0; k < g.size(); ++k)
      if (g[k] != w[k]) return wg::cat("element ", k, " is ", g[k], " instead of ", w[k]);
    return "";
  }
  const auto g = got.astype(wg::complex128).to_vector<std::complex<double>>(),
             w = want.astype(wg::complex128).to_vector<std::complex<double>>();
  // Where the parts of a complex number have unlike sizes, the number's size is what counts.
  for (std::size_t k = 0; k < g.size(); ++k) {
    if (is_complex(want.dtype()) && std::isfinite(std::abs(w[k])) &&
        std::abs(g[k] - w[k]) <= t.absolute + t.relative * std::abs(w[k]))
      continue;
    for (const auto& d : {part(g[k].real(), w[k].real(), k), part(g[k].imag(), w[k].imag(), k)})
      if (!d.empty()) return d;
  }
  return "";
}

std::string difference(const Arrays& got, const json& wanted, bool loose) {
  if (got.size() != wanted.size())
    return wg::cat(got.size(), " results instead of ", wanted.size());
  for (std::size_t k = 0; k < got.size(); ++k)
    if (const std::string d = difference(got[k], wanted[k], loose); !d.empty())
      return wg::cat("result ", k, ": ", d);
  return "";
}

// ---- running
// --------------------------------------------------------------------------------------

/// The faults of one case.
std::vector<std::string> check(const json& c, const Operation& operation) {
  std::vector<std::string> faults;
  const bool loose = is_decomposition(c["name"]);
  const auto attempt = [&](const char* what, const auto& compute, const json& wanted,
                           bool derivative) {
    try {
      if (const std::string d = difference(compute(), wanted, derivative && loose); !d.empty())
        faults.push_back(wg::cat(what, ": ", d));
    } catch (const std::exception& e) {
      faults.push_back(wg::cat(what, ": ", e.what()));
    }
  };
  const Arrays inputs = arrays(c["in"]);
  attempt("value", [&] { return operation(inputs); }, c["out"], false);
  if (!c["jvp"].is_null() || !c["vjp"].is_null()) {
    const std::vector<std::size_t> which = c["diff"].get<std::vector<std::size_t>>();
    const auto differentiable = [&](Arrays given) {
      Arrays all = inputs;
      for (std::size_t k = 0; k < which.size(); ++k) all[which[k]] = given[k];
      Arrays results;
      for (const Array& r : operation(all))
        if (is_inexact(r.dtype())) results.push_back(r);
      return results;
    };
    Arrays primals;
    for (std::size_t k : which) primals.push_back(inputs[k]);
    if (!c["jvp"].is_null())
      attempt(
          "jvp",
          [&] {
            return wg::jvp(differentiable, std::tuple{primals}, std::tuple{arrays(c["tangent"])})
                .second;
          },
          c["jvp"], true);
    if (!c["vjp"].is_null())
      attempt(
          "vjp",
          [&] {
            const auto [value, pull] = wg::vjp(differentiable, primals);
            return std::get<0>(pull(arrays(c["cotangent"])));
          },
          c["vjp"], true);
  }
  if (!c["batch_out"].is_null())
    attempt(
        "vmap",
        [&] { return wg::vmap([&](Arrays x) { return operation(x); })(arrays(c["batch_in"])); },
        c["batch_out"], false);
  return faults;
}

int run(const std::string& file, const std::string& only) {
  std::ifstream stream(file);
  if (!stream) {
    std::cerr << "oracle: cannot read " << file << '\n';
    return 2;
  }
  const json cases = json::parse(stream);
  const wg::DefaultFloat wide(wg::float64);
  const Table table = operations();
  int passed = 0, failed = 0;
  for (const json& c : cases) {
    const std::string name = c["name"];
    if (name.find(only) == std::string::npos) continue;
    const auto found = table.find(name);
    const std::vector<std::string> faults = found == table.end()
                                                ? std::vector<std::string>{"no such operation"}
                                                : check(c, found->second);
    for (const std::string& fault : faults) std::cout << name << ": " << fault << '\n';
    ++(faults.empty() ? passed : failed);
  }
  std::cout << passed << " passed, " << failed << " failed, 0 skipped" << std::endl;
  return failed > 0;
}

}  // namespace oracle

int main(int argc, char** argv) {
  std::string file, backend, only;
  for (int k = 1; k < argc; ++k) {
    const std::string word = argv[k];
    if (word == "--backend" && k + 1 < argc)
      backend = argv[++k];
    else if (word == "--only" && k + 1 < argc)
      only = argv[++k];
    else if (word[0] != '-' && file.empty())
      file = word;
    else
      file.clear(), k = argc;
  }
  if (file.empty() ||
      !(backend.empty() || backend == "eval" || backend == "llvm" || backend == "both")) {
    std::cerr << "usage: oracle CASES.json [--backend eval|llvm|both] [--only SUBSTRING]\n";
    return 2;
  }
  if (backend != "both") {  // a process has one backend
    if (!backend.empty()) setenv("WENGERT_BACKEND", backend.c_str(), 1);
    return oracle::run(file, only);
  }
  int worst = 0;
  for (const char* each : {"eval", "llvm"}) {
    std::cout << each << ":" << std::endl;
    if (const pid_t child = fork(); child == 0) {
      execl("/proc/self/exe", argv[0], file.c_str(), "--backend", each, "--only", only.c_str(),
            static_cast<char*>(nullptr));
      _exit(2);
    } else {
      int status = 0;
      waitpid(child, &status, 0);
      worst = std::max(worst, WIFEXITED(status) ? WEXITSTATUS(status) : 2);
    }
  }
  return worst;
}
