internal import Credentials
internal import Ports

extension ConnectionFacts {
    /// What the facts say of a check.
    func verdict(of check: Check) -> Verdict {
        switch check {
        case .keyring, .clock, .stateDirectory, .alertCircle, .proxy, .nameResolution, .tls, .connection:
            check.ofHost.map { Verdict(host.finding(of: $0)) } ?? .unknown("nobody looks")
        case .waysOut: waysOut
        case .secretStored: secretStored
        case .secretMatches: secretMatches
        case .storageAccountEnabled: storage(.storageAccountEnabled, "the account answers")
        case .storageFirewall: storage(.storageFirewall, "the account lets this host in")
        case .storageKeyAccess: storage(.storageKeyAccess, "the account lets keys in")
        case .storageTable: storageTable
        case .environmentHosted: environmentHosted
        case .environmentEnabled: environmentEnabled
        case .ipFirewall: ipFirewall
        case .leadTable: leadTable
        case .leadWriterSolution: leadWriterSolution
        case .tenantMatches: tenantMatches
        case .applicationRegistered: applicationRegistered
        case .applicationMultiTenant: applicationMultiTenant
        case .audiencePolicy: audiencePolicy
        case .servicePrincipal: servicePrincipal
        case .applicationEnabled: applicationEnabled
        case .userExists: userExists
        case .userEnabled: userEnabled
        case .userFederated: userFederated
        case .passwordChange: passwordChange
        case .userNoAdministrator: userNoAdministrator
        case .userLicensed: userLicensed
        case .secretExpiry: secretExpiry
        case .secretRoom: secretRoom
        case .secretPolicy: secretPolicy
        case .securityDefaults: securityDefaults
        case .conditionalAccess: conditionalAccess
        case .multiFactor: multiFactor
        case .dynamicsPermission: dynamicsPermission
        case .secretAccepted: secretAccepted
        case .appAccessControl: appAccessControl
        case .environmentUser: environmentUser
        case .environmentUserEnabled: environmentUserEnabled
        case .accessMode: accessMode
        case .leadWriterRole: leadWriterRole
        case .privilegeUISettings: privilege(.uiSettings)
        case .privilegeSystemJob: privilege(.systemJob)
        case .privilegeLeadCreate: privilege(.leadCreate)
        case .leadSourceColumn: leadSourceColumn
        case .offerDestination: offerDestination
        case .offerPublished: offerPublished
        case .leadWritten: leadWritten
        }
    }
}

extension Check {
    /// The check that a refusal is about; `nil` where it is about the secret itself, or nobody knows.
    ///
    /// - Parameter isInEnvironment: whether the environment said it, and not Entra.
    static func about(_ finding: ProbeReport.Finding, isInEnvironment: Bool) -> Check? {
        // It has the class of a missing consent, and says that there is nobody who could have consented.
        if finding.code == "AADSTS7000229" { return .servicePrincipal }
        if finding.code == "AADSTS530035" { return .securityDefaults }
        return about(finding.class, isInEnvironment: isInEnvironment)
    }

    /// The check that a refusal by a storage account or an HTTPS endpoint is about; `nil` where nobody knows.
    static func about(_ trouble: ProbeClass, at kind: LeadDestination.Kind) -> Check? {
        switch kind {
        case .dynamics: nil
        case .httpsEndpoint: [.secretWrong: .secretAccepted, .configuration: .secretMatches][trouble]
        case .table:
            [
                .secretWrong: .secretAccepted, .configuration: .secretMatches, .accessBlocked: .storageKeyAccess,
                .environmentDisabled: .storageAccountEnabled, .addressBlocked: .storageFirewall,
            ][trouble]
        }
    }

    /// The check that a refusal of that class is about; `nil` where it is about the secret itself, or nobody knows.
    ///
    /// - Parameter isInEnvironment: whether the environment said it, and not Entra.
    private static func about(_ trouble: ProbeClass, isInEnvironment: Bool) -> Check? {
        switch trouble {
        case .appNotFound: .applicationRegistered
        case .appDisabled: .applicationEnabled
        case .tenantNotFound, .tenantMismatch, .environmentWrong: .tenantMatches
        case .passwordChangeRequired: .passwordChange
        case .userNotFound: .userExists
        case .userDisabled: isInEnvironment ? .environmentUserEnabled : .userEnabled
        case .mfaRequired: .multiFactor
        case .accessBlocked: isInEnvironment ? .appAccessControl : .conditionalAccess
        case .consentMissing: .dynamicsPermission
        case .environmentDisabled, .environmentInMaintenance: .environmentEnabled
        case .noApplicationUser: .environmentUser
        case .noRole: .leadWriterRole
        case .noLeadTable: .leadTable
        case .addressBlocked: .ipFirewall
        case .notDynamics: .environmentHosted
        case .secretExpired, .passwordExpired: .secretExpiry
        case .secretWrong, .passwordWrong, .userLocked, .secretUnknown: .secretAccepted
        case .secretMissing, .keyringLocked, .keyringDegraded, .keyringUnavailable: .secretStored
        case .configuration, .privilegeMissing, .pluginRefused, .tooSlow, .throttled, .serviceFault, .network, .tls,
            .timeout, .mailBasicAuthOff, .mailSMTPAuthOff, .mailTokenRefused, .mailSendAsDenied, .mailAccessDenied,
            .mailboxNotFound, .endpointRefused, .notPosted, .unrecognised:
            nil
        }
    }
}
