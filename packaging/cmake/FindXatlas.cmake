# xatlas as it lies in the source archive of its Python package: espalier::xatlas, a static library built here.
#
# ESPALIER_XATLAS_DIR names the folder with xatlas.cpp and xatlas.h. `./run` and `./test` set it; otherwise the environment
# variable of the same name is read.
if(NOT ESPALIER_XATLAS_DIR AND DEFINED ENV{ESPALIER_XATLAS_DIR})
    set(ESPALIER_XATLAS_DIR $ENV{ESPALIER_XATLAS_DIR})
endif()
set(ESPALIER_XATLAS_DIR "${ESPALIER_XATLAS_DIR}" CACHE PATH "The folder with xatlas.cpp and xatlas.h" FORCE)

# Looked for again on each run: the folder may have come since.
unset(Xatlas_SOURCE CACHE)
find_file(Xatlas_SOURCE xatlas.cpp PATHS ${ESPALIER_XATLAS_DIR} NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Xatlas
    REQUIRED_VARS Xatlas_SOURCE
    REASON_FAILURE_MESSAGE "run ./run or ./test, which fetch it, or pass -DESPALIER_XATLAS_DIR=<folder of xatlas.cpp>")

if(Xatlas_FOUND AND NOT TARGET espalier::xatlas)
    add_library(espalier_xatlas STATIC ${Xatlas_SOURCE})
    add_library(espalier::xatlas ALIAS espalier_xatlas)
    target_include_directories(espalier_xatlas SYSTEM PUBLIC ${ESPALIER_XATLAS_DIR})
    # Espalier runs one atlas per thread. Asserts are off in every build: xatlas's own checks handle what they name.
    target_compile_definitions(espalier_xatlas PRIVATE XA_MULTITHREADED=0 NDEBUG)
    target_compile_options(espalier_xatlas PRIVATE -w)
endif()
