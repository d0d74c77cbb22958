internal import Dispatch
public import Foundation
internal import Microhttpd
internal import Synchronization

/// Entra and Dataverse on loopback TLS: several hosts by name, on one port.
///
/// It has a world, a history of the requests it has seen, a clock of its own, and faults by name. It is hostile unless
/// told otherwise: a small part of all requests is delayed, throttled, refused for no reason or dropped, members of
/// JSON objects come in any order, and unknown ones are among them. The seed, printed at the start, brings the same
/// misbehaviour again for the same requests. Nothing but loopback can be listened on.
public final class MicrosoftCloud: Sendable {
    /// Where the interface for tests and demonstrations listens: plain HTTP without any authentication.
    public enum Administration: Sendable {
        /// Nowhere.
        case none
        /// At a port of 127.0.0.1; zero picks a free one.
        case port(UInt16)
        /// At a Unix socket.
        case path(String)
    }

    /// The port that all hosts are served on.
    public let port: UInt16
    /// The port of the administration, where it has one.
    public let administrationPort: UInt16?
    /// The certificate of the authority that signs for all hosts, in PEM.
    public let caFile: URL
    /// What determines the misbehaviour.
    public let seed: UInt64

    let core: CloudCore
    private let server: HTTPServer
    private let administration: HTTPServer?
    private let ownDirectory: URL?

    /// Starts the cloud.
    ///
    /// - Parameters:
    ///   - seed: what determines the misbehaviour; nil draws one. A drawn one is printed on standard error.
    ///   - hostility: how likely it is that a request is treated badly; zero switches all misbehaviour off.
    ///   - directory: where certificates lie; nil makes a temporary one, which `stop` removes.
    public static func start(
        world: World, seed: UInt64? = nil, hostility: Double = 0.03, address: String = "127.0.0.1", port: UInt16 = 0,
        directory: URL? = nil, administration: Administration = .none
    ) async throws -> MicrosoftCloud {
        let drawn = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
        if seed == nil, hostility > 0 { FileHandle.standardError.write(Data("seed \(drawn)\n".utf8)) }
        let files =
            directory ?? FileManager.default.temporaryDirectory.appending(path: "leadkeeper-cloud-\(UUID().uuidString)")
        let authority = try await CertificateAuthority(in: files)
        let core = CloudCore(state: CloudState(world: world, seed: drawn, hostility: hostility), authority: authority)
        try await core.issueCertificates()
        return try MicrosoftCloud(
            core: core, seed: drawn, address: address, port: port, ownDirectory: directory == nil ? files : nil,
            administration)
    }

    private init(
        core: CloudCore, seed: UInt64, address: String, port: UInt16, ownDirectory: URL?,
        _ administration: Administration
    ) throws {
        self.core = core
        self.seed = seed
        self.ownDirectory = ownDirectory
        caFile = core.authority.certificateFile
        var limits = HTTPServer.Limits()
        limits.connections = 1_100
        limits.bodyBytes = 1 << 20
        let socket = try ListeningSocket(loopback: address, port: port)
        self.port = socket.port ?? port
        server = try HTTPServer(
            on: socket, label: "simulated cloud", limits: limits, identity: { core.identity(for: $0) },
            handler: { core.handle($0, $1) })
        var socketPort: UInt16?
        switch administration {
        case .none:
            self.administration = nil
        case .port(let port):
            let socket = try ListeningSocket(loopback: "127.0.0.1", port: port)
            socketPort = socket.port
            self.administration = try Self.administration(core, on: socket)
        case .path(let path):
            self.administration = try Self.administration(core, on: ListeningSocket(path: path))
        }
        administrationPort = socketPort
    }

    private static func administration(_ core: CloudCore, on socket: consuming ListeningSocket) throws -> HTTPServer {
        var limits = HTTPServer.Limits()
        limits.bodyBytes = 16 << 20
        return try HTTPServer(on: socket, label: "simulated cloud's administration", limits: limits) {
            request, responder in
            Task { responder.respond(await core.administer(request)) }
        }
    }

    /// Closes every connection and frees the port.
    public func stop() async {
        core.release()
        await server.stop()
        await administration?.stop()
        if let ownDirectory { try? FileManager.default.removeItem(at: ownDirectory) }
    }

    /// The URL of a host of the world, with the port.
    public func url(_ host: String, _ path: String = "") -> String {
        "https://\(host):\(port)\(path)"
    }

    // MARK: What tests look at and change

    /// The requests seen so far.
    public func history() -> [HistoryEntry] {
        core.state.withLock { $0.history }
    }

    /// Waits until the history satisfies a condition, and answers it; after a minute it answers all the same, so that
    /// no test hangs.
    public func history(until condition: @escaping @Sendable ([HistoryEntry]) -> Bool) async -> [HistoryEntry] {
        await core.history(until: condition)
    }

    /// Makes something go wrong.
    public func inject(_ fault: Fault) {
        core.state.withLock { $0.faults.append(fault) }
    }

    /// Takes back all faults that have not happened yet.
    public func clearFaults() {
        core.state.withLock { $0.faults = [] }
    }

    /// What exists now, leads included.
    public var world: World {
        core.state.withLock { state in
            state.settle()
            return state.world
        }
    }

    /// Changes the world.
    ///
    /// New hosts have no certificate; start with them.
    public func change(_ change: @Sendable (inout World) -> Void) {
        core.state.withLock { state in
            state.settle()
            change(&state.world)
        }
    }

    /// The leads that are in an environment now.
    public func leads(in host: String) -> [World.Lead] {
        world.environments.first { $0.host == host }?.leads ?? []
    }

    /// The cloud's time.
    public var now: Date {
        core.state.withLock { $0.now }
    }

    /// Moves the cloud's clock, backwards too; it runs on from there.
    public func advance(by duration: Duration) {
        core.state.withLock { $0.advance(by: duration / .seconds(1)) }
    }

    /// Sets the cloud's clock; it runs on from there.
    public func setClock(to date: Date) {
        core.state.withLock { $0.set(date) }
    }
}
