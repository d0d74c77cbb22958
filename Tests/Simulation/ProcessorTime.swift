import Glibc

/// How long the processors have worked for this process, on all its threads.
package enum ProcessorTime {
    /// In seconds since the process began; clock_gettime(3).
    package static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}
