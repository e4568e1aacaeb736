// Counts: the discrete distributions, as JAX draws them. Parameters broadcast; the result has their
// shape, or the one given, to which they must broadcast (ShapeError).
#pragma once

#include "wengert/random.hpp"

namespace wengert::random {

/// The number of events at rate `lam`: Knuth's products below 10, Hörmann's transformed rejection
/// above. The dtype, the default integer's unless given, must be an integer's (DtypeError).
Array poisson(const Array& key, const Array& lam, std::optional<Shape> shape = {},
              std::optional<Dtype> dtype = {});
/// The number of trials up to the first success, of probability p. The dtype is the default
/// integer's unless given.
Array geometric(const Array& key, const Array& p, std::optional<Shape> shape = {},
                std::optional<Dtype> dtype = {});
/// The number of successes among n trials, of probability p: sums of geometric waiting times where
/// few are expected, Hörmann's transformed rejection elsewhere. NaN for a negative n or p. The
/// dtype is the default float's unless given.
Array binomial(const Array& key, const Array& n, const Array& p, std::optional<Shape> shape = {},
               std::optional<Dtype> dtype = {});
/// How n trials fall into classes of probabilities p, along their last axis; n broadcasts to the
/// axes before. The dtype is the default float's unless given.
Array multinomial(const Array& key, const Array& n, const Array& p, std::optional<Shape> shape = {},
                  std::optional<Dtype> dtype = {});

}  // namespace wengert::random

#if WENGERT_BODIES
#include "wengert/api/scan.hpp"

