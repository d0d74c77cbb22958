internal import Foundation
internal import Microhttpd
internal import TestBasics

/// One app's client secrets and certificates, as one caller sees and changes them.
struct GraphKeys {
    let caller: CloudState.Token
    /// Where the app is in the world.
    let index: Int

    /// Finds an app in its home tenant; a guest of the caller's tenant is not there.
    init(caller: CloudState.Token, app id: String, _ state: CloudState) throws(GraphRefusal) {
        let index = state.world.apps.firstIndex {
            $0.id.lowercased() == id && $0.tenants.first?.lowercased() == caller.tenant.lowercased()
        }
        guard let index else { throw .notFound(id, state.world) }
        self.caller = caller
        self.index = index
    }

    /// What an app asks for that wants `user_impersonation` of Dynamics CRM.
    private static let dynamics: JSON = [
        "resourceAppId": "00000007-0000-0000-c000-000000000000",
        "resourceAccess": [["id": "78ce3f0f-a1ce-49c2-8cde-64b5c0896db4", "type": "Scope"]],
    ]

    func list(_ call: Call, _ state: inout CloudState) throws(GraphRefusal) -> Reply {
        clear(&state)
        let app = state.world.apps[index]
        var keys: [JSON] = []
        for secret in app.secrets where Self.isSeen(secret, &state) { keys.append(.object(Self.members(of: secret))) }
        return Reply(
            status: 200,
            json: Graph.selected(
                [
                    ("@odata.context", .string("https://\(call.authority)/v1.0/$metadata#applications/$entity")),
                    ("id", .string(Graph.identifier(of: app.id))), ("appId", .string(app.id)),
                    ("displayName", .string(app.displayName)), ("createdDateTime", Graph.time(app.createdOn)),
                    ("signInAudience", .string(app.audience)),
                    ("requiredResourceAccess", .array(app.asksForDynamics ? [Self.dynamics] : [])),
                    ("passwordCredentials", .array(keys)),
                    ("keyCredentials", .array(certificates(&state).map { .object($0) })),
                ], call))
    }

    /// The service principal of an app in the caller's tenant, which a guest has too; what lies on it does so at its
    /// home alone here.
    static func principal(
        of id: String, caller: CloudState.Token, _ call: Call, _ state: CloudState
    ) throws(GraphRefusal) -> Reply {
        let app = state.world.apps.first {
            $0.id.lowercased() == id && !$0.lacksPrincipal
                && $0.tenants.contains { $0.lowercased() == caller.tenant.lowercased() }
        }
        guard let app else { throw .notFound(id, state.world) }
        return Reply(
            status: 200,
            json: Graph.selected(
                [
                    ("@odata.context", .string("https://\(call.authority)/v1.0/$metadata#servicePrincipals/$entity")),
                    ("id", .string(Graph.identifier(of: "principal of \(app.id)"))), ("appId", .string(app.id)),
                    ("displayName", .string(app.displayName)), ("accountEnabled", .bool(app.isEnabled)),
                    ("passwordCredentials", .array(app.principalSecrets.map { .object(members(of: $0)) })),
                    ("keyCredentials", []),
                ], call))
    }

    func add(_ call: Call, _ state: inout CloudState) throws(GraphRefusal) -> Reply {
        try demandOwnership(state)
        clear(&state)
        let asked = try Graph.body(of: call)["passwordCredential"] as? [String: Any] ?? [:]
        let start = try Self.date(asked["startDateTime"]) ?? state.now
        // Two years are what Graph grants to whoever does not ask.
        var end = try Self.date(asked["endDateTime"]) ?? start.addingTimeInterval(730 * 86_400)
        guard end > start, end > state.now else {
            throw GraphRefusal(
                400, "Request_BadRequest", "The end date of the credential is not valid.", detail: "InvalidKeyEndDate")
        }
        end = try granted(end, from: start, state)
        guard state.world.apps[index].secrets.count < state.world.apps[index].secretLimit else {
            throw GraphRefusal(
                400, "Request_BadRequest",
                "The size of the object has exceeded its limit. Please reduce the number of values and retry your request."
            )
        }
        let spite = state.world.spite
        var secret = World.Secret(
            keyID: state.generator.identifier(), value: Self.value(&state), start: start, end: end,
            displayName: asked["displayName"] as? String)
        secret.settlesAt = Self.later(spite.propagation, &state)
        secret.listedFrom = Self.later(spite.listingLag, &state)
        secret.isDead = state.generator.happens(spite.deadSecrets)
        state.world.apps[index].secrets.append(secret)
        var members = Self.members(of: secret)
        members.removeAll { $0.name == "secretText" }
        members += [
            ("@odata.context", .string("https://\(call.authority)/v1.0/$metadata#microsoft.graph.passwordCredential")),
            ("secretText", .string(secret.value)),
        ]
        var reply = Reply(status: 200, json: .object(members))
        reply.keyID = secret.keyID
        return reply
    }

    func remove(_ call: Call, _ state: inout CloudState) throws(GraphRefusal) -> Reply {
        try demandOwnership(state)
        clear(&state)
        let keyID = (try Graph.body(of: call)["keyId"] as? String)?.lowercased() ?? ""
        let place = state.world.apps[index].secrets.firstIndex { $0.keyID.lowercased() == keyID && $0.goneAt == nil }
        guard let place, Self.isSeen(state.world.apps[index].secrets[place], &state) else {
            throw GraphRefusal(400, "Request_BadRequest", "No password credential found with keyId.")
        }
        state.world.apps[index].secrets[place].goneAt = Self.later(state.world.spite.removalLag, &state) ?? state.now
        clear(&state)
        var reply = Reply(status: 204)
        reply.keyID = keyID
        return reply
    }

