internal import Credentials
internal import Curl
internal import JSON
internal import Ports
internal import Refusals

/// What an environment shows of itself to one of its users, by requests that change nothing.
extension Probe {
    /// Asks who the token's holder is there, and reads what that one may read.
    mutating func examine(_ facts: inout EnvironmentFacts, privileges: [String]) async {
        let user: GUID
        do throws(ExchangeFailure) {
            let response = try await send(request(.get, "WhoAmI"))
            guard response.status == 200 else { throw Self.refusal(response, now: now) }
            guard let id = Self.guid("UserId", in: response.body.span) else { throw Self.foreign(response) }
            user = id
        } catch {
            let reason = "the environment lets nobody read: \(error.shown)"
            let (challenge, isFederated, signIn) = (facts.challenge, facts.isFederated, facts.signIn)
            facts = EnvironmentFacts(notAsked: reason)
            (facts.challenge, facts.isFederated, facts.signIn) = (challenge, isFederated, signIn)
            facts.identity = Self.passage(of: error, at: .identity)
            return
        }
        facts.identity = .known(.passed)
        let row = "systemusers(\(user))"
        facts.user = await ask("\(row)?$select=isdisabled,accessmode,islicensed,applicationid", Self.user)
        facts.roles = await roles(row)
        facts.solutions = await ask(
            "solutions?$select=uniquename,version&$filter=startswith(uniquename,'MicrosoftMarketplace')",
            Self.solutions)
        facts.hasLeadTable = await ask("EntityDefinitions(LogicalName='lead')?$select=LogicalName", absent: false) {
            _ in true
        }
        facts.leadSource = await leadSource(row)
        for name in privileges { facts.privileges[name] = await depth(of: name, row) }
        facts.firewall = await ask(
            "organizations?$select=enableipbasedfirewallrule,enableipbasedfirewallruleinauditmode,"
                + "allowapplicationuseraccess,allowmicrosofttrustedservicetags", Self.firewall)
    }

    /// The roles that are assigned to the user, and those of teams.
    private mutating func roles(_ row: String) async -> Fact<[RoleAssignment]> {
        let own = await ask("\(row)/systemuserroles_association?$select=name", Self.roles)
        guard case .known(var roles) = own else { return own }
        let teams = await ask(
            "\(row)/teammembership_association?$select=name&$expand=teamroles_association($select=name)",
            Self.rolesOfTeams)
        // Of a role that the user has no team is needed to tell.
        if case .known(let more) = teams { roles += more } else if roles.isEmpty { return teams }
        return .known(roles)
    }

    private mutating func leadSource(_ row: String) async -> Fact<ColumnSecurity> {
        let path = "EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='leadsourcecode')"
        let column = await ask("\(path)?$select=IsSecured,MetadataId", Self.column)
        guard case .known(let attribute?) = column else { return column.map { _ in .none } }
        let mayCreate = await ask("\(row)/Microsoft.Dynamics.CRM.RetrievePrincipalAttributePrivileges()") {
            text throws(JSONFault) in
            let list = try JSONObject(text).objects("AttributePrivileges", limit: 10_000, in: text) ?? []
            for entry in list where try entry.string("AttributeId", in: text).flatMap({ GUID($0) }) == attribute {
                return try entry.integer("CanCreate", in: text) ?? 0 > 0
            }
            return false
        }
        return .known(.secured(mayCreate: mayCreate))
    }

    /// How deep the user holds a privilege, by roles of teams too.
    private mutating func depth(of privilege: String, _ row: String) async -> Fact<PrivilegeDepth?> {
        let path = "\(row)/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='\(privilege)')"
        return await ask(path) { text throws(JSONFault) in
            guard let held = try JSONObject(text).objects("RolePrivileges", limit: 1_000, in: text) else {
                throw .wrongType
            }
            var depths: [PrivilegeDepth] = []
            for entry in held {
                guard let depth = try entry.string("Depth", in: text).flatMap(PrivilegeDepth.init) else {
                    throw .wrongType
                }
                depths.append(depth)
            }
            return depths.max()
        }
    }

