/// What is wrong with a connection, in words that stay the same from release to release.
public enum ProbeClass: String, Hashable, Sendable, Codable, CaseIterable {
    case secretWrong = "secret-wrong"
    case secretExpired = "secret-expired"
    case appNotFound = "app-not-found"
    case appDisabled = "app-disabled"
    case tenantNotFound = "tenant-not-found"
    case tenantMismatch = "tenant-mismatch"
    case passwordWrong = "password-wrong"
    case passwordExpired = "password-expired"
    case passwordChangeRequired = "password-change-required"
    case userNotFound = "user-not-found"
    case userDisabled = "user-disabled"
    case userLocked = "user-locked"
    case mfaRequired = "mfa-required"
    case accessBlocked = "access-blocked"
    case consentMissing = "consent-missing"
    case configuration
    case environmentWrong = "environment-wrong"
    case environmentDisabled = "environment-disabled"
    case environmentInMaintenance = "environment-in-maintenance"
    case noApplicationUser = "no-application-user"
    case noRole = "no-role"
    case privilegeMissing = "privilege-missing"
    case noLeadTable = "no-lead-table"
    case pluginRefused = "plugin-refused"
    case tooSlow = "too-slow"
    case addressBlocked = "address-blocked"
    case throttled
    case serviceFault = "service-fault"
    case network
    case tls
    case timeout
    case notDynamics = "not-dynamics"
    case keyringLocked = "keyring-locked"
    case keyringDegraded = "keyring-degraded"
    case keyringUnavailable = "keyring-unavailable"
    case secretMissing = "secret-missing"
    case secretUnknown = "secret-unknown"
    case unrecognised

    /// Whether the credential or its set-up is at fault, or it could not be told.
    ///
    /// Trouble on the way, throttling and service faults never count against a credential.
    public var result: ProbeReport.Result {
        switch self {
        case .secretWrong, .secretExpired, .appNotFound, .appDisabled, .tenantNotFound, .tenantMismatch, .passwordWrong,
            .passwordExpired, .passwordChangeRequired, .userNotFound, .userDisabled, .userLocked, .mfaRequired, .accessBlocked,
            .consentMissing, .configuration, .environmentWrong, .environmentDisabled, .noApplicationUser, .noRole,
            .privilegeMissing, .noLeadTable, .pluginRefused, .tooSlow, .notDynamics, .secretMissing:
            .failed
        case .environmentInMaintenance, .addressBlocked, .throttled, .serviceFault, .network, .tls, .timeout, .keyringLocked,
            .keyringDegraded, .keyringUnavailable, .secretUnknown, .unrecognised:
            .unknown
        }
    }

    /// Whether Entra said that the secret's time is over, which ends its window whatever anybody believed before.
    public var saysLapsed: Bool {
        self == .secretExpired || self == .passwordExpired
    }

    /// What a sign-in that was turned down so says of the secret; `nil` where the class alone does not tell.
    ///
    /// Entra looks at the password before it looks at policies, expiry and consent, so who gets as far as those has the right one.
    public var verdict: SecretVerdict? {
        switch self {
        case .passwordExpired, .passwordChangeRequired, .userDisabled, .mfaRequired, .accessBlocked, .consentMissing: .accepted
        case .passwordWrong, .userNotFound, .userLocked: .doubted
        case .secretWrong, .secretExpired, .appNotFound, .appDisabled, .tenantNotFound, .tenantMismatch, .configuration,
            .environmentWrong, .environmentDisabled, .environmentInMaintenance, .noApplicationUser, .noRole, .privilegeMissing,
            .noLeadTable, .pluginRefused, .tooSlow, .addressBlocked, .throttled, .serviceFault, .network, .tls, .timeout,
            .notDynamics, .keyringLocked, .keyringDegraded, .keyringUnavailable, .secretMissing, .secretUnknown, .unrecognised:
            nil
        }
    }

    /// Whether a password was sent and turned down, perhaps as wrong, so that sending it again counts towards locking the account.
    public var countsTowardsLockout: Bool { verdict == .doubted }
}

/// What the answer to a sign-in says of the secret that was sent.
public enum SecretVerdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// The sign-in was turned down, and it may be the secret.
    case doubted
    /// It is the right one: the sign-in went through, or something behind the secret stood in the way.
    case accepted
}
