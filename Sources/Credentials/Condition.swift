/// One aspect of a credential's health, in the manner of Kubernetes' conditions.
public struct Condition: Hashable, Sendable {
    /// The aspects.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A secret is stored.
        case secretStored = "SecretStored"
        /// It is known when the secret lapses.
        case windowKnown = "WindowKnown"
        /// Microsoft accepts the secret.
        case credentialValid = "CredentialValid"
        /// A rotation is under way.
        case rotating = "Rotating"
        /// Partner Center has the secret that is in use.
        case handedOff = "HandedOff"
        /// What is to be told leaves by this way: by mail, or through the channel that it is the condition of.
        case alertPathWorks = "AlertPathWorks"
        /// A person has to act.
        case needsAttention = "NeedsAttention"
    }

    /// Whether the aspect holds.
    public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        case `true` = "True"
        case `false` = "False"
        case unknown = "Unknown"
    }

    /// The reason of `credentialValid` where leadkeeper does not probe the credential.
    public static let notProbed = "NotProbed"

    /// Which aspect.
    public var kind: Kind
    /// Whether it holds.
    public var status: Status
    /// Why, in one stable word such as `LeadWritten`.
    public var reason: String
    /// Why, in a sentence.
    public var message: String
    /// Since when it is so; `nil` where that was not noted.
    public var since: Instant?
    /// What asks for somebody, where this says that something does; `nil` of all else.
    public var attention: Attention?

    /// One aspect.
    public init(_ kind: Kind, _ status: Status, _ reason: String, _ message: String, since: Instant?) {
        self.kind = kind
        self.status = status
        self.reason = reason
        self.message = message
        self.since = since
    }
}

/// The conditions of a credential that follow from what is known of it at `now`, in the order of `Condition.Kind`.
///
/// - Parameters:
///   - rotation: the rotation that is under way; `nil` where none is.
///   - wait: what it waits for; `nil` while it works.
///   - last: the last one that has ended; `nil` where there was none.
///   - health: leadkeeper's own, which `AlertPathWorks` follows from; `nil` leaves that out.
///   - alertPath: what `AlertPathWorks` is of a channel itself; `nil` for whatever is told by mail.
public func conditions(
    of credential: Credential, _ facts: Facts, rotation: Rotation? = nil, waitingFor wait: RotationWait? = nil,
    last: Rotation? = nil, health: Health? = nil, alertPath: Condition? = nil, now: Instant
) -> [Condition] {
    let found =
        conditionsOfItself(
            credential, facts, rotation: rotation, waitingFor: wait, last: last, health: health, now: now)
        + [alertPath ?? health.flatMap(Condition.alertPathWorks)].compactMap(\.self)
    return Condition.Kind.allCases.flatMap { kind in found.filter { $0.kind == kind } }
}

/// The conditions but for `AlertPathWorks`, in any order.
private func conditionsOfItself(
    _ credential: Credential, _ facts: Facts, rotation: Rotation?, waitingFor wait: RotationWait?, last: Rotation?,
    health: Health?, now: Instant
) -> [Condition] {
    guard let current = facts.current else {
        var attention = Condition(
            .needsAttention, .true, "NotStored", "save the secret with `leadkeeper secret set \(credential.name)`",
            since: nil)
        attention.attention = .noSecret
        return [Condition(.secretStored, .false, "NotStored", "no secret is saved", since: nil), attention]
    }
    let standing = facts.standing
    let window = Window(
        of: current, identity: credential.identity, lifetime: credential.lifetime,
        refusedAsLapsedAt: standing.refusedAsLapsedAt)
    let valid = validity(of: credential, standing: standing, since: current.storedAt)
    var all = [
        Condition(
            .secretStored, .true, "Stored",
            current.certificate == nil ? "a secret is saved" : "a certificate's private key is in the keyring",
            since: current.storedAt),
        windowKnown(window, of: credential, storedAt: current.storedAt),
        valid,
    ]
    all.append(
        AttentionCheck(
            credential: credential, current: current, facts: facts, found: all, rotation: rotation, health: health,
            window: window, now: now
        ).condition)
    if let rotation {
        all.append(
            Condition(
                .rotating, .true, rotation.step.conditionReason, rotation.sentence(waitingFor: wait),
                since: rotation.begunAt))
    } else {
        all.append(Condition(.rotating, .false, "Nothing", "no rotation is in progress", since: last?.endedAt))
    }
    if credential.isCopied { all.append(handedOff(current, rotation)) }
    return all
}

