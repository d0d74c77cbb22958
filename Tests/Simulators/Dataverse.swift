internal import Foundation
internal import Microhttpd
internal import TestBasics

/// The Web API of one environment.
///
/// Microsoft's "compose-http-requests-handle-errors", "perform-conditional-operations" and "data-service-error-codes"
/// pages.
enum Dataverse {
    static func step(_ method: String, _ path: String) -> String {
        let rest = resource(path) ?? ""
        if rest.isEmpty { return "endpoint" }
        if rest == "WhoAmI" || rest == "WhoAmI()" { return "identity" }
        if rest.contains("RetrieveUserPrivilegeByPrivilegeName") { return "privilege" }
        if rest.hasSuffix("systemuserroles_association") { return "roles" }
        if rest.hasPrefix("systemusers") { return "user" }
        if rest.hasPrefix("solutions") { return "solution" }
        if rest.hasSuffix("PicklistAttributeMetadata") { return "choices" }
        if rest.hasPrefix("EntityDefinitions") { return "metadata" }
        guard rest.hasPrefix("leads") else { return "other" }
        switch method {
        case "POST": return "create"
        case "PATCH": return "create"
        case "DELETE": return "remove"
        default: return rest == "leads" ? "find" : "read"
        }
    }

    /// What of a path follows the service root; nil where it is none.
    static func resource(_ path: String) -> String? {
        for version in ["v9.0", "v9.1", "v9.2"] {
            let root = "/api/data/\(version)"
            if path == root { return "" }
            if path.hasPrefix(root + "/") { return String(path.dropFirst(root.count + 1)) }
        }
        return nil
    }

    static func answer(_ call: Call, _ index: Int, _ state: inout CloudState) -> Reply {
        var reply: Reply
        do throws(DataverseRefusal) {
            reply = try answered(call, index, &state)
        } catch {
            reply = error.reply(call, &state)
        }
        reply.headers += [
            ("OData-Version", "4.0"), ("x-ms-service-request-id", state.generator.identifier()),
            ("REQ_ID", state.generator.identifier()),
        ]
        return reply
    }

    private static func answered(_ call: Call, _ index: Int, _ state: inout CloudState) throws(DataverseRefusal)
        -> Reply
    {
        guard let rest = resource(call.path) else {
            throw DataverseRefusal(404, "", "The requested resource was not found.")
        }
        let environment = state.world.environments[index]
        guard let token = try token(call, environment, state) else { return challenge(call, environment, state.world) }
        do throws(DataverseRefusal) {
            let member = try member(for: token, environment)
            try countRequest(of: member, environment, &state)
            if let denial = environment.denials[call.step] {
                throw DataverseRefusal(denial.status, denial.code, denial.text)
            }
            var session = DataverseSession(call: call, index: index, member: member)
            var reply = try session.answer(rest, &state)
            reply.identity = token.identity
            return reply
        } catch {
            var refusal = error
            refusal.identity = token.identity
            throw refusal
        }
    }

    /// The token sent, if it is one for this environment; throws where it has expired.
    private static func token(
        _ call: Call, _ environment: World.Environment, _ state: CloudState
    ) throws(DataverseRefusal) -> CloudState.Token? {
        guard let header = call.headers["Authorization"], header.lowercased().hasPrefix("bearer "),
            let token = state.tokens[String(header.dropFirst(7))], token.resourceHost == environment.host.lowercased()
        else { return nil }
        guard state.now < token.expires else {
            var refusal = DataverseRefusal(401, "0x8005F101", "The access token has expired.")
            refusal.identity = token.identity
            throw refusal
        }
        return token
    }

