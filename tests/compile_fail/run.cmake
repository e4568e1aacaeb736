# Compiles one file and looks for the message in its opening comment, `// expect: message`, which may
# run over several lines.
#   cmake -DCOMPILER=g++ -DINCLUDE=include -DEIGEN=/usr/include/eigen3 -DSOURCE=file.cpp -P run.cmake
file(READ ${SOURCE} text)
if(NOT text MATCHES "^// expect: ([^#]*)#include")
  message(FATAL_ERROR "${SOURCE}: must open with `// expect: message`")
endif()
string(REGEX REPLACE "\n// " " " expected "${CMAKE_MATCH_1}")
string(STRIP "${expected}" expected)
execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only -I${INCLUDE} -isystem ${EIGEN} ${SOURCE}
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
string(FIND "${output}" "${expected}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${SOURCE}: expected\n  ${expected}\nin\n${output}")
endif()
