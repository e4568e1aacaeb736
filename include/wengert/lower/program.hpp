// A loop program: buffers, and the statements that fill them, in order. What a backend compiles.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "wengert/lower/cells.hpp"

namespace wengert::lower {

/// Where an array lies: a buffer, an element offset, and what each enclosing statement loop adds to
/// it.
struct Location {
  struct Term {
    int loop;  // Program loop number
    std::int64_t stride;
    friend bool operator==(const Term&, const Term&) = default;
  };
  std::int64_t buffer = -1;
  std::int64_t offset = 0;
  std::vector<Term> terms;

  bool valid() const { return buffer >= 0; }
  friend bool operator==(const Location&, const Location&) = default;
};

enum class Role : std::uint8_t { input, output, temporary };

struct BufferInfo {
  Role role = Role::temporary;
  std::int64_t number = 0;  // of the input or output
  std::size_t bytes = 0;
  std::size_t arena = 0;  // byte offset of a temporary
};

struct Statement;
using Statements = std::vector<Statement>;

/// C = A B over `batch` products; strides in elements. C is dense with rows of n.
struct Product {
  Dtype dtype = Dtype::f32;
  Location a, b, c;
  std::int64_t batch = 1, m = 0, n = 0, k = 0;
  std::int64_t a_batch = 0, a_row = 0, a_column = 0;
  std::int64_t b_batch = 0, b_row = 0, b_column = 0;
};

/// The interpreter's eval of one primitive.
struct LibraryCall {
  const Primitive* op = nullptr;
  Attributes attributes;
  std::vector<Type> operand_types, result_types;
  std::vector<Location> operands, results;
};

struct Copy {
  Location from, to;
  Type type;
};

/// A loop over statements; state lives in buffers. Each pair of `swaps` exchanges two buffers'
/// addresses after an iteration, `copies` follow it.
struct StatementLoop {
  int number = 0;
  std::int64_t trips = -1;  // -1: while the boolean at `condition` holds, computed by `test`
  Statements test, body;
  Location condition;
  std::vector<std::pair<std::int64_t, std::int64_t>> swaps;
};

struct StatementBranch {
  Location chooser;  // i32, clamped to the branches
  std::vector<Statements> branches;
};

struct Statement {
  std::variant<std::shared_ptr<Kernel>, Product, LibraryCall, Copy, std::shared_ptr<StatementLoop>,
               std::shared_ptr<StatementBranch>>
      what;
};

struct Program {
  std::vector<Type> inputs, outputs;
  std::vector<Dtype> literals;      // dtypes of the literal table's slots
  std::vector<Constant> constants;  // the slots after those, the same in every run
  std::vector<BufferInfo> buffers;
  Statements statements;
  int loops = 0;                    // statement loops, for their counters
  std::size_t arena = 0;            // bytes of temporaries
  std::vector<std::string> checks;  // what an index check that failed belongs to
};

}  // namespace wengert::lower