    private static func challenge(_ call: Call, _ environment: World.Environment, _ world: World) -> Reply {
        let login = (world.loginHosts.first ?? "login.microsoftonline.com") + call.port
        var reply = Reply(status: 401)
        reply.headers = [
            (
                "WWW-Authenticate",
                "Bearer authorization_uri=https://\(login)/\(environment.tenant)/oauth2/authorize, "
                    + "resource_id=https://\(call.authority)/"
            )
        ]
        reply.outcome = call.headers["Authorization"] == nil ? "challenge" : "bad token"
        return reply
    }

    private static func member(
        for token: CloudState.Token, _ environment: World.Environment
    ) throws(DataverseRefusal) -> World.Member {
        guard environment.state != .disabled else {
            throw DataverseRefusal(403, "0x8004A104", "The organization is disabled.")
        }
        let member = environment.members.first { $0.identity.lowercased() == token.identity.lowercased() }
        guard let member else {
            throw DataverseRefusal(403, "0x80072560", "The user is not a member of the organization.")
        }
        guard environment.state == .enabled else {
            throw DataverseRefusal(
                403, "0x8004A113",
                "The organization is in administration mode and the user does not have the right to access it."
            )
        }
        guard !member.isDisabled else {
            throw DataverseRefusal(403, "0x80040225", "The specified user is disabled.")
        }
        guard token.isApp || member.isLicensed else {
            throw DataverseRefusal(403, "0x8004D24B", "The user is not licensed.")
        }
        guard
            !environment.firewall.isEnforced || environment.firewall.admitsThisHost
                || token.isApp && environment.firewall.admitsApplications
        else {
            throw DataverseRefusal(
                403, "0x80095ffe",
                "The request you are trying to make is rejected as access to your IP is blocked.")
        }
        guard !member.allRoles.isEmpty else {
            throw DataverseRefusal(
                403, "0x80042f09",
                "The user with id \(member.id) has not been assigned any roles. They need a role with the "
                    + "prvReadUser privilege.")
        }
        return member
    }

    /// Service protection: so many requests of one user in a sliding window of five minutes.
    private static func countRequest(
        of member: World.Member, _ environment: World.Environment, _ state: inout CloudState
    ) throws(DataverseRefusal) {
        let key = environment.host + " " + member.id
        let now = state.now
        var recent = (state.requests[key] ?? []).filter { now.timeIntervalSince($0) < 300 }
        defer { state.requests[key] = recent }
        guard recent.count < environment.requestLimit else {
            var refusal = DataverseRefusal(
                429, "0x80072322",
                "Number of requests exceeded the limit of \(environment.requestLimit) over time window of 300 seconds.")
            let wait = recent.first.map { 300 - now.timeIntervalSince($0) } ?? 300
            refusal.headers = [("Retry-After", "\(Int(wait.rounded(.up)))")]
            throw refusal
        }
        recent.append(now)
    }
}

/// Why Dataverse does not do it.
struct DataverseRefusal: Error {
    let status: Int
    let code: String
    let text: String
    var headers: [(name: String, value: String)] = []
    var identity: String?

    init(_ status: Int, _ code: String, _ text: String) {
        self.status = status
        self.code = code
        self.text = text
    }

    static let noLeadTable = DataverseRefusal(404, "0x80060888", "Resource not found for the segment 'leads'.")

    func reply(_ call: Call, _ state: inout CloudState) -> Reply {
        var members: [(name: String, value: JSON)] = [("code", .string(code)), ("message", .string(text))]
        if call.headers["Prefer"]?.contains("odata.include-annotations") ?? false {
            members += [
                ("@Microsoft.PowerApps.CDS.ErrorDetails.HttpStatusCode", .string("\(status)")),
                ("@Microsoft.PowerApps.CDS.HelpLink", "http://go.microsoft.com/fwlink/?LinkID=398563"),
                ("@Microsoft.PowerApps.CDS.TraceText", ""),
            ]
        }
        var reply = Reply(status: status, headers: headers, json: ["error": .object(members)])
        reply.outcome = code.isEmpty ? "\(status)" : code
        reply.identity = identity
        return reply
    }
}
