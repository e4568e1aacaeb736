// The operations that golden cases name, as a wengert user writes them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <wengert/wengert.hpp>

namespace oracle {

namespace wg = wengert;
using wg::Array;
using Arrays = std::vector<Array>;
using Operation = std::function<Arrays(const Arrays&)>;
using Table = std::map<std::string, Operation>;

void add_elementwise(Table& table);
void add_arrays(Table& table);
void add_linear_algebra(Table& table);
void add_special(Table& table);

/// Everything, by the names of cases.
inline Table operations() {
  Table table;
  add_elementwise(table);
  add_arrays(table);
  add_linear_algebra(table);
  add_special(table);
  return table;
}

/// Operations of one, two or three arrays and one result.
template <class F>
Operation unary(F f) {
  return [f](const Arrays& x) { return Arrays{Array(f(x[0]))}; };
}
template <class F>
Operation binary(F f) {
  return [f](const Arrays& x) { return Arrays{Array(f(x[0], x[1]))}; };
}
template <class F>
Operation ternary(F f) {
  return [f](const Arrays& x) { return Arrays{Array(f(x[0], x[1], x[2]))}; };
}

}  // namespace oracle
