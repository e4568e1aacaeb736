// Random well-typed programs over the public vocabulary: a list of instructions on a stack of
// arrays.
//
// Every instruction makes something of whatever the stack holds, so every sublist of a program is a
// program too: shrinking is deleting. Values stay near 1, so that rounding is not amplified.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <wengert/wengert.hpp>

namespace fuzz {

namespace wg = wengert;
using wg::Array;
using Arrays = std::vector<Array>;

struct Instruction {
  std::uint32_t op, a, b, c;
};
using Program = std::vector<Instruction>;

/// How many different instructions there are. Those before `smooth_operations` have derivatives
/// everywhere, those from `precise_operations` on compute in dtypes of few digits.
extern const std::uint32_t operations, smooth_operations, precise_operations;

/// What the program makes of the inputs: the sum of all that it has computed, one scalar for each
/// dtype kind, and the last array.
Arrays run(const Program& program, const Arrays& inputs);

Program random_program(std::mt19937_64& random, std::size_t length, bool smooth);
/// Two vectors, a matrix and a scalar of float64.
Arrays random_inputs(std::mt19937_64& random);

}  // namespace fuzz
