internal import Credentials
internal import Ports

/// The user of Office 365.
extension ConnectionFacts {
    var userExists: Verdict {
        switch directory.user {
        case .known(.some): .ok("the directory has the user")
        case .known(nil): .fault("the directory has no such user", .userNotFound)
        case .notPermitted, .notAsked: bySignIn(.userExists, directory.user, "Microsoft Entra knows the user")
        }
    }

    var userEnabled: Verdict {
        if case .known(let user?) = directory.user {
            return user.isEnabled
                ? .ok("the account is enabled") : .fault("sign-in is blocked for the user", .userDisabled)
        }
        return bySignIn(.userEnabled, directory.user, "Microsoft Entra signs the user in")
    }

    var userFederated: Verdict {
        environment.isFederated.or(directory.isFederated).verdict { isFederated in
            isFederated
                ? .fault("the user's domain is federated: its own server checks the password, which is not asked")
                : .ok("the domain's passwords are Microsoft Entra's")
        }
    }

    var passwordChange: Verdict {
        if case .known(let must) = directory.mustChangePassword {
            return must
                ? .fault("the user must choose a new password at the next sign-in")
                : .ok("no new password is asked for")
        }
        return bySignIn(.passwordChange, directory.mustChangePassword, "Microsoft Entra asks for no new password")
    }

    var userNoAdministrator: Verdict {
        directory.memberships.verdict { memberships in
            let roles = memberships.filter(\.isRole).map(\.name)
            return roles.isEmpty
                ? .ok("the user has no role of an administrator")
                : .warning("the user has the role \(roles.joined(separator: ", "))")
        }
    }

    var securityDefaults: Verdict {
        if let finding = signInRefusal(about: .securityDefaults) {
            var verdict = Verdict.refused(finding)
            // The class's own steps are those of Conditional Access.
            verdict.trouble = nil
            return verdict
        }
        return directory.securityDefaults.verdict { areOn in
            guard areOn else { return .ok("they are off") }
            return environment.signIn.hasPassed
                ? .warning("they are on; the user is still let in, and may be asked for a second factor any day")
                : .fault("they are on, and ask users for a second factor")
        }
    }

    var multiFactor: Verdict {
        if let finding = signInRefusal(about: .multiFactor) { return .refused(finding) }
        return environment.signIn.verdict { passage in
            passage == .passed || signInIsBeyond(.multiFactor)
                ? .ok("Microsoft Entra asks for the password alone") : .unknown("the sign-in did not get so far")
        }
    }

    var conditionalAccess: Verdict {
        let refusal = signInRefusal(about: .conditionalAccess)
        if let refusal, directory.accessPolicies.value == nil { return .refused(refusal) }
        return directory.accessPolicies.verdict { policies in
            let bearing = policies.filter { $0.bears(on: self) != .no }
            let enforced = bearing.filter(\.isEnforced)
            let names = enforced.map { "“\($0.name)”" }.joined(separator: ", ")
            if let refusal, !enforced.isEmpty {
                return .fault("\(refusal.sentence); policies: \(names)", .accessBlocked)
            }
            if let refusal { return .refused(refusal) }
            if !enforced.isEmpty {
                let isCertain = enforced.contains { $0.bears(on: self) == .yes }
                return environment.signIn.hasPassed || !isCertain
                    ? .warning("it may stop the credential by \(names); from this host it is let in", .accessBlocked)
                    : .fault("it stops the credential by \(names)", .accessBlocked)
            }
            let reporting = bearing.map { $0.isMicrosofts ? "“\($0.name)”, by Microsoft" : "“\($0.name)”" }
            guard reporting.isEmpty else {
                let clock =
                    bearing.contains(where: \.isMicrosofts)
                    ? "; Microsoft switches its own on 45 days after they have appeared" : ""
                return .warning(
                    "in report-only mode stands what would stop the credential: "
                        + reporting.joined(separator: ", ") + clock, .accessBlocked)
            }
            return .ok("no policy bears on it")
        }
    }
}

extension AccessPolicy {
    /// Whether it stops a sign-in.
    enum Bearing: Hashable {
        case no, perhaps, yes
    }

    /// What Dynamics 365 and Dataverse are as a resource; the id is the same in all directories.
    private static let dynamics = "00000007-0000-0000-c000-000000000000"

    /// Whether it stops whoever signs in for that connection.
    func bears(on facts: ConnectionFacts) -> Bearing {
        guard Self.names(resources, Self.dynamics) else { return .no }
        let bearing =
            facts.credential.identity.method == .azureAD ? bears(onPrincipalOf: facts) : bears(onUserOf: facts)
        return bearing == .yes && hasOtherConditions ? .perhaps : bearing
    }

    private func bears(onPrincipalOf facts: ConnectionFacts) -> Bearing {
        guard blocks, !principals.included.isEmpty else { return .no }
        guard let principal = facts.directory.principal.value ?? nil else { return .perhaps }
        let isOfAll = principals.included.contains("ServicePrincipalsInMyTenant")
        let id = principal.id.description
        guard isOfAll || Self.names(principals, id), !principals.excluded.contains(where: { $0.lowercased() == id })
        else { return .no }
        return .yes
    }

    private func bears(onUserOf facts: ConnectionFacts) -> Bearing {
        guard blocks || demandsMore else { return .no }
        guard let user = facts.directory.user.value ?? nil else {
            return users.included.isEmpty && groups.included.isEmpty && roles.included.isEmpty ? .no : .perhaps
        }
        let id = user.id.description
        if users.excluded.contains(where: { $0.lowercased() == id }) { return .no }
        let memberships = facts.directory.memberships.value.map { $0.map(\.id.description) }
        if let memberships {
            let isOut = (groups.excluded + roles.excluded).contains { memberships.contains($0.lowercased()) }
            if isOut { return .no }
            let isIn = (groups.included + roles.included).contains { memberships.contains($0.lowercased()) }
            return isIn || Self.names(users, id) ? .yes : .no
        }
        if Self.names(users, id) { return groups.excluded.isEmpty && roles.excluded.isEmpty ? .yes : .perhaps }
        return groups.included.isEmpty && roles.included.isEmpty ? .no : .perhaps
    }

    private static func names(_ condition: Condition, _ id: String) -> Bool {
        !condition.excluded.contains { $0.lowercased() == id }
            && condition.included.contains { $0 == "All" || $0.lowercased() == id }
    }
}
