# Writes version.cpp with the commit the tree stands at; touched only when it changes.
execute_process(COMMAND git -C ${SOURCE_DIR} describe --always --dirty --tags
  OUTPUT_VARIABLE DESCRIBED OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT DESCRIBED)
  set(DESCRIBED "unknown commit")
endif()
configure_file(${SOURCE_DIR}/twin/version.cpp.in ${OUTPUT} @ONLY)
