# Language level, warnings, sanitizers, launchers: what every target of ours is built with.
option(CYTOTWIN_TESTS "Build the test programs" ON)
option(CYTOTWIN_BENCHMARKS "Build the benchmarks" OFF)
option(CYTOTWIN_FUZZ "Build the fuzz targets (clang)" OFF)
option(CYTOTWIN_WERROR "Warnings of our own code are errors" ON)
set(CYTOTWIN_DATA "${PROJECT_SOURCE_DIR}/../shared/data" CACHE PATH
  "Folder of the public data sets (docs/data.md); tests that need them are skipped without")
set(CYTOTWIN_SANITIZE "" CACHE STRING "Comma-separated sanitizers, e.g. address,undefined")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

# Bytes must not depend on which multiply-add a processor has: see core/simd.h. Nobody reads floating-
# point exception flags; without them compilers turn comparisons into vector selects.
add_library(cytotwin_options INTERFACE)
target_compile_options(cytotwin_options INTERFACE -ffp-contract=off -fno-math-errno -fno-trapping-math -march=x86-64-v2)
target_compile_options(cytotwin_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${CYTOTWIN_WERROR}>:-Werror>)
if(CYTOTWIN_SANITIZE)
  target_compile_options(cytotwin_options INTERFACE
    -fsanitize=${CYTOTWIN_SANITIZE} -fno-omit-frame-pointer -g1 -fno-sanitize-recover=all)
  target_link_options(cytotwin_options INTERFACE -fsanitize=${CYTOTWIN_SANITIZE})
endif()

find_program(CYTOTWIN_CCACHE ccache)
if(CYTOTWIN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CYTOTWIN_CCACHE})
endif()
find_program(CYTOTWIN_LLD ld.lld)
if(CYTOTWIN_LLD)
  add_link_options(-fuse-ld=lld)
endif()

set(TBB_ENABLE_IPO OFF)
find_package(TBB REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)
find_package(spdlog REQUIRED CONFIG)
find_package(HDF5 REQUIRED COMPONENTS C)  # the serial library; never the MPI build
find_package(PkgConfig REQUIRED)
pkg_check_modules(UDUNITS REQUIRED IMPORTED_TARGET udunits)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
