# cytotwin_library(NAME [SHARED] SOURCES ... HEADERS ... DEPS floors... PRIVATE_DEPS targets...)
#
# One folder = one target cytotwin_NAME (alias cytotwin::NAME) = one include prefix. DEPS are the
# floors below whose headers appear in this folder's headers.
function(cytotwin_library name)
  cmake_parse_arguments(ARG "SHARED" "" "SOURCES;HEADERS;DEPS;PRIVATE_DEPS" ${ARGN})
  set(target cytotwin_${name})
  set(kind STATIC)
  if(ARG_SHARED)
    set(kind SHARED)
  endif()
  add_library(${target} ${kind} ${ARG_SOURCES})
  add_library(cytotwin::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}
    FILES ${ARG_HEADERS})
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/cytotwin>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  foreach(dep ${ARG_DEPS})
    target_link_libraries(${target} PUBLIC cytotwin::${dep})
  endforeach()
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:cytotwin_options> ${ARG_PRIVATE_DEPS})
endfunction()
