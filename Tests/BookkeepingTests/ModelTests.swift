import Credentials
import TestSupport
import Testing

@testable import Bookkeeping

/// The ledger as plain arrays: what it ought to say after any sequence of changes.
private struct Model {
    enum Stage { case storing, current, previous, removing }
    struct Version {
        var id: String
        var credential: CredentialName
        var stage: Stage
    }
    struct Notice: Equatable {
        var id: Int64
        var credential: CredentialName?
        var version: String?
        var occasion: Occasion?
        var recipient: String
        var state: OutboxItem.State
        var attempts = 0
        var nextAttemptAt: Instant?
    }
    struct Known {
        var standing: Standing
        var isConfigured = true
        var lead: GUID?
    }

    var credentials: [CredentialName: Known] = [:]
    var versions: [Version] = []
    var notices: [Notice] = []
    var events = 0

    func current(of name: CredentialName) -> String? {
        versions.first { $0.credential == name && $0.stage == .current }?.id
    }

    /// Whether a later notice to the same recipient has taken its place.
    func isOvertaken(_ notice: Notice) -> Bool {
        notices.contains {
            $0.id > notice.id && $0.state != .superseded && isSameMatter($0, notice)
                && occasion($0).supersedes(occasion(notice))
        }
    }

    mutating func supersede(by occasion: Occasion, like notice: NewNotice) {
        for index in notices.indices {
            let older = notices[index]
            guard [.queued, .retrying].contains(older.state), older.credential == notice.credential,
                older.version == notice.version, older.recipient == notice.recipient.description,
                occasion.supersedes(self.occasion(older))
            else { continue }
            notices[index].state = .superseded
            notices[index].nextAttemptAt = nil
        }
    }

    private func isSameMatter(_ one: Notice, _ other: Notice) -> Bool {
        one.credential == other.credential && one.version == other.version && one.recipient == other.recipient
    }

    private func occasion(_ notice: Notice) -> Occasion { notice.occasion ?? .test(id: "none") }

    func isInUse(_ id: String?) -> Bool {
        guard let id else { return true }
        return versions.contains { $0.id == id && ($0.stage == .storing || $0.stage == .current) }
    }

    mutating func supersede(_ name: CredentialName) {
        for index in notices.indices
        where notices[index].credential == name && [.queued, .retrying].contains(notices[index].state)
            && !isInUse(notices[index].version)
        {
            notices[index].state = .superseded
            notices[index].nextAttemptAt = nil
        }
    }
}

