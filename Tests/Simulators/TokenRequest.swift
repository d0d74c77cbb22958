internal import Foundation
internal import Microhttpd
internal import TestBasics

/// One request for a token, looked at in the order in which Entra does: directory, client, how it proves itself,
/// resource, user.
struct TokenRequest {
    private let directory: String
    private let form: [String: String]
    private let authority: String
    private let clientID: String
    private let secret: String?
    private let propagation: TimeInterval?

    init(_ call: Call, directory: String, propagation: TimeInterval?) throws(EntraRefusal) {
        self.directory = directory
        self.propagation = propagation
        authority = call.authority
        form = call.form
        var basic: [String] = []
        if let header = call.headers["Authorization"], header.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: String(header.dropFirst(6)))
        {
            basic = String(decoding: decoded, as: UTF8.self).split(separator: ":", maxSplits: 1)
                .map { $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? "" }
        }
        clientID = form["client_id"] ?? basic.first ?? ""
        secret = form["client_secret"] ?? basic.dropFirst().first
        for name in ["grant_type", "client_id", "scope"]
        where form[name, default: name == "client_id" ? clientID : ""].isEmpty {
            throw EntraRefusal(
                900_144, "The request body must contain the following parameter: '\(name)'.", error: "invalid_request")
        }
    }

    func grant(_ state: inout CloudState) throws(EntraRefusal) -> Reply {
        switch form["grant_type"] {
        case "client_credentials": try grantToApp(&state)
        case "password": try grantToUser(&state)
        case let other:
            throw EntraRefusal(
                70_003, "The app requested an unsupported grant type '\(other ?? "")'.", error: "unsupported_grant_type"
            )
        }
    }

    // MARK: client_credentials

    private func grantToApp(_ state: inout CloudState) throws(EntraRefusal) -> Reply {
        guard let tenant = Entra.tenant(directory, in: state.world) else {
            guard Entra.isShared(directory) else { throw EntraRefusal.noTenant(directory) }
            throw EntraRefusal(
                50_059,
                "No tenant-identifying information found in either the request or implied by any provided credentials.",
                error: "invalid_request")
        }
        let app = try app(in: tenant, state.world)
        let key = try authenticate(app, &state)
        if app.isBlocked {
            var refusal = EntraRefusal(
                53_003,
                "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
                suberror: "message_only")
            refusal.extra = [
                ("claims", "{\"access_token\":{\"capolids\":{\"essential\":true,\"values\":[\"policy\"]}}}")
            ]
            refusal.secretWasRight = true
            throw refusal
        }
        if let refusal = app.refusal { throw EntraRefusal(refusal) }
        let scopes = (form["scope"] ?? "").split(separator: " ").map(String.init)
        guard scopes.count == 1, let resource = scopes.first, resource.hasSuffix("/.default") else {
            throw EntraRefusal(
                scopes.count > 1 ? 70_011 : 1_002_012,
                "The provided value for the input parameter 'scope' is not valid. Client credential flows must have a scope value "
                    + "with /.default suffixed to the resource identifier (application ID URI).", error: "invalid_scope"
            )
        }
        let host = try self.resource(resource, tenant, state.world)
        var reply = Reply(status: 200)
        reply.json = .object(token(for: app.id, isApp: true, tenant, resource: host, &state))
        reply.identity = app.id
        reply.secretWasRight = true
        reply.keyID = key
        return reply
    }

    private func app(in tenant: World.Tenant, _ world: World) throws(EntraRefusal) -> World.App {
        let id = clientID.lowercased()
        let app = world.apps.first {
            $0.id.lowercased() == id && $0.tenants.contains { $0.lowercased() == tenant.id.lowercased() }
        }
        guard let app else {
            throw EntraRefusal(
                700_016,
                "Application with identifier '\(clientID)' was not found in the directory '\(directory)'. This can happen if the "
                    + "application has not been installed by the administrator of the tenant or consented to by any user in the "
                    + "tenant. You may have sent your authentication request to the wrong tenant.",
                error: "unauthorized_client")
        }
        guard !app.lacksPrincipal else {
            throw EntraRefusal(
                7_000_229,
                "The client application '\(clientID)' is missing service principal in the tenant '\(directory)'.",
                error: "unauthorized_client")
        }
        guard app.isEnabled else {
            var refusal = EntraRefusal(
                7_000_112, "Application '\(clientID)' is disabled.", error: "unauthorized_client")
            refusal.status = 401
            throw refusal
        }
        return app
    }

    /// The key id of the secret that was sent.
    private func authenticate(_ app: World.App, _ state: inout CloudState) throws(EntraRefusal) -> String {
        if let assertion = form["client_assertion"] {
            guard form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" else {
                throw EntraRefusal(
                    900_144, "The request body must contain the following parameter: 'client_assertion_type'.",
                    error: "invalid_request")
            }
            return try ClientAssertion(assertion).check(
                of: app, at: "https://\(authority)/\(directory)/oauth2/v2.0/token", now: state.now)
        }
        guard let secret, !secret.isEmpty else {
            throw EntraRefusal(
                7_000_218,
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
                error: "invalid_client")
        }
        let now = state.now
        let key = (app.secrets + app.principalSecrets).first { $0.value == secret && $0.start <= now }
        let age = key.map { now.timeIntervalSince($0.start) } ?? 0
        let standing = key.map { Self.standing(of: $0, &state) }
        guard let key, let standing, standing != .unknown, age >= propagation ?? 0 else {
            var refusal = EntraRefusal(
                7_000_215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "
                    + "client secret ID, for a secret added to app '\(app.id)'.", error: "invalid_client")
            refusal.secretWasRight = key != nil
            refusal.keyID = key?.keyID
            throw refusal
        }
        guard now < key.end, standing == .known else {
            var refusal = EntraRefusal(
                7_000_222,
                "The provided client secret keys for app '\(app.id)' are expired. Visit the Azure portal to create new keys for "
                    + "your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: "
                    + "https://aka.ms/certCreds.", error: "invalid_client")
            refusal.secretWasRight = true
            refusal.keyID = key.keyID
            throw refusal
        }
        return key.keyID
    }

    /// What the replica of Entra that happens to be asked knows of a secret.
    private enum Standing {
        case known
        case unknown
        case lapsed
    }

    private static func standing(of secret: World.Secret, _ state: inout CloudState) -> Standing {
        if secret.isDead { return .unknown }
        if let goneAt = secret.goneAt, state.now >= goneAt || state.generator.next(below: 2) == 0 { return .unknown }
        guard let settlesAt = secret.settlesAt, state.now < settlesAt else { return .known }
        return [.known, .known, .unknown, .lapsed][state.generator.next(below: 4)]
    }

    // MARK: password

    private func grantToUser(_ state: inout CloudState) throws(EntraRefusal) -> Reply {
        let name = form["username"] ?? ""
        let domain = name.split(separator: "@").last.map(String.init) ?? ""
        if ["common", "consumers"].contains(directory.lowercased()) {
            throw EntraRefusal(
                9_001_023,
                "The grant type is not supported over the /common or /consumers endpoints. "
                    + "Please use the /organizations or tenant-specific endpoint.", error: "invalid_request")
        }
        let wanted = Entra.isShared(directory) ? domain : directory
        guard let tenant = Entra.tenant(wanted, in: state.world) else { throw EntraRefusal.noTenant(wanted) }
        let app = try app(in: tenant, state.world)
        if app.isPublicClient {
            guard secret == nil else {
                throw EntraRefusal(
                    700_025, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
                    error: "invalid_client")
            }
        } else {
            _ = try authenticate(app, &state)
        }
        let scopes = (form["scope"] ?? "").split(separator: " ").map(String.init)
        let resources = scopes.filter { $0.contains("://") }
        guard resources.count == 1, let resource = resources.first else {
            throw EntraRefusal(
                70_011, "The provided value for the input parameter 'scope' is not valid.", error: "invalid_scope")
        }
        let host = try self.resource(resource, tenant, state.world)
        let user = try UserSignIn(name: name, password: form["password"] ?? "", tenant: tenant).check(&state)
        guard app.isConsented else {
            var refusal = EntraRefusal(
                65_001,
                "The user or administrator has not consented to use the application with ID '\(app.id)'. "
                    + "Send an interactive authorization request for this user and resource.",
                suberror: "consent_required")
            refusal.secretWasRight = true
            throw refusal
        }
        var members = token(for: user.name, isApp: false, tenant, resource: host, &state)
        members.append(("scope", .string(resource)))
        if scopes.contains("openid") {
            members.append(("id_token", .string(identityToken(user, tenant, &state))))
        }
        if scopes.contains("offline_access") {
            members.append(("refresh_token", .string("1.A" + Self.opaque(64, &state))))
        }
        var reply = Reply(status: 200, json: .object(members))
        reply.identity = user.name
        reply.secretWasRight = true
        return reply
    }

    // MARK: Tokens

    /// The host of the resource that a scope names.
    private func resource(_ scope: String, _ tenant: World.Tenant, _ world: World) throws(EntraRefusal) -> String {
        let url = URLComponents(string: scope)
        let host = url?.host?.lowercased() ?? ""
        let known =
            world.environments.contains {
                $0.host.lowercased() == host && $0.tenant.lowercased() == tenant.id.lowercased()
            }
            || world.otherResources.contains { URLComponents(string: $0)?.host?.lowercased() == host }
        guard url?.scheme == "https", known else {
            throw EntraRefusal(
                500_011,
                "The resource principal named \(scope.replacingOccurrences(of: "/.default", with: "")) was not found in the tenant "
                    + "named \(tenant.domains.first ?? tenant.id). This can happen if the application has not been installed by the "
                    + "administrator of the tenant or consented to by any user in the tenant. "
                    + "You might have sent your authentication request to the wrong tenant.", error: "invalid_resource")
        }
        return host
    }

    private func token(
        for identity: String, isApp: Bool, _ tenant: World.Tenant, resource host: String, _ state: inout CloudState
    ) -> [(name: String, value: JSON)] {
        let lifetime = 3_599
        let expires = state.now.addingTimeInterval(TimeInterval(lifetime))
        let seconds = Int(state.now.timeIntervalSince1970)
        let name = Self.opaque(22, &state)
        let text = jwt(
            [
                "aud": .string("https://\(host)"), "iss": .string("https://sts.windows.net/\(tenant.id)/"),
                "iat": .number(seconds), "nbf": .number(seconds), "exp": .number(seconds + lifetime),
                "appid": .string(clientID), "idtyp": isApp ? "app" : "user", "tid": .string(tenant.id),
                "upn": isApp ? .null : .string(identity), "uti": .string(name), "ver": "1.0",
            ], &state)
        state.tokens = state.tokens.filter { $0.value.expires.addingTimeInterval(86_400) > state.now }
        state.note("\(name) https://\(host)\n")
        state.tokens[text] = CloudState.Token(
            identity: identity, isApp: isApp, tenant: tenant.id, resourceHost: host, expires: expires)
        return [
            ("token_type", "Bearer"), ("expires_in", .number(lifetime)), ("ext_expires_in", .number(lifetime)),
            ("access_token", .string(text)),
        ]
    }

    private func identityToken(_ user: World.User, _ tenant: World.Tenant, _ state: inout CloudState) -> String {
        let seconds = Int(state.now.timeIntervalSince1970)
        return jwt(
            [
                "aud": .string(clientID), "iss": .string("https://\(authority)/\(tenant.id)/v2.0"),
                "iat": .number(seconds),
                "nbf": .number(seconds), "exp": .number(seconds + 3_600), "preferred_username": .string(user.name),
                "oid": .string(state.generator.identifier()), "sub": .string(Self.opaque(43, &state)),
                "tid": .string(tenant.id), "ver": "2.0",
            ], &state)
    }

    /// A token that looks like one; what it is worth stands in the state, not in its signature.
    private func jwt(_ claims: JSON, _ state: inout CloudState) -> String {
        let header: JSON = ["typ": "JWT", "alg": "RS256", "x5t": "simulator", "kid": "simulator"]
        return [header.text, claims.text].map { Data($0.utf8).base64URL }.joined(separator: ".") + "."
            + Self.opaque(342, &state)
    }

    private static func opaque(_ length: Int, _ state: inout CloudState) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return String((0..<length).map { _ in alphabet[state.generator.next(below: alphabet.count)] })
    }
}

extension CloudState {
    /// Writes down that a token was given out, where that is wanted.
    fileprivate func note(_ line: String) {
        guard let tokenNotes else { return }
        let old = (try? Data(contentsOf: tokenNotes)) ?? Data()
        try? (old + Data(line.utf8)).write(to: tokenNotes, options: .atomic)
    }
}

extension Data {
    fileprivate var base64URL: String {
        base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
