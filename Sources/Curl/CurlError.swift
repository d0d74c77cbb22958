/// Why a transfer gave no answer.
///
/// Two errors are equal when their codes are. `text` is libcurl's own sentence and holds no request, answer or secret.
public struct CurlError: Error, Sendable, Equatable {
    /// What went wrong, in the words that callers branch on.
    public enum Code: String, Sendable, CaseIterable {
        /// The host's name has no address, or nobody could be asked for it.
        case resolve
        /// No connection came about, or it ended before a byte of the request went out.
        case connect
        /// The handshake failed or the peer's certificate was not accepted; nothing was sent.
        case tls
        /// A limit of time ran out; `mayHaveBeenSent` tells on which side of the request.
        case timeout
        /// The answer's body is longer than the request permits.
        case tooLarge
        /// The answer is not HTTP, or has more header than anybody needs.
        case badAnswer
        /// The connection was lost after the request, or a part of it, went out: whether it had an effect is unknown.
        case interrupted
        /// The task was cancelled or the client shut down.
        case cancelled
        /// The proxy cannot be reached or refuses.
        case proxy
        /// The request or the set-up on this side is at fault: a bad URL, an unreadable file of certificates.
        case local
    }

    /// What went wrong.
    public let code: Code

    /// What was attempted: the method and the origin, never a path or a query.
    public let operation: String

    /// libcurl's `CURLcode`, or 0 where the fault was found on this side.
    public let number: Int

    /// The sentence that explains it, in libcurl's words where they are known.
    public let text: String

    /// Whether the server may have received the request, in whole or in part.
    public let mayHaveBeenSent: Bool

    /// Makes an error from its parts.
    public init(_ code: Code, operation: String, number: Int = 0, text: String, mayHaveBeenSent: Bool = false) {
        self.code = code
        self.operation = operation
        self.number = number
        self.text = text
        self.mayHaveBeenSent = mayHaveBeenSent
    }

    /// Compares the codes alone.
    public static func == (left: CurlError, right: CurlError) -> Bool {
        left.code == right.code
    }
}

extension CurlError: CustomStringConvertible {
    /// "failed to POST https://host: what libcurl says".
    public var description: String {
        "failed to \(operation): \(text)"
    }
}
