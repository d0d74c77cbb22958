import Curl
import Foundation
import TestSupport

/// Connections with secrets in a real gnome-keyring on a real bus, and leadkeeper's two processes over them.
final class Fleet {
    let count: Int
    let keyring: PrivateKeyring
    /// The supervisor that starts the keyring worker where there is no systemd.
    let supervisor: ChildProcess
    private(set) var daemon: ChildProcess?

    private let seed: Seed
    private let cloud: CannedCloud
    private let directory: TemporaryDirectory
    private var manager: NotifySocket?
    private var edition = 0
    private var turnsReady = 0

    private static let masterPassword = "master"

    /// Writes the connections and starts the keyring and its worker.
    init(_ seed: Seed, _ cloud: CannedCloud) async throws {
        (self.seed, self.cloud, count) = (seed, cloud, seed.count)
        directory = try TemporaryDirectory()
        let path = directory.path
        for name in ["configuration/connections", "state", "runtime", "cache"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        }
        try seed.configure(path + "/configuration", cloud)
        try await seed.plant(
            configuration: path + "/configuration", state: path + "/state", keyring: path + "/seed.keyring",
            masterPassword: Self.masterPassword)
        keyring = try await PrivateKeyring(masterPassword: Self.masterPassword, copyOf: path + "/seed.keyring")
        supervisor = try await keyring.startWorker()
    }

    /// Starts the daemon and tells how long it took to be ready.
    ///
    /// - Parameter publishes: whether it has a directory to publish in, as its unit gives it one.
    @discardableResult
    func start(publishes: Bool = false) async throws -> Duration {
        let path = directory.path
        let manager = try NotifySocket(at: path + "/notify")
        let began = ContinuousClock.now
        var environment = ["NOTIFY_SOCKET": path + "/notify"]
        if publishes { environment["CACHE_DIRECTORY"] = path + "/cache" }
        let daemon = try ChildProcess(
            PrivateKeyring.leadkeeper,
            [
                "run", "--config", path + "/configuration", "--state", path + "/state", "--runtime", runtime,
                "--keyring", keyring.workerSocket,
            ], environment: environment)
        (self.daemon, self.manager, turnsReady) = (daemon, manager, 1)
        do {
            try await manager.line("READY=1", within: 120)
        } catch {
            throw ChildProcess.Failure(description: "the daemon is not ready: \(daemon.output.suffix(2_000))")
        }
        return .now - began
    }

    /// Has the daemon read its configuration again, which lets go of its TLS connections too.
    func reload() async throws {
        turnsReady += 1
        daemon?.send(SIGHUP)
        try await manager?.line("READY=1", times: turnsReady, within: 120)
    }

    /// Gives all environments other addresses, so that every connection is due; returns when the daemon has read that.
    func change() async throws {
        edition += 1
        try seed.configure(directory.path + "/configuration", cloud, edition: edition)
        try await reload()
    }

    /// The processes that keep the connections, by the parts that they play.
    var processes: Processes {
        Processes(parts: [
            ("daemon", [daemon?.pid].compactMap { $0 }), ("worker", [supervisor.pid]),
            ("keyring", [keyring.keyring?.pid].compactMap { $0 }), ("bus", [keyring.bus?.pid].compactMap { $0 }),
        ])
    }

    /// The keyring worker, which its supervisor has started.
    var worker: pid_t? { Processes.family(supervisor.pid).dropFirst().first }

    /// Where the control socket is.
    var runtime: String { directory.path + "/runtime" }

    /// Where the ledger is.
    var state: String { directory.path + "/state" }

    /// A client of the control API.
    func client(connections: Int = 1) throws -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.unixSocket = runtime + "/control.sock"
        configuration.maximumConnectionsPerHost = connections
        configuration.maximumConnections = connections
        return try HTTPClient(configuration: configuration)
    }

    /// Starts a command of leadkeeper's.
    func command(_ arguments: [String]) throws -> ChildProcess {
        try ChildProcess(
            PrivateKeyring.leadkeeper, arguments + ["--runtime", runtime], environment: ["PATH": "/usr/bin:/bin"])
    }

    /// Throws unless the last probe of every connection is right.
    func requireProven() async throws {
        struct List: Decodable {
            struct Connection: Decodable {
                struct Probe: Decodable { var result: String }
                var probe: Probe
            }
            var connections: [Connection]
        }
        var request = HTTPRequest(.get, "http://localhost/v1/connections")
        request.bodyLimit = 256 << 20
        request.timeout = .seconds(120)
        let body = try await client().perform(request).body
        let results = try JSONDecoder().decode(List.self, from: Data(body)).connections.map(\.probe.result)
        guard results.count == count, results.allSatisfy({ $0 == "ok" }) else {
            throw ChildProcess.Failure(
                description: "\(results.count { $0 != "ok" }) of \(results.count) connections are not proven: "
                    + "\(daemon?.output.suffix(2_000) ?? "")")
        }
    }

    /// Ends the daemon.
    func stopDaemon() async {
        await daemon?.stop()
        manager?.close()
        (daemon, manager) = (nil, nil)
    }

    /// Ends everything.
    func stop() async {
        await stopDaemon()
        await supervisor.stop()
        await keyring.keyring?.stop()
        await keyring.bus?.stop()
    }
}
