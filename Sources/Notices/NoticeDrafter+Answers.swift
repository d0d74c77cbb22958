internal import Credentials
internal import GLib
internal import Ports
internal import Wording

/// What others have answered, and who else is told.
extension NoticeDrafter {
    /// Who is on it, and why somebody is told who is no contact.
    var answers: [NoticeDocument.Block] {
        var phrases: [NoticePhrase.Answer] = []
        if case .escalated = request.occasion {
            phrases.append(
                request.credential.notices.escalateTo.contains(request.recipient) ? .escalated : .escalatedToo)
        }
        if asksForSomebody, request.acknowledgement != nil { phrases.append(.acknowledged) }
        return phrases.map { .paragraph(lines(.answer($0))) }
    }

    private var asksForSomebody: Bool {
        switch news {
        case .lapses, .lapsed, .lapsedYetWorks, .lapsedUnproven, .refused, .secretMissing, .unchecked, .handOff,
            .handOffOverdue, .stuck:
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
