public import SecureMemory

/// One request; a value without a connection.
public struct HTTPRequest: Sendable {
    /// The methods in use.
    public enum Method: String, Sendable {
        /// RFC 9110, 9.3.1.
        case get = "GET"
        /// RFC 9110, 9.3.2.
        case head = "HEAD"
        /// RFC 9110, 9.3.3.
        case post = "POST"
        /// RFC 9110, 9.3.4.
        case put = "PUT"
        /// RFC 5789.
        case patch = "PATCH"
        /// RFC 9110, 9.3.5.
        case delete = "DELETE"
    }

    /// One field of the header.
    ///
    /// A name that is no token, or a value with a control character, makes the request fail with `local`.
    public struct Header: Sendable, Hashable {
        /// The field's name.
        public var name: String
        /// The field's value.
        public var value: String

        /// Makes a field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What is sent after the header.
    public enum Body: Sendable {
        /// Nothing; POST, PUT and PATCH say `Content-Length: 0`.
        case none
        /// These bytes.
        case bytes([UInt8])
        /// The bytes of a secret, which libcurl reads where they are.
        case secret(SharedSecret)
    }

    /// The method.
    public var method: Method

    /// An absolute `https` URL, percent-encoded; user information in it is refused.
    public var url: String

    /// Fields beside those that the client sets itself.
    ///
    /// A body without a `Content-Type` here goes out as `application/x-www-form-urlencoded`.
    public var headers: [Header]

    /// The body.
    public var body: Body

    /// A bearer token, sent as `Authorization: Bearer …` (RFC 6750, 2.1) from memory that is wiped afterwards.
    public var authorization: SharedSecret?

    /// How many bytes of body the answer may have; one more ends the transfer with `tooLarge`.
    public var bodyLimit: Int

    /// Whether the answer's header is all that is wanted: whatever comes behind it, however long or slow, is not waited
    /// for.
    public var endsWithHeader: Bool

    /// Whether the answer's body is a secret: it then comes as `HTTPResponse.secretBody` and nowhere else.
    public var bodyIsSecret: Bool

    /// The time for the whole transfer, where it differs from the client's; all of it may pass without a byte.
    public var timeout: Duration?

    /// Whether a new connection is made for it.
    ///
    /// libcurl repeats a request, POST too, when a kept connection turns out to be closed before a byte of the answer
    /// came. What must never be sent twice sets this.
    public var needsFreshConnection: Bool

    /// Makes a request; everything but method and URL has a default.
    public init(
        _ method: Method, _ url: String, headers: [Header] = [], body: Body = .none, authorization: SharedSecret? = nil,
        bodyLimit: Int = 1 << 20, endsWithHeader: Bool = false, bodyIsSecret: Bool = false, timeout: Duration? = nil,
        needsFreshConnection: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authorization = authorization
        self.bodyLimit = bodyLimit
        self.endsWithHeader = endsWithHeader
        self.bodyIsSecret = bodyIsSecret
        self.timeout = timeout
        self.needsFreshConnection = needsFreshConnection
    }
}

extension HTTPRequest {
    /// The method and the origin, which is all of a request that an error may show.
    var operation: String {
        let afterScheme = url.utf8.firstRange(of: "://".utf8)?.upperBound ?? url.utf8.startIndex
        let end = url.utf8[afterScheme...].firstIndex { "/?#".utf8.contains($0) } ?? url.utf8.endIndex
        guard !url.utf8[..<end].contains(UInt8(ascii: "@")) else { return method.rawValue }
        return "\(method.rawValue) \(url[..<end])"
    }
}
