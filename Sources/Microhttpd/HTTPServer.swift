public import Dispatch

/// An HTTP/1.1 server on one listening socket, without a thread of its own.
///
/// It works on a serial queue, where the handler is called for each whole request and must not block; the answer may
/// come later and from anywhere. While nobody is connected it does not wake up. Letting go of the server closes it at
/// once. libmicrohttpd in epoll mode.
public final class HTTPServer: Sendable {
    /// How much of whose patience and memory the server gives away.
    public struct Limits: Sendable {
        /// Connections at a time; more wait in the kernel's queue.
        public var connections: UInt32 = 64
        /// Bytes of a request's body; a longer one is answered 413.
        public var bodyBytes = 65_536
        /// Bytes of memory for each connection; a header that does not fit is answered 431 or 414 by the library.
        public var connectionMemory = 32_768
        /// Whole seconds without a byte either way after which a connection is closed.
        public var inactivity: Duration = .seconds(30)
        /// How long a request may take to arrive, from the opening of its connection or the end of the answer before
        /// it.
        public var request: Duration = .seconds(30)

        /// The limits of a small local service.
        public init() {}
    }

    /// What is called with each whole request, on the server's queue.
    public typealias Handler = @Sendable (ServerRequest, Responder) -> Void

    private let engine: ServerEngine

    /// Starts to serve, and owns the socket from now on.
    ///
    /// - Parameters:
    ///   - queue: the serial queue whose turns it takes; nil for turns of its own.
    ///   - identity: answers which certificate to show a TLS client that asks for a host by name, or for none;
    ///     nil breaks the handshake off. Without it the server speaks plain HTTP. Called on the server's queue.
    public init(
        on socket: consuming ListeningSocket, label: String, queue: DispatchQueue? = nil, limits: Limits = Limits(),
        identity: (@Sendable (_ host: String?) -> TLSIdentity?)? = nil, handler: @escaping Handler
    ) throws(HTTPServerError) {
        engine = try ServerEngine(
            descriptor: socket.release(), label: label, on: queue, limits: limits, identity: identity,
            handler: handler)
    }

    deinit {
        engine.close()
    }

    /// Accepts nobody any more, lets requests under way be answered for `grace` at most, and closes everything.
    ///
    /// Returns when all is closed; a second call waits for the same end.
    public func stop(grace: Duration = .zero) async {
        await engine.stop(grace: grace)
    }
}
