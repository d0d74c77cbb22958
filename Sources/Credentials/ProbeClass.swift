/// What is wrong with a connection, in words that stay the same from release to release.
///
/// A new class is a case and its row of traits here, what is to be done about it among the words for people, and
/// whatever code of Microsoft's it is found by.
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
    case mailBasicAuthOff = "mail-basic-auth-off"
    case mailSMTPAuthOff = "mail-smtp-auth-off"
    case mailTokenRefused = "mail-token-refused"
    case mailSendAsDenied = "mail-send-as-denied"
    case mailAccessDenied = "mail-access-denied"
    case mailboxNotFound = "mailbox-not-found"
    case endpointRefused = "endpoint-refused"
    case notPosted = "not-posted"
    case unrecognised
}

extension ProbeClass {
    /// What is at fault.
    public enum Subject: Hashable, Sendable {
        /// The secret.
        case secret
        /// The application, its directory, or how it is set up there.
        case application
        /// The user or application that signs in, or a policy about it.
        case account
        /// The environment, or what its administrator has made of it.
        case environment
        /// The way there, or Microsoft's own service.
        case way
        /// The keyring that has the secret.
        case keyring
        /// Nobody knows.
        case unknown
    }

    /// What is wrong with the secret itself.
    public enum SecretFlaw: Hashable, Sendable {
        /// It is not the right one.
        case wrong
        /// Its time is over.
        case expired
        /// It is the right one, and has to be changed before anybody gets in with it.
        case toBeChanged
        /// It may be so young that it is not known everywhere yet.
        case notKnownYet
        /// The keyring does not have it.
        case missing
    }

    /// What is fixed of a class.
    private struct Traits {
        var result: ProbeReport.Result
        var subject: Subject
        var setback: Setback.Kind
        var verdict: SecretVerdict?
        var flaw: SecretFlaw?
        var kind: SecretKind?

        init(
            _ result: ProbeReport.Result, _ subject: Subject, _ setback: Setback.Kind, _ verdict: SecretVerdict? = nil,
            _ kind: SecretKind? = nil, _ flaw: SecretFlaw? = nil
        ) {
            self.result = result
            self.subject = subject
            self.setback = setback
            self.verdict = verdict
            self.kind = kind
            self.flaw = flaw
        }
    }

    /// Whether the credential or its set-up is at fault, or it could not be told.
    ///
    /// Trouble on the way, throttling and service faults never count against a credential.
    public var result: ProbeReport.Result { traits.result }

    /// What is at fault.
    public var subject: Subject { traits.subject }

    /// What is wrong with the secret itself; `nil` where nothing is, or it cannot be told.
    public var flaw: SecretFlaw? { traits.flaw }

    /// What follows for something else that was to be done by the same sign-in.
    public var setback: Setback.Kind { traits.setback }

    /// What a sign-in that was turned down so says of the secret; `nil` where the class alone does not tell.
    ///
    /// Entra looks at the password before it looks at policies, expiry and consent, so who gets as far as those has the
    /// right one.
    public var verdict: SecretVerdict? { traits.verdict }

