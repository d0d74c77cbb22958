internal import Credentials
internal import GLib
internal import Ports

/// What a mail asks of its reader, told at a glance by a word and a colour.
enum NoticeLevel: String, Hashable, Sendable, CaseIterable {
    /// Something has stopped, or will unless somebody begins today.
    case actNow
    /// Something is to be begun by a day that is still to come.
    case reminder
    /// Nobody knows whether something has stopped, and a person can find out.
    case check
    /// Trouble that people were told of is over.
    case worksAgain
    /// Something was done, or will be, without the reader.
    case noAction
    /// A person asked for a test.
    case test

    /// The key of its word in the catalogues.
    var key: String { "level.\(rawValue)" }

    /// The colour of the bar with the word in white: at least 4.5 to 1 to it, as WCAG 2 asks (AA), and told from the
    /// others by its brightness or hue, too.
    var colour: String {
        switch self {
        case .actNow: "#b3261e"
        case .reminder: "#8a5a00"
        case .check: "#0b5cad"
        case .worksAgain: "#1e6b34"
        case .noAction: "#4a5560"
        case .test: "#5b3e96"
        }
    }
}

extension NoticeDrafter {
    /// What the notice asks of its reader.
    var level: NoticeLevel {
        switch news {
        case .lapses where isReplacedByItself: .noAction
        case .lapses(nil): .actNow
        case .lapses, .handOff: isToBeBegunToday ? .actNow : .reminder
        case .due: .reminder
        case .stuck(let reason, _, _): isToBeBegunToday || hasStopped(reason) ? .actNow : .reminder
        case .lapsed, .lapsedYetWorks(_, isByGraph: true), .handOffOverdue: .actNow
        case .refused, .secretMissing: hasWorked ? .actNow : .check
        case .lapsedYetWorks, .lapsedUnproven, .falseAlarm(_, isInDoubt: true), .unchecked, .silent: .check
        case .worksAgain, .worksNow: .worksAgain
        case .falseAlarm, .rotated, .nothingLeft: .noAction
        case .test: .test
        }
    }

    /// How soon its reader has to know: at once where the level says to act now, and where something may have stopped.
    var urgency: Urgency {
        switch level {
        case .test: .asked
        case .actNow: .now
        case .check: news.mayHaveStopped ? .now : .later
        case .reminder, .worksAgain, .noAction: .later
        }
    }

    /// Whether it comes before another in one mail: what is to be done now, then what is to be begun first.
    func comesBefore(_ other: NoticeDrafter) -> Bool {
        let places = [self, other].map { drafter in
            (
                drafter.level == .actNow ? 0 : 1, drafter.urgency == .now ? 0 : 1,
                (drafter.startBy ?? drafter.request.now + .days(3_650)).secondsSinceEpoch,
                drafter.request.credential.name
            )
        }
        return places[0] < places[1]
    }

    /// Whether leads have stopped while a rotation is stuck, or may have: a user has only one password.
    func hasStopped(_ reason: Rotation.Attention.Reason) -> Bool {
        switch consequence(of: reason) {
        case .stuckPassword, .stuckTooLong: true
        case _: false
        }
    }

    /// Whether the day to begin has come; where no end is known, nobody can say that it has not.
    var isToBeBegunToday: Bool {
        guard let startBy else { return news.isOpenEnded }
        return startBy <= request.now || local(startBy)?.date == local(request.now)?.date
    }
}

extension NoticeNews {
    /// Whether Microsoft or a date says that something has stopped, and not just that nobody could ask.
    fileprivate var mayHaveStopped: Bool {
        switch self {
        case .lapsed, .lapsedYetWorks, .lapsedUnproven, .refused, .secretMissing, .silent: true
        case .lapses, .due, .falseAlarm, .worksNow, .unchecked, .worksAgain, .handOff, .handOffOverdue, .stuck,
            .rotated,
            .nothingLeft, .test:
            false
        }
    }

    /// Whether it is about an end that nobody knows; a hand-off in its place has its time.
    fileprivate var isOpenEnded: Bool {
        switch self {
        case .lapses(nil): true
        case .lapses, .due, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused,
            .secretMissing, .unchecked, .worksAgain, .handOff, .handOffOverdue, .stuck, .rotated, .nothingLeft, .silent,
            .test:
            false
        }
    }
}
