/// How leadkeeper itself is, part by part: what is proven of each, and whether a person has to act.
public struct Health: Hashable, Sendable {
    /// What is known of one part.
    public struct Finding: Hashable, Sendable {
        /// Which part.
        public var part: DaemonFault.Part
        /// Whether it works: `true` only where that was seen.
        public var status: Condition.Status
        /// Why, in one stable word.
        public var reason: String
        /// Why, in a clause.
        public var message: String
        /// Since when it is so; `nil` where that was not noted.
        public var since: Instant?
        /// Whether somebody has to act: it does not work, and that will not pass by itself.
        public var needsAttention: Bool
    }

    /// One finding for each part, in the order of `DaemonFault.Part`.
    public var findings: [Finding]
    /// The program that keeps the secrets; `nil` where it is not known.
    public var keyringProvider: KeyringProvider?

    /// The findings that follow from what has been seen.
    public init(_ facts: HealthFacts) {
        keyringProvider = facts.keyringProvider
        findings = DaemonFault.Part.allCases.map { part in
            if let impairment = facts.impairments[part] { return Finding(part, impairment) }
            let (status, reason, message, since) = facts.evidence(of: part)
            return Finding(
                part: part, status: status, reason: reason, message: message, since: since, needsAttention: false)
        }
    }

    /// What is known of one part.
    public subscript(part: DaemonFault.Part) -> Finding? { findings.first { $0.part == part } }

    /// What a configuration's finding calls it that its files have changed since they were read, and nothing else.
    public static let filesNewer = "FilesNewer"

    /// The first part for which somebody has to act; `nil` where nobody has to.
    public var urgent: Finding? { findings.first(where: \.needsAttention) }
}

/// What the daemon has seen of its own parts.
public struct HealthFacts: Hashable, Sendable {
    /// Trouble of a part that is not over.
    public struct Impairment: Hashable, Sendable {
        /// What is wrong.
        public var fault: DaemonFault
        /// Since when.
        public var since: Instant
        /// Why, for people.
        public var message: String
        /// Whether it has outlasted the patience that the fault is met with: it will not pass by itself.
        public var isLasting: Bool
        /// What is wrong, in one stable word.
        public var reason: String { fault.reason }

        /// Joins what is known of it.
        public init(_ fault: DaemonFault, since: Instant, message: String, isLasting: Bool) {
            self.fault = fault
            self.since = since
            self.message = message
            self.isLasting = isLasting
        }
    }

    /// The trouble, by the part that is in it.
    public var impairments: [DaemonFault.Part: Impairment]
    /// When a mail server last took a mail, or was proven to; `nil` where none ever has.
    public var mailAcceptedAt: Instant?
    /// Since when the keyring has answered each time that it was asked; `nil` where it was not asked yet.
    public var keyringAnswersSince: Instant?
    /// Why the clock is not to be trusted; `nil` where nothing speaks against it.
    public var clockDoubt: ClockDoubt?
    /// Whether the clocks of Microsoft's servers show the same time.
    public var isClockConfirmed: Bool
    /// Whether the configuration files have changed since they were read for what is in use.
    public var areFilesNewer = false
    /// The program that keeps the secrets; `nil` where it is not known.
    public var keyringProvider: KeyringProvider?
    /// What is not right in the configuration in use; `nil` where all of it is.
    public var warning: String?

    /// Joins what was seen.
    public init(
        impairments: [DaemonFault.Part: Impairment] = [:], mailAcceptedAt: Instant? = nil,
        keyringAnswersSince: Instant? = nil,
        clockDoubt: ClockDoubt? = nil, isClockConfirmed: Bool = false
    ) {
        self.impairments = impairments
        self.mailAcceptedAt = mailAcceptedAt
        self.keyringAnswersSince = keyringAnswersSince
        self.clockDoubt = clockDoubt
        self.isClockConfirmed = isClockConfirmed
    }

    /// What is known of a part that is in no trouble.
    fileprivate func evidence(of part: DaemonFault.Part) -> (Condition.Status, String, String, Instant?) {
        switch part {
        case .mail:
            mailAcceptedAt.map { (.true, "NoTroubleSeen", "the mail server accepts mail", $0) }
                ?? (.unknown, "NotTried", "no mail has been sent yet", nil)
        case .keyring:
            if let since = keyringAnswersSince {
                keyringProvider?.caution.map { (.true, "Warnings", $0, since) }
                    ?? (.true, "Answers", "it returns the secrets", since)
            } else {
                (.unknown, "NotAsked", keyringProvider?.caution ?? "it has not been used yet", nil)
            }
        case .clock:
            switch clockDoubt {
            case .unsynchronised?: (.unknown, "Unsynchronised", "the time service has not set it yet", nil)
            case .some: (.unknown, "InDoubt", "leadkeeper is comparing it with other clocks", nil)
            case nil:
                isClockConfirmed
                    ? (.true, "Confirmed", "it agrees with Microsoft's servers", nil)
                    : (.unknown, "NotConfirmed", "it has not been compared yet", nil)
            }
        case .configuration:
            if areFilesNewer {
                (
                    .false, Health.filesNewer,
                    "the files have changed; to use them, run `leadkeeper reload`", nil
                )
            } else if let warning {
                (.true, "Warnings", warning, nil)
            } else {
                (.true, "InUse", "the current configuration is in use", nil)
            }
        case .settings: (.true, "Right", "the configuration has no warnings", nil)
        case .mailSignIn: (.true, "Lasts", "nothing is known to end the way in which mail is sent", nil)
        case .ledger: (.true, "Written", "leadkeeper can write it", nil)
        case .disk: (.true, "HasRoom", "it has free space", nil)
        }
    }
}

extension Health.Finding {
    /// What trouble says of its part: that it does not work is known at once, that somebody has to act when it lasts.
    fileprivate init(_ part: DaemonFault.Part, _ impairment: HealthFacts.Impairment) {
        self.init(
            part: part, status: .false, reason: impairment.fault.reason, message: impairment.message,
            since: impairment.since,
            needsAttention: impairment.isLasting)
    }
}

extension DaemonFault {
    /// The fault as a reason in conditions and in the daemon's health.
    fileprivate var reason: String {
        switch self {
        case .mailRefused: "MailServerRefuses"
        case .mailUnreachable: "MailServerTakesNothing"
        case .mailLimited: "MailServerLimits"
        case .keyringLocked, .keyringDegraded, .keyringUnreachable, .diskFull, .ledgerUnwritable, .clockImplausible,
            .configurationRefused, .configurationEmpty, .settingsDoubtful, .mailPasswordEnds, .mailPasswordOff:
            conditionReason
        }
    }
}

extension Condition {
    /// Whether a notice that falls due reaches the mail server: it takes mail, and nothing holds mail back here.
    static func alertPathWorks(_ health: Health) -> Condition? {
        guard let mail = health[.mail], let clock = health[.clock] else { return nil }
        if mail.status == .true, clock.status == .false || ["Unsynchronised", "InDoubt"].contains(clock.reason) {
            return Condition(
                .alertPathWorks, .unknown, "ClockInDoubt", "mail waits until the clock is right",
                since: clock.since)
        }
        return Condition(.alertPathWorks, mail.status, mail.reason, mail.message, since: mail.since)
    }
}
