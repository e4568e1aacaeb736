// Built for the precompiled header that all tests share; see CMakeLists.txt.
