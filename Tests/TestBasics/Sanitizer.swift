internal import Glibc

/// The thread or the address sanitizer, where the tests are built with one.
public enum Sanitizer {
    /// Whether there is one.
    ///
    /// With it, mlock(2) does nothing and memory is taken for the sanitizer itself, so that what is locked or how much
    /// there is tells nothing of the project.
    public static let isPresent = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

    /// Why a test is skipped where there is one.
    public static let reason = "a sanitizer has its own memory, and locks none"
}
