public import Credentials

extension Check {
    /// What a check is made for.
    public struct Scope: Hashable, Sendable {
        /// The kinds of destination; `nil` for all.
        var destinations: Set<LeadDestination.Kind>?
        /// How the credential signs in; `nil` for all.
        var methods: Set<SignInMethod>?

        static let leads = Scope()
        static let dynamics = Scope(destinations: [.dynamics])
        static let application = Scope(destinations: [.dynamics], methods: [.azureAD])
        static let user = Scope(destinations: [.dynamics], methods: [.office365])
        static let table = Scope(destinations: [.table])
        static let other = Scope(destinations: [.httpsEndpoint, .table])

        /// Whether it is made for that credential.
        func contains(_ credential: Credential) -> Bool {
            guard let destination = credential.destination else { return false }
            return destinations?.contains(destination.kind) ?? true
                && methods?.contains(credential.identity.method) ?? true
        }
    }

    /// What is fixed of a check.
    private struct Traits {
        var title: String
        var section: GuideSection
        var scope: Scope
        var causes: [Check]

        init(_ title: String, _ section: GuideSection, _ scope: Scope, after causes: [Check] = []) {
            (self.title, self.section, self.scope, self.causes) = (title, section, scope, causes)
        }
    }

    /// What is right where it finds nothing.
    public var title: String { traits.title }

    /// The check of the machine that it is, which means the same in `doctor --host`; `nil` for all others.
    var ofHost: HostCheck? { HostCheck(rawValue: rawValue) }

    /// The part of Microsoft's articles that asks for it, where leads go to that kind of place.
    func section(for credential: Credential) -> GuideSection {
        switch (traits.section, credential.destination?.kind) {
        case (.beyond, _): .beyond
        case (_, .httpsEndpoint?): .endpoint
        case (_, .table?): .table
        case (let section, .dynamics?), (let section, nil): section
        }
    }

    /// The part of Microsoft's article on Dynamics 365 that asks for it.
    public var section: GuideSection { traits.section }

    /// Whether it is never right while a cause of it is wrong, even where it can be read by itself.
    var isConsequence: Bool {
        let consequences: [Check] = [
            .servicePrincipal, .environmentUserEnabled, .leadWriterRole, .privilegeUISettings, .privilegeSystemJob,
            .privilegeLeadCreate, .leadWritten,
        ]
        return consequences.contains(self)
    }

    /// Whether it is read with the credential itself, which a door that is shut keeps out: then whatever shuts the door
    /// keeps it from being told, even where that stands behind it.
    var isReadInside: Bool {
        let inside: [Check] = [
            .environmentEnabled, .ipFirewall, .leadTable, .leadWriterSolution, .userLicensed, .conditionalAccess,
            .multiFactor, .dynamicsPermission, .appAccessControl, .environmentUser, .environmentUserEnabled,
            .accessMode, .leadWriterRole, .privilegeUISettings, .privilegeSystemJob, .privilegeLeadCreate,
            .leadSourceColumn, .leadWritten, .secretMatches, .storageAccountEnabled, .storageFirewall,
            .storageKeyAccess, .secretAccepted, .storageTable,
        ]
        return inside.contains(self)
    }

    /// Whether it can keep the credential out, of Entra or of the place where leads go.
    var isDoor: Bool { Self.rights.contains(self) }

    /// What else has to be right before this can be; they stand before it.
    public var causes: [Check] { traits.causes }

    /// Whether it is made for that credential.
    public func isMade(for credential: Credential) -> Bool { traits.scope.contains(credential) }

    /// How anybody is reached at all.
    private static let way: [Check] = [.proxy, .nameResolution, .connection, .tls]
    /// What lets the credential in at Entra: whatever is wrong with one of them, no sign-in tells more.
    private static let signIn: [Check] =
        [.keyring] + way + [
            .secretStored, .secretMatches, .storageAccountEnabled, .storageFirewall, .storageKeyAccess,
            .environmentHosted, .tenantMatches, .applicationRegistered, .servicePrincipal,
            .applicationEnabled, .userExists, .userEnabled, .userFederated, .passwordChange, .secretExpiry,
        ]
    /// What lets it into the environment, beside that.
    private static let entry: [Check] =
        signIn + [
            .environmentEnabled, .ipFirewall, .securityDefaults, .conditionalAccess, .multiFactor, .dynamicsPermission,
            .secretAccepted, .appAccessControl,
        ]
    /// What gives it its rights there.
    private static let rights: [Check] =
        entry + [
            .userLicensed, .environmentUser, .environmentUserEnabled, .accessMode, .leadWriterSolution, .leadWriterRole,
        ]

