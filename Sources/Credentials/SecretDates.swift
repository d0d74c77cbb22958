/// What whoever stores a secret says of its dates, judged against the calendar.
///
/// The command line asks with the day of whoever types, and the daemon with what is today somewhere on Earth.
public struct SecretDates: Hashable, Sendable {
    /// When the secret was issued; `nil` stands for now.
    public var issuedAt: Instant?
    /// When it expires.
    public var expiry: SecretVersion.Expiry
    /// Whether an end in the past is meant.
    public var mayHaveLapsed: Bool

    /// Joins what is said.
    public init(issuedAt: Instant?, expiry: SecretVersion.Expiry, mayHaveLapsed: Bool) {
        self.issuedAt = issuedAt
        self.expiry = expiry
        self.mayHaveLapsed = mayHaveLapsed
    }

    /// Today, as dates are judged.
    public struct Today: Hashable, Sendable {
        /// The first second of today: an end before it is in the past.
        public var begins: Instant
        /// The first second of the day after tomorrow: a beginning from then on is in the future.
        public var tomorrowEnds: Instant

        /// The day with these bounds.
        public init(begins: Instant, tomorrowEnds: Instant) {
            self.begins = begins
            self.tomorrowEnds = tomorrowEnds
        }

        /// What is today for somebody on Earth: whoever asks is not known to be in any zone.
        ///
        /// The first second of anybody's day is less than a day ago, and the first second of anybody's tomorrow less
        /// than a day ahead.
        public static func somewhere(at now: Instant) -> Today {
            let seconds = now.secondsSinceEpoch
            let midnight = seconds - (seconds % 86_400 + 86_400) % 86_400
            return Today(
                begins: now - .days(1) + .seconds(1), tomorrowEnds: Instant(secondsSinceEpoch: midnight) + .days(2))
        }
    }

    /// Why dates cannot be those of a secret.
    public enum Objection: Error, Hashable, Sendable {
        /// The day of issue lies outside the years in which credentials have dates.
        case issuedOutOfRange
        /// The end does.
        case expiresOutOfRange
        /// The day of issue is after tomorrow.
        case issuedInFuture
        /// The end is before today.
        case expiresInPast
        /// The end is not after the day of issue.
        case expiresBeforeIssued
    }

    /// What is wrong with the dates; `nil` where nothing is.
    ///
    /// - Parameter today: `nil` where the clock is not to be trusted: then only what no clock decides is judged.
    public func objection(today: Today?) -> Objection? {
        if let issuedAt {
            guard Instant.believable.contains(issuedAt) else { return .issuedOutOfRange }
            if let today, issuedAt >= today.tomorrowEnds { return .issuedInFuture }
        }
        guard case .at(let end, _) = expiry else { return nil }
        guard Instant.believable.contains(end) else { return .expiresOutOfRange }
        if let issuedAt, end <= issuedAt { return .expiresBeforeIssued }
        if let today, end < today.begins, !mayHaveLapsed { return .expiresInPast }
        return nil
    }
}

extension SecretDates.Objection: CustomStringConvertible {
    /// What is wrong, for people, in lower case and without a full stop; a date is called by its option's name.
    public var description: String {
        let years = "only the years \(DateForm.years.lowerBound) to \(DateForm.years.upperBound) are accepted"
        return switch self {
        case .issuedOutOfRange: "issued is not a valid date: \(years)"
        case .expiresOutOfRange: "expires is not a valid date: \(years)"
        case .issuedInFuture: "issued is after tomorrow, and a secret cannot have been issued in the future"
        case .expiresInPast: "expires is before today"
        case .expiresBeforeIssued: "expires is not after issued"
        }
    }

    /// What helps; `nil` where the reason says it all.
    public var advice: String? {
        switch self {
        case .issuedOutOfRange, .expiresBeforeIssued: nil
        case .expiresOutOfRange: "for a secret that does not expire, say never"
        case .issuedInFuture: "is the year right? nothing was changed"
        case .expiresInPast: "is the year right? If the secret has really expired, use --lapsed (lapsed=true)"
        }
    }
}

extension SecretVersion {
    /// What is doubtful about the end that a person gave it: a date beyond what its issuer grants; `nil` where nothing
    /// is.
    ///
    /// A warning and no more: what an administrator can set by other ways than the portal is not known. Entra's portal
    /// has granted client secrets 24 months at most since April 2021, and Microsoft 365 passwords 730 days. Where the
    /// key's id is known, Graph says whether it ends.
    public func doubt(of identity: Identity) -> Doubt? {
        let longest = TimeSpan.days(732)  // two years with a leap day, and a day for dates without a time
        switch (identity, expiry) {
        case (.azureAD, .at(let end, .operator)): return end - issuedAt > longest ? .beyondClientSecrets : nil
        case (.azureAD, .never): return keyID == nil ? .endlessClientSecret : nil
        case (.office365, .at(let end, .operator)): return end - issuedAt > longest ? .beyondPasswords : nil
        case (.azureAD, _), (.office365, _), (.httpsEndpoint, _), (.azureTable, _), (.mailbox, _), (.channel, _),
            (.heartbeat, _):
            return nil
        }
    }

    /// What can be doubtful about an end.
    public enum Doubt: Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// It is more than 24 months after the day of issue.
        case beyondClientSecrets
        /// A client secret is said not to expire.
        case endlessClientSecret
        /// It is more than 730 days after the day of issue.
        case beyondPasswords

        /// What is doubtful, for people: a sentence without its full stop.
        public var description: String {
            switch self {
            case .beyondClientSecrets:
                "Entra's portal gives client secrets 24 months at most, and this date is farther away; compare it with "
                    + "the list in Entra"
            case .endlessClientSecret:
                "Entra has granted no client secret without an end since April 2021; compare it with the list in Entra"
            case .beyondPasswords: "Microsoft 365 gives passwords 730 days at most, and this date is farther away"
            }
        }
    }
}
