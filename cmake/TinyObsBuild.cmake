# Compiler settings and the two functions every folder uses: one place, so that a target
# carries the same rules wherever it stands.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(TINYOBS_CCACHE ccache)
if(TINYOBS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # The precompiled headers need these two allowances, or every file is a miss.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${TINYOBS_CCACHE})
endif()
find_program(TINYOBS_MOLD mold)
if(TINYOBS_MOLD AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
    add_link_options(-fuse-ld=mold)
endif()

add_library(tinyobs_flags INTERFACE)
target_include_directories(tinyobs_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(tinyobs_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_FOREACH)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_definitions(tinyobs_flags INTERFACE QT_FORCE_ASSERTS)
endif()
if(MSVC)
    target_compile_options(tinyobs_flags INTERFACE /W4 $<$<BOOL:${TINYOBS_WARNINGS_AS_ERRORS}>:/WX>)
else()
    target_compile_options(tinyobs_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
        $<$<BOOL:${TINYOBS_WARNINGS_AS_ERRORS}>:-Werror>)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # g++ answers a precompiled header's own flags with this warning under ccache.
        target_compile_options(tinyobs_flags INTERFACE -fpch-preprocess)
        if((CMAKE_BUILD_TYPE STREQUAL "Release" OR TINYOBS_SANITIZE)
            AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
            # Release 12 misreads inlined joins of strings (its bugs 105329, 105651 and others),
            # optimised or instrumented.
            target_compile_options(tinyobs_flags INTERFACE -Wno-restrict -Wno-stringop-overflow
                -Wno-array-bounds -Wno-maybe-uninitialized)
        endif()
        if(CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
            # These releases see uninitialised members in moved std::optionals.
            target_compile_options(tinyobs_flags INTERFACE -Wno-error=maybe-uninitialized)
        endif()
    endif()
endif()
if(TINYOBS_SANITIZE)
    target_compile_options(tinyobs_flags INTERFACE -fsanitize=${TINYOBS_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(tinyobs_flags INTERFACE -fsanitize=${TINYOBS_SANITIZE})
endif()
if(TINYOBS_SANITIZE STREQUAL "thread")
    # As an object, so that it stands before Qt's own functions in every program.
    add_library(tinyobs_tsan OBJECT "${CMAKE_SOURCE_DIR}/tests/tsan/qtevents.cpp")
    set_target_properties(tinyobs_tsan PROPERTIES AUTOMOC OFF)
    target_link_libraries(tinyobs_tsan PRIVATE Qt6::Core)
    target_compile_options(tinyobs_tsan PRIVATE -fsanitize=thread)
    target_sources(tinyobs_flags INTERFACE $<TARGET_OBJECTS:tinyobs_tsan>)
endif()

if(CMAKE_CXX_CLANG_TIDY)
    # What moc and rcc generate is theirs: the nearest file wins, and this one asks for nothing
    # that they could break.
    file(WRITE "${CMAKE_BINARY_DIR}/.clang-tidy" "Checks: '-*,llvm-twine-local'\n")
endif()

# tinyobs_add_library(<folder>): static library tinyobs_<folder> with the alias tinyobs::<folder>.
# Sub-folders add their sources with target_sources().
function(tinyobs_add_library folder)
    add_library(tinyobs_${folder} STATIC)
    add_library(tinyobs::${folder} ALIAS tinyobs_${folder})
    target_link_libraries(tinyobs_${folder} PUBLIC tinyobs_flags)
endfunction()

# What every test program runs with. A sanitizer makes it several times slower; Qt itself is not
# instrumented, and what ThreadSanitizer therefore cannot see of it is written in tests/tsan. It
# ends a child that starts threads (die_after_fork), for the way in which QProcess makes children.
# The ports beside the main one are off: tests run in parallel. Who wants one asks for "auto".
set(TINYOBS_TEST_TIMEOUT_FACTOR 1)
set(TINYOBS_TEST_ENVIRONMENT QT_QPA_PLATFORM=offscreen QT_NO_GLIB=1
    TINYOBS_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}
    TINYOBS_OTLP_GRPC_PORT=0 TINYOBS_OTLP_HTTP_PORT=0)
if(TINYOBS_SANITIZE)
    set(TINYOBS_TEST_TIMEOUT_FACTOR 5)
    list(APPEND TINYOBS_TEST_ENVIRONMENT UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
        TSAN_OPTIONS=die_after_fork=0:second_deadlock_stack=1:suppressions=${CMAKE_SOURCE_DIR}/tests/tsan/qt.supp)
endif()

# tinyobs_add_test(<name> LABEL <unit|integration|qml> SOURCES <file>... LIBS <target>... [TIMEOUT <s>])
# A Qt Test program and its ctest entry, run offscreen from a neutral folder.
function(tinyobs_add_test name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LIBS" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * ${TINYOBS_TEST_TIMEOUT_FACTOR}")
    if(NOT ARG_SOURCES)
        set(ARG_SOURCES ${name}.cpp)
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE tinyobs_flags Qt6::Test ${ARG_LIBS})
    if(Qt6_VERSION VERSION_GREATER_EQUAL 6.5 AND NOT MSVC)
        # The QTRY macros of later releases narrow their milliseconds.
        target_compile_options(${name} PRIVATE -Wno-error=conversion)
    endif()
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "${TINYOBS_TEST_ENVIRONMENT}")
endfunction()