    private var traits: Traits {
        switch self {
        case .keyring, .clock, .stateDirectory, .alertCircle: Traits(ofHost?.title ?? rawValue, .beyond, .leads)
        case .proxy, .nameResolution, .connection, .tls:
            Traits(ofHost?.title ?? rawValue, .beyond, .leads, after: Array(Self.way.prefix { $0 != self }))
        case .waysOut: Traits("People can be told", .beyond, .leads)
        case .secretStored: Traits("The secret is in the keyring", .offer, .leads, after: [.keyring])
        case .secretMatches:
            Traits(
                "The secret is for the place that the connection's file names", .offer, .other,
                after: [.keyring, .secretStored])
        case .storageAccountEnabled:
            Traits("The storage account is enabled", .offer, .table, after: Self.way + Self.ownSecret)
        case .storageFirewall:
            Traits("No firewall stands in the way", .beyond, .table, after: Self.way + Self.ownSecret)
        case .storageKeyAccess:
            Traits("The storage account lets keys in", .beyond, .table, after: Self.way + Self.ownSecret)
        case .storageTable:
            Traits("The table is there", .offer, .table, after: Self.signIn + [.clock, .secretAccepted])
        case .environmentHosted:
            Traits("The URL is an environment hosted by Microsoft", .introduction, .dynamics, after: Self.way)
        case .environmentEnabled:
            Traits("The environment is open", .introduction, .dynamics, after: [.environmentHosted])
        case .ipFirewall:
            Traits("No IP firewall stands in the way", .beyond, .dynamics, after: [.environmentHosted])
        case .leadTable: Traits("The environment has a table of leads", .solution, .dynamics, after: Self.entryOfReader)
        case .leadWriterSolution:
            Traits(
                "The Microsoft Marketplace Lead Writer solution is installed", .solution, .dynamics,
                after: Self.entryOfReader)
        case .tenantMatches:
            Traits("The environment is in the configured directory", .azureAD, .dynamics, after: [.environmentHosted])
        case .applicationRegistered:
            Traits("The application is registered", .azureAD, .application, after: [.tenantMatches])
        case .applicationMultiTenant:
            Traits(
                "The application is for any organizational directory", .azureAD, .application,
                after: [.applicationRegistered])
        case .audiencePolicy:
            Traits("No policy forbids applications of that kind", .beyond, .application, after: [.tenantMatches])
        case .servicePrincipal:
            Traits(
                "The application has a service principal", .azureAD, .application,
                after: [.tenantMatches, .applicationRegistered])
        case .applicationEnabled:
            Traits(
                "The application may sign in", .azureAD, .application,
                after: [.tenantMatches, .applicationRegistered, .servicePrincipal])
        case .userExists: Traits("The user exists", .office365, .user, after: [.tenantMatches])
        case .userEnabled: Traits("The user may sign in", .office365, .user, after: [.tenantMatches, .userExists])
        case .userFederated: Traits("Microsoft Entra itself checks the password", .beyond, .user)
        case .passwordChange:
            Traits(
                "The user need not change the password first", .office365, .user, after: [.userExists, .userEnabled])
        case .userNoAdministrator:
            Traits("The user is no administrator", .office365, .user, after: [.userExists])
        case .userLicensed:
            Traits("The user has a license", .office365, .user, after: [.userExists])
        case .secretExpiry:
            Traits("The secret has not expired", .azureAD, .leads, after: [.secretStored, .passwordChange])
        case .secretRoom:
            Traits(
                "The application has room for the next client secret", .azureAD, .application,
                after: [.applicationRegistered])
        case .secretPolicy:
            Traits(
                "No policy refuses the next client secret", .beyond, .application, after: [.applicationRegistered])
        case .securityDefaults:
            Traits("Security defaults let the user in", .beyond, .user, after: Self.signIn)
        case .conditionalAccess:
            Traits(
                "Conditional Access lets the credential in", .beyond, .dynamics,
                after: Self.signIn + [.securityDefaults])
        case .multiFactor:
            Traits(
                "No second factor is asked for", .beyond, .user,
                after: Self.signIn + [.securityDefaults, .conditionalAccess])
        case .dynamicsPermission:
            Traits(
                "The application has the permission to Dynamics CRM", .azureAD, .dynamics,
                after: [.tenantMatches, .applicationRegistered])
        case .secretAccepted:
            Traits(
                "The secret is accepted", .userPermissions, .leads,
                after: [.clock] + Self.signIn + [
                    .securityDefaults, .conditionalAccess, .multiFactor, .dynamicsPermission,
                ])
        case .appAccessControl:
            Traits(
                "App access control lets the application in", .beyond, .dynamics,
                after: Self.signIn + [.ipFirewall, .secretAccepted])
        case .environmentUser:
            Traits("The environment knows the application or user", .azureAD, .dynamics, after: Self.entry)
        case .environmentUserEnabled:
            Traits(
                "The application or user is enabled in the environment", .azureAD, .dynamics,
                after: Self.entry + [.userLicensed, .environmentUser])
        case .accessMode:
            Traits(
                "The user's access mode allows to write", .office365, .dynamics,
                after: Self.entry + [.userLicensed, .environmentUser, .environmentUserEnabled])
        case .leadWriterRole:
            Traits(
                "The role Microsoft Marketplace Lead Writer is assigned", .security, .dynamics,
                after: Self.entry + [
                    .leadWriterSolution, .userLicensed, .environmentUser, .environmentUserEnabled, .accessMode,
                ])
        case .privilegeUISettings:
            Traits("The role may write User Entity UI Settings", .security, .dynamics, after: Self.rights)
        case .privilegeSystemJob:
            Traits("The role may write System Jobs", .security, .dynamics, after: Self.rights)
        case .privilegeLeadCreate:
            Traits("The role may create leads", .security, .dynamics, after: Self.rights + [.leadTable])
        case .leadSourceColumn:
            Traits(
                "Column security lets leadsourcecode be set", .beyond, .dynamics, after: Self.rights + [.leadTable])
        case .offerDestination: Traits("The offer's lead destination is as configured here", .offer, .leads)
        case .offerPublished: Traits("The offer is live", .offer, .leads, after: [.offerDestination])
        case .leadWritten:
            Traits(
                "A lead was written", .offer, .leads,
                after: Self.rights + [.leadTable, .privilegeLeadCreate, .leadSourceColumn, .storageTable]
            )
        }
    }

    /// What has to be right before the secret is sent to a place that it opens by itself.
    private static let ownSecret: [Check] = [.keyring, .secretStored, .secretMatches]
    /// What has to be right before the environment shows anything of itself.
    private static let entryOfReader: [Check] = way + [.environmentHosted, .environmentEnabled]
}
