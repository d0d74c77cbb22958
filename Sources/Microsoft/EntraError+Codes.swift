internal import Credentials

extension EntraError {
    /// What one AADSTS number means for a probe.
    struct Meaning {
        var `class`: ProbeClass
        var sentence: String
        /// How long to leave the account alone at least.
        var pause: Span?
        /// Whether it says no more than that the sign-in failed, and often accompanies a number that says why.
        var isGeneral = false

        init(_ class: ProbeClass, _ sentence: String, pause: Span? = nil, isGeneral: Bool = false) {
            self.class = `class`
            self.sentence = sentence
            self.pause = pause
            self.isGeneral = isGeneral
        }
    }

    /// The numbers that are told apart. https://learn.microsoft.com/entra/identity-platform/reference-error-codes
    static let known: [Int: Meaning] = [
        // The application and its secret.
        70002: Meaning(.secretWrong, "Entra refused the credential", isGeneral: true),
        7_000_112: Meaning(.appDisabled, "the application is disabled in the directory"),
        7_000_215: Meaning(.secretWrong, "Entra refused the client secret as wrong"),
        7_000_222: Meaning(.secretExpired, "the client secret has expired"),
        700016: Meaning(.appNotFound, "the directory has no application with this id"),
        700022: Meaning(.configuration, "Entra does not accept the address as one resource"),
        700025: Meaning(.configuration, "the application is a public client and cannot use a client secret"),
        700027: Meaning(.configuration, "Entra refused the application's certificate"),
        7_000_216: Meaning(.configuration, "the application is not set up to sign in with a client secret"),
        7_000_218: Meaning(.configuration, "the application does not allow public client flows, which a user's sign-in needs"),
        70011: Meaning(.configuration, "Entra does not accept the address as a scope"),

        // The directory and the environment.
        90002: Meaning(.tenantNotFound, "Entra knows no such directory"),
        900023: Meaning(.tenantNotFound, "the directory is neither an id nor a domain that Entra knows"),
        500011: Meaning(.environmentWrong, "the directory knows no environment with this address"),
        9_001_023: Meaning(.configuration, "a user cannot sign in by password without naming the directory"),

        // The user and the password.
        50034: Meaning(.userNotFound, "the directory has no user with this name"),
        50053: Meaning(
            .userLocked, "the account is locked after too many failed sign-ins, or sign-ins from this address are blocked",
            pause: .minutes(30)),
        50055: Meaning(.passwordExpired, "the password has expired"),
        50056: Meaning(.passwordWrong, "the user has no password in the directory, or an unusable one"),
        50057: Meaning(.userDisabled, "the user's account is disabled"),
        50126: Meaning(.passwordWrong, "Entra refused the user name or password as wrong"),
        50135: Meaning(.passwordChangeRequired, "the password must be changed because the account was found at risk"),
        50142: Meaning(.passwordChangeRequired, "the password must be changed because the account was found at risk"),
        50144: Meaning(.passwordExpired, "the password has expired in the user's own Active Directory"),

        // More than the credential.
        50072: Meaning(.mfaRequired, "the user must enrol for multi-factor authentication"),
        50074: Meaning(.mfaRequired, "the user must pass multi-factor authentication"),
        50076: Meaning(.mfaRequired, "a policy demands multi-factor authentication of the user"),
        50079: Meaning(.mfaRequired, "the user must enrol for multi-factor authentication"),
        50105: Meaning(.accessBlocked, "the application admits assigned users only, and this one is not assigned"),
        53000: Meaning(.accessBlocked, "a Conditional Access policy demands a compliant device"),
        53001: Meaning(.accessBlocked, "a Conditional Access policy demands a device of the domain"),
        53003: Meaning(.accessBlocked, "a Conditional Access policy blocks the sign-in"),
        530032: Meaning(.accessBlocked, "a security policy of the directory blocks the sign-in"),
        530035: Meaning(.accessBlocked, "the directory's security defaults block the sign-in"),
        65001: Meaning(.consentMissing, "nobody has consented to the application's access to Dynamics 365"),
        650052: Meaning(.consentMissing, "the directory has not consented to the application, or lacks Dynamics 365"),
        90094: Meaning(.consentMissing, "an administrator must consent to the application"),

        // Neither.
        50196: Meaning(.throttled, "Entra sees the same request too often", pause: .minutes(30)),
        90055: Meaning(.throttled, "the directory is over Entra's limit of requests", pause: .minutes(1)),
        50033: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        90006: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        90033: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        90090: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
    ]
}
