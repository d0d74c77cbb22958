internal import Credentials
internal import JSON
internal import Ports

/// What Microsoft Graph shows of an application or a user, and of what the directory demands.
extension GraphExchange {
    /// What lets an application read registrations and service principals.
    private static let readApplications = "Application.Read.All"
    private static let readPolicies = "Policy.Read.All"

    /// The registration and the service principal.
    func examine(_ application: EntraApplication, into facts: inout DirectoryFacts) async {
        facts.application = await ask(
            "\(Graph.path(of: application))?$select=id,appId,signInAudience,passwordCredentials,requiredResourceAccess",
            right: Self.readApplications, absent: .some(nil)
        ) { text throws(JSONFault) in try ApplicationRecord(text, of: application) }
        facts.principal = await ask(
            "servicePrincipals(appId='\(application.id)')?$select=id,appId,accountEnabled",
            right: Self.readApplications, absent: .some(nil)
        ) { text throws(JSONFault) in
            let principal = try JSONObject(text)
            guard let id = try principal.string("id", in: text).flatMap({ GUID($0) }) else { throw .wrongType }
            return PrincipalRecord(id: id, isEnabled: try principal.boolean("accountEnabled", in: text) ?? true)
        }
        // The restriction of account types is in the beta edition of the policy alone.
        facts.forbidsMultipleDirectories = await ask(
            "policies/defaultAppManagementPolicy", of: .beta, right: "Policy.Read.ApplicationConfiguration"
        ) { text throws(JSONFault) in
            let policy = try JSONObject(text)
            guard let isEnabled = try policy.boolean("isEnabled", in: text) else { throw .wrongType }
            let restriction = try policy.object("applicationRestrictions", in: text)?
                .object("audiences", in: text)?.object("azureAdMultipleOrgs", in: text)
            return isEnabled ? try restriction?.string("state", in: text) == "enabled" : false
        }
    }

    /// The user, and what the user's domain says.
    func examine(userName: String, into facts: inout DirectoryFacts) async {
        let path = Graph.path(of: userName)
        facts.user = await ask(
            "\(path)?$select=id,accountEnabled,assignedLicenses", right: "User.Read.All", absent: .some(nil)
        ) { text throws(JSONFault) in
            let user = try JSONObject(text)
            guard let id = try user.string("id", in: text).flatMap({ GUID($0) }) else { throw .wrongType }
            return DirectoryUser(
                id: id, isEnabled: try user.boolean("accountEnabled", in: text) ?? true,
                licenses: try user.objects("assignedLicenses", limit: 1_000, in: text)?.count ?? 0)
        }
        facts.mustChangePassword = await ask(
            "\(path)?$select=id,passwordProfile", right: "User-PasswordProfile.ReadWrite.All"
        ) { text throws(JSONFault) in
            guard let profile = try JSONObject(text).object("passwordProfile", in: text) else { throw .wrongType }
            return try profile.boolean("forceChangePasswordNextSignIn", in: text) ?? false
        }
        facts.memberships = await ask(
            "\(path)/transitiveMemberOf?$select=id,displayName,roleTemplateId&$top=999", right: "Directory.Read.All"
        ) { text throws(JSONFault) in
            var memberships: [Membership] = []
            for entry in try Self.list(text) {
                let role = try entry.string("roleTemplateId", in: text).flatMap { GUID($0) }
                let own = try entry.string("id", in: text).flatMap { GUID($0) }
                guard let id = role ?? own else { throw .wrongType }
                memberships.append(
                    Membership(
                        id: id, name: try entry.string("displayName", in: text) ?? id.description, isRole: role != nil))
            }
            return memberships
        }
        let domain = userName.split(separator: "@").last.map(String.init) ?? ""
        facts.isFederated = await ask(
            "domains('\(Graph.key(domain))')?$select=id,authenticationType", right: "Domain.Read.All"
        ) { text throws(JSONFault) in
            try JSONObject(text).string("authenticationType", in: text)?.lowercased() == "federated"
        }
    }

    /// What the directory demands of sign-ins.
    func examinePolicies(into facts: inout DirectoryFacts) async {
        facts.securityDefaults = await ask(
            "policies/identitySecurityDefaultsEnforcementPolicy", right: Self.readPolicies
        ) { text throws(JSONFault) in
            guard let isEnabled = try JSONObject(text).boolean("isEnabled", in: text) else { throw .wrongType }
            return isEnabled
        }
        facts.accessPolicies = await ask(
            "identity/conditionalAccess/policies?$select=id,displayName,state,conditions,grantControls",
            right: Self.readPolicies
        ) { text throws(JSONFault) in
            var policies: [AccessPolicy] = []
            for entry in try Self.list(text) {
                if let policy = try AccessPolicy(entry, in: text) { policies.append(policy) }
            }
            return policies
        }
    }

