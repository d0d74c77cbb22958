public import Control
public import Dispatch
internal import Glibc
public import Microhttpd

/// The control API on its Unix socket.
///
/// Each request is answered for itself, concurrently with others; what they do is the service's.
public final class ControlServer: Sendable {
    private let server: HTTPServer
    private let socketFile: SocketFile

    /// What a client may ask of the server: patience for those who are slow, and room for many who do nothing.
    public static var limits: HTTPServer.Limits {
        var limits = HTTPServer.Limits()
        limits.connections = 128
        limits.bodyBytes = Route.bodyLimit
        limits.request = .seconds(10)
        return limits
    }

    /// Binds `path` for the user and the readers' group and starts to serve.
    ///
    /// A socket that a dead daemon left behind is replaced; one that somebody answers at is not, and the error says so.
    /// Where the group does not exist, or the process may not give files to it, the socket stays with the process's own
    /// group.
    /// - Parameters:
    ///   - executor: what requests are answered on; `nil` for Swift's own.
    ///   - queue: the serial queue whose turns it takes to read and to write; `nil` for turns of its own.
    public convenience init(
        at path: String, service: any ControlService, access: AccessRules = AccessRules(),
        limits: HTTPServer.Limits = ControlServer.limits, executor: (any TaskExecutor)? = nil,
        queue: DispatchQueue? = nil
    ) throws(HTTPServerError) {
        // Nobody but the owner can connect before the group is right.
        let socket = try ListeningSocket(path: path, mode: 0o600)
        if let group = AccessRules.groupID(of: access.readers) {
            _ = lchown(path, uid_t.max, group)
        }
        chmod(path, 0o660)
        try self.init(
            on: socket, file: SocketFile(path), service: service, access: access, limits: limits, executor: executor,
            queue: queue)
    }

    private init(
        on socket: consuming ListeningSocket, file: SocketFile, service: any ControlService, access: AccessRules,
        limits: HTTPServer.Limits, executor: (any TaskExecutor)?, queue: DispatchQueue?
    ) throws(HTTPServerError) {
        socketFile = file
        let handler = RequestHandler(service: service, access: access)
        server = try HTTPServer(on: socket, label: "leadkeeper.control", queue: queue, limits: limits) {
            request, responder in
            Task(executorPreference: executor) { responder.respond(await handler.answer(request)) }
        }
    }

    /// Lets requests under way be answered for `grace` at most, closes everything, and removes the socket.
    public func stop(grace: Duration = .zero) async {
        socketFile.remove()
        await server.stop(grace: grace)
    }
}

/// A socket's file, known by its inode, so that nobody else's is removed in its place.
private struct SocketFile: Sendable {
    private let path: String
    private let identity: (device: UInt, inode: UInt)?

    init(_ path: String) {
        self.path = path
        identity = Self.identity(of: path)
    }

    func remove() {
        guard let identity, let present = Self.identity(of: path), present == identity else { return }
        unlink(path)
    }

    private static func identity(of path: String) -> (device: UInt, inode: UInt)? {
        var status = stat()
        return lstat(path, &status) == 0 ? (UInt(status.st_dev), UInt(status.st_ino)) : nil
    }
}
