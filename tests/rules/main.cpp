// usage: rules            every rule of every primitive, tested
//        rules --table    what there is, and why not where it is not
//        rules --readme   the README's table of primitives
#include <gtest/gtest.h>

#include <iostream>
#include <string_view>

#include "rules/table.hpp"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const std::string_view option = argc > 1 ? argv[1] : "";
  if (option.empty()) return RUN_ALL_TESTS();
  if (option == "--table") {
    wengert::testing::print_table(std::cout);
  } else if (option == "--readme") {
    wengert::testing::print_readme(std::cout);
  } else {
    std::cerr << "usage: rules [--table | --readme]\n";
    return 2;
  }
}
