# cmake --install: the program, the libraries with their headers, and a CMake package.
include(CMakePackageConfigHelpers)

install(TARGETS cytotwin_core cytotwin_kinetics cytotwin_assimilation cytotwin_agents
  cytotwin_vessels cytotwin_retina
  EXPORT cytotwinTargets
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/cytotwin)
install(TARGETS twin RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS cytotwin_mpi LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})  # likewise
install(TARGETS cytotwin_viz LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})  # loaded by twin, not linked
install(EXPORT cytotwinTargets NAMESPACE cytotwin::
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/cytotwin)
configure_package_config_file(cmake/cytotwinConfig.cmake.in cytotwinConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/cytotwin)
write_basic_package_version_file(cytotwinConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cytotwinConfig.cmake
  ${PROJECT_BINARY_DIR}/cytotwinConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/cytotwin)
install(DIRECTORY scenarios/ DESTINATION ${CMAKE_INSTALL_DATADIR}/cytotwin/scenarios)
