internal import Glibc

/// How much room the ledger's file system has, and how much the ledger wants there.
public struct LedgerRoom: Hashable, Sendable {
    /// How many bytes are free.
    public var free: Int64
    /// How many have to be: as many as after a full disk, and those of a copy, which a backup begins with.
    public var needed: Int64
    /// The ledger's directory.
    public var directory: String

    /// What there is for the ledger in a directory; statvfs(3).
    ///
    /// `nil` where that cannot be told; `errno` says why.
    public init?(in directory: String) {
        self.init(ofLedger: directory + "/ledger.sqlite", reserve: LedgerFile.usualBallastSize)
    }

    init?(ofLedger path: String, reserve: Int64) {
        var information = statvfs()
        let directory = Bookkeeping.directory(of: path)
        guard statvfs(directory, &information) == 0 else { return nil }
        free = Int64(
            clamping: UInt64(information.f_bavail).multipliedReportingOverflow(by: UInt64(information.f_frsize))
                .partialValue)
        var file = stat()
        needed = Ballast.roomNeeded(for: reserve) + (stat(path, &file) == 0 ? Int64(file.st_size) : 0)
        self.directory = directory
    }
}
