# LibTorch as it lies in the PyPI wheel: espalier::torch, linked against the CPU libraries only.
#
# ESPALIER_TORCH_DIR names the wheel's `torch` folder (the one with include/ and lib/). `./run` and `./test` set it;
# otherwise the environment variable of the same name is read, then the Python found on PATH is asked.
# The CUDA libraries are opened at run time (inference/device), so no toolkit is needed to build or to link.
if(NOT ESPALIER_TORCH_DIR AND DEFINED ENV{ESPALIER_TORCH_DIR})
    set(ESPALIER_TORCH_DIR $ENV{ESPALIER_TORCH_DIR})
endif()
if(NOT ESPALIER_TORCH_DIR)
    find_program(ESPALIER_PYTHON NAMES python3 python)
    if(ESPALIER_PYTHON)
        execute_process(
            COMMAND ${ESPALIER_PYTHON} -c
                "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')"
            OUTPUT_VARIABLE ESPALIER_TORCH_DIR OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    endif()
endif()
set(ESPALIER_TORCH_DIR "${ESPALIER_TORCH_DIR}" CACHE PATH "The `torch` folder of the LibTorch wheel" FORCE)

find_path(LibTorch_INCLUDE_DIR ATen/ATen.h PATHS ${ESPALIER_TORCH_DIR}/include NO_DEFAULT_PATH)
find_library(LibTorch_CPU_LIBRARY torch_cpu PATHS ${ESPALIER_TORCH_DIR}/lib NO_DEFAULT_PATH)
find_library(LibTorch_OPENMP_LIBRARY NAMES libgomp.so.1 PATHS ${ESPALIER_TORCH_DIR}/lib NO_DEFAULT_PATH)
find_library(LibTorch_OPENMP_LIBRARY NAMES libgomp.so.1 gomp)
find_library(LibTorch_C10_LIBRARY c10 PATHS ${ESPALIER_TORCH_DIR}/lib NO_DEFAULT_PATH)

set(version_header ${LibTorch_INCLUDE_DIR}/torch/headeronly/version.h)
if(EXISTS ${version_header})
    file(STRINGS ${version_header} version_line REGEX "^  \"[0-9.]+\"")
    string(REGEX MATCH "[0-9.]+" LibTorch_VERSION "${version_line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
    REQUIRED_VARS LibTorch_INCLUDE_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_OPENMP_LIBRARY
    VERSION_VAR LibTorch_VERSION
    REASON_FAILURE_MESSAGE "run ./run or ./test, which fetch it, or pass -DESPALIER_TORCH_DIR=<site-packages>/torch")

if(LibTorch_FOUND AND NOT TARGET espalier::torch)
    foreach(part IN ITEMS c10 torch_cpu)
        add_library(espalier::${part} SHARED IMPORTED)
    endforeach()
    set_target_properties(espalier::c10 PROPERTIES IMPORTED_LOCATION ${LibTorch_C10_LIBRARY})
    set_target_properties(espalier::torch_cpu PROPERTIES IMPORTED_LOCATION ${LibTorch_CPU_LIBRARY})
    add_library(espalier::torch INTERFACE IMPORTED)
    target_include_directories(espalier::torch SYSTEM INTERFACE
        ${LibTorch_INCLUDE_DIR} ${LibTorch_INCLUDE_DIR}/torch/csrc/api/include)
    target_compile_definitions(espalier::torch INTERFACE USE_C10D_GLOO USE_DISTRIBUTED USE_RPC USE_TENSORPIPE)
    target_link_libraries(espalier::torch INTERFACE espalier::torch_cpu espalier::c10)
    # at::parallel_for is a template: without OpenMP in our own code it runs on one thread. The wheel brings its runtime.
    target_compile_options(espalier::torch INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fopenmp>)
    target_link_libraries(espalier::torch INTERFACE ${LibTorch_OPENMP_LIBRARY})
    # The wheel's CPU library names CUDA symbols that only exist once the CUDA libraries are opened.
    target_link_options(espalier::torch INTERFACE
        -Wl,--allow-shlib-undefined -Wl,--unresolved-symbols=ignore-in-shared-libs -Wl,--no-as-needed)
endif()
