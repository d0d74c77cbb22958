internal import Foundation
internal import Microhttpd
internal import TestBasics

/// Microsoft Graph, as far as apps and their secrets, users and their passwords go.
///
/// Microsoft's "application-addpassword", "application-removepassword", "application-addkey", "application-removekey",
/// "application-rollkey-prooftoken", "tenantappmanagementpolicy",
/// "user-changepassword", "users-passwordprofile-permissions" and "errors" pages.
enum Graph {
    /// What a path leads to.
    enum Route {
        case app(String)
        case principal(String)
        case addKey(app: String)
        case removeKey(app: String)
        case addCertificate(app: String)
        case removeCertificate(app: String)
        case ownPolicies(app: String)
        case policy
        case user(String)
        case domain(String)
        case audits
        case changePassword
        case sendMail(mailbox: String)
        case inbox(mailbox: String)
        case lastSignIns
        case signIns

        init?(_ method: String, _ path: String) {
            switch (method, path) {
            case ("GET", "/beta/reports/appCredentialSignInActivities"): self = .lastSignIns
            case ("GET", "/beta/auditLogs/signIns"): self = .signIns
            case (_, _):
                self.init(released: method, path)
            }
        }

        private init?(released method: String, _ path: String) {
            guard path.hasPrefix("/v1.0/") else { return nil }
            let parts = path.dropFirst("/v1.0/".count).split(separator: "/", omittingEmptySubsequences: false).map(
                String.init)
            if parts == ["me", "changePassword"], method == "POST" {
                self = .changePassword
            } else if parts.count == 3, parts[0] == "users", parts[2] == "sendMail", method == "POST" {
                self = .sendMail(mailbox: parts[1].lowercased())
            } else if parts.count == 4, parts[0] == "users", parts[2...] == ["mailFolders", "inbox"], method == "GET" {
                self = .inbox(mailbox: parts[1].lowercased())
            } else if parts == ["auditLogs", "directoryAudits"], method == "GET" {
                self = .audits
            } else if parts == ["policies", "defaultAppManagementPolicy"], method == "GET" {
                self = .policy
            } else if let app = Self.key(parts[0], of: "applications", named: "appId=") {
                switch (method, parts.dropFirst().first, parts.count) {
                case ("GET", nil, 1): self = .app(app)
                case ("GET", "appManagementPolicies", 2): self = .ownPolicies(app: app)
                case ("POST", "addPassword", 2): self = .addKey(app: app)
                case ("POST", "removePassword", 2): self = .removeKey(app: app)
                case ("POST", "addKey", 2): self = .addCertificate(app: app)
                case ("POST", "removeKey", 2): self = .removeCertificate(app: app)
                default: return nil
                }
            } else if let app = Self.key(parts[0], of: "servicePrincipals", named: "appId="), parts.count == 1,
                method == "GET"
            {
                self = .principal(app)
            } else if let user = Self.key(parts[0], of: "users"), parts.count == 1, ["GET", "PATCH"].contains(method) {
                self = .user(user)
            } else if let domain = Self.key(parts[0], of: "domains"), parts.count == 1, method == "GET" {
                self = .domain(domain)
            } else {
                return nil
            }
        }

        /// The key in `applications(appId='…')` or `users('…')`.
        private static func key(_ part: String, of set: String, named name: String = "") -> String? {
            let front = "\(set)(\(name)'"
            guard part.hasPrefix(front), part.hasSuffix("')") else { return nil }
            return part.dropFirst(front.count).dropLast(2).replacingOccurrences(of: "''", with: "'").lowercased()
        }
    }

    static func step(_ method: String, _ path: String) -> String {
        if let route = GraphExamination.Route(method, path) { return route.step }
        return switch Route(method, path) {
        case .app: "keys"
        case .principal: "principal-keys"
        case .addKey: "add-key"
        case .removeKey: "remove-key"
        case .addCertificate: "add-certificate"
        case .removeCertificate: "remove-certificate"
        case .ownPolicies: "own-policy"
        case .policy: "policy"
        case .user: method == "PATCH" ? "reset-password" : "password-facts"
        case .domain: "domain"
        case .audits: "audits"
        case .changePassword: "change-password"
        case .sendMail: "send-mail"
        case .inbox: "inbox"
        case .lastSignIns: "last-sign-ins"
        case .signIns: "sign-ins"
        case nil: "other"
        }
    }

    static func answer(_ call: Call, _ state: inout CloudState) -> Reply {
        var reply: Reply
        var identity: String?
        do throws(GraphRefusal) {
            let caller = try caller(of: call, state)
            identity = caller.identity
            reply = try answered(call, caller, &state)
        } catch {
            reply = error.reply(call, &state)
        }
        reply.identity = identity
        reply.headers += [("request-id", state.generator.identifier()), ("Cache-Control", "no-cache")]
        return reply
    }

