import Glibc

/// How long the processors have worked for this process, on all its threads.
package enum ProcessorTime {
    /// In seconds since the process began, in user and kernel mode; getrusage(2).
    package static func now() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF, &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }
}
