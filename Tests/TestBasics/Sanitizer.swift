internal import Glibc

/// The thread or the address sanitizer, where the tests are built with one.
public enum Sanitizer {
    /// Whether there is one.
    ///
    /// With it, mlock(2) does nothing and memory is taken for the sanitizer itself, so that what is locked or how much
    /// there is tells nothing of the project.
    public static let isPresent = unsafe ["__asan_init", "__tsan_init"].contains { unsafe dlsym(nil, $0) != nil }
    /// Why a test is skipped where there is one.
    public static let reason = "a sanitizer has its own memory, and locks none"
}
