# Eigen, threads, and LLVM as wengert::llvm: for this build, and for users of the installed package.
find_package(Eigen3 3.4 CONFIG REQUIRED)
find_package(Threads REQUIRED)

# The newest LLVM from 17 to 22, unless LLVM_DIR chooses. LLVM's version file accepts only its own
# major.minor, and Debian gives each major version a root outside the default search.
if(LLVM_DIR)
  find_package(LLVM CONFIG REQUIRED)
else()
  file(GLOB wengert_llvm_roots /usr/lib/llvm-*)
  foreach(version IN ITEMS 22.1 21.1 20.1 19.1 18.1 17.0)
    find_package(LLVM ${version} CONFIG QUIET HINTS ${wengert_llvm_roots})
    if(LLVM_FOUND)
      break()
    endif()
  endforeach()
endif()
if(NOT LLVM_FOUND OR LLVM_VERSION VERSION_LESS 17 OR LLVM_VERSION VERSION_GREATER_EQUAL 23)
  message(FATAL_ERROR "wengert: LLVM 17 to 22 is needed, found '${LLVM_VERSION}'; install "
                      "llvm-19-dev or newer, or set LLVM_DIR to the folder of LLVMConfig.cmake")
endif()
if(NOT TARGET wengert::llvm)
  add_library(wengert::llvm INTERFACE IMPORTED)
  target_link_libraries(wengert::llvm INTERFACE LLVM)
  target_include_directories(wengert::llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
endif()
