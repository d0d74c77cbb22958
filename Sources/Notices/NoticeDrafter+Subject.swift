internal import Credentials
internal import GLib
internal import Ports
internal import Wording

extension NoticeDrafter {
    /// The subject, with the day that matters as long as there is room for it, and with the name cut where even then
    /// there is not.
    var subject: String {
        let template = words.text(.subject(phrase))
        let name = value(of: .name)
        let full = plain(template, name: name)
        if let day, full.count + day.count + 3 <= Self.longestSubject { return "\(full) (\(day))".displayable() }
        if full.count <= Self.longestSubject { return full }
        let room = max(8, name.count - (full.count - Self.longestSubject))
        return plain(template, name: name.displayable(limit: room)).displayable(limit: Self.longestSubject)
    }

    /// What RFC 5322 §2.1.1 recommends for a line, and what many a mailbox shows.
    private static let longestSubject = 78

    private func plain(_ template: String, name: String) -> String {
        Markup { NoticeValue(rawValue: $0).map { $0 == .name ? name : value(of: $0) } }.plain(template).displayable(
            limit: 300)
    }

    private var phrase: NoticePhrase.Subject {
        switch news {
        case .lapses(let end): end == nil ? .lapsesSoon : .lapses
        case .lapsed(_, let isReminder): isReminder ? .lapsedAgo : .lapsed
        case .lapsedYetWorks: .lapsedYetWorks
        case .lapsedUnproven: .lapsedUnproven
        case .falseAlarm: .falseAlarm
        case .worksNow: .worksNow
        case .refused(_, _, let isReminder), .secretMissing(_, let isReminder): isReminder ? .refusedReminder : .refused
        case .unchecked: .unchecked
        case .worksAgain: .worksAgain
        case .handOff: .handOff
        case .handOffOverdue: request.storedHandOff == nil ? .handOffOverdue : .handOff
        case .stuck(_, _, let isReminder): isReminder ? .stuckReminder : .stuck
        case .rotated: .rotated
        case .nothingLeft: .nothingLeft
        case .test: .test
        }
    }

    /// The day when the window ends or ended, or by which something is to be done, in the credential's zone.
    private var day: String? {
        switch news {
        case .lapses(let end?), .lapsed(let end, _), .lapsedYetWorks(let end, _), .lapsedUnproven(let end):
            ZonedTime(end, in: zone).map(catalog.date)
        case .handOff(_?): request.handOffDeadline.flatMap { ZonedTime($0, in: zone) }.map(catalog.date)
        case .lapses(nil), .handOff(nil), .refused, .secretMissing, .unchecked, .worksAgain, .worksNow, .falseAlarm,
            .handOffOverdue, .stuck, .rotated,
            .nothingLeft, .test:
            nil
        }
    }
}
