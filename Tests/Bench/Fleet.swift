import Curl
import Foundation
import SecureMemory
import TestSupport

/// 1,000 connections with secrets in a real gnome-keyring, and leadkeeper's two processes over them.
///
/// Filling a keyring takes a while, since it writes all of itself for each secret; a filled one and its ledger are kept
/// for the next run.
final class Fleet {
    static let count = 1_000

    let keyring: PrivateKeyring
    /// The supervisor that starts the keyring worker where there is no systemd.
    let supervisor: ChildProcess
    private(set) var daemon: ChildProcess?

    private let directory = try? TemporaryDirectory()
    private let path: String
    private let kept: String
    private var isFilled: Bool

    /// Writes the configuration and starts the keyring and its worker.
    ///
    /// The environments' port is another one in each run, so that the daemon finds all connections changed and probes
    /// them.
    ///
    /// - Parameter kept: the directory in which a filled keyring and its ledger lie from one run to the next.
    init(cloud: CannedCloud, kept: String) async throws {
        guard let directory else { throw ChildProcess.Failure(description: "failed to make a directory") }
        path = directory.path
        self.kept = kept
        let files = FileManager.default
        isFilled = files.fileExists(atPath: kept + "/login.keyring")
        keyring = try await PrivateKeyring(copyOf: isFilled ? kept + "/login.keyring" : nil)
        for name in ["configuration/connections", "state", "runtime"] {
            try files.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        }
        if isFilled { try files.copyItem(atPath: kept + "/ledger.sqlite", toPath: path + "/state/ledger.sqlite") }
        try Self.writeConfiguration(into: path + "/configuration", cloud)
        supervisor = try await keyring.startWorker()
    }

    /// Starts the daemon and tells how long it took to be ready.
    func start() async throws -> Duration {
        let manager = try NotifySocket(at: path + "/notify")
        let began = ContinuousClock.now
        let daemon = try ChildProcess(
            PrivateKeyring.leadkeeper,
            [
                "run", "--config", path + "/configuration", "--state", path + "/state", "--runtime", path + "/runtime",
                "--keyring", keyring.workerSocket,
            ], environment: ["NOTIFY_SOCKET": path + "/notify"])
        self.daemon = daemon
        guard manager.waits(for: "READY=1", seconds: 60) else {
            throw ChildProcess.Failure(description: "the daemon is not ready: \(daemon.output.suffix(2_000))")
        }
        return .now - began
    }

    /// Stores a secret for each connection, unless the kept ones are in use.
    func fill() async throws {
        guard !isFilled else { return }
        var configuration = HTTPClient.Configuration()
        configuration.unixSocket = path + "/runtime/control.sock"
        let client = try HTTPClient(configuration: configuration)
        for number in 0..<Self.count {
            let secret = SharedSecret(SecretBytes(copying: Array("kV8~Q.9-zT_benchmark_\(UUID().uuidString)".utf8)))
            var request = HTTPRequest(
                .put, "http://localhost/v1/connections/contoso-\(number)/secret?expires=2036-01-01",
                headers: [.init("Content-Type", "application/octet-stream")], body: .secret(secret))
            request.timeout = .seconds(60)
            let response = try await client.perform(request)
            guard response.status == 200 else {
                throw ChildProcess.Failure(description: String(decoding: response.body, as: UTF8.self))
            }
            if (number + 1).isMultiple(of: 100) { Report.progress("\(number + 1) of \(Self.count) secrets stored") }
        }
        isFilled = true
    }

    /// Waits until every connection has been probed and none is due within an hour.
    func settle() async throws {
        for _ in 0..<600 {
            let list = try JSONDecoder().decode(ConnectionList.self, from: Data(try await connections()))
            let soon = Date(timeIntervalSinceNow: 3_600).formatted(.iso8601)
            if list.connections.count == Self.count,
                list.connections.allSatisfy({ $0.probe.result == "ok" && ($0.next?.at ?? "") > soon })
            {
                return
            }
            try await Task.sleep(for: .milliseconds(500))
        }
        throw ChildProcess.Failure(description: "the connections are not proven: \(daemon?.output.suffix(2_000) ?? "")")
    }

    /// Ends the daemon, and keeps what is filled.
    func stopDaemon() async throws {
        await daemon?.stop()
        let files = FileManager.default
        guard isFilled, !files.fileExists(atPath: kept + "/login.keyring") else { return }
        try files.createDirectory(atPath: kept, withIntermediateDirectories: true)
        try files.copyItem(atPath: path + "/state/ledger.sqlite", toPath: kept + "/ledger.sqlite")
        // Last, since it says that all is there.
        try files.copyItem(atPath: keyring.keyringFile, toPath: kept + "/login.keyring")
    }

    /// Ends everything.
    func stop() async {
        await daemon?.stop()
        await supervisor.stop()
    }

    private struct ConnectionList: Decodable {
        struct Connection: Decodable {
            struct Probe: Decodable { var result: String }
            struct Next: Decodable { var at: String }
            var probe: Probe
            var next: Next?
        }
        var connections: [Connection]
    }

    private func connections() async throws -> [UInt8] {
        var configuration = HTTPClient.Configuration()
        configuration.unixSocket = path + "/runtime/control.sock"
        var request = HTTPRequest(.get, "http://localhost/v1/connections")
        request.bodyLimit = 64 << 20
        return try await HTTPClient(configuration: configuration).perform(request).body
    }

    private static func writeConfiguration(into directory: String, _ cloud: CannedCloud) throws {
        let settings = """
            [Entra]
            LoginEndpoint=https://\(CannedCloud.loginHost):\(cloud.port)
            [Network]
            CAFile=\(cloud.caFile)
            """
        try settings.write(toFile: directory + "/leadkeeper.conf", atomically: false, encoding: .utf8)
        for number in 0..<count {
            let connection = """
                [Connection]
                URL=https://\(CannedCloud.Shape.hostEach.host(of: number)):\(cloud.port)
                Method=azure-ad
                Contacts=ops@contoso.example;sales@contoso.example
                [AzureAD]
                DirectoryID=\(CannedCloud.directoryID)
                ApplicationID=\(String(format: "23456052-aaaa-bbbb-8662-%012x", number))
                """
            try connection.write(
                toFile: "\(directory)/connections/contoso-\(number).conf", atomically: false, encoding: .utf8)
        }
    }
}

/// The service manager's end of sd_notify(3).
struct NotifySocket: ~Copyable {
    private let descriptor: Int32

    init(at path: String) throws {
        unlink(path)
        descriptor = try bindDatagramSocket(at: path)
    }

    deinit {
        close(descriptor)
    }

    /// Waits until a message has that line; false when none has in time.
    func waits(for line: String, seconds: Int) -> Bool {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            if String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").contains(Substring(line)) {
                return true
            }
        }
    }
}
