/// What is declared of a route: where it is, who may use it, and what the OpenAPI document says of it.
public struct Route: Sendable {
    /// The methods in use.
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    /// Who may use a route.
    public enum Access: String, Hashable, Sendable {
        /// root, the service's user, and members of the group `leadkeeper`.
        case reading
        /// root and the service's user.
        case changing
    }

    /// The most bytes that a body may have.
    public static let bodyLimit = 65_536

    /// What every route may answer beside what it is asked for.
    public static let commonProblems: [Problem.Code] = [
        .notPermitted, .methodNotAllowed, .bodyTooLarge, .invalidValue, .internal, .temporary,
    ]

    /// What it is called in the OpenAPI document.
    public let operation: String
    /// Its method.
    public let method: Method
    /// Its path, in which `{name}` stands for a connection's name and `{key}` for a key id.
    public let path: String
    /// Who may use it.
    public let access: Access
    /// How long a client waits for the answer: a probe makes six requests to Microsoft, a notice waits for a mail
    /// server.
    public let timeout: Duration
    /// What it does, in a few words.
    public let summary: String
    /// What it does, in whole sentences.
    public let description: String
    /// What its query may have.
    let parameters: [any QueryParameter]
    /// Whether its body is a secret; other routes have none.
    public let takesSecret: Bool
    /// What it may answer else, beside what every route may.
    public let problems: [Problem.Code]

    init(
        _ operation: String, _ method: Method, _ path: String, for access: Access, within timeout: Duration,
        _ summary: String, _ description: String, parameters: [any QueryParameter] = [], takesSecret: Bool = false,
        problems: [Problem.Code] = []
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.access = access
        self.timeout = timeout
        self.summary = summary
        self.description = description
        self.parameters = parameters
        self.takesSecret = takesSecret
        self.problems = problems
    }

    /// What varies in that path, by its place in braces; `nil` where the path does not fit.
    func match(_ path: String) -> [String: String]? {
        // Every request is held against all routes, so it is bytes that are compared, and nothing is made of a path that
        // does not fit.
        let slash = UInt8(ascii: "/")
        var parts: [String: String] = [:]
        var (given, wanted) = (path.utf8[...], self.path.utf8[...])
        while true {
            let (part, pattern) = (given.prefix { $0 != slash }, wanted.prefix { $0 != slash })
            if pattern.first == UInt8(ascii: "{") {
                parts[String(pattern.dropFirst().dropLast()) ?? ""] = String(part)
            } else if !part.elementsEqual(pattern) {
                return nil
            }
            (given, wanted) = (given[part.endIndex...], wanted[pattern.endIndex...])
            // Both end here, or both go on behind a slash.
            guard given.popFirst() != nil else { return wanted.isEmpty ? parts : nil }
            guard wanted.popFirst() != nil else { return nil }
        }
    }

    /// Throws `invalidValue` for a parameter that the route does not have, one that is given twice, and one that is
    /// missing.
    func check(_ query: [RequestParts.Argument]) throws(Problem) {
        var seen: Set<String> = []
        for (name, _) in query {
            guard parameters.contains(where: { $0.name == name }) else {
                let known = parameters.map(\.name).sorted().joined(separator: ", ")
                throw Problem(
                    .invalidValue, "the query has a parameter that this request does not know",
                    hint: known.isEmpty ? "it has no parameters" : "it has \(known)")
            }
            guard seen.insert(name).inserted else { throw Problem(.invalidValue, "\(name) is used twice") }
        }
        for parameter in parameters where parameter.isRequired && !seen.contains(parameter.name) {
            throw Problem(.invalidValue, "\(parameter.name) is missing")
        }
    }
}
