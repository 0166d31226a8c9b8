# One interface target for what every Espalier target shares: warnings, sanitizers, the include root.
add_library(espalier_options INTERFACE)
add_library(espalier::options ALIAS espalier_options)

target_include_directories(espalier_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(espalier_options INTERFACE QT_NO_KEYWORDS)
target_compile_options(espalier_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wshadow>
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${ESPALIER_STRICT}>>:-Werror>)

if(ESPALIER_SANITIZER)
    target_compile_options(espalier_options INTERFACE
        $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${ESPALIER_SANITIZER} -fno-sanitize-recover=all -fno-omit-frame-pointer>)
    target_link_options(espalier_options INTERFACE -fsanitize=${ESPALIER_SANITIZER})
endif()

find_program(ESPALIER_CCACHE ccache)
if(ESPALIER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${ESPALIER_CCACHE})
endif()
# ccache can reuse objects built with a precompiled header only when the header's own content decides.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)

# espalier_add_library(name SOURCES ... [PUBLIC targets ...] [PRIVATE targets ...] [TORCH])
# A static library espalier_<name> with the alias espalier::<name>. TORCH: its sources see LibTorch, through the
# precompiled header shared by all such targets; its headers may too only where the architecture page allows it.
function(espalier_add_library name)
    cmake_parse_arguments(arg "TORCH" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(espalier_${name} STATIC ${arg_SOURCES})
    add_library(espalier::${name} ALIAS espalier_${name})
    target_link_libraries(espalier_${name} PUBLIC espalier::options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    if(arg_TORCH)
        target_link_libraries(espalier_${name} PRIVATE espalier::torch)
        if(TARGET espalier_torch_pch)
            target_precompile_headers(espalier_${name} REUSE_FROM espalier_torch_pch)
        endif()
    endif()
endfunction()
