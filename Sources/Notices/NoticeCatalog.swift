internal import Credentials
internal import GLib

/// Everything of a notice that depends on its language.
///
/// A language is one value of this type; the composer knows none of its words. Templates are written in the markup of
/// `NoticeMarkup`. Each is asked for with its matter, since in many languages the noun decides the words around it.
struct NoticeCatalog: Sendable {
    /// The tag of BCP 47 that the HTML form declares.
    let languageTag: String
    /// The sentences.
    let phrase: @Sendable (NoticePhrase, NoticeMatter) -> String
    /// What a class of trouble means and what to do.
    let finding: @Sendable (ProbeClass, NoticeMatter) -> FindingWords
    /// The numbered steps by which a secret is replaced.
    let replacement: @Sendable (NoticeMatter, ReplacementNeeds) -> [String]
    /// Why a rotation does not get on, and what to do; no values in the reason, which has at most 36 characters.
    let stuck: @Sendable (Rotation.Attention.Reason, NoticeMatter) -> FindingWords
    /// The numbered steps by which a new secret reaches Partner Center.
    let handOff: @Sendable (NoticeMatter, ReplacementNeeds) -> [String]
    /// The numbered steps by which a secret that a person stored reaches Partner Center.
    let storedHandOff: @Sendable (NoticeMatter, ReplacementNeeds) -> [String]
    /// A length of time, such as `25 hours`.
    let span: @Sendable (NoticeSpan) -> String
    /// A day, such as `28 November 2026`; no-break spaces hold it together.
    let date: @Sendable (ZonedTime) -> String
    /// A moment with its zone, and with UTC where that is another, such as `Saturday 28 November 2026, 01:00 CET (2026-11-28 00:00 UTC)`.
    let moment: @Sendable (_ local: ZonedTime, _ utc: ZonedTime) -> String

    /// The catalogue for a language; English where there is none yet.
    static func catalog(for language: NoticePolicy.Language) -> NoticeCatalog {
        // Which languages have one is told by `written`, since people who ask for another are told so.
        switch language.written {
        case .en, .fr, .sv, .nl: .english
        }
    }
}

/// What kind of secret a notice is about, and what depends on it.
struct NoticeMatter: Hashable, Sendable {
    /// What stops when the secret lapses.
    enum Role: Hashable, Sendable, CaseIterable {
        /// Leads reach Dynamics 365.
        case leads
        /// leadkeeper sends mail.
        case mail
        /// leadkeeper rotates and publishes.
        case administration
    }

    /// What the secret is.
    enum Kind: Hashable, Sendable, CaseIterable {
        /// A client secret of an Entra application.
        case clientSecret
        /// The password of an Office 365 user.
        case userPassword
        /// The password of a mailbox on an SMTP server.
        case mailPassword
    }

    var role: Role
    var kind: Kind

    init(role: Role, kind: Kind) {
        self.role = role
        self.kind = kind
    }

    init(of credential: Credential) {
        role =
            switch credential.name {
            case .mail: .mail
            case .administrator: .administration
            default: .leads
            }
        kind =
            switch credential.identity {
            case .azureAD: .clientSecret
            case .office365: .userPassword
            case .mailbox: .mailPassword
            }
    }
}

/// What decides which steps replace a secret.
struct ReplacementNeeds: Hashable, Sendable {
    /// Whether the present secret still works, so that it must be kept until the new one is everywhere.
    var isOldValid: Bool
    /// Whether the offer in Partner Center is named in the configuration.
    var isOfferKnown: Bool
}

/// What a class of trouble means in a contact's words.
struct FindingWords: Hashable, Sendable {
    /// A clause that follows "because" and a colon alike; no capital, no full stop, at most 56 characters.
    var reason: String
    /// What that means, in a sentence or two.
    var meaning: String
    /// What to do; where `ProbeClass.callsForReplacement` holds, the steps of a replacement follow.
    var steps: [String]
}

