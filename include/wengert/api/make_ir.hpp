// The program behind a callable, to read, to print and to compare.
#pragma once

#include <utility>

#include "wengert/api/record.hpp"

namespace wengert {

/// What make_ir gives: called as F is, it returns the Function that F does.
template <class F>
class IrOf {
 public:
  explicit IrOf(F f) : f_(std::move(f)) {}

  template <class... Given>
  Function operator()(Given&&... given) const {
    return record("make_ir", f_, convert_arguments<F>(std::forward<Given>(given)...)).function;
  }

 private:
  mutable F f_;
};

/// The IR of f for arguments of these types: parameters are the Arrays of the arguments in order,
/// then those that f captured; outputs the Arrays of the result. Print it with str(); parse_ir
/// reads that back.
///   std::cout << make_ir([](Array x) { return sin(x); })(2.0).str();
template <class F>
auto make_ir(F f) {
  return IrOf<F>(std::move(f));
}

}  // namespace wengert
