/// What an effect of a rotation brought.
public enum RotationOutcome: Hashable, Sendable {
    /// It was done, and there is nothing to tell.
    case done
    /// The keys on the application.
    case keys([IssuedKey])
    /// What the policy allows.
    case allowance(SecretAllowance)
    /// The new secret is in the keyring; `key` is what the issuer granted, `nil` for a password that we made.
    case kept(key: IssuedKey?, fingerprint: [UInt8])
    /// A private key was made in the keyring; its certificate, and when that lapses.
    case made(Certificate, endsAt: Instant, fingerprint: [UInt8])
    /// The issuer has taken the new certificate.
    case added(IssuedKey)
    /// The issuer has minted a key, and the keyring did not take its value: it is lost.
    case lost(key: IssuedKey, cause: String)
    /// The keyring did not take an item, or does not give one back.
    case keyringFault(String)
    /// The keyring took the new secret and has it no more: it is lost.
    case forgotten(String)
    /// What a sign-in or a whole probe found out.
    case report(ProbeReport)
    /// The offer.
    case offer(Offer)
    /// Partner Center has taken a request, as that job.
    case job(String)
    /// How far the job has come.
    case jobState(Offer.JobState)
    /// When the marketplace last wrote a test lead; `nil` for never since the hand-off.
    case testLead(Instant?)
    /// The reports of sign-ins were read; what they say stands in the facts.
    case signIns(SignInReport)
    /// It did not do what it should.
    case setback(Setback)
}

extension RotationOutcome {
    /// Whoever said that it was not done; `nil` where it was, or nobody answered.
    var answerer: Answerer? {
        switch self {
        case .setback(let setback): setback.answeredBy ?? Answerer(code: setback.code)
        case .report(let report): report.finding?.answerer
        case .done, .keys, .allowance, .kept, .made, .added, .lost, .keyringFault, .forgotten, .offer, .job, .jobState,
            .testLead, .signIns:
            nil
        }
    }
}