    /// Reads something; a refusal for want of a right names the right.
    ///
    /// - Parameter absent: what it means that it is not there; `nil` where that tells nothing.
    private func ask<Value>(
        _ path: String, of edition: Edition = .current, right: String, absent: Value? = nil,
        _ read: (JSONText) throws(JSONFault) -> Value
    ) async -> Fact<Value> {
        let body: [UInt8]
        do {
            body = try await get(path, of: edition)
        } catch {
            switch error.kind {
            case .forbidden: return .notPermitted(right: right)
            case .absent: return absent.map { .known($0) } ?? .notAsked(error.message)
            case .uncertain, .transient, .unauthorised, .policy, .full, .refused: return .notAsked(error.message)
            }
        }
        do {
            return .known(try read(body.span))
        } catch {
            return .notAsked("Microsoft Graph's answer cannot be read")
        }
    }

    private static func list(_ text: JSONText) throws(JSONFault) -> [JSONObject] {
        let answer = try JSONObject(text)
        guard let entries = try answer.objects("value", limit: 2_000, in: text) else { throw .wrongType }
        try answer.requireWhole(in: text)
        return entries
    }
}

extension ApplicationRecord {
    /// What Dynamics CRM is in all directories, and its delegated permission `user_impersonation`.
    private static let dynamics = GUID("00000007-0000-0000-c000-000000000000")
    private static let impersonation = GUID("78ce3f0f-a1ce-49c2-8cde-64b5c0896db4")

    /// Reads a registration.
    init(_ text: JSONText, of application: EntraApplication) throws(JSONFault) {
        let object = try JSONObject(text)
        var asksForDynamics = false
        for resource in try object.objects("requiredResourceAccess", limit: 500, in: text) ?? []
        where try resource.string("resourceAppId", in: text).flatMap({ GUID($0) }) == Self.dynamics {
            for access in try resource.objects("resourceAccess", limit: 500, in: text) ?? [] {
                let id = try access.string("id", in: text).flatMap { GUID($0) }
                asksForDynamics = asksForDynamics || id == Self.impersonation
            }
        }
        self.init(
            audience: try object.string("signInAudience", in: text).flatMap(Audience.init),
            keys: try Graph.keys(in: text, of: application), asksForDynamics: asksForDynamics)
    }
}

extension AccessPolicy {
    /// Reads a policy; `nil` for one that is switched off.
    init?(_ object: JSONObject, in text: JSONText) throws(JSONFault) {
        let state = try object.string("state", in: text)
        guard state == "enabled" || state == "enabledForReportingButNotEnforced" else { return nil }
        let controls = try object.object("grantControls", in: text)
        let builtIn = try controls?.strings("builtInControls", limit: 50, in: text) ?? []
        let others = try controls?.strings("customAuthenticationFactors", limit: 50, in: text) ?? []
        let terms = try controls?.strings("termsOfUse", limit: 50, in: text) ?? []
        let hasStrength = try controls?.object("authenticationStrength", in: text) != nil
        self.init(
            name: try object.string("displayName", in: text) ?? "without a name", isEnforced: state == "enabled",
            blocks: builtIn.contains("block"),
            demandsMore: !builtIn.isEmpty || !others.isEmpty || !terms.isEmpty || hasStrength)
        guard let conditions = try object.object("conditions", in: text) else { throw .wrongType }
        if let of = try conditions.object("users", in: text) {
            users = try Condition(of, "includeUsers", "excludeUsers", in: text)
            groups = try Condition(of, "includeGroups", "excludeGroups", in: text)
            roles = try Condition(of, "includeRoles", "excludeRoles", in: text)
        }
        if let of = try conditions.object("applications", in: text) {
            resources = try Condition(of, "includeApplications", "excludeApplications", in: text)
        }
        if let of = try conditions.object("clientApplications", in: text) {
            principals = try Condition(of, "includeServicePrincipals", "excludeServicePrincipals", in: text)
        }
        let risks = ["userRiskLevels", "signInRiskLevels", "servicePrincipalRiskLevels"] as [StaticString]
        for risk in risks where try !conditions.strings(risk, limit: 50, in: text).isEmpty { hasOtherConditions = true }
        for part in ["locations", "platforms", "devices"] as [StaticString] {
            if try conditions.object(part, in: text) != nil { hasOtherConditions = true }
        }
    }
}

extension AccessPolicy.Condition {
    fileprivate init(
        _ object: JSONObject, _ included: StaticString, _ excluded: StaticString, in text: JSONText
    ) throws(JSONFault) {
        self.init(
            included: try object.strings(included, limit: 5_000, in: text),
            excluded: try object.strings(excluded, limit: 5_000, in: text))
    }
}
