internal import Credentials
internal import Ports

/// The environment, as it shows itself.
extension ConnectionFacts {
    /// What the environment, or its door, has said to whoever asks who it is.
    var refusalOfEnvironment: ProbeReport.Finding? { environment.challenge.finding ?? environment.identity.finding }

    var environmentHosted: Verdict {
        environment.challenge.verdict { passage in
            switch passage {
            case .refused(let finding) where finding.class == .notDynamics: .refused(finding)
            case .refused, .passed:
                .ok("\(credential.destination?.address ?? "") answers as Dynamics 365 environments do")
            }
        }
    }

    var environmentEnabled: Verdict {
        if let finding = refusalOfEnvironment {
            if finding.class == .environmentDisabled { return .refused(finding) }
            // It will be over, and leads that come meanwhile are not written.
            if finding.class == .environmentInMaintenance { return .refused(finding, .warning) }
        }
        return environment.identity.verdict { passage in
            switch passage {
            case .passed: .ok("the environment lets its users in")
            case .refused(let finding):
                Self.isMember(finding) ? .ok("the environment answers its users") : .unknown(finding.sentence)
            }
        }
    }

    var ipFirewall: Verdict {
        if let finding = environment.identity.finding, finding.class == .addressBlocked {
            return .refused(finding, .warning)
        }
        return environment.firewall.verdict { firewall in
            let isPassed = credential.identity.method == .azureAD && firewall.admitsApplications
            let services =
                firewall.admitsTrustedServices
                ? "Microsoft's trusted services pass it; whether the marketplace is one of them is not documented"
                : "Microsoft's trusted services do not pass it by themselves"
            return if isPassed || !firewall.isEnforced && !firewall.isAudited {
                .ok(isPassed && firewall.isEnforced ? "it is on, and lets application users in" : "it is off")
            } else if firewall.isEnforced {
                .warning("it is on for users like this one, and the marketplace has addresses of its own; \(services)")
            } else {
                .warning("it is in audit mode and would turn users like this one away once it is on; \(services)")
            }
        }
    }

    var leadTable: Verdict {
        if let finding = environment.identity.finding, finding.class == .noLeadTable { return .refused(finding) }
        return environment.hasLeadTable.verdict { isThere in
            isThere ? .ok("the table lead is there") : .fault("the environment has no table lead", .noLeadTable)
        }
    }

    var leadWriterSolution: Verdict {
        environment.solutions.verdict { solutions in
            guard let solution = solutions.first else {
                return .fault("no solution of the marketplace is installed")
            }
            return .ok("\(solution.name) \(solution.version)")
        }
    }

    var tenantMatches: Verdict {
        for finding in [environment.challenge.finding, environment.signIn.finding].compactMap({ $0 })
        where [.tenantMismatch, .tenantNotFound, .environmentWrong].contains(finding.class) {
            return .refused(finding)
        }
        if let finding = environment.challenge.finding, finding.class == .configuration { return .refused(finding) }
        return environment.challenge.verdict { passage in
            switch passage {
            case .refused(let finding): .unknown(finding.sentence)
            case .passed: .ok("the environment signs its users in at the configured directory")
            }
        }
    }

    var appAccessControl: Verdict {
        environment.identity.verdict { passage in
            switch passage {
            case .passed: .ok("the environment lets the application in")
            case .refused(let finding) where finding.class == .accessBlocked:
                // A user's probe signs in through another client than the marketplace does.
                .refused(finding, credential.identity.method == .azureAD ? .fault : .warning)
            case .refused(let finding): .unknown(finding.sentence)
            }
        }
    }

    var environmentUser: Verdict { member(.environmentUser, .noApplicationUser, "the environment knows it") }

    var environmentUserEnabled: Verdict {
        if isUnlicensed { return .unknown("the environment lets nobody in without a license") }
        return member(.environmentUserEnabled, .userDisabled, "it is enabled in the environment")
    }

    /// What the environment says of one of its users, where that class of refusal is the one about the check.
    private func member(_ check: Check, _ trouble: ProbeClass, _ right: String) -> Verdict {
        environment.identity.verdict { passage in
            switch passage {
            case .passed: .ok(right)
            case .refused(let finding) where finding.class == trouble: .refused(finding)
            case .refused(let finding):
                finding.class == .noRole || check == .environmentUser && Self.isMember(finding)
                    ? .ok(right) : .unknown(finding.sentence)
            }
        }
    }

    /// Whether the environment refuses one of its own users, whom it has met.
    private static func isMember(_ finding: ProbeReport.Finding) -> Bool {
        finding.class == .userDisabled || finding.class == .noRole
    }

    var accessMode: Verdict {
        environment.user.verdict { user in
            switch user.accessMode {
            case .readWrite: .ok("Read-Write")
            case .nonInteractive: .ok("Non-interactive")
            case .delegatedAdministrator: .ok("Delegated Admin")
            case .administrative: .fault("the access mode is Administrative, which reaches no leads")
            case .read: .fault("the access mode is Read, which writes no leads")
            case .supportUser: .fault("the access mode is Support User, which writes no leads")
            case nil: .unknown("the access mode is one that is not known here")
            }
        }
    }

    /// Whether the environment says that the user has no license.
    var isUnlicensed: Bool {
        ["0x8004D24B", "0x8004D24D"].contains(environment.identity.finding?.code)
    }

    var userLicensed: Verdict {
        if isUnlicensed, let finding = environment.identity.finding { return .refused(finding) }
        if let isLicensed = environment.user.value?.isLicensed {
            return isLicensed
                ? .ok("the environment counts the user as licensed")
                : .fault("the environment counts the user as unlicensed")
        }
        if environment.identity.hasPassed { return .ok("the environment lets the user in") }
        return directory.user.verdict { user in
            guard let user else { return .unknown("the directory does not have the user") }
            return user.licenses == 0
                ? .fault("the user has no license at all")
                : .unknown("the user has a license; whether it is one for the environment was not told")
        }
    }
}

extension Check {
    /// Where it stands among all.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
