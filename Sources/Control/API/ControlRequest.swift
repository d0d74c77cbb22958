public import Credentials

/// A request to the API: a value is one request, and its type is a route.
///
/// All that is to be known of a route stands in the file of its type; `RouteTable` lists the types.
public protocol ControlRequest: Sendable {
    /// What a successful answer holds.
    associatedtype Answer: ControlAnswer

    /// Where it is, who may use it, how long it may take, and what the OpenAPI document says of it.
    static var route: Route { get }

    /// Understands what a client has sent, whose query has no parameters but the route's, each once.
    ///
    /// Throws `invalidValue`, or `unknownConnection` for a name that no connection can have.
    init(_ parts: RequestParts) throws(Problem)

    /// What a client sends; `init(_:)` understands it as the same request.
    var parts: RequestParts { get }
}

extension ControlRequest {
    /// The request's target, path and query, percent-encoded (RFC 9112 §3.2.1).
    public var target: String {
        let parts = parts
        return parts.path(by: Self.route.path) + parts.encodedQuery
    }
}

/// A request that says nothing but which route it takes.
public protocol PlainRequest: ControlRequest {
    /// The request.
    init()
}

extension PlainRequest {
    /// Understands any; there is nothing to understand.
    public init(_ parts: RequestParts) {
        self.init()
    }

    /// Nothing varies.
    public var parts: RequestParts { RequestParts() }
}

/// A request that says nothing but which connection it concerns.
public protocol ConnectionRequest: ControlRequest {
    /// The connection's name, well-formed; whether there is such a connection is for the service to tell.
    var name: CredentialName { get }

    /// The request about that connection.
    init(_ name: CredentialName)
}

extension ConnectionRequest {
    /// Understands the name in the path.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(try parts.name())
    }

    /// The name in the path.
    public var parts: RequestParts { RequestParts(name: name) }
}
