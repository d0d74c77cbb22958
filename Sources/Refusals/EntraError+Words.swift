package import Credentials

extension EntraError {
    /// What `error` and `suberror` say by themselves, and what a number may make of it.
    package struct Saying {
        /// What is to be concluded where no number that is known goes with it.
        package var meaning: Meaning
        /// The classes that a number may narrow it down to; `nil` for any.
        package var narrowing: Set<ProbeClass>?

        package init(_ class: ProbeClass, _ sentence: String, narrowing: Set<ProbeClass>? = nil) {
            self.init(Meaning(`class`, sentence), narrowing: narrowing)
        }

        package init(_ meaning: Meaning, narrowing: Set<ProbeClass>? = nil) {
            self.meaning = meaning
            self.narrowing = narrowing
        }

        /// Whether a number of that class goes with the words; trouble of Entra's own goes with all of them.
        package func admits(_ class: ProbeClass) -> Bool {
            `class`.result == .unknown || narrowing?.contains(`class`) ?? true
        }
    }

    /// Hears the words: RFC 6749 §5.2 for `error`, Microsoft's own libraries for `suberror`.
    package func saying(_ grant: Grant) -> Saying {
        switch error {
        case "invalid_tenant": .init(.tenantNotFound, "Entra knows no such directory", narrowing: [.tenantNotFound])
        case "invalid_resource":
            .init(
                .environmentWrong, "the directory knows no environment with this address",
                narrowing: [.environmentWrong, .consentMissing, .configuration])
        case "consent_required": Self.consent
        case "user_password_expired" where grant == .password: Self.expired
        case "invalid_scope":
            .init(
                .configuration, "Entra does not accept the form of the request for this application",
                narrowing: [.configuration, .environmentWrong, .consentMissing])
        case "invalid_request":
            ofDetail(grant)
                ?? .init(
                    .configuration, "Entra does not accept the form of the request for this application",
                    narrowing: [
                        .configuration, .environmentWrong, .consentMissing, .tenantNotFound, .appNotFound,
                        .userNotFound,
                        .accessBlocked,
                    ])
        case "unsupported_grant_type":
            .init(.configuration, Self.wayOfSigningIn, narrowing: [.configuration])
        case "invalid_client": ofClient(grant)
        case "unauthorized_client":
            ofDetail(grant)
                ?? .init(
                    .configuration, Self.wayOfSigningIn,
                    narrowing: Self.ofApplications.union([.userLocked, .userDisabled]))
        case "interaction_required": ofDetail(grant) ?? Self.interaction(grant)
        case "access_denied":
            ofDetail(grant)
                ?? .init(
                    Self.blocked, narrowing: Self.ofPolicies.union([.consentMissing, .userDisabled, .appDisabled]))
        case "invalid_grant": ofDetail(grant) ?? (grant == .password ? .init(Self.refused(grant)) : Self.nothing)
        default: ofDetail(grant) ?? Self.nothing
        }
    }

    /// What `suberror` says; `nil` for none, and for one that says no more than `error`.
    private func ofDetail(_ grant: Grant) -> Saying? {
        switch suberror {
        case "consent_required": Self.consent
        case "user_password_expired" where grant == .password: Self.expired
        case "basic_action": Self.interaction(grant)
        case "additional_action", "message_only", "protection_policy_required", "device_authentication_failed":
            .init(
                Self.blocked,
                narrowing: Self.ofPolicies.union([.userDisabled, .passwordChangeRequired, .passwordExpired]))
        case "client_mismatch", "unauthorized_client":
            .init(.configuration, Self.wayOfSigningIn, narrowing: Self.ofApplications)
        default: nil
        }
    }

    private func ofClient(_ grant: Grant) -> Saying {
        switch grant {
        case .clientSecret, .certificate: .init(Self.refused(grant), narrowing: Self.ofApplications)
        // It was the application that Entra turned down, before it looked at the user.
        case .password: .init(.configuration, Self.wayOfSigningIn, narrowing: Self.ofApplications)
        }
    }

    private static func interaction(_ grant: Grant) -> Saying {
        switch grant {
        case .password:
            .init(
                .mfaRequired, "Entra wants more than a password",
                narrowing: ofPolicies.union([.passwordExpired, .passwordChangeRequired, .consentMissing]))
        // There is nobody who could be asked for more.
        case .clientSecret, .certificate: .init(blocked, narrowing: [.accessBlocked, .consentMissing])
        }
    }

    private static let wayOfSigningIn = "Entra does not let this application sign in in this way"
    private static let blocked = Meaning(.accessBlocked, "a policy of the directory blocks the sign-in")
    private static let nothing = Saying(.unrecognised, "Entra refused the sign-in for a reason that is not known here")
    private static let consent = Saying(
        .consentMissing, "nobody has consented to the application's access to Dynamics 365",
        narrowing: [.consentMissing])
    private static let expired = Saying(
        .passwordExpired, "the password has expired", narrowing: [.passwordExpired])
    private static let ofPolicies: Set<ProbeClass> = [.mfaRequired, .accessBlocked]
    private static let ofApplications: Set<ProbeClass> = [
        .secretWrong, .secretExpired, .appNotFound, .appDisabled, .tenantNotFound, .consentMissing, .configuration,
        .accessBlocked,
    ]
}