namespace wengert::random {

namespace sampling {

// Knuth 1969: how many uniform numbers can be multiplied before the product falls to exp(-lam).
inline Array poisson_by_products(const Array& key, const Array& lam, const Shape& shape, Dtype d) {
  using State = std::tuple<Array, Array, Array>;  // key, count, log of the product
  const auto result = while_loop(
      [&](State s) { return any(std::get<2>(s) > -lam); },
      [&](State s) {
        const Array keys = split(std::get<0>(s));
        const Array count = where(std::get<2>(s) > -lam, std::get<1>(s) + 1, std::get<1>(s));
        return State{keys(0), count, std::get<2>(s) + log(uniform(keys(1), shape, 0, 1, float32))};
      },
      State{key, zeros(shape, d), zeros(shape, float32)});
  return std::get<1>(result) - 1;
}

// Hörmann 1993, "The transformed rejection method for generating Poisson random variables", PTRS.
inline Array poisson_by_rejection(const Array& key, const Array& lam, const Shape& shape) {
  const Array log_lam = log(lam), b = 0.931 + 2.53 * sqrt(lam), a = -0.059 + 0.02483 * b,
              inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
  using State = std::tuple<Array, Array, Array>;  // key, count, whether it is accepted
  const auto result =
      while_loop([](State s) { return !all(std::get<2>(s)); },
                 [&](State s) {
                   const Array keys = random::split(std::get<0>(s), 3);
                   const Array u = uniform(keys(1), shape, 0, 1, float32) - 0.5,
                               v = uniform(keys(2), shape, 0, 1, float32), margin = 0.5 - abs(u);
                   const Array k = floor((2 * a / margin + b) * u + lam + 0.43);
                   const Array drawn = log(v * inverse_alpha / (a / (margin * margin) + b)),
                               bound = k * log_lam - lam - lgamma(k + 1);
                   const Array at_once = (margin >= 0.07) & (v <= v_r),
                               never = (k < 0) | ((margin < 0.013) & (v > margin));
                   const Array accept = at_once | ((!never) & (drawn <= bound));
                   return State{keys(0), where(accept, k, std::get<1>(s)), std::get<2>(s) | accept};
                 },
                 State{key, full(shape, -1.0, float32), zeros(shape, bool_)});
  return std::get<1>(result);
}

// Devroye 1986: how many geometric waiting times fit into n trials.
inline Array binomial_by_waiting(const Array& key, const Array& n, const Array& p,
                                 const Shape& shape) {
  const Array log_q = log1p(-p);
  using State = std::tuple<Array, Array, Array>;  // key, count, trials so far
  const auto result = while_loop([&](State s) { return any(std::get<2>(s) <= n); },
                                 [&](State s) {
                                   const auto& [k, count, trials] = s;
                                   const Array keys = split(k);
                                   const Array u = uniform(keys(0), shape, 0, 1, p.dtype());
                                   return State{keys(1), where(trials <= n, count + 1, count),
                                                trials + ceil(log(u) / log_q)};
                                 },
                                 State{key, zeros(shape, p.dtype()), zeros(shape, p.dtype())});
  return std::get<1>(result) - 1;
}

/// log(k!) less Stirling's formula for it.
inline Array stirling_rest(const Array& k) {
  static constexpr double exact[] = {0.0810614667953272, 0.0413406959554092, 0.0276779256849983,
                                     0.0207906721037651, 0.0166446911898212, 0.0138761288230707,
                                     0.0118967099458917, 0.0104112652619720, 0.0092554621827127,
                                     0.0083305634333629};
  const Array table = Array(std::span<const double>(exact)).astype(k.dtype());
  const Array small = clip(k, 0.0, 9.0), next = small + 1, far = maximum(k, 9.0) + 1;
  const Array z = 1 / (far * far);
  const Array series = (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 * z) * z) / far;
  return where(k <= 9, take(table, floor(small).astype(int32), 0, IndexMode::clip), series);
}

// Hörmann 1993, "The generation of binomial random variates", BTRS.
inline Array binomial_by_rejection(const Array& key, const Array& n, const Array& p,
                                   const Shape& shape) {
  const Array deviation = sqrt(n * p * (1 - p)), b = 1.15 + 2.53 * deviation,
              a = -0.0873 + 0.0248 * b + 0.01 * p, c = n * p + 0.5, v_r = 0.92 - 4.2 / b,
              odds = p / (1 - p), alpha = (2.83 + 5.1 / b) * deviation, m = floor((n + 1) * p);
  const Array at_mode =
      stirling_rest(m) + stirling_rest(n - m) + (m + 0.5) * log((m + 1) / (odds * (n - m + 1)));
  using State = std::tuple<Array, Array, Array>;  // key, count, whether it is accepted
  const auto result =
      while_loop([](State s) { return !all(std::get<2>(s)); },
                 [&](State s) {
                   const Array keys = random::split(std::get<0>(s), 3);
                   const Array u = uniform(keys(1), shape, 0, 1, p.dtype()) - 0.5,
                               v = uniform(keys(2), shape, 0, 1, p.dtype()), margin = 0.5 - abs(u);
                   const Array k = floor((2 * a / margin + b) * u + c);
                   const Array drawn = log(v * alpha / (a / (margin * margin) + b));
                   const Array bound = at_mode + (n + 1) * log((n - m + 1) / (n - k + 1)) +
                                       (k + 0.5) * log(odds * (n - k + 1) / (k + 1)) -
                                       stirling_rest(k) - stirling_rest(n - k);
                   const Array at_once = (margin >= 0.07) & (v <= v_r), never = (k < 0) | (k > n);
                   const Array accept = at_once | ((!never) & (drawn <= bound));
                   return State{keys(0), where(accept, k, std::get<1>(s)), std::get<2>(s) | accept};
                 },
                 State{key, full(shape, -1.0, p.dtype()), zeros(shape, bool_)});
  return std::get<1>(result);
}

}  // namespace sampling

