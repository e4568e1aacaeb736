// The exceptions a user can meet, all under wengert::Error.
//
// A message names the operation, the fault, the facts and the remedy:
//   dot: inner extents differ: f32[8,3] x f32[4,8] contracts axis 1 (3) with axis 0 (4)
// InternalError alone means that the library, not its user, is wrong.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace wengert {

/// Base of every exception the library throws.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ShapeError : Error { using Error::Error; };
struct DtypeError : Error { using Error::Error; };
struct IndexError : Error { using Error::Error; };
struct ValueError : Error { using Error::Error; };
/// A traced value was asked for its number where only its type is known.
struct ConcretizationError : Error { using Error::Error; };
/// A traced value outlived its trace, or crossed to another thread.
struct TracerError : Error { using Error::Error; };
/// Two pytrees that must have the same structure do not.
struct TreeError : Error { using Error::Error; };
/// A derivative, batching or lowering rule does not exist for an operation.
struct RuleError : Error { using Error::Error; };
/// There is no memory for an array.
struct MemoryError : Error { using Error::Error; };
struct DeviceError : Error { using Error::Error; };
struct InternalError : Error { using Error::Error; };

/// Text that is not IR. Line and column count from 1.
struct ParseError : Error {
  ParseError(const std::string& fault, int at_line, int at_column)
      : Error("parse_ir: " + std::to_string(at_line) + ":" + std::to_string(at_column) + ": " + fault),
        line(at_line), column(at_column) {}
  int line, column;
};

/// The concatenation of its arguments as a stream prints them.
template <class... Parts>
std::string cat(const Parts&... parts) {
  std::ostringstream text;
  (text << ... << parts);
  return text.str();
}

}  // namespace wengert
