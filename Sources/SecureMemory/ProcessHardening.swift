internal import CLinux
internal import Glibc

/// What a process that will hold secrets does before anything else.
public enum ProcessHardening {
    /// Makes the process undumpable, for core files and for ptrace(2) by others of its user, and takes Swift's crash
    /// backtracer off the crash signals: it prints the memory that registers point to, secrets among it.
    ///
    /// Call it first in `main`, before any thread exists. prctl(2) `PR_SET_DUMPABLE`; swift/docs/Backtracing.rst.
    /// - Returns: whether the kernel agreed.
    public static func apply() -> Bool {
        for crash in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP] {
            signal(crash, SIG_DFL)
        }
        return leadkeeper_set_undumpable() == 0
    }

    /// Has the kernel kill this process when the thread that started it ends.
    ///
    /// - Parameter parent: the process that is expected to be the parent.
    /// - Returns: whether that process is the parent still; if not, it ended before the kernel was asked. prctl(2)
    ///   `PR_SET_PDEATHSIG`.
    public static func end(withParent parent: Int32) -> Bool {
        leadkeeper_set_parent_death_signal(SIGKILL) == 0 && getppid() == parent
    }
}