    private static func answered(
        _ call: Call, _ caller: CloudState.Token, _ state: inout CloudState
    ) throws(GraphRefusal) -> Reply {
        if let route = GraphExamination.Route(call.method, call.path) {
            return try GraphExamination.answer(route, caller, state)
        }
        guard let route = Route(call.method, call.path) else {
            throw GraphRefusal(400, "BadRequest", "Resource not found for the segment '\(call.path)'.")
        }
        switch route {
        case .app(let id):
            try state.demand([.readApps, .changeOwnedApps, .changeApps], of: caller)
            return try GraphKeys(caller: caller, app: id, state).list(call, &state)
        case .principal(let id):
            try state.demand([.readApps, .changeOwnedApps, .changeApps], of: caller)
            return try GraphKeys.principal(of: id, caller: caller, call, state)
        case .addKey(let id): return try GraphKeys(caller: caller, app: id, state).add(call, &state)
        case .removeKey(let id): return try GraphKeys(caller: caller, app: id, state).remove(call, &state)
        case .addCertificate(let id): return try GraphKeys(caller: caller, app: id, state).addCertificate(call, &state)
        case .removeCertificate(let id):
            return try GraphKeys(caller: caller, app: id, state).removeCertificate(call, &state)
        case .ownPolicies(let id):
            try state.demand([.readPolicies], of: caller)
            let app = state.world.apps[try GraphKeys(caller: caller, app: id, state).index]
            return Reply(
                status: 200, json: ["value": .array(app.managementPolicy.map { [$0.json("restrictions")] } ?? [])])
        case .policy:
            try state.demand([.readPolicies], of: caller)
            let policy = state.tenant(caller.tenant)?.managementPolicy
            return Reply(status: 200, json: (policy ?? .switchedOff).json("applicationRestrictions"))
        case .user(let name):
            return call.method == "PATCH"
                ? try GraphUsers.reset(name, call, caller, &state) : try GraphUsers.facts(of: name, call, caller, state)
        case .domain(let name): return try GraphUsers.domain(name, caller, state)
        case .audits: return try GraphAudits.list(call, caller, state)
        case .changePassword: return try GraphUsers.change(call, caller, &state)
        case .sendMail(let mailbox): return try GraphMail.send(from: mailbox, call, caller, &state)
        case .inbox(let mailbox): return try GraphMail.inbox(of: mailbox, caller, state)
        case .lastSignIns: return try signIns(call, caller, isSummary: true, state)
        case .signIns: return try signIns(call, caller, isSummary: false, state)
        }
    }

    /// Whoever the token was given to; a token for another resource, or a lapsed one, is none.
    static func caller(of call: Call, _ state: CloudState) throws(GraphRefusal) -> CloudState.Token {
        guard let header = call.headers["Authorization"], header.lowercased().hasPrefix("bearer ") else {
            throw GraphRefusal(401, "InvalidAuthenticationToken", "Access token is empty.")
        }
        guard let token = state.tokens[String(header.dropFirst(7))], token.resourceHost == call.host else {
            throw GraphRefusal(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.")
        }
        guard state.now < token.expires else {
            throw GraphRefusal(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        }
        return token
    }

    /// Times as Graph writes them.
    static func time(_ date: Date) -> JSON {
        .string(date < Date(timeIntervalSince1970: -60_000_000_000) ? "0001-01-01T00:00:00Z" : date.ISO8601Format())
    }

    /// An id that belongs to a name for ever.
    static func identifier(of name: String) -> String {
        var generator = SeededGenerator(
            seed: name.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
        return generator.identifier()
    }

    /// The members that `$select` asks for, and those that are always there.
    static func selected(_ members: [(name: String, value: JSON)], _ call: Call) -> JSON {
        guard let select = call.query["$select"] else { return .object(members) }
        let names = Set(select.split(separator: ",").map(String.init))
        return .object(members.filter { $0.name.hasPrefix("@") || names.contains($0.name) })
    }

    /// The JSON object that was sent.
    static func body(of call: Call) throws(GraphRefusal) -> [String: Any] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any] else {
            throw GraphRefusal(400, "BadRequest", "Unable to read JSON request payload.")
        }
        return object
    }
}

/// Why Graph, Partner Center or its portal does not do it.
struct GraphRefusal: Error {
    let status: Int
    let code: String
    let text: String
    /// The member `details`, where there is one.
    var detail: String?

    init(_ status: Int, _ code: String, _ text: String, detail: String? = nil) {
        self.status = status
        self.code = code
        self.text = text
        self.detail = detail
    }

    static let denied = GraphRefusal(
        403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")

    static func notFound(_ name: String, _ world: World) -> GraphRefusal {
        GraphRefusal(
            world.spite.notFoundStatus, "Request_ResourceNotFound",
            "Resource '\(name)' does not exist or one of its queried reference-property objects are not present.")
    }

    func reply(_ call: Call, _ state: inout CloudState) -> Reply {
        var members: [(name: String, value: JSON)] = [("code", .string(code)), ("message", .string(text))]
        if let detail { members.append(("details", [["code": .string(detail), "message": .string(text)]])) }
        members.append(
            (
                "innerError",
                [
                    "date": .string(String(state.now.ISO8601Format().dropLast())),
                    "request-id": .string(state.generator.identifier()),
                    "client-request-id": .string(call.headers["client-request-id"] ?? state.generator.identifier()),
                ]
            ))
        var reply = Reply(status: status, json: ["error": .object(members)])
        reply.outcome = code
        return reply
    }
}

extension CloudState {
    func tenant(_ id: String) -> World.Tenant? {
        world.tenants.first { $0.id.lowercased() == id.lowercased() }
    }

    /// Refuses an app without one of these permissions, and every user.
    func demand(_ permissions: [World.Permission], of caller: Token) throws(GraphRefusal) {
        let app = world.apps.first { $0.id.lowercased() == caller.identity.lowercased() }
        guard caller.isApp, let app, permissions.contains(where: app.permissions.contains) else { throw .denied }
    }
}
