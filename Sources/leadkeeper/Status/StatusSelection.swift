internal import Configuration
internal import Control
internal import Credentials
internal import Glibc
internal import Triage

/// Which connections are shown, and in which order.
struct StatusSelection: Equatable {
    /// The orders; among equals the name decides.
    enum Order: String, CaseIterable {
        /// The most urgent first.
        case urgency
        case name
        /// What expires first comes first; what never does, or nobody knows of, last.
        case expiry
        /// What was not checked for longest comes first.
        case checked
    }

    /// In which order.
    var order = Order.urgency
    /// Whether only those are shown that need somebody or do not work.
    var isFailing = false
    /// Only those that expire within that time; `nil` for any.
    var expiring: TimeSpan?
    /// Only those that this person is told about; `nil` for any.
    var contact: EmailAddress?
    /// Only those whose name or address has that in it, or is of that pattern; `nil` for any.
    var pattern: String?

    init() {}

    /// What the options say.
    init(_ invocation: Invocation) throws(Failure) {
        isFailing = invocation.has(.failing)
        pattern = invocation[.match]
        if let text = invocation[.sort] {
            guard let order = Order(rawValue: text) else {
                throw .usage("--sort has to be urgency, name, expiry or checked")
            }
            self.order = order
        }
        if let text = invocation[.expiring] {
            guard let span = TimeSpan(spelling: text) else {
                throw .usage("--expiring takes a length of time such as 30d, 2w or 12h")
            }
            expiring = span
        }
        if let text = invocation[.contact] {
            guard let address = EmailAddress(text) else { throw .usage("--contact takes a mail address") }
            contact = address
        }
    }

    /// Whether that connection is shown.
    func takes(_ connection: ConnectionStatus, _ concern: Concern, at now: Instant) -> Bool {
        if isFailing, concern.level != .somebody, connection.probe.result != .failed { return false }
        if let expiring {
            let end = [connection.window.givenAt, connection.window.expiresAt].compactMap { $0?.instant }.min()
            guard let end, end - now <= expiring else { return false }
        }
        // Mail servers tell upper from lower case in addresses next to never.
        if let contact, !connection.contacts.contains(where: { $0.lowercased() == contact.description.lowercased() }) {
            return false
        }
        guard let pattern else { return true }
        return [connection.name, connection.url].compactMap(\.self).contains { Self.matches($0, pattern) }
    }

    /// Whether that connection is shown.
    func takes(_ connection: ConnectionStatus, at now: Instant) -> Bool {
        isEverything || takes(connection, connection.concern(at: now), at: now)
    }

    /// Whether all connections are shown.
    var isEverything: Bool { !isFailing && expiring == nil && contact == nil && pattern == nil }

    /// Them, in order.
    func sorted(_ connections: [ConnectionStatus], at now: Instant) -> [ConnectionStatus] {
        let rows = connections.map { (connection: $0, key: SortKey($0, $0.concern(at: now))) }
        return rows.sorted { $0.key.precedes($1.key, in: order) }.map(\.connection)
    }

    /// Whether a text has the pattern in it, or is of it where it has wildcards; upper and lower case are the same.
    ///
    /// fnmatch(3).
    private static func matches(_ text: String, _ pattern: String) -> Bool {
        let hasWildcards = pattern.contains { "*?[".contains($0) }
        return fnmatch(hasWildcards ? pattern : "*\(pattern)*", text, 1 << 4) == 0
    }

    /// What connections are put in order by.
    struct SortKey {
        var name: String
        var concern: Concern
        var deadline: Int64
        var expiresAt: Int64
        var checkedAt: Int64

        init(_ connection: ConnectionStatus, _ concern: Concern) {
            name = connection.name
            self.concern = concern
            deadline = connection.deadline?.secondsSinceEpoch ?? .max
            expiresAt = connection.window.expiresAt?.instant.secondsSinceEpoch ?? .max
            checkedAt = connection.probe.at?.instant.secondsSinceEpoch ?? .min
        }

        /// Whether it comes before another one.
        func precedes(_ other: SortKey, in order: Order) -> Bool {
            switch order {
            case .urgency: (concern, deadline, name) < (other.concern, other.deadline, other.name)
            case .name: name < other.name
            case .expiry: (expiresAt, name) < (other.expiresAt, other.name)
            case .checked: (checkedAt, name) < (other.checkedAt, other.name)
            }
        }
    }
}
