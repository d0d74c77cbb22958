internal import Credentials
internal import Ports
internal import Wording

extension NoticeDrafter {
    /// The subject: the tag that filters find, what stops, of which offer or environment, and by when to begin; the
    /// place is cut where there is no room for it.
    var subject: String {
        let template = words.text(.subject(phrase))
        let room = MailSubject.longest - MailSubject.tag.count
        let place = value(of: .place)
        let full = plain(template, place: place)
        guard full.count > room else { return MailSubject.tag + full }
        let short = place.displayable(limit: max(8, place.count - (full.count - room)))
        return MailSubject.tag + plain(template, place: short).displayable(limit: room)
    }

    private func plain(_ template: String, place: String) -> String {
        Markup { NoticeValue(rawValue: $0).map { $0 == .place ? place : value(of: $0) } }.plain(template).displayable(
            limit: 300)
    }

    private var phrase: NoticePhrase.Subject {
        switch news {
        case .lapses where isReplacedByItself: .lapsesYetReplaced
        case .lapses where request.isByOwnDate: .lapsesByOwnDate
        case .lapses(nil): .lapsesSoon
        case .lapses, .handOff(_?): isToBeBegunToday ? .lapsesBeginToday : .lapses
        case .due: .due
        case .lapsed: .lapsed
        case .lapsedYetWorks(_, let isByGraph): isByGraph ? .lapsedYetWorksByGraph : .lapsedYetWorks
        case .lapsedUnproven: .lapsedUnproven
        case .falseAlarm: .falseAlarm
        case .worksNow: .worksNow
        case .refused where !hasWorked: .neverWorked
        case .refused(_, _, let isReminder): isReminder ? .refusedReminder : .refused
        case .secretMissing: .secretMissing
        case .unchecked: .unchecked
        case .worksAgain: .worksAgain
        case .handOff(nil): .handOffOpen
        case .handOffOverdue: request.storedHandOff == nil ? .handOffOverdue : .storedOverdue
        case .stuck(_, _, let isReminder): isReminder ? .stuckReminder : .stuck
        case .rotated: .rotated
        case .nothingLeft: .nothingLeft
        case .silent: .silent
        case .test: .test
        }
    }
}

/// What all subjects have in common.
enum MailSubject {
    /// What a filter finds them by.
    static let tag = "[leadkeeper] "
    /// What RFC 5322 §2.1.1 recommends for a line, and what many a mailbox shows.
    static let longest = 78
}
