internal import CLinux

/// The C library's heap, of which a daemon that mostly sleeps keeps no more than it uses.
public enum Heap {
    /// Has all threads share one heap, before there is a second thread.
    ///
    /// By default glibc makes up to eight for each processor, and each keeps the room that its threads once needed; here one thread at
    /// a time does nearly all of the work. mallopt(3), `M_ARENA_MAX`.
    public static func share() {
        mallopt(M_ARENA_MAX, 1)
    }

    /// Gives the kernel back what is free: malloc_trim(3).
    ///
    /// It takes milliseconds, so it belongs to the moment when the work has ended.
    public static func giveBack() {
        malloc_trim(0)
    }
}
