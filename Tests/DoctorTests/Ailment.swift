import Credentials
import Doctor
import Foundation
import Simulators

/// One thing that is wrong with a connection, and the one finding that it is to have.
struct Ailment: Sendable, CustomStringConvertible {
    let check: Check
    let status: CheckFinding.Status
    let change: @Sendable (inout Patient) -> Void

    init(_ check: Check, _ status: CheckFinding.Status = .fault, _ change: @escaping @Sendable (inout Patient) -> Void)
    {
        (self.check, self.status, self.change) = (check, status, change)
    }

    var description: String { check.rawValue }

    /// The ailments that a connection of that kind can have.
    static func all(_ method: SignInMethod) -> [Ailment] {
        let own = method == .azureAD ? ofApplications : ofUsers
        return (ofBoth + own).sorted { index(of: $0.check) < index(of: $1.check) }
    }

    private static func index(of check: Check) -> Int { Check.allCases.firstIndex(of: check) ?? 0 }

    private static let past = Instant(secondsSinceEpoch: 1_700_000_000)

    private static let ofBoth: [Ailment] = [
        Ailment(.secretStored) { $0.isStored = false },
        Ailment(.environmentHosted) { $0.world.environments = [] },
        Ailment(.environmentEnabled) { patient in patient.changeEnvironment { $0.state = .disabled } },
        Ailment(.ipFirewall, .warning) { patient in
            patient.changeEnvironment {
                $0.firewall.isEnforced = true
                $0.firewall.admitsApplications = false
            }
        },
        Ailment(.leadTable) { patient in patient.changeEnvironment { $0.hasLeadTable = false } },
        Ailment(.leadWriterSolution) { patient in patient.changeEnvironment { $0.solutions = [] } },
        Ailment(.tenantMatches) { patient in
            let other = "99999999-8af1-4a5f-1234-12234d01db47"
            patient.world.tenants.append(World.Tenant(id: other))
            patient.changeEnvironment { $0.tenant = other }
        },
        Ailment(.secretExpiry) { patient in
            patient.expiresAt = past
            patient.changeApp { $0.secrets[0].end = Date(timeIntervalSince1970: 1_700_000_000) }
            patient.changeUser { $0.passwordExpires = Date(timeIntervalSince1970: 1_700_000_000) }
        },
        Ailment(.conditionalAccess) { patient in
            var policy = World.AccessPolicy(name: "Block what is old", controls: ["block"])
            policy.users = ["All"]
            policy.principals = ["ServicePrincipalsInMyTenant"]
            patient.world.tenants[0].accessPolicies = [policy]
            patient.changeApp { $0.isBlocked = true }
        },
        Ailment(.secretAccepted) { $0.secret = "wrong+secret" },
        Ailment(.environmentUser) { patient in patient.changeEnvironment { $0.members = [] } },
        Ailment(.environmentUserEnabled) { patient in patient.changeMember { $0.isDisabled = true } },
        Ailment(.accessMode) { patient in patient.changeMember { $0.accessMode = 2 } },
        Ailment(.leadWriterRole) { patient in
            patient.changeMember { $0.roles.removeAll { $0 == World.Role.leadWriter.name } }
        },
        Ailment(.privilegeUISettings) { patient in patient.changeRole { $0["prvReadUserEntityUISettings"] = nil } },
        Ailment(.privilegeSystemJob) { patient in patient.changeRole { $0["prvReadAsyncOperation"] = "Local" } },
        Ailment(.privilegeLeadCreate) { patient in patient.changeRole { $0["prvCreateLead"] = nil } },
        Ailment(.leadSourceColumn) { patient in
            patient.changeEnvironment {
                $0.isLeadSourceSecured = true
                $0.denials["create"] = World.Denial(403, "0x8004f502")
            }
        },
        Ailment(.offerDestination) { patient in
            patient.changeProduct {
                $0.draft.leads?.instanceURL = "https://other.crm4.dynamics.com"
                $0.live?.leads?.instanceURL = "https://other.crm4.dynamics.com"
            }
        },
        Ailment(.offerPublished) { patient in patient.changeProduct { $0.live = nil } },
        Ailment(.leadWritten) { patient in patient.changeEnvironment { $0.veto = "Not today." } },
    ]

    private static let ofApplications: [Ailment] = [
        Ailment(.applicationRegistered) { patient in patient.world.apps.removeAll { $0.id == Patient.application } },
        Ailment(.applicationMultiTenant, .warning) { patient in patient.changeApp { $0.audience = "AzureADMyOrg" } },
        Ailment(.audiencePolicy, .warning) { $0.world.tenants[0].forbidsMultipleDirectories = true },
        Ailment(.servicePrincipal) { patient in patient.changeApp { $0.lacksPrincipal = true } },
        Ailment(.applicationEnabled) { patient in patient.changeApp { $0.isEnabled = false } },
        Ailment(.secretRoom, .warning) { patient in
            patient.changeApp {
                $0.audience = "AzureADandPersonalMicrosoftAccount"
                $0.secrets.append(World.Secret(value: "another"))
            }
        },
        Ailment(.secretPolicy, .warning) {
            $0.world.tenants[0].managementPolicy = World.ManagementPolicy([.init("passwordAddition")])
        },
        Ailment(.dynamicsPermission, .warning) { patient in patient.changeApp { $0.asksForDynamics = false } },
        Ailment(.appAccessControl) { patient in
            patient.changeEnvironment { $0.denials["identity"] = World.Denial(403, "0x80095ffc") }
        },
    ]

    private static let ofUsers: [Ailment] = [
        Ailment(.userExists) { $0.world.users = [] },
        Ailment(.userEnabled) { patient in patient.changeUser { $0.isDisabled = true } },
        Ailment(.userFederated) { $0.world.tenants[0].federatedDomains = ["contoso.example"] },
        Ailment(.passwordChange) { patient in patient.changeUser { $0.mustChangePassword = true } },
        Ailment(.userNoAdministrator, .warning) { patient in
            patient.changeUser { $0.directoryRoles = ["Global Administrator"] }
        },
        Ailment(.userLicensed) { patient in patient.changeMember { $0.isLicensed = false } },
        Ailment(.securityDefaults) { $0.world.tenants[0].hasSecurityDefaults = true },
        Ailment(.multiFactor) { patient in patient.changeUser { $0.demand = .secondFactor } },
        Ailment(.dynamicsPermission) { patient in
            for index in patient.world.apps.indices where patient.world.apps[index].isPublicClient {
                patient.world.apps[index].isConsented = false
            }
        },
        Ailment(.appAccessControl, .warning) { patient in
            patient.changeEnvironment { $0.denials["identity"] = World.Denial(403, "0x80095ffc") }
        },
    ]
}
