/// An HTTPS origin, `https://host[:port]` (RFC 6454): where an environment or an endpoint answers.
public struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
    /// The host in lower case; an IPv6 address stands in its brackets.
    public let host: String
    /// The port, 443 unless another one is given.
    public let port: UInt16

    /// The origin without a trailing slash, and without the port where it is 443.
    public var description: String {
        port == 443 ? "https://\(host)" : "https://\(host):\(port)"
    }

    init(host: String, port: UInt16 = 443) {
        self.host = host
        self.port = port
    }
}
