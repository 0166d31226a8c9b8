// Holds the precompiled header that the LibTorch targets reuse.
