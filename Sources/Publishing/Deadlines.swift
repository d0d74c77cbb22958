public import Control
public import Credentials
public import ICal
internal import Wording

/// The moments by which somebody has to do something, for a calendar to subscribe to: `deadlines.ics`.
///
/// Each connection has three at most: the end of its secret, by when people have to begin, and by when the new secret
/// has to be in Partner Center. Each keeps its identifier for as long as the connection has its name, so that a calendar
/// moves it instead of keeping the old one.
public struct Deadlines: Hashable, Sendable {
    /// How many there are at most; of more, the nearest.
    public static let most = 5_000
    /// How long a moment that has passed stays in the calendar.
    private static let remains = TimeSpan.days(30)

    /// The moments, the nearest first.
    public let events: [CalendarFeed.Event]

    /// The moments that these connections have, in the words of a language.
    public init(_ connections: [ConnectionStatus], in language: NoticePolicy.Language, at now: Instant) {
        let catalog = Catalog.catalog(for: language)
        let all = connections.flatMap { connection in
            Kind.allCases.compactMap { kind -> CalendarFeed.Event? in
                guard let moment = kind.moment(of: connection), moment >= now - Self.remains else { return nil }
                let summary = Markup { $0 == "name" ? connection.name : nil }.plain(catalog.text(kind.key))
                return CalendarFeed.Event(
                    uid: "\(kind.rawValue)-\(connection.name)@leadkeeper.invalid", at: moment.secondsSinceEpoch,
                    summary: summary)
            }
        }
        let sorted = all.sorted { ($0.at, $0.uid) < ($1.at, $1.uid) }
        events = Array(sorted.prefix(Self.most))
    }

    /// The file, written at that moment.
    public func encoded(at now: Instant) -> [UInt8] {
        CalendarFeed(name: "leadkeeper", stamp: now.secondsSinceEpoch, events: events).encoded()
    }

    private enum Kind: String, CaseIterable {
        case expires, start, hand

        var key: String {
            switch self {
            case .expires: "deadline.expires"
            case .start: "deadline.startBy"
            case .hand: "deadline.handOff"
            }
        }

        func moment(of connection: ConnectionStatus) -> Instant? {
            switch self {
            case .expires: connection.window.expiresAt?.instant
            case .start:
                // Where leadkeeper begins by itself nobody has to, and what is due in Partner Center has its own entry.
                connection.rotation.beginsAt == nil && connection.handOff.deadline == nil
                    ? connection.startBy?.instant : nil
            case .hand: connection.handOff.deadline?.instant
            }
        }
    }
}
