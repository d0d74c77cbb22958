/// Password sign-in to a mail server of Exchange Online, which Microsoft turns off by default at the end of December
/// 2026: the administrator of an organization may turn it on again (Documentation/Microsoft.md §6 and §9.1, MC786329).
public struct PasswordSignIn: Hashable, Sendable {
    /// The first day without it, in the zone of whoever is told.
    public static let firstDayWithout = (year: 2_027, month: 1, day: 1)

    /// The domains of Exchange Online's servers: those of all organizations, of the United States government's clouds
    /// (GCC High and DoD), and of China's, which 21Vianet operates.
    private static let domains = ["office365.com", "outlook.com", "office365.us", "partner.outlook.cn"]
    /// High Volume Email takes passwords until September 2028 (Documentation/Microsoft.md §9.1).
    private static let exempt: Set<String> = ["smtp-hve.office365.com"]

    /// The server, in lower case and without a dot at its end.
    public let host: String
    /// Who signs in.
    public let userName: String
    /// When that day begins.
    public let endsAt: Instant

    /// `nil` for a server that is not meant.
    ///
    /// - Parameters:
    ///   - host: the server's name, in any case, with or without the dot of a full name at its end.
    ///   - endsAt: when `firstDayWithout` begins.
    public init?(to host: String, as userName: String, endsAt: Instant) {
        let name = host.lowercased()
        self.host = name.hasSuffix(".") ? String(name.dropLast()) : name
        self.userName = userName
        self.endsAt = endsAt
        let host = self.host
        guard !Self.exempt.contains(host), Self.domains.contains(where: { host == $0 || host.hasSuffix(".\($0)") })
        else { return nil }
    }

    /// Whether the day has come.
    public func hasEnded(at now: Instant) -> Bool { now >= endsAt }

    /// The warning that operators get of it.
    public func fault(at now: Instant) -> DaemonFault { hasEnded(at: now) ? .mailPasswordOff : .mailPasswordEnds }

    /// What is the matter, as a clause: `password sign-in to smtp.office365.com stops at …`.
    public func sentence(at now: Instant) -> String { Self.sentence(of: [self], at: now) }

    /// The same of several that end on the same day, each server once; never of none.
    public static func sentence(of all: [PasswordSignIn], at now: Instant) -> String {
        let hosts = all.map(\.host).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let predicate = all.first?.predicate(at: now) ?? ""
        return "password sign-in to \(hosts.joined(separator: " and ")) \(predicate)"
    }

    /// The same as words with a relative clause: `password sign-in to smtp.office365.com, which stops at …`.
    public func words(at now: Instant) -> String { "\(subject), which \(predicate(at: now))" }

    private var subject: String { "password sign-in to \(host)" }

    private func predicate(at now: Instant) -> String {
        hasEnded(at: now)
            ? "was turned off at the end of December 2026 unless your administrator has turned it on again"
            : "stops at the end of December 2026 unless your administrator turns it on again"
    }
}
