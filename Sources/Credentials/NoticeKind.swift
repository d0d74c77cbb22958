/// What kind of thing a notice is about, whatever its particulars are: the row behind an occasion.
///
/// A new kind is a case and its row here, an occasion with its particulars, and its words in the catalogs of notices.
public enum NoticeKind: Hashable, Sendable, CaseIterable {
    // Of a credential.
    case lapses, lapsed, refused, unchecked, worksAgain, handOff, rotationStuck, rotated, entryRemoved, test, escalated,
        silent
    // Of the daemon itself.
    case impaired, restored, secretRefused, held, changedElsewhere, mayStop, oldSecretUsed
}

extension NoticeKind {
    /// What is true of a kind, or is not.
    private struct Traits: OptionSet {
        let rawValue: UInt8

        /// It is about the end of a window, so that it counts for that end alone, and matters by then.
        static let ofWindow = Traits(rawValue: 1)
        /// It tells of trouble that a later "works again" ends.
        static let trouble = Traits(rawValue: 2)
        /// It is about something that is wrong with a connection, rather than about its secret's date.
        static let ofSetUp = Traits(rawValue: 4)
        /// It asks people to begin in time, so that it may wait until they want to be asked again.
        static let reminder = Traits(rawValue: 8)
        /// It was asked for, and tells nothing.
        static let trial = Traits(rawValue: 16)
    }

    /// What is fixed of a kind; words and events are promised names.
    ///
    /// Each look at a credential asks for rows, so nothing in one has to be allocated.
    private struct Row {
        var word: String
        var event: EventKind
        var patience: TimeSpan
        var traits: Traits

        init(_ word: String, _ event: EventKind, within patience: TimeSpan = .seconds(0), _ traits: Traits = []) {
            self.word = word
            self.event = event
            self.patience = patience
            self.traits = traits
        }
    }

    /// The stable word for it: the kind in the ledger, and the first part of an occasion's key.
    public var word: String { row.word }

    /// What the journal, or for the daemon itself the history, calls it.
    public var event: EventKind { row.event }

    /// By when people have to know, from when it is raised, unless it is about the end of a window.
    public var patience: TimeSpan { row.patience }

    /// Whether it is about the end of a window, so that it counts for that end alone.
    public var isOfWindow: Bool { row.traits.contains(.ofWindow) }

    /// Whether it tells of trouble that a later "works again" ends.
    public var isTrouble: Bool { row.traits.contains(.trouble) }

    /// Whether it is about something that is wrong with a connection, rather than about its secret's date.
    public var isOfSetUp: Bool { row.traits.contains(.ofSetUp) }

    /// Whether somebody who got it was told something; a test tells nothing.
    public var isTelling: Bool { !row.traits.contains(.trial) }

    /// Whether it asks people to begin in time: what a snooze is about.
    public var isReminder: Bool { row.traits.contains(.reminder) }

    /// Whether it may be held back while connections are set up: nothing has stopped, and nobody has asked for it.
    public var isHeld: Bool {
        switch self {
        case .impaired, .restored, .secretRefused, .held, .changedElsewhere, .mayStop,
            .oldSecretUsed:
            false
        case .lapses, .lapsed, .refused, .unchecked, .worksAgain, .handOff, .rotationStuck, .rotated, .entryRemoved,
            .test,
            .escalated, .silent:
            !isTrouble && isTelling
        }
    }

    /// What a notice says of whether somebody has to act about a credential.
    public enum Standing: Hashable, Sendable {
        /// Somebody has to.
        case asks
        /// Nobody has to any more.
        case settles
        /// It says nothing of that.
        case aside
    }

    /// What a notice of this kind says of whether somebody has to act about its credential.
    public var standing: Standing {
        switch self {
        case .lapses, .lapsed, .refused, .unchecked, .handOff, .rotationStuck, .escalated, .silent: .asks
        case .worksAgain, .rotated: .settles
        case .entryRemoved, .test, .impaired, .restored, .secretRefused, .held, .changedElsewhere, .mayStop,
            .oldSecretUsed:
            .aside
        }
    }

    /// The kinds of which a notice that still waits need not be sent once one of this kind is there.
    var ends: Set<NoticeKind> {
        switch self {
        case .lapsed: [.lapses, .escalated, .refused, .unchecked, .silent, .worksAgain]
        case .refused: [.unchecked, .worksAgain]
        case .worksAgain: [.lapsed, .refused, .unchecked]
        case .rotated: [.handOff, .rotationStuck]
        case .lapses, .unchecked, .handOff, .rotationStuck, .entryRemoved, .test, .escalated, .silent, .impaired,
            .restored, .secretRefused, .held, .changedElsewhere, .mayStop, .oldSecretUsed:
            []
        }
    }

    /// The kind of that word; `nil` where there is none.
    public init?(word: some StringProtocol) {
        guard let kind = Self.byWord[String(word)] else { return nil }
        self = kind
    }

    private static let byWord = Dictionary(uniqueKeysWithValues: allCases.map { ($0.word, $0) })

    private var row: Row {
        switch self {
        case .lapses: Row("lapses", .credentialLapses, [.ofWindow, .reminder])
        case .lapsed: Row("lapsed", .credentialLapsed, [.ofWindow, .trouble])
        case .refused: Row("refused", .credentialRefusedLasting, [.trouble, .ofSetUp])
        case .unchecked: Row("unchecked", .credentialUncheckedLasting, within: .days(1), [.trouble, .ofSetUp])
        case .worksAgain: Row("works-again", .credentialWorksAgain, within: .days(2))
        case .handOff: Row("hand-off", .handOffDue, within: .days(1), [.reminder])
        case .rotationStuck: Row("rotation-stuck", .rotationStuck, within: .days(1), [.ofSetUp])
        case .rotated: Row("rotated", .credentialRotated, within: .days(2))
        case .entryRemoved: Row("entry-removed", .calendarEntryRemoved, within: .days(1))
        case .test: Row("test", .noticeTest, [.trial])
        case .escalated: Row("escalated", .credentialEscalated, [.ofWindow])
        case .silent: Row("silent", .leadsSilent, within: .days(1))
        case .impaired: Row("impaired", .daemonImpaired)
        case .restored: Row("restored", .daemonRestored)
        case .secretRefused: Row("secret-refused", .secretRefused)
        case .held: Row("held", .noticesHeld)
        case .changedElsewhere: Row("changed-elsewhere", .changedElsewhere)
        case .mayStop: Row("may-stop", .passwordMayStop)
        case .oldSecretUsed: Row("old-secret-used", .oldSecretUsed)
        }
    }
}
