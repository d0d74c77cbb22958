internal import Credentials
internal import GLib
internal import Ports
internal import Wording

/// What others have answered, and who else is told.
extension NoticeDrafter {
    /// Why somebody gets the mail who would not otherwise, and to the contacts, that others are told.
    var whyTold: [NoticePhrase] {
        var phrases: [NoticePhrase] = []
        if request.unreachable != nil { phrases.append(.advice(.unreachable)) }
        if case .escalated = request.occasion {
            let isOther = request.credential.notices.escalateTo.contains(request.recipient)
            phrases.append(.answer(isOther ? .escalated : .escalatedToo))
        }
        return phrases
    }

    /// Who has said that they are on it, whom to ask first; `nil` where nobody has, or nobody is needed.
    var helper: NoticePhrase? {
        asksForSomebody && request.acknowledgement != nil ? .answer(.acknowledged) : nil
    }

    private var asksForSomebody: Bool {
        switch news {
        case .lapses, .due, .lapsed, .lapsedYetWorks, .lapsedUnproven, .refused, .secretMissing, .unchecked, .handOff,
            .handOffOverdue, .stuck, .silent:
            true
        case .falseAlarm, .worksNow, .worksAgain, .rotated, .nothingLeft, .test: false
        }
    }

    /// Who else is told that nobody has begun, by address.
    var escalatedTo: String {
        request.credential.notices.escalateTo.map(\.description).joined(separator: ", ").displayable(limit: 200)
    }

    /// The contacts, by address.
    var contacts: String {
        request.credential.contacts.map(\.description).joined(separator: ", ").displayable(limit: 200)
    }
}