/// Whether Partner Center has the secret in use, as far as is known of that version.
private func handedOff(_ current: SecretVersion, _ rotation: Rotation?) -> Condition {
    let handOff = current.handOff
    if let at = handOff.testLeadAt {
        return Condition(.handedOff, .true, "TestLeadSeen", "the marketplace wrote a test lead with it", since: at)
    }
    if let at = handOff.signInAt {
        return Condition(.handedOff, .true, "SignInSeen", "the marketplace signed in with it", since: at)
    }
    if let at = handOff.vouchedAt {
        let person = handOff.vouchedBy ?? "a person"
        return Condition(
            .handedOff, .true, "VouchedFor", "\(person) vouched that the marketplace uses it", since: at)
    }
    if let at = handOff.confirmedAt {
        return Condition(
            .handedOff, .true, "SaidSo", "\(handOff.confirmedBy ?? "a person") confirmed that Partner Center has it",
            since: at)
    }
    if let at = handOff.publishedAt {
        return Condition(.handedOff, .unknown, "NotSeen", "no sign yet that the marketplace uses it", since: at)
    }
    if let rotation, rotation.isUnderWay, rotation.old?.version == current.id {
        return Condition(.handedOff, .unknown, "NotYetReplaced", "the secret in use is being replaced", since: nil)
    }
    if let since = handOff.dueSince {
        return Condition(.handedOff, .false, "NotHandedOff", "Partner Center still has the previous one", since: since)
    }
    return Condition(
        .handedOff, .unknown, "NotKnown", "nobody has confirmed that Partner Center has this secret", since: nil)
}

private func windowKnown(_ window: Window, of credential: Credential, storedAt: Instant) -> Condition {
    switch window.end {
    case .at(_, let origin):
        Condition(
            .windowKnown, .true, "Known",
            "known from \(origin.sentence)"
                + (window.given.map { "; reminders count on \($0.utcDate), the date that you gave" } ?? ""),
            since: storedAt)
    case .never where credential.isCopied && credential.identity.method.isReplacedByPeople:
        Condition(
            .windowKnown, .true, "Never",
            "it does not expire by itself; [Window] Lifetime= sets the age at which to replace it", since: storedAt)
    case .never:
        Condition(
            .windowKnown, .true, "Never",
            window.origin == .graph ? "Microsoft Graph says that it never expires" : "entered as never expiring",
            since: storedAt)
    case .unknown:
        Condition(
            .windowKnown, .false, "NotSaid",
            "no expiry date given, so no reminders can be sent; set one with `leadkeeper secret set --expires DATE`",
            since: storedAt)
    }
}

private func validity(of credential: Credential, standing: Standing, since storedAt: Instant) -> Condition {
    guard credential.isProbed else {
        return Condition(
            .credentialValid, .unknown, Condition.notProbed, "leadkeeper does not probe it", since: storedAt)
    }
    guard let probe = standing.lastProbe else {
        return Condition(.credentialValid, .unknown, "NotTried", "it has not been tried yet", since: storedAt)
    }
    switch probe.result {
    case .ok:
        let wrote = probe.steps.contains { $0.name == .create && $0.result == .ok }
        return Condition(
            .credentialValid, .true, wrote ? "LeadWritten" : "SignedIn",
            (wrote ? "a validation lead was written" : "signing in works") + slowness(of: standing),
            since: standing.resultSince)
    case .failed:
        return Condition(
            .credentialValid, .false, probe.finding?.class.conditionReason ?? "Failed",
            probe.finding?.message ?? "the probe failed",
            since: standing.resultSince)
    case .unknown:
        return Condition(
            .credentialValid, .unknown, probe.finding?.class.conditionReason ?? "Unknown",
            probe.finding?.message ?? "the result is not known", since: standing.resultSince)
    }
}

/// What is to be said of a lead that was written slowly, as the end of a sentence; empty where it was not.
private func slowness(of standing: Standing) -> String {
    guard let note = standing.lastWriteMilliseconds.flatMap(WritePatience.remark) else { return "" }
    return "; but \(note)"
}

extension RawRepresentable<String> {
    /// The word as a condition's reason: `secret-wrong` becomes `SecretWrong`.
    public var conditionReason: String {
        rawValue.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

extension Window {
    /// The moment of its end; `nil` where there is none or it is not known.
    public var endInstant: Instant? {
        guard case .at(let instant, _) = end else { return nil }
        return instant
    }

    /// Where it is known from when it ends, or that it never does; `nil` where neither is known.
    public var origin: Origin? {
        guard case .at(_, let origin) = end else { return neverSaidBy }
        return origin
    }
}

extension Window.Origin {
    /// Where it is known from, in words that follow "known from".
    public var sentence: String {
        switch self {
        case .operator: "whoever saved the secret"
        case .policy: "the day of issue and the configured lifetime"
        case .graph: "Microsoft Graph"
        case .certificate: "the certificate itself"
        case .refusal: "Entra, which says that it has expired"
        case .age: "the day of issue and the age that is set for it; it works on after that"
        }
    }
}
