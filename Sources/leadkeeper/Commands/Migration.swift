internal import Control
internal import Credentials
internal import Wording

/// How far the move of a connection from an Office 365 password to an Entra application has come.
struct Migration: Encodable {
    /// One thing that has to be so.
    struct Item: Encodable {
        /// A stable word for it.
        var name: String
        /// Whether it is so.
        var isDone: Bool
        /// What it is, or how it stands, in a sentence.
        var sentence: String
        /// What to do; commands begin with `$ `.
        var toDo: String
    }

    /// How long a whole probe proves that leads can be written.
    static let proofLasts = TimeSpan.days(2)

    /// The connection with the password.
    var from: String
    /// The connection with the application; `nil` while there is none.
    var to: String?
    /// What has to be so, in order.
    var items: [Item]
    /// Whether all of it is.
    var isDone: Bool { items.allSatisfy(\.isDone) }

    private enum CodingKeys: String, CodingKey {
        case from, to, items, isDone
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
        try container.encode(items, forKey: .items)
        try container.encode(isDone, forKey: .isDone)
    }

    /// Reads the state off what the daemon says.
    ///
    /// - Parameters:
    ///   - new: the connection that takes its place; `nil` while there is none.
    init(from old: ConnectionStatus, to new: ConnectionStatus?, now: Instant) {
        from = old.name
        to = new?.name
        let token = new?.probe.steps.first { $0.name == .token }?.result == .ok
        let isProven =
            new.map { new in
                new.probe.result == .ok && new.probe.extent == .whole
                    && new.probe.at.map { now - $0.instant <= Self.proofLasts } == true
            } ?? false
        let isHandedOff = new?.conditions.contains { $0.type == .handedOff && $0.status == .true } ?? false
        let values = [
            "name": old.name, "account": old.identity, "environment": old.url ?? "", "successor": new?.name ?? "NEW",
            "span": Self.proofLasts.inWords,
        ]
        items = [
            Item("configured", new != nil, variant: new == nil ? [] : ["named"], values),
            Item("stored", new?.secret.stored == true, values),
            Item("signs-in", token, values),
            Item("writes-leads", isProven, values),
            Item("handed-off", isHandedOff, values),
            Item("retired", isHandedOff && !old.secret.stored, values),
        ]
    }
}

extension Migration.Item {
    /// An item in the words that the catalogue has for it.
    fileprivate init(_ name: String, _ isDone: Bool, variant: [String] = [], _ values: [String: String]) {
        let markup = Markup { values[$0] }
        self.init(
            name: name, isDone: isDone, sentence: markup.verbatim(Catalog.english.text("migrate.\(name)", variant)),
            toDo: markup.verbatim(Catalog.english.text("migrate.\(name).step")))
    }
}
