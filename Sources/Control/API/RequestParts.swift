internal import Basics
internal import Credentials
public import SecureMemory

/// A request in parts, none of them encoded: what varies in its path, its query, and its body.
public struct RequestParts: Sendable {
    /// A parameter's name and value.
    public typealias Argument = (name: String, value: String)

    /// What varies in the path, by its place: `name` and `key`.
    var path: [String: String]
    /// The arguments of the query.
    var query: [Argument]
    /// The `Accept` field, where a route looks at it; `nil` for none.
    var accept: String?
    /// The body, where there is one.
    private let body: SharedSecret?
    /// The body, where the route takes a secret; else empty.
    public var secret: SharedSecret { body ?? Self.noSecret }

    init(path: [String: String], query: [Argument], accept: String? = nil, secret: SharedSecret?) {
        self.path = path
        self.query = query
        self.accept = accept
        body = secret
    }

    /// The parts of a request to be sent; arguments that are `nil` are left out.
    init(name: CredentialName? = nil, key: GUID? = nil, query: [Argument?] = [], secret: SharedSecret? = nil) {
        self.init(path: [:], query: query.compactMap(\.self), secret: secret)
        path["name"] = name?.description
        path["key"] = key?.description
    }

    /// The body of a request that has none.
    public static let noSecret = SharedSecret(SecretBytes(copying: [UInt8]()))

    /// The connection's name in the path.
    func name() throws(Problem) -> CredentialName {
        let text = path["name"] ?? ""
        guard let name = CredentialName(text) else { throw .unknownConnection(Problem.quoted(text)) }
        return name
    }

    /// The key id in the path.
    func key() throws(Problem) -> GUID {
        guard let key = GUID(path["key"] ?? "") else {
            throw Problem(.invalidValue, "the key id is not a GUID such as 12345678-8af1-4a5f-1234-12234d01db47")
        }
        return key
    }

    /// A parameter's value; `nil` where the query does not have it.
    func value<Value>(of parameter: Parameter<Value>) throws(Problem) -> Value? {
        guard let text = query.first(where: { $0.name == parameter.name })?.value else { return nil }
        return try parameter.read(text)
    }

    /// A parameter's value; throws `invalidValue` where the query does not have it.
    func required<Value>(_ parameter: Parameter<Value>) throws(Problem) -> Value {
        guard let value = try value(of: parameter) else {
            throw Problem(.invalidValue, "\(parameter.name) is missing")
        }
        return value
    }

    /// The path by a route's pattern, percent-encoded.
    func path(by pattern: String) -> String {
        guard !path.isEmpty else { return pattern }
        // By its parts, as a pattern is understood: to replace text is slow to begin with.
        return pattern.split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.first == "{", let value = path[String(part.dropFirst().dropLast())] else { return String(part) }
            return PercentEncoding.encode(value)
        }.joined(separator: "/")
    }

    /// The query with its question mark, percent-encoded; empty where there are no arguments.
    var encodedQuery: String {
        let query = query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        return query.isEmpty ? "" : "?\(query)"
    }
}