/// The sentences of notices, by where they stand.
enum NoticePhrase: Hashable, Sendable {
    /// What the subject says behind the name and a colon, or, of a test, before them.
    enum Subject: CaseIterable {
        case lapses, lapsesSoon, lapsed, lapsedAgo, lapsedYetWorks, refused, refusedReminder, unchecked, worksAgain, test
        case lapsedUnproven, falseAlarm, worksNow
        case handOff, handOffOverdue, stuck, stuckReminder, rotated
    }

    /// The one sentence that stands first: what to do, by when, and why.
    enum Essence: CaseIterable {
        case lapses, lapsesSoon, lapsed, lapsedYetWorks, refused, secretMissing, unchecked, worksAgain, test
        /// An end by a date that is Microsoft's own, one of which nothing is proven, and an alarm that was none.
        case lapsedYetWorksByGraph, lapsedUnproven, falseAlarm, falseAlarmInDoubt
        /// A connection that has never worked, and that works at last.
        case neverWorked, worksNow
        case lapsesYetReplaced, handOff, handOffOpen, handOffOverdue, storedOverdue, stuck, rotated
    }

    /// What the news means.
    enum Meaning: CaseIterable {
        case lapses, lapsed, lapsedYetWorks, refused, refusedSetUp, secretMissing, unchecked, worksAgain, test
        case lapsedYetWorksByGraph, lapsedUnproven, falseAlarm, falseAlarmInDoubt, neverWorked, worksNow
        /// That no lead was ever written, in a reminder.
        case notProven
        /// Why the last attempt could not tell.
        case uncheckedCause
        /// What a "works again" ends.
        case wasWrong, wasLapsed, wasUnchecked
        case publishingTakesDays
        /// What a hand-off is about: by that moment, by none that is known, and once it is too late.
        case handOff, handOffOpen, handOffOverdue
        /// The same of a secret that a person stored.
        case stored, storedOpen, storedOverdue
        /// What a rotation that is stuck means, by what becomes of the old secret.
        case stuck, stuckOpen, stuckTooLong, stuckPassword, stuckOwn
        /// How a rotation ended, and how it is known that the marketplace uses the new secret.
        case rotated, seenByTestLead, seenByWord
    }

    /// Who is to act, what beside the steps of findings and replacements, and when the next notice comes.
    enum Advice: CaseIterable {
        case forward, notAContact, operatorOfSetUp, onlyContact, otherContact, otherContacts
        case nextReminder, nextReminderAtEnd, reminders
        case nothingToDo, testSettings
        case checkDate, probe, validate, uncheckedSteps
        case replacedByItself, handOffReminders, rotationGoesOn, rotationGoesOnLater, rotationUpToPerson, migrate
    }

    /// The headings.
    enum Heading: CaseIterable {
        case meaning, stops, toDo, facts, howToCheck
    }

    /// What stands before a fact.
    enum Label: CaseIterable {
        case connection, environment, method, account, directory, offer, secretID
        case lapses, lapsed, origin, proof, lastCheck, finding, host, timeZone
        case oldLapses, handOffBy, rotation, obstacle
    }

    /// The facts, and the end.
    enum Value: CaseIterable {
        case connection, environment, method, account, directory, offer, secretID
        case lapses, never, unknown
        case originOperator, originPolicy, originGraph, originRefusal
        case proofAt, proofOfPrevious, proofNone
        case checkOK, checkFailed, checkUnknown
        case finding, findingWithStep, findingWithCode, findingWithStepAndCode, findingWithOtherCode, findingWithStepAndOtherCode
        case host, timeZone
        case howToCheck, footer
        case oldLapses, handOffBy, rotation, obstacle, obstacleWithCode
    }

    case subject(Subject)
    case essence(Essence)
    case meaning(Meaning)
    case advice(Advice)
    case heading(Heading)
    case label(Label)
    case value(Value)
}