    /// Reads something; a refusal for want of a right names the right.
    ///
    /// - Parameter absent: what it means that it is not there; `nil` where that tells nothing.
    private mutating func ask<Value>(
        _ path: String, absent: Value? = nil, _ read: (JSONText) throws(JSONFault) -> Value
    ) async -> Fact<Value> {
        let response: HTTPResponse
        do {
            response = try await send(request(.get, path))
        } catch {
            return .notAsked(error.shown)
        }
        if response.status == 200 {
            do {
                return .known(try read(response.body.span))
            } catch {
                return .notAsked("the environment's answer cannot be read")
            }
        }
        let error = Self.error(in: response)
        if error?.saysForbidden == true {
            return .notPermitted(right: error?.privilege ?? "to read this in the environment")
        }
        // Only a refusal in Dataverse's own words says that something is not there.
        if response.status == 404, error != nil, let absent { return .known(absent) }
        return .notAsked(Self.refusal(response, now: now).shown)
    }
}

/// Reading the answers.
extension Probe {
    /// How many rows of an answer are looked at.
    private static let rowLimit = 5_000

    private static func rows(_ text: JSONText) throws(JSONFault) -> [JSONObject] {
        let answer = try JSONObject(text)
        guard let rows = try answer.objects("value", limit: rowLimit, in: text) else { throw .wrongType }
        try answer.requireWhole(in: text)
        return rows
    }

    private static func user(_ text: JSONText) throws(JSONFault) -> EnvironmentUser {
        let row = try JSONObject(text)
        guard let isDisabled = try row.boolean("isdisabled", in: text) else { throw .wrongType }
        let isApplication = try row.string("applicationid", in: text) != nil
        return EnvironmentUser(
            isDisabled: isDisabled,
            accessMode: try row.integer("accessmode", in: text).flatMap(EnvironmentUser.AccessMode.init),
            isLicensed: isApplication ? nil : try row.boolean("islicensed", in: text))
    }

    private static func roles(_ text: JSONText) throws(JSONFault) -> [RoleAssignment] {
        var roles: [RoleAssignment] = []
        for row in try rows(text) { if let name = try row.string("name", in: text) { roles.append(.init(name)) } }
        return roles
    }

    private static func rolesOfTeams(_ text: JSONText) throws(JSONFault) -> [RoleAssignment] {
        var roles: [RoleAssignment] = []
        for team in try rows(text) {
            let name = try team.string("name", in: text) ?? ""
            for role in try team.objects("teamroles_association", limit: rowLimit, in: text) ?? [] {
                if let role = try role.string("name", in: text) { roles.append(RoleAssignment(role, team: name)) }
            }
        }
        return roles
    }

    private static func solutions(_ text: JSONText) throws(JSONFault) -> [InstalledSolution] {
        var solutions: [InstalledSolution] = []
        for row in try rows(text) {
            guard let name = try row.string("uniquename", in: text) else { throw .wrongType }
            solutions.append(InstalledSolution(name: name, version: try row.string("version", in: text) ?? ""))
        }
        return solutions
    }

    /// The id of the column where it is secured; `nil` where it is not.
    private static func column(_ text: JSONText) throws(JSONFault) -> GUID? {
        let attribute = try JSONObject(text)
        guard let isSecured = try attribute.boolean("IsSecured", in: text) else { throw .wrongType }
        guard isSecured else { return nil }
        guard let id = try attribute.string("MetadataId", in: text).flatMap({ GUID($0) }) else { throw .wrongType }
        return id
    }

    private static func firewall(_ text: JSONText) throws(JSONFault) -> IPFirewall {
        guard let row = try rows(text).first else { throw .wrongType }
        return IPFirewall(
            isEnforced: try row.boolean("enableipbasedfirewallrule", in: text) ?? false,
            isAudited: try row.boolean("enableipbasedfirewallruleinauditmode", in: text) ?? false,
            admitsApplications: try row.boolean("allowapplicationuseraccess", in: text) ?? true,
            admitsTrustedServices: try row.boolean("allowmicrosofttrustedservicetags", in: text) ?? false)
    }
}
