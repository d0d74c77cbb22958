import Credentials
import Doctor
import Foundation
import Ports
import Simulators
import TestSupport

/// One thing that is wrong with a connection, and the one finding that it is to have.
struct Ailment: Sendable, CustomStringConvertible {
    let check: Check
    let status: CheckFinding.Status
    /// Whether it is about leadkeeper alone, so that nobody answers anything else because of it.
    let isOwn: Bool
    let change: @Sendable (inout Patient) -> Void

    init(
        _ check: Check, _ status: CheckFinding.Status = .fault, isOwn: Bool = false,
        _ change: @escaping @Sendable (inout Patient) -> Void
    ) {
        (self.check, self.status, self.isOwn, self.change) = (check, status, isOwn, change)
    }

    var description: String { check.rawValue }

    /// The ailments that a connection of that kind can have; `strange` is the authority of a server whose
    /// certificate is for other names.
    static func all(_ method: SignInMethod, strange: String = "strange.localhost") -> [Ailment] {
        let own =
            switch method {
            case .azureAD: ofBoth + ofApplications
            case .httpsEndpoint: ofOffers + ofPlaces + ofEndpoints
            case .azureTable: ofOffers + ofPlaces + ofTables
            case .office365, .mailbox, .channel, .heartbeat: ofBoth + ofUsers
            }
        return (ofAll + ofWays(strange) + own).sorted { index(of: $0.check) < index(of: $1.check) }
    }

    private static func index(of check: Check) -> Int { Check.allCases.firstIndex(of: check) ?? 0 }

    private static let past = Instant(secondsSinceEpoch: 1_700_000_000)

    /// leadkeeper itself.
    private static let ofAll: [Ailment] = [
        Ailment(.keyring) { $0.obstacle = .locked },
        Ailment(.clock) { patient in
            patient.ahead = .minutes(10)
            // As the daemon has seen by earlier answers: an endpoint's clock may be any, and a proxy lets no answer through.
            patient.host.clock = .known(.doubted("it differs from Microsoft's by more than five minutes"))
        },
        Ailment(.stateDirectory, isOwn: true) {
            $0.host.room = .known(HostFacts.Room(free: 1 << 20, needed: 1 << 26, in: "/var/lib/leadkeeper"))
        },
        Ailment(.waysOut, isOwn: true) { patient in
            var standing = WayStanding()
            let fault = WayStanding.Fault("Refuses", "the server turns the password down", isLasting: true)
            _ = standing.fails(by: .canary, fault, at: past)
            patient.ways = AlertPaths([
                AlertPath(nil, kind: "mail", reachesOperators: true, standing, at: past + .days(1))
            ])
        },
        Ailment(.alertCircle, .warning, isOwn: true) { patient in
            patient.host.circles =
                CredentialName("contoso").map { [.directory(Patient.directory, connections: [$0])] } ?? []
        },
        Ailment(.secretStored) { $0.isStored = false },
    ]

    /// The way to where leads go.
    private static func ofWays(_ strange: String) -> [Ailment] {
        [
            Ailment(.proxy) { $0.hasProxy = true },
            Ailment(.nameResolution) { $0.move(to: "https://nowhere.invalid", places: "invalid") },
            Ailment(.tls) { $0.move(to: "https://\(strange)", places: strange) },
            Ailment(.connection) { $0.move(to: "https://contoso.localhost:1", places: "localhost:1") },
        ]
    }

    private static let ofOffers: [Ailment] = [
        Ailment(.offerPublished) { patient in patient.changeProduct { $0.live = nil } }
    ]

    /// HTTPS endpoints and storage accounts alike.
    private static let ofPlaces: [Ailment] = [
        Ailment(.secretExpiry, .warning) { $0.age = .days(400) }
    ]

    private static let ofEndpoints: [Ailment] = [
        Ailment(.secretMatches) { $0.secret = "https://elsewhere.localhost\(Patient.path)" },
        Ailment(.secretAccepted) { $0.places.path = "/another" },
        Ailment(.offerDestination) { patient in
            patient.changeProduct {
                $0.draft.leads?.instanceURL = "https://other.example/invoke"
                $0.live?.leads?.instanceURL = "https://other.example/invoke"
            }
        },
        Ailment(.leadWritten) { $0.places.status = 415 },
    ]

    private static let ofTables: [Ailment] = [
        Ailment(.secretMatches) { $0.secret = $0.connectionString(of: "elsewhere") },
        Ailment(.storageAccountEnabled) { $0.misbehave("disabled") },
        Ailment(.storageFirewall, .warning) { $0.misbehave("firewall") },
        Ailment(.storageKeyAccess) { $0.misbehave("no-keys") },
        Ailment(.secretAccepted) { $0.places.keys = [Data("another key of the account".utf8).base64EncodedString()] },
        Ailment(.storageTable, .warning) { $0.places.tables = [] },
        Ailment(.offerDestination) { patient in
            patient.changeProduct {
                $0.draft.leads?.destination = "email"
                $0.live?.leads?.destination = "email"
            }
        },
        Ailment(.leadWritten) { $0.misbehave("read-only") },
    ]

    private static let ofBoth: [Ailment] = [
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
