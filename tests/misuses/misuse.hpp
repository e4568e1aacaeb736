// Misuses of the library, and what it says of each.
#pragma once

#include <functional>
#include <vector>

#include <wengert/wengert.hpp>

namespace wengert::misuses {

struct Misuse {
  const char* what;
  std::function<void()> use;
  const char* error;  // the exception's type and its whole message
};
using Misuses = std::vector<Misuse>;

extern const Misuses arrays, numpy, transforms, control_flow, libraries;

}  // namespace wengert::misuses
