package import Credentials

extension EntraError {
    /// What one AADSTS number means for a probe.
    package struct Meaning: Hashable {
        package var `class`: ProbeClass
        package var sentence: String
        /// How long to leave the account alone at least.
        package var pause: TimeSpan?
        /// Whether it says no more than that the sign-in failed, and often accompanies a number that says why.
        package var isGeneral = false

        package init(_ class: ProbeClass, _ sentence: String, pause: TimeSpan? = nil, isGeneral: Bool = false) {
            self.class = `class`
            self.sentence = sentence
            self.pause = pause
            self.isGeneral = isGeneral
        }
    }

    /// The numbers that are told apart. https://learn.microsoft.com/entra/identity-platform/reference-error-codes
    package static let known: [Int: Meaning] = ofApplications.merging(ofPlaces) { $1 }.merging(ofUsers) { $1 }
        .merging(ofPolicies) { $1 }.merging(ofConsent) { $1 }.merging(ofService) { $1 }

    /// The application and its secret.
    private static let ofApplications: [Int: Meaning] = [
        70000: Meaning(.secretWrong, "Entra refused the credential", isGeneral: true),
        70002: Meaning(.secretWrong, "Entra refused the credential", isGeneral: true),
        7_000_215: Meaning(.secretWrong, "Entra refused the client secret as wrong"),
        7_000_222: Meaning(.secretExpired, "the client secret has expired"),
        70001: Meaning(.appDisabled, "the application is disabled in the directory"),
        7_000_112: Meaning(.appDisabled, "the application is disabled in the directory"),
        1_000_031: Meaning(.appDisabled, "the application cannot be accessed at this time"),
        700011: Meaning(.appNotFound, "the directory has no application with this id"),
        700016: Meaning(.appNotFound, "the directory has no application with this id"),
        50012: Meaning(.configuration, "Entra refused the application's certificate"),
        700027: Meaning(.configuration, "Entra refused the application's certificate"),
        700030: Meaning(.configuration, "Entra refused the application's certificate"),
        50194: Meaning(.configuration, "the application is not set up for several directories"),
        700025: Meaning(.configuration, "the application is a public client and cannot use a client secret"),
        7_000_216: Meaning(.configuration, "the application is not set up to sign in with a client secret"),
        7_000_218: Meaning(
            .configuration, "the application does not allow public client flows, which a user's sign-in needs"),
        70003: Meaning(.configuration, "Entra does not support this way of signing in"),
        70011: Meaning(.configuration, "Entra does not accept the address as a scope"),
        28002: Meaning(.configuration, "Entra does not accept the address as a scope"),
        700022: Meaning(.configuration, "Entra does not accept the address as one resource"),
        700023: Meaning(.configuration, "Entra does not accept the address as a scope"),
        90014: Meaning(.configuration, "Entra misses a field of the request"),
        90023: Meaning(.configuration, "Entra does not accept the form of the request"),
        900144: Meaning(.configuration, "Entra misses a field of the request"),
        9_002_313: Meaning(.configuration, "Entra does not accept the form of the request"),
    ]

    /// What Entra says of an assertion whose certificate the application does not have, or has no more, or whose
    /// signature it does not accept: of whoever signs in with a certificate, that is the certificate's own fault.
    package static let ofCertificates: Set<Int> = [50012, 700_027, 700_030]

    /// What they mean for whoever signs in with a certificate.
    package static let certificateRefused = Meaning(
        .secretWrong, "Entra does not accept the certificate: the application does not have it, or has it no more")

