#include "oracle/table.hpp"

namespace oracle {

namespace {

using Unary = Array (*)(Array);

void add_networks(Table& table) {
  const std::map<std::string, Unary> activations = {
      {"relu", [](Array x) { return Array(wg::nn::relu(x)); }},
      {"sigmoid", [](Array x) { return Array(wg::nn::sigmoid(x)); }},
      {"softplus", [](Array x) { return Array(wg::nn::softplus(x)); }},
      {"silu", [](Array x) { return Array(wg::nn::silu(x)); }},
      {"gelu", [](Array x) { return Array(wg::nn::gelu(x)); }},
      {"elu", [](Array x) { return Array(wg::nn::elu(x)); }},
      {"selu", [](Array x) { return Array(wg::nn::selu(x)); }},
      {"leaky_relu", [](Array x) { return Array(wg::nn::leaky_relu(x)); }},
      {"log_sigmoid", [](Array x) { return Array(wg::nn::log_sigmoid(x)); }},
      {"hard_tanh", [](Array x) { return Array(wg::nn::hard_tanh(x)); }},
      {"softmax", [](Array x) { return Array(wg::nn::softmax(x)); }},
      {"log_softmax", [](Array x) { return Array(wg::nn::log_softmax(x)); }},
      {"celu", [](Array x) { return Array(wg::nn::celu(x)); }},
      {"swish", [](Array x) { return Array(wg::nn::swish(x)); }},
      {"soft_sign", [](Array x) { return Array(wg::nn::soft_sign(x)); }},
      {"relu6", [](Array x) { return Array(wg::nn::relu6(x)); }},
  };
  for (const auto& [name, f] : activations) table["nn_" + name] = unary(f);
}

void add_functions(Table& table) {
  namespace special = wg::scipy::special;
  const std::map<std::string, Unary> functions = {
      {"gammaln", [](Array x) { return Array(special::gammaln(x)); }},
      {"digamma", [](Array x) { return Array(special::digamma(x)); }},
      {"erf", [](Array x) { return Array(special::erf(x)); }},
      {"erfinv", [](Array x) { return Array(special::erfinv(x)); }},
      {"expit", [](Array x) { return Array(special::expit(x)); }},
      {"logit", [](Array x) { return Array(special::logit(x)); }},
      {"log_ndtr", [](Array x) { return Array(special::log_ndtr(x)); }},
      {"ndtr", [](Array x) { return Array(special::ndtr(x)); }},
      {"ndtri", [](Array x) { return Array(special::ndtri(x)); }},
      {"entr", [](Array x) { return Array(special::entr(x)); }},
      {"i0e", [](Array x) { return Array(special::i0e(x)); }},
      {"i1", [](Array x) { return Array(special::i1(x)); }},
  };
  for (const auto& [name, f] : functions) table["special_" + name] = unary(f);
  table["special_betaln"] = binary([](Array a, Array b) { return special::betaln(a, b); });
  table["special_xlogy"] = binary([](Array x, Array y) { return special::xlogy(x, y); });
  table["special_gammainc"] = binary([](Array a, Array x) { return special::gammainc(a, x); });
  namespace norm = wg::scipy::stats::norm;
  table["norm_logpdf"] = ternary([](Array x, Array m, Array s) { return norm::logpdf(x, m, s); });
  table["norm_pdf"] = ternary([](Array x, Array m, Array s) { return norm::pdf(x, m, s); });
  table["norm_cdf"] = ternary([](Array x, Array m, Array s) { return norm::cdf(x, m, s); });
  table["norm_logcdf"] = ternary([](Array x, Array m, Array s) { return norm::logcdf(x, m, s); });
  table["fft"] = unary([](Array x) { return wg::fft::fft(x); });
  table["rfft"] = unary([](Array x) { return wg::fft::rfft(x); });
  table["irfft"] = unary([](Array x) { return wg::fft::irfft(x); });
  table["fft2"] = unary([](Array x) { return wg::fft::fft2(x); });
  table["ifft"] = unary([](Array x) { return wg::fft::ifft(x); });
}

void add_control_flow(Table& table) {
  table["scan_carry"] = [](const Arrays& x) {
    const auto [carry, ys] = wg::scan(
        [](Array c, Array v) { return std::pair{Array(c * v + 1), Array(c * v)}; }, x[0], x[1]);
    return Arrays{carry, ys};
  };
  table["fori_power"] = unary(
      [](Array x) { return wg::fori_loop(0, 5, [&](Array i, Array v) { return v * x + i; }, x); });
  table["while_double"] = unary([](Array x) {
    return wg::while_loop([](Array v) { return v < 100; }, [&](Array v) { return v * 2 + x; }, x);
  });
  table["cond"] = unary([](Array x) {
    return wg::cond(
        wg::sum(x) > 0, [](Array v) { return Array(wg::sin(v)); },
        [](Array v) { return Array(wg::cos(v)); }, x);
  });
  table["switch"] = binary([](Array i, Array x) {
    return wg::switch_(
        i, [](Array v) { return Array(wg::sin(v)); }, [](Array v) { return Array(wg::cos(v)); },
        [](Array v) { return Array(wg::exp(v)); }, x);
  });
  table["associative_scan"] = unary([](Array x) {
    return wg::associative_scan([](Array a, Array b) { return Array(a * b); }, x);
  });
}

void add_random(Table& table) {
  namespace random = wg::random;
  const auto f32 = wg::float32, f64 = wg::float64;
  const std::map<std::string, std::function<Array(Array)>> draws = {
      {"bits", [](Array k) { return random::bits(k, 5, wg::uint32); }},
      {"uniform", [=](Array k) { return random::uniform(k, 5, 0, 1, f32); }},
      {"uniform_f64", [=](Array k) { return random::uniform(k, {3, 2}, 0, 1, f64); }},
      {"uniform_range", [=](Array k) { return random::uniform(k, 4, -2, 3, f32); }},
      {"normal", [=](Array k) { return random::normal(k, {3, 3}, f32); }},
      {"normal_f64", [=](Array k) { return random::normal(k, 5, f64); }},
      {"split", [](Array k) { return random::split(k, 3); }},
      {"fold_in", [](Array k) { return random::fold_in(k, 7); }},
      {"randint", [](Array k) { return random::randint(k, 6, -3, 10, wg::int32); }},
      {"bernoulli", [](Array k) { return random::bernoulli(k, 0.3, wg::Shape{8}); }},
      {"permutation", [](Array k) { return random::permutation(k, 8); }},
      {"categorical",
       [](Array k) {
         return random::categorical(k, wg::log(Array{0.1, 0.2, 0.7}), -1, wg::Shape{6});
       }},
      {"exponential", [=](Array k) { return random::exponential(k, 4, f32); }},
      {"gumbel", [=](Array k) { return random::gumbel(k, 4, f32); }},
      {"laplace", [=](Array k) { return random::laplace(k, 4, f32); }},
      {"truncated_normal", [=](Array k) { return random::truncated_normal(k, -1, 1, 4, f32); }},
      {"gamma", [=](Array k) { return random::gamma(k, 2.0, wg::Shape{4}, f32); }},
      {"choice", [](Array k) { return random::choice(k, 10, 4, random::Replace::no); }},
      {"multivariate_normal",
       [](Array k) {
         return random::multivariate_normal(k, wg::zeros(2), Array{{2.0, 0.5}, {0.5, 1.0}});
       }},
      {"shuffle_rows",
       [](Array k) { return random::permutation(k, wg::arange(6.0).reshape(3, 2)); }},
      {"odd_count", [=](Array k) { return random::normal(k, 7, f32); }},
  };
  for (const auto& [name, f] : draws) table["random_" + name] = unary(f);
  table["random_key"] = [](const Arrays&) { return Arrays{random::key(12345678901)}; };
}

}  // namespace

void add_special(Table& table) {
  add_networks(table);
  add_functions(table);
  add_control_flow(table);
  add_random(table);
}

}  // namespace oracle
