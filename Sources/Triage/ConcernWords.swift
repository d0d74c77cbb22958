public import Control
public import Credentials
public import Wording

/// What is said of a connection in a table: how it stands, what is needed of whom, and who was told.
public struct ConcernWords: Sendable {
    private let catalog: Catalog

    /// The words of one language.
    public init(_ catalog: Catalog = .english) {
        self.catalog = catalog
    }

    /// How it stands, such as "expires soon" or "refused: secret-wrong".
    public func state(_ connection: ConnectionStatus, _ concern: Concern) -> String {
        let words = text("concern.\(concern.rawValue)", concern == .fine && !isSeen(connection) ? ["unseen"] : [])
        switch concern {
        case .refused, .unchecked, .unclear: return words + (connection.probe.class.map { ": \($0.rawValue)" } ?? "")
        case .expired, .heldBack, .overdue, .handOffOverdue, .noSecret, .stuck, .expiring, .handOff, .dateInDoubt,
            .oldSecretUsed, .silent, .endUnknown, .attended, .untried, .underWay, .fine:
            return words
        }
    }

    /// What is needed, and by when, such as "new client secret in Entra, start by 2026-12-14"; empty where nothing is.
    ///
    /// - Parameter day: the day of a moment as the reader has it.
    public func need(of connection: ConnectionStatus, _ concern: Concern, day: (Instant) -> String) -> String {
        let need = need(of: connection, concern)
        switch concern {
        case .expiring, .overdue:
            guard let startBy = connection.startBy else { return need }
            return text("need.startBy", values: ["need": need, "date": day(startBy.instant)])
        case .handOff, .handOffOverdue:
            guard let deadline = connection.handOffDeadline else { return need }
            return text("need.by", values: ["need": need, "date": day(deadline)])
        case .expired, .refused, .heldBack, .noSecret, .stuck, .dateInDoubt, .oldSecretUsed, .silent, .endUnknown,
            .unchecked, .attended, .unclear, .untried, .underWay, .fine:
            return need
        }
    }

    /// What is needed, such as "new client secret in Entra"; empty where nothing is.
    public func need(of connection: ConnectionStatus, _ concern: Concern) -> String {
        switch concern {
        case .expired, .overdue, .expiring: renewal(of: connection)
        case .refused, .unchecked: remedy(of: connection)
        case .heldBack: text("need.savePassword")
        case .handOffOverdue, .handOff: text("need.enter")
        case .noSecret: text("need.save")
        case .stuck: stuckReason(connection) ?? text("need.check.unknown")
        case .dateInDoubt: text("need.checkDate")
        case .oldSecretUsed: text("need.findUser")
        case .silent: text("need.lookAtOffer")
        case .endUnknown: text("need.giveDate")
        case .attended:
            connection.acknowledgement.map { text("need.attended", values: ["by": $0.by]) } ?? text("need.onTrial")
        case .unclear, .untried: text("need.triedAgain")
        case .underWay: text("need.underWay")
        case .fine: ""
        }
    }

    /// Who was told, such as "3 contacts told 11:35"; "nobody told yet" where somebody has to act and nobody was, and
    /// empty where nobody has to.
    ///
    /// - Parameter time: the moment as the reader has it.
    public func told(_ connection: ConnectionStatus, _ concern: Concern, time: (Instant) -> String) -> String {
        guard concern.level == .somebody, concern != .attended else { return "" }
        guard let told = connection.told else { return text("told.nobody") }
        let key = connection.name.hasPrefix("@") ? "told.operators" : "told.contacts"
        let values = ["count": String(told.people), "time": time(told.at.instant)]
        return Markup { values[$0] }.verbatim(catalog.text(key, count: told.people))
    }

    /// Whether its last probe has shown that it works.
    private func isSeen(_ connection: ConnectionStatus) -> Bool { connection.probe.result == .ok }

    private func renewal(of connection: ConnectionStatus) -> String {
        let kind = connection.secret.kind ?? SignInMethod(rawValue: connection.method)?.secretKind
        return text("need.renew", [connection.method, kind?.rawValue].compactMap(\.self))
    }

    /// What to look at, by what the last probe found at fault.
    private func remedy(of connection: ConnectionStatus) -> String {
        guard let found = connection.probe.class else { return text("need.check.unknown") }
        if found.callsForReplacement { return renewal(of: connection) }
        return switch found.subject {
        case .secret: text("need.save")
        case .application: text("need.check.application")
        case .account: text("need.check.account")
        case .environment: text("need.check.environment", [connection.method])
        case .way: text("need.check.way")
        case .keyring: text("need.check.keyring")
        case .unknown: text("need.check.unknown")
        }
    }

    /// Why its rotation does not get on, without the full stop of a sentence.
    private func stuckReason(_ connection: ConnectionStatus) -> String? {
        guard let attention = connection.rotation.attention else { return nil }
        let key = "stuck.\(attention.reason.rawValue).reason"
        let variants = [connection.secret.kind?.rawValue].compactMap(\.self)
        guard catalog.has(key, variants) else { return attention.message }
        let sentence = text(key, variants)
        return sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }

    private func text(_ key: String, _ variants: [String] = [], values: [String: String] = [:]) -> String {
        Markup { values[$0] }.verbatim(catalog.text(key, variants))
    }
}