    /// The directory, the cloud and the environment.
    private static let ofPlaces: [Int: Meaning] = [
        50059: Meaning(.tenantNotFound, "Entra cannot tell the directory from the request"),
        50128: Meaning(.tenantNotFound, "Entra cannot tell the directory from the request"),
        90002: Meaning(.tenantNotFound, "Entra knows no such directory"),
        90019: Meaning(.tenantNotFound, "Entra cannot tell the directory from the request"),
        900023: Meaning(.tenantNotFound, "the directory is neither an id nor a domain that Entra knows"),
        50001: Meaning(.environmentWrong, "the directory knows no environment with this address, or has disabled it"),
        500011: Meaning(.environmentWrong, "the directory knows no environment with this address"),
        650054: Meaning(.environmentWrong, "the environment was removed from the directory"),
        90038: Meaning(.configuration, "the directory belongs to another national cloud"),
        900382: Meaning(.configuration, "the directory belongs to another national cloud"),
        900432: Meaning(.configuration, "the directory belongs to another national cloud"),
        9_001_023: Meaning(.configuration, "a user cannot sign in by password without naming the directory"),
    ]

    /// The user and the password.
    private static let ofUsers: [Int: Meaning] = [
        16000: Meaning(.userNotFound, "the directory has no user with this name"),
        16003: Meaning(.userNotFound, "the directory has no user with this name"),
        50014: Meaning(.userNotFound, "the directory has no user with this name"),
        50020: Meaning(.userNotFound, "the directory has no user with this name"),
        50034: Meaning(.userNotFound, "the directory has no user with this name"),
        50197: Meaning(.userNotFound, "the directory has no user with this name"),
        51004: Meaning(.userNotFound, "the directory has no user with this name"),
        50053: Meaning(
            .userLocked,
            "the account is locked after too many failed sign-ins, or sign-ins from this address are blocked",
            pause: .minutes(30)),
        50055: Meaning(.passwordExpired, "the password has expired"),
        50144: Meaning(.passwordExpired, "the password has expired in the user's own Active Directory"),
        50056: Meaning(.passwordWrong, "the user has no password in the directory, or an unusable one"),
        50064: Meaning(.passwordWrong, "Entra refused the user name or password as wrong"),
        50126: Meaning(.passwordWrong, "Entra refused the user name or password as wrong"),
        50057: Meaning(.userDisabled, "the user's account is disabled"),
        50125: Meaning(.passwordChangeRequired, "the password must be changed, or a way to reset it be registered"),
        50135: Meaning(.passwordChangeRequired, "the password must be changed because the account was found at risk"),
        50142: Meaning(.passwordChangeRequired, "the password must be changed because the account was found at risk"),
    ]

    /// What is wanted beside the credential, and who is kept out.
    private static let ofPolicies: [Int: Meaning] = [
        50072: Meaning(.mfaRequired, "the user must enrol for multi-factor authentication"),
        50074: Meaning(.mfaRequired, "the user must pass multi-factor authentication"),
        50076: Meaning(.mfaRequired, "a policy demands multi-factor authentication of the user"),
        50078: Meaning(.mfaRequired, "the user must pass multi-factor authentication anew"),
        50079: Meaning(.mfaRequired, "the user must enrol for multi-factor authentication"),
        50158: Meaning(.mfaRequired, "a policy demands that the user pass another organisation's check"),
        53004: Meaning(.mfaRequired, "the user must enrol for multi-factor authentication"),
        53010: Meaning(
            .mfaRequired, "the user must enrol for multi-factor authentication, from a place that is trusted"),
        90072: Meaning(.mfaRequired, "the user cannot pass the directory's multi-factor authentication"),
        50002: Meaning(.accessBlocked, "the directory's restrictions do not admit this sign-in"),
        50005: Meaning(.accessBlocked, "a Conditional Access policy does not admit this device"),
        50097: Meaning(.accessBlocked, "a Conditional Access policy demands a device that is known"),
        50105: Meaning(.accessBlocked, "the application admits assigned users only, and this one is not assigned"),
        50129: Meaning(.accessBlocked, "a Conditional Access policy demands a device that is known"),
        50131: Meaning(.accessBlocked, "a Conditional Access policy blocks the sign-in"),
        50155: Meaning(.accessBlocked, "a Conditional Access policy demands a device that is known"),
        500021: Meaning(.accessBlocked, "this network's tenant restrictions do not admit the directory"),
        500022: Meaning(.accessBlocked, "this network's tenant restrictions do not admit the directory"),
        500212: Meaning(.accessBlocked, "the user's directory does not let users into this one"),
        500213: Meaning(.accessBlocked, "the directory does not let users of others in"),
        53000: Meaning(.accessBlocked, "a Conditional Access policy demands a compliant device"),
        53001: Meaning(.accessBlocked, "a Conditional Access policy demands a device of the domain"),
        53002: Meaning(.accessBlocked, "a Conditional Access policy does not admit this application"),
        53003: Meaning(.accessBlocked, "a Conditional Access policy blocks the sign-in"),
        53011: Meaning(.accessBlocked, "the user was found at risk and is blocked"),
        530032: Meaning(.accessBlocked, "a security policy of the directory blocks the sign-in"),
        530034: Meaning(.accessBlocked, "the user was found at risk and is blocked"),
        530035: Meaning(.accessBlocked, "the directory's security defaults block the sign-in"),
        80012: Meaning(.accessBlocked, "the user may not sign in at this time of day"),
    ]

