#include "common/csv.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "scratch.hpp"

using examples::BadInput;
using examples::Table;

namespace {

Table read(const std::string& content) {
  const std::string file = scratch() + "table.csv";
  std::ofstream(file, std::ios::binary) << content;
  return examples::read_csv(file);
}

std::string fault(const std::string& content) {
  try {
    const Table table = read(content);
    for (std::size_t row = 0; row < table.rows.size(); ++row) (void)table.number(row, 1);
  } catch (const BadInput& bad) {
    const std::string what = bad.what();
    return what.substr(scratch().size());
  }
  return "no fault";
}

}  // namespace

TEST(Csv, ReadsQuotesCommasAndWindowsLines) {
  const Table table = read(
      "\xEF\xBB\xBF"
      "name,\"a, \"\"b\"\"\"\r\nx,1\r\n\r\n\"y,z\",-2.5e3\r\n");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.header[1].text, "a, \"b\"");
  EXPECT_EQ(table.rows[1][0].text, "y,z");
  EXPECT_EQ(table.number(1, 1), -2500);
  EXPECT_EQ(table.rows[1][1].line, 4);
  EXPECT_EQ(table.rows[1][1].column, 7);
}

TEST(Csv, EveryFaultHasItsPlace) {
  EXPECT_EQ(fault(""), "table.csv: the file is empty");
  EXPECT_EQ(fault("a,b\n"), "table.csv: there is a header, but no row");
  EXPECT_EQ(fault("a,b\n1,2\n3\n"), "table.csv:3:1: the row has 1 cells, the header 2");
  EXPECT_EQ(fault("a,b\n1,2,3\n"), "table.csv:2:5: the row has 3 cells, the header 2");
  EXPECT_EQ(fault("a,b\n1,2\n10,x\n"), "table.csv:3:4: b: 'x' is not a number");
  EXPECT_EQ(fault("a,b\n1,\n"), "table.csv:2:3: b: '' is not a number");
  EXPECT_EQ(fault("a,b\n1,nan\n"), "table.csv:2:3: b: 'nan' is not a number");
  EXPECT_EQ(fault("a,b\n1,\"2\n"), "table.csv:2:3: the quote is not closed on its line");
  EXPECT_EQ(fault("a,b\n\"1\"x,2\n"), "table.csv:2:1: text after the closing quote");
}