@Suite struct ModelTests {
    @Test(arguments: (0..<12).map { UInt64($0) &* 7_919 &+ 17 })
    func `random changes leave the ledger as the model has it`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let ledger = try await Ledger.open(path: ":memory:")
        var model = Model()
        let names = try (0..<3).map { try Sample.name("c\($0)") }
        let recipients = ["a@contoso.com", "b@contoso.com"]
        for turn in 0..<300 {
            let name = names[Int.random(in: 0..<3, using: &random)]
            let now = Sample.at(Int64(turn))
            let standing = Standing(jitterPermille: Int64.random(in: 0...100, using: &random))
            let event = Sample.event("turn-\(turn)", at: now, of: name)
            guard model.credentials[name] != nil else {
                try await ledger.adopt([Adoption(name: name, configurationDigest: "\(turn)", standing: standing)])
                model.credentials[name] = .init(standing: standing)
                continue
            }
            switch Int.random(in: 0..<14, using: &random) {
            case 0:
                try await ledger.adopt([Adoption(name: name, configurationDigest: "\(turn)", standing: standing)])
                model.credentials[name]?.standing = standing
                model.credentials[name]?.isConfigured = true
            case 1:
                let retired = try await ledger.retireAll(except: [name])
                #expect(retired == names.filter { $0 != name && model.credentials[$0]?.isConfigured == true })
                for other in names where other != name { model.credentials[other]?.isConfigured = false }
            case 2, 3:
                let id = "v\(1_000 + turn)"
                try await ledger.beginStoring(Sample.version(id), for: name)
                model.versions.append(.init(id: id, credential: name, stage: .storing))
            case 4, 5:
                guard
                    let index = model.versions.indices.filter({ model.versions[$0].stage == .storing }).randomElement(
                        using: &random)
                else { continue }
                let version = model.versions[index]
                try await ledger.finishStoring(version.id, fingerprint: [1], standing: standing, event: event)
                for other in model.versions.indices where model.versions[other].credential == version.credential {
                    switch model.versions[other].stage {
                    case .previous: model.versions[other].stage = .removing
                    case .current: model.versions[other].stage = .previous
                    case .storing, .removing: break
                    }
                }
                model.versions[index].stage = .current
                model.credentials[version.credential]?.standing = standing
                model.supersede(version.credential)
                model.events += 1
            case 6:
                guard
                    let index = model.versions.indices.filter({ model.versions[$0].stage == .storing }).randomElement(
                        using: &random)
                else { continue }
                try await ledger.abandonStoring(model.versions[index].id, event: event)
                model.versions[index].stage = .removing
                model.events += 1
            case 7:
                guard let version = model.versions.filter({ $0.stage == .removing }).randomElement(using: &random)
                else {
                    continue
                }
                try await ledger.forget(version.id)
                model.versions.removeAll { $0.id == version.id }
            case 8:
                guard Int.random(in: 0..<4, using: &random) == 0 else { continue }
                try await ledger.beginRemoving(name, standing: standing, event: event)
                for index in model.versions.indices where model.versions[index].credential == name {
                    model.versions[index].stage = .removing
                }
                model.credentials[name]?.standing = standing
                model.supersede(name)
                model.events += 1
            case 9:
                guard let current = model.current(of: name) else { continue }
                let lead = Bool.random(using: &random) ? try Sample.guid() : nil
                let plan = ProbePlan(lead: lead.map { .init(id: $0, mayStand: false, cleanup: .delete) })
                try await ledger.beginProbe(of: name, version: current, plan: plan, at: now)
                let outcome: ProbePlan.LeadOutcome = lead != nil && Bool.random(using: &random) ? .uncertain : .absent
                let report = Sample.report(extent: plan.extent, lead: outcome)
                try await ledger.finishProbe(
                    of: name, version: current, report: report, standing: standing, event: nil, at: now)
                if let lead { model.credentials[name]?.lead = outcome == .absent ? nil : lead }
                model.credentials[name]?.standing = standing
            case 10, 11:
                let version = Bool.random(using: &random) ? model.current(of: name) : nil
                let occasion = Occasion.lapsed(repetition: Int64.random(in: 0..<4, using: &random))
                let notices = try recipients.map {
                    try Sample.notice(of: name, version: version, occasion: occasion, to: $0)
                }
                let new = notices.filter { notice in
                    !model.notices.contains {
                        $0.credential == name && $0.version == version && $0.occasion == occasion
                            && $0.recipient == notice.recipient.description
                    }
                }
                #expect(try await ledger.enqueue(notices, for: name) == new.count)
                for notice in new {
                    model.supersede(by: occasion, like: notice)
                    let id = (try await ledger.notices(of: name, limit: 1_000)).first {
                        $0.notice.mail.messageID == notice.mail.messageID
                    }?
                    .id
                    model.notices.append(
                        .init(
                            id: try #require(id), credential: name, version: version, occasion: occasion,
                            recipient: notice.recipient.description, state: .queued, nextAttemptAt: notice.createdAt))
                }
            case 12:
                guard let index = model.notices.indices.randomElement(using: &random) else { continue }
                let isPending = [.queued, .retrying].contains(model.notices[index].state)
                #expect(try await ledger.beginSending(model.notices[index].id, at: now) == isPending)
                guard isPending else { continue }
                model.notices[index].state = .sending
                model.notices[index].attempts += 1
                model.notices[index].nextAttemptAt = nil
            default:
                guard
                    let index = model.notices.indices.filter({ model.notices[$0].state == .sending }).randomElement(
                        using: &random)
                else { continue }
                let reply = ServerReply(code: 250, text: "OK")
                switch Int.random(in: 0..<3, using: &random) {
                case 0:
                    try await ledger.finishSending(model.notices[index].id, .accepted(reply, at: now))
                    model.notices[index].state = .accepted
                case 1:
                    try await ledger.finishSending(model.notices[index].id, .retry(reply, at: now))
                    let isStillWanted =
                        model.isInUse(model.notices[index].version) && !model.isOvertaken(model.notices[index])
                    model.notices[index].state = isStillWanted ? .retrying : .superseded
                    model.notices[index].nextAttemptAt = isStillWanted ? now : nil
                default:
                    try await ledger.finishSending(model.notices[index].id, .dead(reply))
                    model.notices[index].state = .dead
                }
            }
            try await expect(ledger, toBe: model, "seed \(seed), turn \(turn)")
        }
    }

    private func expect(_ ledger: Ledger, toBe model: Model, _ comment: Comment) async throws {
        let snapshot = try await ledger.snapshot()
        #expect(Set(snapshot.keys) == Set(model.credentials.keys), comment)
        for (name, known) in model.credentials {
            let record = try #require(snapshot[name], comment)
            #expect(try await ledger.record(of: name) == record, comment)
            #expect(record.standing == known.standing, comment)
            #expect(record.isConfigured == known.isConfigured, comment)
            #expect(record.lead == known.lead, comment)
            #expect(record.current?.id == model.current(of: name), comment)
            let previous = model.versions.filter { $0.credential == name && $0.stage == .previous }.map(\.id)
            #expect(record.versions.filter { $0.stage == .previous }.map(\.id) == previous, comment)
            let noticed = model.notices.filter {
                $0.version != nil && $0.version == model.current(of: name) && $0.credential == name
            }
            #expect(record.noticed == Set(noticed.compactMap(\.occasion)), comment)
        }
        #expect(
            try await ledger.unfinishedStores().map(\.version.id)
                == model.versions.filter { $0.stage == .storing }.map(\.id),
            comment)
        #expect(
            try await ledger.versionsToRemove().map(\.version.id)
                == model.versions.filter { $0.stage == .removing }.map(\.id),
            comment)
        let outbox = try await ledger.notices(limit: 1_000).reversed().map {
            Model.Notice(
                id: $0.id, credential: $0.notice.credential, version: $0.notice.version, occasion: $0.notice.occasion,
                recipient: $0.notice.recipient.description, state: $0.state, attempts: $0.attempts,
                nextAttemptAt: $0.nextAttemptAt)
        }
        #expect(outbox == model.notices, comment)
        #expect(try await ledger.nextNoticeAt() == model.notices.compactMap(\.nextAttemptAt).min(), comment)
        #expect(try await ledger.events(limit: 1_000).count == model.events, comment)
    }
}
