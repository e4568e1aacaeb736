#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

/// A folder of the running test's own, for ctest runs tests side by side. Ends in a slash.
inline std::string scratch() {
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
  const std::string folder =
      testing::TempDir() + "wengert_" + test.test_suite_name() + "_" + test.name() + "/";
  std::filesystem::create_directories(folder);
  return folder;
}
