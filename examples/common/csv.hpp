// Comma-separated tables (RFC 4180, without line breaks inside quotes), every cell with its place,
// so that a fault can be reported as file:line:column.
#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace examples {

struct Cell {
  std::string text;
  int line, column;  // of its first character, counted from 1
};

struct Table {
  std::string file;
  std::vector<Cell> header;
  std::vector<std::vector<Cell>> rows;

  [[noreturn]] void fault(const Cell& at, const std::string& what) const {
    throw BadInput(file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                   what);
  }

  std::size_t column(const std::string& name) const {
    std::string known;
    for (std::size_t k = 0; k < header.size(); ++k) {
      if (header[k].text == name) return k;
      known += (k ? ", " : "") + header[k].text;
    }
    throw BadInput(file + ":1: no column '" + name + "'; there are " + known);
  }

  /// The finite number in a cell of a column.
  double number(std::size_t row, std::size_t column) const {
    const Cell& cell = rows[row][column];
    const double value = number_or(cell.text, std::numeric_limits<double>::quiet_NaN());
    if (!std::isfinite(value))
      fault(cell, header[column].text + ": '" + cell.text + "' is not a number");
    return value;
  }

  /// The different values of a column, sorted.
  std::set<std::string> values(std::size_t column) const {
    std::set<std::string> different;
    for (const auto& row : rows) different.insert(row[column].text);
    return different;
  }
};

inline std::vector<Cell> cells(const Table& table, const std::string& text, int line) {
  std::vector<Cell> row;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    Cell cell{"", line, int(at) + 1};
    const bool quoted = at < text.size() && text[at] == '"';
    if (quoted) ++at;
    for (;; ++at) {
      if (at == text.size()) {
        if (quoted) table.fault(cell, "the quote is not closed on its line");
        break;
      }
      if (quoted && text[at] == '"' && text[++at] != '"') break;  // "" inside quotes is one quote
      if (!quoted && text[at] == ',') break;
      cell.text += text[at];
    }
    if (at < text.size() && text[at] != ',') table.fault(cell, "text after the closing quote");
    row.push_back(cell);
  }
  return row;
}

/// Reads a table with a header. Blank lines are skipped; every row has as many cells as the header.
inline Table read_csv(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) throw BadInput(file + ": cannot be read");
  Table table{file, {}, {}};
  std::string text;
  for (int line = 1; std::getline(stream, text); ++line) {
    if (line == 1 && text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty()) continue;
    std::vector<Cell> row = cells(table, text, line);
    if (table.header.empty()) {
      table.header = std::move(row);
    } else if (row.size() == table.header.size()) {
      table.rows.push_back(std::move(row));
    } else {
      const Cell& at = row[std::min(row.size() - 1, table.header.size())];
      table.fault(at, "the row has " + std::to_string(row.size()) + " cells, the header " +
                          std::to_string(table.header.size()));
    }
  }
  if (table.header.empty()) throw BadInput(file + ": the file is empty");
  if (table.rows.empty()) throw BadInput(file + ": there is a header, but no row");
  return table;
}

}  // namespace examples
