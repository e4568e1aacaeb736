// What every primitive of the manifest can do, in which dtypes, and why not where it cannot.
//
// Forms, derivatives and reasons come from the structs' base classes, dtypes from the type rules.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "wengert/ir/primitive.hpp"

namespace wengert::testing {

/// Where it is there, the dtypes; where it is not, the reason.
struct Rule {
  std::string text;
  bool hole = false;
};

struct Row {
  const Primitive* op;
  std::string family;
  Rule type, eval, jvp, transpose, batch, llvm;
};

/// In the order of the manifest.
std::vector<Row> table();

/// Aligned columns, with a legend.
void print_table(std::ostream& out);
/// The README's section: names by family, as Markdown between its markers.
void print_readme(std::ostream& out);

}  // namespace wengert::testing
