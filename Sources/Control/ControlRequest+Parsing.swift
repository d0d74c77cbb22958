internal import Basics
internal import Credentials

extension ControlRequest {
    /// Understands what a client sent: the method, the path and the query's arguments, both percent-decoded.
    ///
    /// Throws `noSuchRoute`, `methodNotAllowed` or `invalidValue`; and `unknownConnection` for a name that no connection can have.
    public init(method: String, path: String, query: [(name: String, value: String)]) throws(Problem) {
        let (route, parts) = try Route.find(method: method, path: path)
        let name = parts.name
        let arguments = try Arguments(query, for: route)
        switch route.operation {
        case .listConnections: self = .connections
        case .getConnection: self = .connection(try Self.required(name))
        case .getHealth: self = .health
        case .listEvents: self = .events(try EventQuery(arguments))
        case .storeSecret: self = .storeSecret(try Self.required(name), try SecretFacts(arguments))
        case .undoSecret: self = .undoSecret(try Self.required(name))
        case .showSecret: self = .showSecret(try Self.required(name))
        case .removeSecret: self = .removeSecret(try Self.required(name))
        case .probe: self = .probe(try Self.required(name), try arguments.flag(.signInOnly) ? .signIn : .whole)
        case .listNotices: self = .notices(try NoticeQuery(arguments))
        case .testNotice: self = .testNotice(try Self.required(arguments[.connection]))
        case .planRotation: self = .planRotation(try Self.required(name))
        case .beginRotation: self = .beginRotation(try Self.required(name), publishingEdits: try arguments.flag(.publishEdits))
        case .abortRotation: self = .abortRotation(try Self.required(name))
        case .getHandOff: self = .handOff(try Self.required(name))
        case .showHandOff: self = .showHandOff(try Self.required(name))
        case .confirmHandOff: self = .confirmHandOff(try Self.required(name))
        case .vouchForHandOff: self = .vouchForHandOff(try Self.required(name))
        case .compareOffer: self = .offer(try Self.required(name))
        case .listKeys: self = .keys(try Self.required(name))
        case .adoptKey: self = .adoptKey(try Self.required(name), try Self.key(parts.key))
        case .beginBackup: self = .beginBackup
        case .endBackup: self = .endBackup
        case .reload: self = .reload(allowingEmpty: try arguments.flag(.allowEmpty))
        case .getOpenAPI: self = .openAPI
        }
    }

    private static func required(_ text: String?) throws(Problem) -> CredentialName {
        guard let name = CredentialName(text ?? "") else { throw .unknownConnection(Arguments.quoted(text ?? "")) }
        return name
    }

    private static func key(_ text: String?) throws(Problem) -> GUID {
        guard let key = GUID(text ?? "") else {
            throw Problem(
                .invalidValue, "the key id is not a GUID such as 12345678-8af1-4a5f-1234-12234d01db47")
        }
        return key
    }
}

extension Route {
    /// The methods that a path has, for the `Allow` field of a 405; empty where there is no such path.
    public static func methods(at path: String) -> [Method] {
        all.filter { $0.match(path) != nil }.map(\.method)
    }

    /// What stands in a path for the parts that vary.
    struct PathParts: Hashable {
        var name: String?
        var key: String?
    }

    /// The route for a method and a decoded path, and what varies in it.
    static func find(method: String, path: String) throws(Problem) -> (Route, PathParts) {
        var isKnownPath = false
        for route in all {
            guard let parts = route.match(path) else { continue }
            if route.method.rawValue == method { return (route, parts) }
            isKnownPath = true
        }
        throw isKnownPath
            ? Problem(.methodNotAllowed, "\(Arguments.quoted(method)) is not for this resource")
            : Problem(.noSuchRoute, "nothing is at \(Arguments.quoted(path))", hint: "/v1/openapi.json describes what there is")
    }

    /// What varies in that path; `nil` where it does not fit.
    private func match(_ path: String) -> PathParts? {
        let given = path.split(separator: "/", omittingEmptySubsequences: false)
        let wanted = self.path.split(separator: "/", omittingEmptySubsequences: false)
        guard given.count == wanted.count else { return nil }
        var parts = PathParts()
        for (given, wanted) in zip(given, wanted) {
            switch wanted {
            case "{name}": parts.name = String(given)
            case "{key}": parts.key = String(given)
            case given: break
            default: return nil
            }
        }
        return parts
    }
}

