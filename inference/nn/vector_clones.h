#pragma once

/// Before a hot loop: compiled for AVX-512, AVX2 and plain x86-64, chosen when the program starts. The choice happens
/// before the sanitizers are ready, so they get the plain one.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ESPALIER_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2,fma", "default")))
#else
#define ESPALIER_VECTOR_CLONES
#endif
