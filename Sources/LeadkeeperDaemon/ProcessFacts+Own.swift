internal import Credentials
internal import Glibc
internal import Metrics

extension ProcessFacts {
    /// When this process was started, in seconds since boot; first asked for while it starts.
    static let startedAtUptime = SystemTimekeeper().uptime()

    /// What this process uses now; clock_gettime(2), proc(5).
    ///
    /// The start is reckoned from the time since boot, so that a clock that was wrong then does no harm.
    static var own: ProcessFacts {
        let timekeeper = SystemTimekeeper()
        var used = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
        let uptime = TimeSpan(seconds: timekeeper.uptime().seconds - startedAtUptime.seconds)
        return ProcessFacts(
            startedAt: (timekeeper.now() - uptime).secondsSinceEpoch,
            processorSeconds: Double(used.tv_sec) + Double(used.tv_nsec) / 1_000_000_000,
            residentBytes: residentBytes, openFiles: openFiles)
    }

    /// The second number of `/proc/self/statm`, which is in pages.
    private static var residentBytes: Int? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pages = text.split(separator: " ").compactMap { Int($0) }
        return pages.count > 1 ? pages[1] * Int(getpagesize()) : nil
    }

    /// The entries of `/proc/self/fd`, but for the one that reading them opens.
    private static var openFiles: Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while let entry = readdir(directory) { count += entry.pointee.d_name.0 == UInt8(ascii: ".") ? 0 : 1 }
        return count - 1
    }
}
