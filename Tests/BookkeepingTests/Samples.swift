import Bookkeeping
import Credentials
import Foundation

/// A directory that is gone with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String = "ledger.sqlite") -> String { "\(path)/\(name)" }
}

struct SampleError: Error {}

/// Values that the tests do not care about in detail.
enum Sample {
    static let start = Instant(secondsSinceEpoch: 1_763_700_000)

    static func at(_ seconds: Int64) -> Instant { start + .seconds(seconds) }

    static func name(_ text: String = "contoso") throws -> CredentialName {
        guard let name = CredentialName(text) else { throw SampleError() }
        return name
    }

    static func address(_ text: String = "ops@contoso.com") throws -> EmailAddress {
        guard let address = EmailAddress(text) else { throw SampleError() }
        return address
    }

    static func guid() throws -> GUID {
        guard let guid = GUID(UUID().uuidString) else { throw SampleError() }
        return guid
    }

    static func version(
        _ id: String, expiry: SecretVersion.Expiry = .at(at(86_400), origin: .operator), keyID: String? = nil
    ) -> SecretVersion {
        SecretVersion(
            id: id, stage: .current, fingerprint: [], issuedAt: at(-60), storedAt: at(0), expiry: expiry, keyID: keyID)
    }

    static func event(_ kind: String, at instant: Instant = start, of name: CredentialName? = nil) -> Event {
        Event(
            at: instant, kind: .init(rawValue: kind), credential: name, message: "it happened", details: ["how": "well"]
        )
    }

    static func notice(
        of name: CredentialName, version: String?, occasion: Occasion = .lapses(within: .days(7)),
        to recipient: String = "ops@contoso.com", createdAt: Instant = start, deadline: Instant? = nil,
        windowEnd: Instant? = nil
    ) throws -> NewNotice {
        NewNotice(
            .credential(name, version: version, occasion), recipient: try address(recipient),
            messageID: "<\(UUID().uuidString)@test>",
            subject: "It lapses", body: Array("Subject: It lapses\r\n\r\n".utf8), createdAt: createdAt,
            deadline: deadline, windowEnd: windowEnd)
    }

    static func report(
        _ problem: ProbeClass? = nil, extent: ProbeReport.Extent = .whole, lead: ProbePlan.LeadOutcome = .absent
    ) -> ProbeReport {
        ProbeReport(
            extent: extent,
            finding: problem.map { .init(class: $0, step: .token, code: "AADSTS7000215", message: "it was refused") },
            steps: ProbeReport.StepName.allCases.map { .init(name: $0, result: .ok, durationMilliseconds: 12) },
            at: start,
            durationMilliseconds: 72, lead: lead)
    }
}

extension Ledger {
    /// A ledger in memory with one credential, and a current version for each id, the last of which is in use.
    static func inMemory(versions: [String] = []) async throws -> (Ledger, CredentialName) {
        let ledger = try await Ledger.open(path: ":memory:")
        let name = try Sample.name()
        try await ledger.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())])
        for id in versions { try await ledger.store(id, for: name) }
        return (ledger, name)
    }

    func store(_ id: String, for name: CredentialName) async throws {
        try await beginStoring(Sample.version(id), for: name)
        try await finishStoring(
            id, fingerprint: [1, 2, 3], standing: Standing(), event: Sample.event("secret-stored", of: name))
    }
}

extension NewNotice {
    /// What it says of a credential; `nil` where it is about the daemon itself.
    var occasion: Occasion? {
        guard case .credential(_, _, let occasion) = topic else { return nil }
        return occasion
    }
}

// Most tests are about notices that have a mail of their own.
extension NewNotice {
    init(
        _ topic: Topic, recipient: EmailAddress, messageID: String, subject: String, body: [UInt8], createdAt: Instant,
        deadline: Instant? = nil, windowEnd: Instant? = nil
    ) {
        self.init(
            topic, recipient: recipient,
            mail: NewMail(messageID: messageID, subject: subject, body: body, createdAt: createdAt),
            createdAt: createdAt, deadline: deadline, windowEnd: windowEnd)
    }
}

extension Ledger {
    func beginSending(_ id: OutboxItem.ID, at now: Instant) async throws -> Bool {
        try await beginSending([id], at: now) != nil
    }

    func finishSending(_ id: OutboxItem.ID, _ outcome: NoticeOutcome, event: Event? = nil) async throws {
        try await finishSending([id], outcome, events: event.map { [$0] } ?? [])
    }
}
