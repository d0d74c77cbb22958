public import SecureMemory

/// An answer: status, header fields and body.
///
/// Date, Content-Length and the framing are the library's work; so is leaving the body out of an answer to HEAD.
public struct ServerResponse: Sendable {
    /// What follows the header.
    public enum Body: Sendable {
        /// Nothing.
        case empty
        /// Bytes in ordinary memory.
        case bytes([UInt8])
        /// A secret; the server's copy is wiped when it has been sent.
        case secret(SharedSecret)
        /// Pieces that are asked for one at a time on the server's queue, so the closure must not block.
        ///
        /// With `length` it is sent as Content-Length, kept or not; without, the body is chunked.
        case stream(length: UInt64?, next: @Sendable () -> Piece)
    }

    /// What a streamed body does next.
    public enum Piece: Sendable {
        /// These bytes follow.
        case bytes([UInt8])
        /// Nothing for a while; then ask again.
        case pause(Duration)
        /// The body is complete.
        case end
        /// Close the connection in the midst of it.
        case abort
    }

    /// The status code, 100 to 999.
    public var status: Int
    /// Header fields; one with a line break in it makes the whole answer a 500.
    public var headers: [(name: String, value: String)]
    /// What follows the header.
    public var body: Body

    /// Puts an answer together.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Bytes of a media type.
    public init(status: Int, type: String, bytes: [UInt8], headers: [(name: String, value: String)] = []) {
        self.init(status: status, headers: [("Content-Type", type)] + headers, body: .bytes(bytes))
    }

    /// 405 with the methods that are allowed, as RFC 9110 section 15.5.6 demands.
    public static func methodNotAllowed(_ allowed: [String]) -> ServerResponse {
        ServerResponse(status: 405, headers: [("Allow", allowed.joined(separator: ", "))])
    }
}
