import Foundation
import Glibc
import TestSupport
import Testing

/// Nobody reads what is logged: that holds nothing up, and ends up nowhere else.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct LoggingTests {
    /// Whether this process may give another one a `/run` of its own.
    private static let canUnshare = PrivateKeyring.canMount && access("/usr/bin/unshare", X_OK) == 0

    /// Work that makes more log than any buffer holds.
    private func work(_ site: Site, _ daemon: DaemonProcess) async throws {
        let secret = site.issueSecret(for: "contoso")
        try await site.until { try await site.store(secret, for: "contoso", days: 5).exit == .code(0) }
        try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
        let long = String(repeating: "x", count: 10_000)
        try site.override("[Probe]\nLeadInterval=\(long)\n" + (0..<200).map { "[Unknown\($0)]\nKey=value\n" }.joined())
        for round in 1...10 {
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: round + 1)
        }
        try site.override("")
        #expect(try await site.shownSecret(of: "contoso").output == secret)
        let transactions = try await #require(site.mailServer).transactions(atLeast: 3)
        #expect(transactions.map(\.to).count { $0.hasSuffix("@contoso.example") } == 2)
        let (exit, after) = await daemon.stop()
        #expect(exit == .code(0))
        #expect(after < .seconds(10))
    }

    @Test func `without a standard error it works, and writes its log into nothing else`() async throws {
        try await Site.run { site in
            try await site.startWorker()
            let closed = ["/bin/sh", "-c", #"exec "$0" "$@" 0<&- 1>&- 2>&-"#]
            try await work(site, site.startDaemon(prefix: closed))
            // The ledger is whole, and so is the way to the keyring.
            _ = try await site.startDaemon()
            #expect(try await site.status(of: "contoso").secret.stored.bool == true)
        }
    }

    /// A pipe that nobody empties, lent with so many bytes of room in it.
    private func withFullPipe(room: Int = 0, _ body: (_ end: Int32) async throws -> Void) async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        var block = [UInt8](repeating: 0x2E, count: 4_096)
        for size in [block.count, 1] { while write(ends[1], block, size) > 0 {} }
        var read = 0
        while read < room { read += Glibc.read(ends[0], &block, block.count) }
        _ = fcntl(ends[1], F_SETFL, 0)
        try await body(ends[1])
    }

    @Test(arguments: [0, 4_096])
    func `a pipe that nobody empties does not hold it up, nor a line for which it has too little room`(room: Int)
        async throws
    {
        try await Site.run { site in
            try await site.startWorker()
            try await withFullPipe(room: room) { end in
                let daemon = try site.beginDaemon(errors: .descriptor(end))
                try await daemon.ready()
                try await work(site, daemon)
            }
        }
    }

    @Test(arguments: [false, true]) func `a worker whose log nobody takes works on`(isClosed: Bool) async throws {
        try await Site.run { site in
            try await withFullPipe { end in
                let words = [PrivateKeyring.leadkeeper, "keyring", "--keyring", site.keyring.workerSocket]
                let worker =
                    isClosed
                    ? try ChildProcess(
                        "/bin/sh", ["-c", #"exec "$0" "$@" 0<&- 1>&- 2>&-"#] + words,
                        environment: site.keyring.environment)
                    : try ChildProcess(
                        words[0], Array(words.dropFirst()), environment: site.keyring.environment, input: .text(""),
                        errors: .descriptor(end))
                site.watch(worker)
                _ = try await site.startDaemon()
                let secret = site.issueSecret(for: "contoso")
                try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
                for _ in 0..<3 {
                    for process in SecretHunt.children(of: worker.pid) { kill(process, SIGKILL) }
                    try await site.until { try await site.shownSecret(of: "contoso").output == secret }
                }
                await worker.stop()
                #expect(await worker.exit() == .code(0))
            }
        }
    }

    @Test(.enabled(if: canUnshare, "needs root and the right to mount, for a journal of its own"))
    func `a journal daemon that hangs does not hold it up`() async throws {
        try await Site.run { site in
            try await site.startWorker()
            // Bound and never read: its queue is soon full.
            let path = "\(site.directory.path)/journal/socket"
            let socket = try bindDatagramSocket(at: path)
            defer { close(socket) }
            try await work(site, Self.startDaemonWithJournal(site))
        }
    }

    @Test(.enabled(if: canUnshare, "needs root and the right to mount, for a journal of its own"))
    func `the journal gets every entry with its fields, and no secret`() async throws {
        try await Site.run { site in
            try await site.startWorker()
            let journal = try NotifySocket(at: "\(site.directory.path)/journal/socket")
            let daemon = try await Self.startDaemonWithJournal(site)
            try await site.until {
                try await site.store(site.issueSecret(for: "contoso"), for: "contoso", days: 5).exit == .code(0)
            }
            // Which of the two comes first depends on how long the probe takes.
            let events = ["credential-proven", "credential-lapses"]
            let entries = try await journal.messages { entries in
                events.allSatisfy { event in entries.contains { $0.contains("LEADKEEPER_EVENT=\(event)") } }
            }
            let entry = try #require(entries.first { $0.contains("LEADKEEPER_EVENT=credential-lapses") })
            for field in [
                "SYSLOG_IDENTIFIER=leadkeeper", "LEADKEEPER_CONNECTION=contoso", "LEADKEEPER_VERSION=", "PRIORITY=4",
                "MESSAGE_ID=",
                "MESSAGE=contoso: the client secret expires in 7 days or less",
            ] { #expect(entry.contains(field), "\(entry)") }
            #expect(await daemon.stop().exit == .code(0))
            let hunt = SecretHunt(for: site.mint)
            #expect(hunt.findings(in: Data(journal.messages.joined(separator: "\n").utf8), at: "the journal") == [])
        }
    }

    /// Starts the daemon where `/run/systemd/journal` is a directory of the site, and its standard error the journal's.
    ///
    /// systemd.exec(5), `$JOURNAL_STREAM`.
    private static func startDaemonWithJournal(_ site: Site) async throws -> DaemonProcess {
        let file = open("\(site.directory.path)/tmp/stream", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        var status = stat()
        try #require(fstat(file, &status) == 0)
        let script = """
            mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal && mount --bind "$0/journal" /run/systemd/journal && exec "$@"
            """
        let daemon = try site.beginDaemon(
            prefix: ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script, site.directory.path],
            environment: ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino)"], errors: .descriptor(file))
        try await daemon.ready()
        return daemon
    }
}