    private var traits: Traits {
        switch self {
        case .secretWrong: Traits(.failed, .secret, .unauthorised, nil, .clientSecret, .wrong)
        case .secretExpired: Traits(.failed, .secret, .unauthorised, nil, .clientSecret, .expired)
        case .appNotFound: Traits(.failed, .application, .unauthorised)
        case .appDisabled: Traits(.failed, .application, .unauthorised)
        case .tenantNotFound: Traits(.failed, .application, .unauthorised)
        case .tenantMismatch: Traits(.failed, .application, .refused)
        case .passwordWrong: Traits(.failed, .secret, .unauthorised, .doubted, .password, .wrong)
        case .passwordExpired: Traits(.failed, .secret, .unauthorised, .accepted, .password, .expired)
        case .passwordChangeRequired: Traits(.failed, .secret, .unauthorised, .accepted, .password, .toBeChanged)
        case .userNotFound: Traits(.failed, .account, .unauthorised, .doubted)
        case .userDisabled: Traits(.failed, .account, .unauthorised, .accepted)
        case .userLocked: Traits(.failed, .account, .unauthorised, .doubted)
        case .mfaRequired: Traits(.failed, .account, .unauthorised, .accepted)
        case .accessBlocked: Traits(.failed, .account, .unauthorised, .accepted)
        case .consentMissing: Traits(.failed, .application, .unauthorised, .accepted)
        case .configuration: Traits(.failed, .application, .refused)
        case .environmentWrong: Traits(.failed, .environment, .refused)
        case .environmentDisabled: Traits(.failed, .environment, .refused)
        case .environmentInMaintenance: Traits(.unknown, .environment, .transient)
        case .noApplicationUser: Traits(.failed, .environment, .forbidden)
        case .noRole: Traits(.failed, .environment, .forbidden)
        case .privilegeMissing: Traits(.failed, .environment, .forbidden)
        case .noLeadTable: Traits(.failed, .environment, .refused)
        case .pluginRefused: Traits(.failed, .environment, .refused)
        case .tooSlow: Traits(.failed, .environment, .refused)
        case .addressBlocked: Traits(.unknown, .environment, .transient)
        case .throttled: Traits(.unknown, .way, .transient)
        case .serviceFault: Traits(.unknown, .way, .transient)
        case .network: Traits(.unknown, .way, .transient)
        case .tls: Traits(.unknown, .way, .transient)
        case .timeout: Traits(.unknown, .way, .transient)
        case .notDynamics: Traits(.failed, .environment, .refused)
        case .keyringLocked: Traits(.unknown, .keyring, .transient)
        case .keyringDegraded: Traits(.unknown, .keyring, .transient)
        case .keyringUnavailable: Traits(.unknown, .keyring, .transient)
        case .secretMissing: Traits(.failed, .secret, .unauthorised, nil, nil, .missing)
        case .secretUnknown: Traits(.unknown, .secret, .transient, nil, .clientSecret, .notKnownYet)
        case .mailBasicAuthOff: Traits(.failed, .account, .unauthorised)
        case .mailSMTPAuthOff: Traits(.failed, .account, .unauthorised)
        case .mailTokenRefused: Traits(.failed, .account, .unauthorised, .accepted)
        case .mailSendAsDenied: Traits(.failed, .account, .forbidden, .accepted)
        case .mailAccessDenied: Traits(.failed, .account, .forbidden, .accepted)
        case .mailboxNotFound: Traits(.failed, .account, .refused, .accepted)
        case .endpointRefused: Traits(.failed, .environment, .refused)
        case .notPosted: Traits(.unknown, .unknown, .transient)
        case .unrecognised: Traits(.unknown, .unknown, .transient)
        }
    }
}

extension ProbeClass {
    /// Whether it is the secret itself that is refused, and not whoever signs in with it, or what is written then.
    public var refusesSecret: Bool { flaw.map { $0 != .notKnownYet } ?? false }

    /// Whether it is the secret itself that is refused, as Entra also does while it does not know a new one everywhere.
    var saysSecretIsWrong: Bool { flaw == .wrong || flaw == .expired || flaw == .notKnownYet }

    /// Whether the secret's time is over, which ends its window whatever anybody believed before.
    public var saysLapsed: Bool { flaw == .expired }

    /// Whether the way out is a new secret.
    public var callsForReplacement: Bool { flaw == .wrong || flaw == .expired || flaw == .toBeChanged }

    /// Whether the way out is a new secret of that kind.
    public func callsForReplacement(of kind: SecretKind) -> Bool { callsForReplacement && traits.kind == kind }

    /// Whether a password was sent and turned down, perhaps as wrong, so that sending it again counts towards locking
    /// the account.
    public var countsTowardsLockout: Bool { verdict == .doubted }
}

/// What the answer to a sign-in says of the secret that was sent.
public enum SecretVerdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// The sign-in was turned down, and it may be the secret.
    case doubted
    /// It is the right one: the sign-in went through, or something behind the secret stood in the way.
    case accepted
}