/// A query's arguments, each known to the route and given once.
struct Arguments {
    private var values: [Route.Parameter: String] = [:]

    init(_ query: [(name: String, value: String)], for route: Route) throws(Problem) {
        for (name, value) in query {
            guard let parameter = Route.Parameter(rawValue: name), route.parameters[parameter] != nil else {
                let known = route.parameters.keys.map(\.rawValue).sorted().joined(separator: ", ")
                throw Problem(
                    .invalidValue, "the query has a parameter that this request does not know",
                    hint: known.isEmpty ? "it has no parameters" : "it has \(known)")
            }
            guard values.updateValue(value, forKey: parameter) == nil else {
                throw Problem(.invalidValue, "\(parameter.rawValue) is given twice")
            }
        }
        for (parameter, isRequired) in route.parameters where isRequired && values[parameter] == nil {
            throw Problem(.invalidValue, "\(parameter.rawValue) is missing")
        }
    }

    subscript(parameter: Route.Parameter) -> String? { values[parameter] }

    func name(_ parameter: Route.Parameter) throws(Problem) -> CredentialName? {
        guard let text = values[parameter] else { return nil }
        guard let name = CredentialName(text) else { throw .unknownConnection(Self.quoted(text)) }
        return name
    }

    func flag(_ parameter: Route.Parameter, otherwise: Bool = false) throws(Problem) -> Bool {
        switch values[parameter] {
        case nil: return otherwise
        case "false": return false
        case "true": return true
        case .some: throw refusal(parameter, accepted: "true or false")
        }
    }

    func time(_ parameter: Route.Parameter) throws(Problem) -> Instant? {
        guard let text = values[parameter] else { return nil }
        do throws(DateFault) {
            return try DateForm(text).instantInUTC
        } catch {
            throw Problem(
                .invalidValue, "\(parameter.rawValue): \(error.sentence(of: text))",
                hint: "use \(DateFault.accepted(orNever: parameter == .expires))")
        }
    }

    /// What is accepted is said; the value is not repeated, since it may be a secret that went astray.
    func refusal(_ parameter: Route.Parameter, accepted: String) -> Problem {
        Problem(.invalidValue, "\(parameter.rawValue) takes \(accepted)")
    }

    /// A text from outside between quotation marks, with nothing that steers a display and not too long.
    static func quoted(_ text: String) -> String { "“\(text.displaySafe(limit: 80))”" }
}

extension EventQuery {
    fileprivate init(_ arguments: Arguments) throws(Problem) {
        self.init(connection: try arguments.name(.connection))
        if let text = arguments[.after] {
            guard let number = Int64(text), number >= 0 else {
                throw arguments.refusal(.after, accepted: "an event's number")
            }
            after = number
        }
        if let number = try arguments.limit() { limit = number }
    }
}

extension NoticeQuery {
    fileprivate init(_ arguments: Arguments) throws(Problem) {
        self.init(connection: try arguments.name(.connection))
        if let text = arguments[.before] {
            guard let number = Int64(text), number > 0 else {
                throw arguments.refusal(.before, accepted: "a notice's number")
            }
            before = number
        }
        if let number = try arguments.limit() { limit = number }
    }
}

extension Arguments {
    /// How many entries are asked for at once; `nil` where the query does not say.
    fileprivate func limit() throws(Problem) -> Int? {
        guard let text = self[.limit] else { return nil }
        guard let number = Int(text), EventQuery.limits.contains(number) else {
            throw refusal(.limit, accepted: "\(EventQuery.limits.lowerBound) to \(EventQuery.limits.upperBound)")
        }
        return number
    }
}

extension SecretFacts {
    fileprivate init(_ arguments: Arguments) throws(Problem) {
        self.init(
            issuedAt: try arguments.time(.issued), mayHaveLapsed: try arguments.flag(.lapsed),
            isUnproven: try arguments.flag(.unproven), waits: try arguments.flag(.wait, otherwise: true))
        if arguments[.expires] == "never" {
            expiry = .never
        } else if let end = try arguments.time(.expires) {
            guard issuedAt.map({ $0 < end }) ?? true else {
                throw Problem(.invalidValue, "expires is not after issued")
            }
            expiry = .at(end, origin: .operator)
        }
        if let text = arguments[.keyID] {
            guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy(\.isVisible) else {
                throw arguments.refusal(.keyID, accepted: "1 to 128 printable characters without spaces")
            }
            keyID = text
        }
    }
}
