# CUDA kernels: ESPALIER_CUDA is AUTO (compile them when there is a compiler of CUDA 13 or newer), ON or OFF.
#
# A kernel is a .cu without LibTorch's headers, with launchers in C terms that take a cudaStream_t; it lies beside the
# processor's code for the same operation. Kernels and the sources that put them on tensors make one module, which is
# opened at run time (inference/tensor/cuda_ops.h), so the program starts where there is no CUDA at all.
set(ESPALIER_HAS_CUDA OFF)
if(NOT ESPALIER_CUDA STREQUAL "OFF")
    # One compiler for both languages: nvcc takes the first g++ on PATH, whose C++ library may be another one. The
    # environment is what reaches the checks, too, which settle the program that links.
    if(NOT CMAKE_CUDA_HOST_COMPILER AND NOT DEFINED ENV{CUDAHOSTCXX})
        set(ENV{CUDAHOSTCXX} ${CMAKE_CXX_COMPILER})
    endif()
    include(CheckLanguage)
    check_language(CUDA)
    if(CMAKE_CUDA_COMPILER)
        # LibTorch's list, 8.9, and PTX for what comes: "120" is both machine code and PTX.
        if(NOT CMAKE_CUDA_ARCHITECTURES)
            set(CMAKE_CUDA_ARCHITECTURES 75-real 80-real 86-real 89-real 90-real 100-real 120)
        endif()
        # Every card of 9.0 has the instructions of "90a" too, which the sparse convolution uses.
        list(TRANSFORM CMAKE_CUDA_ARCHITECTURES REPLACE "^90-real$" "90a-real")
        set(CMAKE_CUDA_RUNTIME_LIBRARY Shared) # LibTorch's, which is loaded already
        set(CMAKE_CUDA_STANDARD 17) # the newest that CMake 3.25 can ask nvcc for
        enable_language(CUDA)
        if(CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
            set(ESPALIER_HAS_CUDA ON)
        endif()
    endif()
    if(ESPALIER_CUDA STREQUAL "ON" AND NOT ESPALIER_HAS_CUDA)
        message(FATAL_ERROR "ESPALIER_CUDA is ON, but there is no compiler of CUDA 13 or newer: install the CUDA toolkit, "
            "put its nvcc on PATH, or set ESPALIER_CUDA=OFF")
    endif()
endif()
message(STATUS "Own CUDA kernels: ${ESPALIER_HAS_CUDA}")

# For the check of the card: "75 80 86 89 90 100 120 ptx120".
set(ESPALIER_CUDA_CODE "")
foreach(architecture IN LISTS CMAKE_CUDA_ARCHITECTURES)
    string(REGEX MATCH "^[0-9]+" number ${architecture})
    string(APPEND ESPALIER_CUDA_CODE "${number} ")
    if(NOT architecture MATCHES "-real$")
        string(APPEND ESPALIER_CUDA_CODE "ptx${number} ")
    endif()
endforeach()
string(STRIP "${ESPALIER_CUDA_CODE}" ESPALIER_CUDA_CODE)

# espalier_add_kernels(file.cu|file.cpp ...) adds sources of the calling room to the module.
function(espalier_add_kernels)
    foreach(source IN LISTS ARGN)
        set_property(GLOBAL APPEND PROPERTY ESPALIER_KERNEL_SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/${source})
    endforeach()
endfunction()

# espalier_build_kernels(extra sources): the module, once every room has named its kernels.
function(espalier_build_kernels)
    get_property(sources GLOBAL PROPERTY ESPALIER_KERNEL_SOURCES)
    add_library(espalier_cuda MODULE ${sources} ${ARGN})
    target_link_libraries(espalier_cuda PRIVATE espalier::options espalier::base espalier::torch)
    target_include_directories(espalier_cuda SYSTEM PRIVATE ${CMAKE_CUDA_TOOLKIT_INCLUDE_DIRECTORIES})
    target_precompile_headers(espalier_cuda PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${CMAKE_CURRENT_SOURCE_DIR}/torch_pch.h>)
    target_compile_definitions(espalier_cuda PRIVATE ESPALIER_CUDA_CODE="${ESPALIER_CUDA_CODE}")
    if("90a-real" IN_LIST CMAKE_CUDA_ARCHITECTURES)
        target_compile_definitions(espalier_cuda PRIVATE ESPALIER_WARPGROUPS)
    endif()
    target_compile_options(espalier_cuda PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-fPIC -lineinfo>)
    # LibTorch's CUDA libraries are open before the module is; a wheel without them still builds it.
    # (Among the libraries, so that it comes after espalier::torch's own, stricter option: the last one counts.)
    target_link_libraries(espalier_cuda PRIVATE -Wl,--unresolved-symbols=ignore-all)
    set_target_properties(espalier_cuda PROPERTIES
        PREFIX lib CXX_VISIBILITY_PRESET hidden CUDA_VISIBILITY_PRESET hidden
        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/espalier)
    install(TARGETS espalier_cuda LIBRARY DESTINATION lib/espalier)
endfunction()
