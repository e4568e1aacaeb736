# Compiles one file and looks for the message in its first line, `// expect: message`. Lines of the
# compiler's output are joined, so a wrapped message is found too.
#   cmake -DCOMPILER=g++ -DINCLUDE=include -DSOURCE=file.cpp -P run.cmake
file(STRINGS ${SOURCE} first LIMIT_COUNT 1)
if(NOT first MATCHES "^// expect: (.*)$")
  message(FATAL_ERROR "${SOURCE}: the first line must be `// expect: message`")
endif()
string(REPLACE "\\;" ";" expected "${CMAKE_MATCH_1}")
execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only -I${INCLUDE} ${SOURCE}
                RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(expected MATCHES "^nothing")
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${SOURCE} must compile:\n${output}")
  endif()
  return()
endif()
if(status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles, and must not: ${expected}")
endif()
string(REGEX REPLACE "\"[ \n]*\"" "" joined "${output}")  # clang quotes the literal's pieces
string(FIND "${joined}" "${expected}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${SOURCE}: expected\n  ${expected}\nin\n${output}")
endif()
