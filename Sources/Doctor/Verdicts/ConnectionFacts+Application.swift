internal import Credentials
internal import Ports

/// The application in Microsoft Entra.
extension ConnectionFacts {
    /// Whether Entra has got beyond that check with the sign-in.
    func signInIsBeyond(_ check: Check) -> Bool {
        if environment.signIn.hasPassed { return true }
        let order = Self.orderOfSignIn
        guard let finding = environment.signIn.finding,
            let about = Check.about(finding, isInEnvironment: false).flatMap(order.firstIndex),
            let place = order.firstIndex(of: check)
        else { return false }
        return about > place
    }

    /// In what order Entra looks at things: whoever is refused for one of them has passed those before it.
    private static let orderOfSignIn: [Check] = [
        .tenantMatches, .applicationRegistered, .servicePrincipal, .applicationEnabled, .userExists, .secretAccepted,
        .userEnabled, .secretExpiry, .passwordChange, .securityDefaults, .conditionalAccess, .multiFactor,
        .dynamicsPermission,
    ]

    /// What Entra has said, where that is about the check.
    func signInRefusal(about check: Check) -> ProbeReport.Finding? {
        guard let finding = environment.signIn.finding,
            Check.about(finding, isInEnvironment: false) == check
        else { return nil }
        return finding
    }

    /// The verdict by the sign-in alone, where nothing was read; `fact` says why.
    func bySignIn<Value>(_ check: Check, _ fact: Fact<Value>, _ right: String) -> Verdict {
        if let finding = signInRefusal(about: check) { return .refused(finding) }
        if signInIsBeyond(check) { return .ok(right) }
        return fact.verdict { _ in .unknown("nobody has told") }
    }

    var applicationRegistered: Verdict {
        switch directory.application {
        case .known(.some): return .ok("the directory has its registration")
        case .known(nil):
            if case .known(.some) = directory.principal {
                return .ok("it is registered in another directory, and has a service principal here")
            }
            return .fault("the directory has no such application", .appNotFound)
        case .notPermitted, .notAsked:
            if case .known(.some) = directory.principal { return .ok("the directory has its service principal") }
            return bySignIn(.applicationRegistered, directory.application, "Microsoft Entra knows it")
        }
    }

    var applicationMultiTenant: Verdict {
        directory.application.verdict { record in
            guard let record else { return .unknown("it is not registered in this directory") }
            guard let audience = record.audience else { return .unknown("its account types are not known here") }
            if audience.isMultiTenant { return .ok("its account types are \(audience.rawValue)") }
            // leadkeeper signs in all the same; whether the marketplace would, stands nowhere.
            return .warning(
                "its account types are \(audience.rawValue); Microsoft's article asks for accounts in any organizational "
                    + "directory")
        }
    }

    var audiencePolicy: Verdict {
        directory.forbidsMultipleDirectories.verdict { forbids in
            forbids
                ? .warning("the directory's application policy forbids applications for several directories")
                : .ok("no policy forbids them")
        }
    }

    var servicePrincipal: Verdict {
        switch directory.principal {
        case .known(.some): .ok("the directory has its service principal")
        case .known(nil): .fault("the directory has no service principal of the application")
        case .notPermitted, .notAsked:
            bySignIn(.servicePrincipal, directory.principal, "Microsoft Entra signs it in")
        }
    }

    var applicationEnabled: Verdict {
        if case .known(let principal?) = directory.principal {
            return principal.isEnabled
                ? .ok("its service principal is enabled")
                : .fault("its service principal is disabled for sign-in", .appDisabled)
        }
        return bySignIn(.applicationEnabled, directory.principal, "Microsoft Entra signs it in")
    }

    var secretRoom: Verdict {
        directory.application.verdict { record in
            guard let record else { return .unknown("it is not registered in this directory") }
            let count = record.keys.count
            let has = count == 1 ? "it has one client secret" : "it has \(count) client secrets"
            guard let limit = record.audience?.secretLimit else { return .ok("\(has), and no limit of their number") }
            return count < limit
                ? .ok("\(has) of \(limit)")
                : .warning("\(has), and may have \(limit), as it is for personal accounts too; none can be added")
        }
    }

    var secretPolicy: Verdict {
        directory.allowance.verdict { allowance in
            guard allowance.mayBeAdded else {
                return .warning("the directory's application policy allows no new client secrets")
            }
            guard let longest = allowance.longestLifetime else { return .ok("no policy restricts client secrets") }
            return longest <= credential.rotation.before
                ? .warning(
                    "the directory's application policy lets client secrets live for \(longest.inWords) at most, which is "
                        + "no longer than their replacement takes ([Rotation] Before= is \(credential.rotation.before.inWords))"
                )
                : .ok("the directory's application policy lets client secrets live for \(longest.inWords) at most")
        }
    }

    var dynamicsPermission: Verdict {
        if let finding = signInRefusal(about: .dynamicsPermission) { return .refused(finding) }
        guard credential.identity.method == .azureAD else {
            return environment.signIn.verdict { passage in
                passage == .passed ? .ok("somebody has consented to it") : .unknown("the sign-in did not get so far")
            }
        }
        return directory.application.verdict { record in
            guard let record else { return .unknown("it is not registered in this directory") }
            // An application user writes without it; the article has asked for it all the same.
            return record.asksForDynamics
                ? .ok("it asks for user_impersonation of Dynamics CRM")
                : .warning("it does not ask for user_impersonation of Dynamics CRM, which Microsoft's article has")
        }
    }
}