// Every element goes through both loops; where it is not an element's own, a parameter that ends
// it soon stands in.
WENGERT_API Array poisson(const Array& key, const Array& given, std::optional<Shape> wanted,
                          std::optional<Dtype> dtype) {
  sampling::require_key("random::poisson", key);
  const Dtype d = dtype.value_or(default_int());
  if (!is_integer(d)) throw DtypeError(cat("random::poisson: ", d, " is not an integer dtype"));
  const Shape shape = sampling::shape_or("random::poisson", wanted, given.shape());
  const Array lam = broadcast_to(given.astype(float32), shape);
  const Array few = (lam != lam) | (lam < 10);
  const Array by_products = sampling::poisson_by_products(key, where(few, lam, 0), shape, d);
  const Array by_rejection = sampling::poisson_by_rejection(key, where(few, 1e5, lam), shape);
  return where(lam == 0, 0, where(few, by_products, by_rejection.astype(d)));
}

WENGERT_API Array geometric(const Array& key, const Array& given, std::optional<Shape> wanted,
                            std::optional<Dtype> dtype) {
  const Shape shape = sampling::shape_or("random::geometric", wanted, given.shape());
  const Array p = given.astype(to_inexact(given.dtype()));
  const Array u = uniform(key, shape, 0, 1, p.dtype());
  return Array(floor(log(where(u == 0, 1, u)) / log1p(-p)) + 1)
      .astype(dtype.value_or(default_int()));
}

WENGERT_API Array binomial(const Array& key, const Array& trials, const Array& probability,
                           std::optional<Shape> wanted, std::optional<Dtype> dtype) {
  sampling::require_key("random::binomial", key);
  const Dtype d = sampling::floating("random::binomial", dtype);
  const Shape least = broadcast("random::binomial", trials.shape(), probability.shape());
  const Shape shape = sampling::shape_or("random::binomial", wanted, least);
  const Dtype computed = to_inexact(probability.dtype());
  const Array n = broadcast_to(trials.astype(computed), shape),
              p = broadcast_to(probability.astype(computed), shape);
  // Successes are counted where they are rarer than failures.
  const Array rare = p < 0.5, folded = where(rare, p, 1 - p);
  const Array no_trials = isnan(n) | (n < 0), no_chance = isnan(folded) | (folded < 0);
  const Array q = where(no_chance, 0.01, folded);
  const Array waits = no_trials | (n * q <= 10);
  const Array whole = floor(n);
  const Array by_waiting = sampling::binomial_by_waiting(key, where(waits, whole, 0), q, shape);
  const Array by_rejection = sampling::binomial_by_rejection(
      key, where(waits | isinf(n), 1e4, whole), where(waits, 0.5, q), shape);
  const Array drawn = where(waits, by_waiting, by_rejection);
  const Array counted = where(rare, drawn, whole - drawn);
  const Array result = where(no_trials | no_chance, nan, where(isinf(n), inf, counted));
  return result.astype(d);
}

// One class after the other, of what is left.
WENGERT_API Array multinomial(const Array& key, const Array& given_n, const Array& given_p,
                              std::optional<Shape> wanted, std::optional<Dtype> dtype) {
  sampling::require_key("random::multinomial", key);
  const Dtype d = sampling::floating("random::multinomial", dtype);
  if (given_p.ndim() == 0)
    throw ShapeError(cat("random::multinomial: p has type ", given_p.type(), "; it needs an axis"));
  const Shape shape = sampling::shape_or("random::multinomial", wanted, given_p.shape());
  const Dtype computed = to_inexact(promote(given_n.dtype(), given_p.dtype()));
  const Array p = moveaxis(broadcast_to(given_p.astype(computed), shape), -1, 0);
  const Array left = cumsum(p, 0, ScanOrder::reverse);
  const Array ratios = p / where(left == 0, 1, left);
  const Array n =
      broadcast_to(given_n.astype(computed), Shape(std::span(shape.data(), shape.size() - 1)));
  const auto step = [](Array rest, std::pair<Array, Array> class_and_key) {
    const Array count =
        binomial(class_and_key.second, rest, clip(class_and_key.first, 0, 1), {}, rest.dtype());
    return std::pair{Array(rest - count), count};
  };
  const Array counts =
      scan(step, n, std::pair{ratios, random::split(key, ratios.shape()[0])}).second;
  return moveaxis(counts, 0, -1).astype(d);
}

}  // namespace wengert::random
#endif