    func demandOwnership(_ state: CloudState) throws(GraphRefusal) {
        do throws(GraphRefusal) {
            try state.demand([.changeApps], of: caller)
        } catch {
            try state.demand([.changeOwnedApps], of: caller)
            guard state.world.apps[index].owners.contains(where: { $0.lowercased() == caller.identity.lowercased() })
            else {
                throw .denied
            }
        }
    }

    /// Forgets what was removed long enough ago.
    func clear(_ state: inout CloudState) {
        let now = state.now
        state.world.apps[index].certificates.removeAll { $0.goneAt.map { $0 <= now } ?? false }
        state.world.apps[index].secrets.removeAll { $0.goneAt.map { $0 <= now } ?? false }
    }

    /// The end that the policies grant.
    private func granted(_ end: Date, from start: Date, _ state: CloudState) throws(GraphRefusal) -> Date {
        let app = state.world.apps[index]
        let refused = { (code: String, text: String, detail: String?) in
            GraphRefusal(
                400, code, "\(text) as per assigned policy '\(Graph.identifier(of: caller.tenant))'.", detail: detail)
        }
        let rules = { rule($0, state) }
        if rules("passwordAddition")?.applies(to: app) ?? false {
            throw refused("CredentialTypeNotAllowedAsPerAppPolicy", "Credential type not allowed", nil)
        }
        guard let rule = rules("passwordLifetime"), rule.applies(to: app), let days = rule.longestDays else {
            return end
        }
        let longest = start.addingTimeInterval(TimeInterval(days) * 86_400)
        guard end > longest else { return end }
        guard state.world.spite.shortensSilently else {
            throw refused(
                "CredentialInvalidLifetimeAsPerAppPolicy", "Credential lifetime exceeds the max value allowed",
                "InvalidKeyEndDate")
        }
        return longest
    }

    /// The restriction of that type that holds for the app: its own policy's before the directory's.
    func rule(_ type: String, _ state: CloudState) -> World.ManagementPolicy.Restriction? {
        let policies = [state.world.apps[index].managementPolicy, state.tenant(caller.tenant)?.managementPolicy]
        return policies.compactMap { $0 }.filter(\.isEnabled).lazy.compactMap {
            $0.restrictions.first { $0.type == type }
        }
        .first
    }

    /// Whether the replica that happens to be asked has a secret in its list.
    private static func isSeen(_ secret: World.Secret, _ state: inout CloudState) -> Bool {
        isSeen(goneAt: secret.goneAt, listedFrom: secret.listedFrom, &state)
    }

    static func isSeen(goneAt: Date?, listedFrom: Date?, _ state: inout CloudState) -> Bool {
        let isUncertain = goneAt != nil || (listedFrom.map { $0 > state.now } ?? false)
        return !isUncertain || state.generator.next(below: 2) == 0
    }

    /// A moment from now to so many seconds later; nil for none at all.
    static func later(_ seconds: Int, _ state: inout CloudState) -> Date? {
        seconds > 0 ? state.now.addingTimeInterval(TimeInterval(state.generator.next(below: seconds + 1))) : nil
    }

    /// Forty characters, as Entra's are.
    private static func value(_ state: inout CloudState) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
        let drawn = String((0..<37).map { _ in alphabet[state.generator.next(below: alphabet.count)] })
        return drawn.prefix(3) + "8Q~" + drawn.dropFirst(3)
    }

    private static func members(of secret: World.Secret) -> [(name: String, value: JSON)] {
        [
            ("customKeyIdentifier", .null), ("displayName", secret.displayName.map { .string($0) } ?? .null),
            ("endDateTime", Graph.time(secret.end)), ("hint", .string(String(secret.value.prefix(3)))),
            ("keyId", .string(secret.keyID)), ("secretText", .null), ("startDateTime", Graph.time(secret.start)),
        ]
    }

    private static func date(_ value: Any?) throws(GraphRefusal) -> Date? {
        guard let value else { return nil }
        guard let text = value as? String, let date = try? Date(text, strategy: .iso8601) else {
            throw GraphRefusal(400, "Request_BadRequest", "Cannot convert a value to target type 'Edm.DateTimeOffset'.")
        }
        return date
    }
}

extension World.ManagementPolicy {
    /// The one that every directory begins with.
    static var switchedOff: Self {
        var policy = Self([])
        policy.isEnabled = false
        return policy
    }

    func json(_ name: String) -> JSON {
        .object([
            ("id", "00000000-0000-0000-0000-000000000000"), ("displayName", "App management policy"),
            ("isEnabled", .bool(isEnabled)),
            (
                name,
                .object([
                    ("passwordCredentials", .array(restrictions.filter { !$0.isOfKeys }.map(\.json))),
                    ("keyCredentials", .array(restrictions.filter(\.isOfKeys).map(\.json))),
                ])
            ),
        ])
    }
}

extension World.ManagementPolicy.Restriction {
    /// Whether it is a `keyCredentialConfiguration`.
    fileprivate var isOfKeys: Bool { ["asymmetricKeyLifetime", "trustedCertificateAuthority"].contains(type) }

    fileprivate var json: JSON {
        .object([
            ("restrictionType", .string(type)), ("state", isEnabled ? "enabled" : "disabled"),
            ("maxLifetime", longestDays.map { .string("P\($0)D") } ?? .null),
            ("restrictForAppsCreatedAfterDateTime", appliesToAppsCreatedAfter.map(Graph.time) ?? .null),
            ("excludeActors", .null),
        ])
    }
}
