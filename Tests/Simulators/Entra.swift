internal import Foundation
internal import Microhttpd

/// The token endpoint and what a client asks around it.
///
/// Microsoft's "reference-error-codes", "v2-oauth2-client-creds-grant-flow" and "v2-oauth-ropc" pages.
enum Entra {
    static func step(_ path: String) -> String {
        if path.hasSuffix("/oauth2/v2.0/token") { return "token" }
        return path.contains("/userrealm/") ? "realm" : "discovery"
    }

    static func answer(_ call: Call, propagation: TimeInterval?, _ state: inout CloudState) -> Reply {
        let parts = call.path.split(separator: "/").map(String.init)
        switch (call.method, parts.count) {
        case ("POST", 4) where parts.suffix(3) == ["oauth2", "v2.0", "token"]:
            do throws(EntraRefusal) {
                var reply = try TokenRequest(call, directory: parts[0], propagation: propagation).grant(&state)
                state.log(&reply, call)
                return reply
            } catch {
                return error.reply(call, &state)
            }
        case ("GET", 4) where parts.suffix(3) == ["v2.0", ".well-known", "openid-configuration"]:
            return configuration(call, directory: parts[0], &state)
        case ("GET", 3) where call.path == "/common/discovery/instance":
            return instances(call, state)
        case ("GET", 3) where parts.prefix(2) == ["common", "userrealm"]:
            return realm(of: parts[2], state)
        case (_, 4) where parts.suffix(3) == ["oauth2", "v2.0", "token"]:
            return EntraRefusal(900_561, "The endpoint only accepts POST requests.", error: "invalid_request").reply(
                call, &state)
        default:
            return Reply(status: 404, outcome: "no such path")
        }
    }

    /// The tenant that a path names by GUID, domain, or not at all.
    static func tenant(_ name: String, in world: World) -> World.Tenant? {
        let name = name.lowercased()
        return world.tenants.first { $0.id.lowercased() == name || $0.domains.contains { $0.lowercased() == name } }
    }

    /// Whether a path's first part stands for every tenant there is.
    static func isShared(_ name: String) -> Bool {
        ["common", "organizations", "consumers"].contains(name.lowercased())
    }

    private static func configuration(_ call: Call, directory: String, _ state: inout CloudState) -> Reply {
        let tenant = tenant(directory, in: state.world)?.id
        guard let tenant = tenant ?? (isShared(directory) ? "{tenantid}" : nil) else {
            return EntraRefusal.noTenant(directory).reply(call, &state)
        }
        let base = "https://\(call.authority)/\(tenant == "{tenantid}" ? directory : tenant)"
        return Reply(
            status: 200,
            json: [
                "token_endpoint": .string(base + "/oauth2/v2.0/token"),
                "token_endpoint_auth_methods_supported": [
                    "client_secret_post", "private_key_jwt", "client_secret_basic",
                ],
                "jwks_uri": .string(base + "/discovery/v2.0/keys"),
                "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": .string("https://\(call.authority)/\(tenant)/v2.0"),
                "authorization_endpoint": .string(base + "/oauth2/v2.0/authorize"),
                "device_authorization_endpoint": .string(base + "/oauth2/v2.0/devicecode"),
                "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com",
            ])
    }

    private static func instances(_ call: Call, _ state: CloudState) -> Reply {
        let hosts = state.world.loginHosts.map { JSON.string($0 + call.port) }
        let endpoint = call.query["authorization_endpoint"] ?? ""
        let tenant = endpoint.split(separator: "/").dropFirst(2).first.map(String.init) ?? "common"
        return Reply(
            status: 200,
            json: [
                "tenant_discovery_endpoint":
                    .string("https://\(call.authority)/\(tenant)/v2.0/.well-known/openid-configuration"),
                "api-version": "1.1",
                "metadata": [["preferred_network": hosts[0], "preferred_cache": hosts[0], "aliases": .array(hosts)]],
            ])
    }

    private static func realm(of user: String, _ state: CloudState) -> Reply {
        let domain = user.split(separator: "@").last.map { $0.lowercased() } ?? ""
        let tenant = tenant(domain, in: state.world)
        let federated = tenant?.federatedDomains.contains { $0.lowercased() == domain } ?? false
        let kind = tenant == nil ? "unknown" : federated ? "federated" : "managed"
        var members: [(name: String, value: JSON)] = [
            ("ver", "1.0"), ("account_type", .string(kind)), ("domain_name", .string(domain)),
            ("cloud_instance_name", "microsoftonline.com"), ("cloud_audience_urn", "urn:federation:MicrosoftOnline"),
        ]
        if federated {
            members += [
                ("federation_protocol", "WSTrust"), ("federation_metadata_url", .string("https://sts.\(domain)/mex")),
                ("federation_active_auth_url", .string("https://sts.\(domain)/usernamemixed")),
            ]
        }
        var reply = Reply(status: 200, json: .object(members))
        reply.identity = user
        return reply
    }
}