    /// What nobody has consented to.
    private static let ofConsent: [Int: Meaning] = [
        65001: Meaning(.consentMissing, "nobody has consented to the application's access to Dynamics 365"),
        65004: Meaning(.consentMissing, "the user has declined the application's access to Dynamics 365"),
        65005: Meaning(.consentMissing, "the application does not ask for access to Dynamics 365"),
        650052: Meaning(.consentMissing, "the directory has not consented to the application, or lacks Dynamics 365"),
        650056: Meaning(
            .consentMissing, "the application does not ask for access to Dynamics 365, or nobody has consented"),
        650057: Meaning(.consentMissing, "the application does not ask for access to Dynamics 365"),
        7_000_229: Meaning(.consentMissing, "the application has no service principal in the directory"),
        90008: Meaning(.consentMissing, "nobody has consented to the application"),
        90094: Meaning(.consentMissing, "an administrator must consent to the application"),
        90095: Meaning(.consentMissing, "an administrator must consent to the application"),
        90099: Meaning(.consentMissing, "the application has not been authorised in the directory"),
    ]

    /// Entra itself, and the organisation's own servers behind it.
    private static let ofService: [Int: Meaning] = [
        50196: Meaning(.throttled, "Entra sees the same request too often", pause: .minutes(30)),
        90055: Meaning(.throttled, "the directory is over Entra's limit of requests", pause: .minutes(1)),
        50000: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        50033: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        90006: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        90012: Meaning(.serviceFault, "Entra did not finish in time"),
        90024: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        90033: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        90036: Meaning(.serviceFault, "Entra has a fault of its own"),
        90090: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        90091: Meaning(.serviceFault, "Entra has a fault of its own for the moment"),
        80001: Meaning(
            .serviceFault, "Entra could not reach the organisation's own Active Directory, which checks the password"),
        80002: Meaning(
            .serviceFault, "the organisation's own Active Directory, which checks the password, did not answer in time"),
        80005: Meaning(.serviceFault, "the organisation's own agent, which checks the password, has a fault"),
        80007: Meaning(.serviceFault, "the organisation's own agent, which checks the password, has a fault"),
        80010: Meaning(.serviceFault, "the organisation's own agent, which checks the password, has a fault"),
        80013: Meaning(
            .serviceFault, "the clocks of the organisation's own servers, which check the password, are apart"),
        80014: Meaning(
            .serviceFault, "the organisation's own agent, which checks the password, did not answer in time"),
    ]

    /// What one number means for whoever was refused; `nil` for one that is not known.
    package func meaning(of number: Int, for grant: Grant) -> Meaning? {
        grant == .certificate && Self.ofCertificates.contains(number) ? Self.certificateRefused : Self.known[number]
    }

    /// What a refusal that says no more means for whoever signs in so.
    package static func refused(_ grant: Grant) -> Meaning {
        switch grant {
        case .clientSecret: known[7_000_215] ?? Meaning(.secretWrong, "")
        case .certificate: certificateRefused
        case .password: known[50126] ?? Meaning(.passwordWrong, "")
        }
    }

    /// The code as Microsoft writes it.
    package static func code(_ number: Int) -> String { "AADSTS\(number)" }
}
