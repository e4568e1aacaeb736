// The fields of plain structs, without registration: how many, and references to them.
//
// C++20 has no reflection. Fields are counted by initialising the struct with values that convert
// to anything, and named by structured bindings. So a struct may have up to 16 fields, all in one
// class (its own or a base), and none of them a C array.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "wengert/base/errors.hpp"

namespace wengert::aggregates {

// Initialises any field. Not convertible to bases, so that their fields are counted in their place.
// Never evaluated; defined, because compilers warn of undefined functions of unnamed namespaces.
template <class Owner>
struct AnyField {
  template <class T>
  requires(!std::is_base_of_v<T, Owner>) operator T() const {
    throw InternalError("aggregate: a placeholder for a field was evaluated");
  }
};

template <class T, std::size_t... K>
constexpr bool takes(std::index_sequence<K...>) {
  return requires { T{(void(K), AnyField<T>{})...}; };
}

inline constexpr std::size_t most_fields = 16;

/// The number of fields of an aggregate; one more than most_fields where there are too many.
template <class T, std::size_t N = most_fields + 1>
constexpr std::size_t field_count() {
  if constexpr (N == 0 || takes<T>(std::make_index_sequence<N>{}))
    return N;
  else
    return field_count<T, N - 1>();
}

/// References to the fields of a struct, in order.
template <class T>
constexpr auto fields_of(T& t) {
  constexpr std::size_t n = field_count<std::remove_const_t<T>>();
  static_assert(
      n <= most_fields,
      "pytree: a struct with Arrays has more than 16 fields; nest some of them in a struct");
  if constexpr (n == 0)
    return std::tie();
  else if constexpr (n == 1) {
    auto& [a] = t;
    return std::tie(a);
  } else if constexpr (n == 2) {
    auto& [a, b] = t;
    return std::tie(a, b);
  } else if constexpr (n == 3) {
    auto& [a, b, c] = t;
    return std::tie(a, b, c);
  } else if constexpr (n == 4) {
    auto& [a, b, c, d] = t;
    return std::tie(a, b, c, d);
  } else if constexpr (n == 5) {
    auto& [a, b, c, d, e] = t;
    return std::tie(a, b, c, d, e);
  } else if constexpr (n == 6) {
    auto& [a, b, c, d, e, f] = t;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (n == 7) {
    auto& [a, b, c, d, e, f, g] = t;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (n == 8) {
    auto& [a, b, c, d, e, f, g, h] = t;
    return std::tie(a, b, c, d, e, f, g, h);
  } else if constexpr (n == 9) {
    auto& [a, b, c, d, e, f, g, h, i] = t;
    return std::tie(a, b, c, d, e, f, g, h, i);
  } else if constexpr (n == 10) {
    auto& [a, b, c, d, e, f, g, h, i, j] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j);
  } else if constexpr (n == 11) {
    auto& [a, b, c, d, e, f, g, h, i, j, k] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k);
  } else if constexpr (n == 12) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l);
  } else if constexpr (n == 13) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m);
  } else if constexpr (n == 14) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o);
  } else if constexpr (n == 15) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p);
  } else {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q] = t;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q);
  }
}

}  // namespace wengert::aggregates
