// Every misuse throws what it should, and says so in full.
#include "misuses/misuse.hpp"

#include <cxxabi.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <typeinfo>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// Memory that is not there is a misuse among others.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
extern "C" const char* __tsan_default_options() { return "allocator_may_return_null=1"; }
#endif

namespace wengert::misuses {
namespace {

/// Without `wengert::`.
std::string name_of(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  const std::string text = name.get();
  return text.substr(text.starts_with("wengert::") ? 9 : 0);
}

std::string error_of(const Misuse& misuse) {
  try {
    misuse.use();
  } catch (const std::exception& e) {
    return cat(name_of(typeid(e)), ": ", e.what());
  }
  return "no exception";
}

void expect_errors(const Misuses& misuses) {
  for (const Misuse& misuse : misuses) EXPECT_EQ(error_of(misuse), misuse.error) << misuse.what;
}

TEST(Misuses, Arrays) { expect_errors(arrays); }
TEST(Misuses, NumPy) { expect_errors(numpy); }
TEST(Misuses, Transforms) { expect_errors(transforms); }
TEST(Misuses, ControlFlow) { expect_errors(control_flow); }
TEST(Misuses, Libraries) { expect_errors(libraries); }

}  // namespace
}  // namespace wengert::misuses
