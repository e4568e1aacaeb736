// What every C++ block of the README may use.
#pragma once

#include <gtest/gtest.h>

#include <iostream>
#include <sstream>
#include <utility>
#include <vector>

#include <wengert/wengert.hpp>

namespace wg = wengert;
using wg::Array;

// Catches what is written to std::cout.
class Printed {
 public:
  Printed() : before_(std::cout.rdbuf(caught_.rdbuf())) {}
  ~Printed() { std::cout.rdbuf(before_); }
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;

  std::string text() const { return caught_.str(); }

 private:
  std::ostringstream caught_;
  std::streambuf* before_;
};
