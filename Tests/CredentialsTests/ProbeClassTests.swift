import Testing

@testable import Credentials

@Suite struct ProbeClassTests {
    private func those(_ holds: (ProbeClass) -> Bool) -> Set<ProbeClass> { Set(ProbeClass.allCases.filter(holds)) }

    @Test func `trouble on the way, of the keyring, or of nobody knows what never counts against a credential`() {
        let passing: Set<ProbeClass.Subject> = [.way, .keyring, .unknown]
        #expect(
            those { $0.result == .unknown }
                == those { passing.contains($0.subject) }
                .union([.environmentInMaintenance, .addressBlocked, .secretUnknown]))
        #expect(those { $0.result == .ok }.isEmpty)
    }

    @Test func `what is wrong with the secret itself is told apart from everything else`() {
        #expect(those { $0.subject == .secret } == those { $0.flaw != nil })
        #expect(those(\.refusesSecret) == those(\.callsForReplacement).union([.secretMissing]))
        #expect(those { $0.callsForReplacement(of: .clientSecret) } == [.secretWrong, .secretExpired])
        #expect(
            those { $0.callsForReplacement(of: .password) }
                == [.passwordWrong, .passwordExpired, .passwordChangeRequired])
        #expect(
            those(\.saysSecretIsWrong)
                == [.secretWrong, .secretExpired, .secretUnknown, .passwordWrong, .passwordExpired])
        #expect(those(\.saysLapsed) == [.secretExpired, .passwordExpired])
    }

    @Test func `who gets as far as policies, expiry and consent has the right secret`() {
        #expect(
            those { $0.verdict == .accepted }
                == [
                    .passwordExpired, .passwordChangeRequired, .userDisabled, .mfaRequired, .accessBlocked,
                    .consentMissing, .mailTokenRefused, .mailSendAsDenied, .mailAccessDenied, .mailboxNotFound,
                ])
        #expect(those(\.countsTowardsLockout) == [.passwordWrong, .userNotFound, .userLocked])
    }

    @Test func `what passes by itself is tried again, and what the environment forbids is no refused sign-in`() {
        #expect(those { $0.setback == .transient } == those { $0.result == .unknown })
        #expect(
            those { $0.setback == .forbidden } == [
                .noApplicationUser, .noRole, .privilegeMissing, .mailSendAsDenied, .mailAccessDenied,
            ])
        #expect(
            those { $0.setback == .refused }
                == [
                    .tenantMismatch, .configuration, .environmentWrong, .environmentDisabled, .noLeadTable,
                    .pluginRefused, .tooSlow, .notDynamics, .mailboxNotFound, .endpointRefused,
                ])
        #expect(those { $0.setback == .unauthorised }.allSatisfy { $0.result == .failed && $0.subject != .environment })
    }
}
