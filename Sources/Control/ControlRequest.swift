internal import Basics
public import Credentials

/// One request to the API without its body: what a client sends and a server understands.
public enum ControlRequest: Hashable, Sendable {
    case connections
    case connection(CredentialName)
    case health
    case events(EventQuery)
    case storeSecret(CredentialName, SecretFacts)
    case undoSecret(CredentialName)
    case showSecret(CredentialName)
    case removeSecret(CredentialName)
    case probe(CredentialName, ProbeReport.Extent)
    case notices(NoticeQuery)
    case testNotice(CredentialName)
    case planRotation(CredentialName)
    /// With `true`, somebody's pending edits in the offer are published along.
    case beginRotation(CredentialName, publishingEdits: Bool)
    case abortRotation(CredentialName)
    case handOff(CredentialName)
    case showHandOff(CredentialName)
    case confirmHandOff(CredentialName)
    case vouchForHandOff(CredentialName)
    case offer(CredentialName)
    case keys(CredentialName)
    case adoptKey(CredentialName, GUID)
    case beginBackup
    case endBackup
    /// With `true`, a configuration without connections is meant.
    case reload(allowingEmpty: Bool)
    case openAPI

    /// Its route.
    public var route: Route {
        switch self {
        case .connections: .of(.listConnections)
        case .connection: .of(.getConnection)
        case .health: .of(.getHealth)
        case .events: .of(.listEvents)
        case .storeSecret: .of(.storeSecret)
        case .undoSecret: .of(.undoSecret)
        case .showSecret: .of(.showSecret)
        case .removeSecret: .of(.removeSecret)
        case .probe: .of(.probe)
        case .notices: .of(.listNotices)
        case .testNotice: .of(.testNotice)
        case .planRotation: .of(.planRotation)
        case .beginRotation: .of(.beginRotation)
        case .abortRotation: .of(.abortRotation)
        case .handOff: .of(.getHandOff)
        case .showHandOff: .of(.showHandOff)
        case .confirmHandOff: .of(.confirmHandOff)
        case .vouchForHandOff: .of(.vouchForHandOff)
        case .offer: .of(.compareOffer)
        case .keys: .of(.listKeys)
        case .adoptKey: .of(.adoptKey)
        case .beginBackup: .of(.beginBackup)
        case .endBackup: .of(.endBackup)
        case .reload: .of(.reload)
        case .openAPI: .of(.getOpenAPI)
        }
    }

    /// The request's target, path and query, percent-encoded (RFC 9112 §3.2.1).
    public var target: String {
        let path = route.path.replacing("{name}", with: PercentEncoding.encode(pathName?.description ?? ""))
            .replacing("{key}", with: pathKey?.description ?? "")
        let query = query.map { "\($0.rawValue)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    /// The name in the path; `nil` where it has none.
    var pathName: CredentialName? {
        switch self {
        case .connection(let name), .storeSecret(let name, _), .undoSecret(let name), .showSecret(let name),
            .removeSecret(let name),
            .probe(let name, _), .planRotation(let name), .beginRotation(let name, _), .abortRotation(let name),
            .handOff(let name),
            .showHandOff(let name), .confirmHandOff(let name), .vouchForHandOff(let name), .offer(let name), .keys(let name),
            .adoptKey(let name, _):
            name
        case .connections, .health, .events, .notices, .testNotice, .beginBackup, .endBackup, .reload, .openAPI: nil
        }
    }

    /// The key id in the path; `nil` where it has none.
    var pathKey: GUID? {
        guard case .adoptKey(_, let key) = self else { return nil }
        return key
    }

    /// The query, in a fixed order.
    var query: [(Route.Parameter, String)] {
        var query: [(Route.Parameter, String)] = []
        switch self {
        case .events(let events):
            if let connection = events.connection { query.append((.connection, connection.description)) }
            if let after = events.after { query.append((.after, String(after))) }
            query.append((.limit, String(events.limit)))
        case .storeSecret(_, let facts):
            if let issuedAt = facts.issuedAt { query.append((.issued, issuedAt.rfc3339)) }
            switch facts.expiry {
            case .unknown: break
            case .never: query.append((.expires, "never"))
            case .at(let instant, _): query.append((.expires, instant.rfc3339))
            }
            if let keyID = facts.keyID { query.append((.keyID, keyID)) }
            if facts.mayHaveLapsed { query.append((.lapsed, "true")) }
            if facts.isUnproven { query.append((.unproven, "true")) }
            if !facts.waits { query.append((.wait, "false")) }
        case .probe(_, .signIn):
            query.append((.signInOnly, "true"))
        case .beginRotation(_, publishingEdits: true):
            query.append((.publishEdits, "true"))
        case .notices(let notices):
            if let connection = notices.connection { query.append((.connection, connection.description)) }
            if let before = notices.before { query.append((.before, String(before))) }
            query.append((.limit, String(notices.limit)))
        case .reload(allowingEmpty: true):
            query.append((.allowEmpty, "true"))
        case .testNotice(let name):
            query.append((.connection, name.description))
        case .connections, .connection, .health, .undoSecret, .showSecret, .removeSecret, .probe, .planRotation, .beginRotation,
            .abortRotation,
            .handOff, .showHandOff, .confirmHandOff, .vouchForHandOff, .offer, .keys, .adoptKey, .beginBackup, .endBackup,
            .reload, .openAPI:
            break
        }
        return query
    }
}
