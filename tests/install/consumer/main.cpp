#include <iostream>
#include <wengert/wengert.hpp>

wengert::Array twice(wengert::Array x);  // in another translation unit

int main() {
  const wengert::Array x = {1.0, 2.0};
  std::cout << twice(x) << ' ' << wengert::jit(twice)(x) << '\n';
}
