#pragma once

// CYTOTWIN_SIMD before a function compiles it for plain x86-64, AVX2 and AVX-512 and picks one by
// what the processor has. All versions give the same bytes: the build switches contraction of
// a*b+c off, and no version may reorder a sum.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CYTOTWIN_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CYTOTWIN_SIMD
#endif
