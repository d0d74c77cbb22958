internal import Credentials
internal import GLib
internal import ICal
internal import Mime
internal import Ports
internal import Wording

/// Writes what a notice does to the recipient's calendar: days, links and order; the words are in the catalogues.
struct CalendarDrafter {
    /// The hour at which the calendar speaks up on the first and on the last day.
    private static let hour = 9

    let drafter: NoticeDrafter
    let entry: CalendarEntry
    /// Who sends the mail, and so owns the entry: calendars believe nobody else (RFC 6047 §2.3).
    let sender: CalendarMessage.Party

    /// What calendars tell the entry by: the one that they know, or one that follows from what it is about.
    var uid: String {
        entry.uid
            ?? String(
                MessageID.make(
                    key: "calendar/\(entry.version)/\(entry.matter.rawValue)/\(entry.recipient)",
                    domain: String(sender.address.split(separator: "@").last ?? "localhost")
                ).dropFirst().dropLast())
    }

    /// The entry with what calendars tell it by, for the ledger.
    var identified: CalendarEntry {
        var entry = entry
        entry.uid = uid
        return entry
    }

    /// The entry as the mail carries it; `nil` where its days are in no calendar.
    func part(named fileName: String) -> CalendarPart? {
        let zone = Zone(identifier: entry.dates.timeZone) ?? .utc
        guard let begin = ZonedTime(entry.dates.begin, in: zone), let end = ZonedTime(entry.dates.end, in: zone) else {
            return nil
        }
        let message = CalendarMessage(
            entry.isCancelled ? .cancel : .request, uid: uid, sequence: entry.sequence,
            stamp: drafter.request.now.secondsSinceEpoch, days: .init(from: begin.date, through: end.date),
            summary: text("calendar.summary.\(key)"), details: details.joined(separator: "\n\n"), organizer: sender,
            attendee: .init(address: entry.recipient.description), url: page.flatMap(drafter.address),
            alarms: [.firstDay(hour: Self.hour)] + (begin.date < end.date ? [.lastDay(hour: Self.hour)] : []))
        return CalendarPart(method: message.method.word, object: message.encoded(), fileName: fileName)
    }

    private var details: [String] {
        guard !entry.isCancelled else { return [text("calendar.over")] }
        let isPublished = drafter.request.credential.destination != nil
        let isDue = entry.matter == .replace && drafter.request.window?.isDueDate == true
        return [text(isDue ? "calendar.details.due" : "calendar.details.\(key)")]
            + (isPublished ? [text("calendar.startBy")] : [])
            + [text("calendar.steps"), text("calendar.ask"), text("calendar.leaves")]
    }

    private var key: String {
        switch entry.matter {
        case .replace: "replace"
        case .handOver: "handOver"
        }
    }

    /// Where the first thing is to be done.
    private var page: NoticeLink? {
        switch (entry.matter, drafter.request.credential.identity) {
        case (.handOver, _): .offerPage
        case (.replace, .azureAD): .secretsPage
        case (.replace, .office365): .userPage
        case (.replace, .httpsEndpoint), (.replace, .azureTable), (.replace, .mailbox), (.replace, .channel),
            (.replace, .heartbeat):
            nil
        }
    }

    /// A sentence of the catalogue, with the moments of the entry and not of the news: a mail of other news may take it
    /// out.
    private func text(_ key: String) -> String {
        let zone = Zone(identifier: entry.dates.timeZone) ?? .utc
        return Markup { name in
            switch NoticeValue(rawValue: name) {
            case .moment: drafter.written(entry.dates.end)
            case .startBy: ZonedTime(entry.dates.begin, in: zone).map(drafter.catalog.day) ?? "–"
            case let value: value.map { drafter.value(of: $0) }
            }
        }.plain(drafter.words.text(key))
    }
}
