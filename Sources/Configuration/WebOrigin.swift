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

    /// Accepts `https://host[:port]`, with or without one slash at its end; answers `nil` for anything else.
    public init?(_ text: String) {
        guard case .success(let origin) = Self.parse(text) else { return nil }
        self = origin
    }

    init(host: String, port: UInt16 = 443) {
        self.host = host
        self.port = port
    }

    static func parse(_ text: String) -> Result<WebOrigin, Refusal> {
        switch Address.parse(text) {
        case .success(let address) where address.scheme == "https":
            .success(WebOrigin(host: address.host.urlText, port: address.port ?? 443))
        case .success(let address) where address.scheme == "http":
            .failure(
                Refusal(suggestion: address.text(scheme: "https"), hint: "leadkeeper never sends a secret unencrypted"))
        case .success: .failure(Refusal())
        case .failure(let flaw): .failure(Address.refusal(of: text, for: flaw, schemes: ["https"]))
        }
    }
}
