# The package that find_package(wengert) finds, and wengert.pc beside it for pkg-config.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wengert)

install(TARGETS wengert compiled EXPORT wengert FILE_SET HEADERS)
install(EXPORT wengert NAMESPACE wengert:: DESTINATION ${package_dir} FILE wengert-targets.cmake)

file(CONFIGURE OUTPUT wengert-config.cmake @ONLY CONTENT [[
include(${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/wengert-targets.cmake)
]])
write_basic_package_version_file(wengert-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wengert-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/wengert-config-version.cmake
              ${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake
        DESTINATION ${package_dir})

# pkg-config users are header-only.
get_target_property(llvm_library LLVM LOCATION)
file(RELATIVE_PATH prefix_from_pc ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/wengert.pc.in wengert.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wengert.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
