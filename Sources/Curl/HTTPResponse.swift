public import SecureMemory

/// A complete answer, whatever its status says.
public struct HTTPResponse: Sendable {
    /// The status code.
    public let status: Int

    /// The header of the final answer.
    public let headers: HTTPHeaders

    /// The body; empty where the request said that it is a secret.
    public let body: [UInt8]

    /// The body of an answer whose request said that it is a secret; otherwise, or without a body, nil.
    public let secretBody: SharedSecret?

    /// The time from the start of the transfer to its last byte.
    public let totalMilliseconds: Int

    /// Makes an answer, also for those who make one up.
    public init(
        status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], secretBody: SharedSecret? = nil,
        totalMilliseconds: Int = 0
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.secretBody = secretBody
        self.totalMilliseconds = totalMilliseconds
    }

    /// The first value of one header field; absent is nil.
    public func header(_ name: String) -> String? {
        headers.first(name)
    }
}
