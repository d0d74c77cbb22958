import Credentials

@testable import Bookkeeping

/// All that a ledger says about itself, to be compared.
struct LedgerState: Equatable {
    var records: [CredentialName: CredentialRecord]
    var events: [RecordedEvent]
    var notices: [OutboxItem]
    var unfinished: [UnsettledVersion]
    var toRemove: [UnsettledVersion]

    init(of ledger: Ledger) async throws {
        records = try await ledger.snapshot()
        events = try await ledger.events(limit: 10_000)
        notices = try await ledger.notices(limit: 10_000)
        unfinished = try await ledger.unfinishedStores()
        toRemove = try await ledger.versionsToRemove()
    }
}

/// One change to a ledger, which is one transaction.
struct Step: Sendable {
    let description: String
    let run: @Sendable (Ledger) async throws -> Void

}

extension Step {
    /// A life of one credential in which every kind of transaction occurs, with rows large enough to need new pages.
    ///
    /// - Parameters:
    ///   - crowd: how many other credentials there are.
    ///   - sharesMails: whether notices share a mail.
    static func story(crowd: Int = 3, sharesMails: Bool = false) throws -> [Step] {
        let name = try Sample.name()
        let lead = try Sample.guid()
        let bulk = String(repeating: "x", count: 3_000)
        let crowd = try (0..<crowd).map {
            Adoption(name: try Sample.name("c\($0)"), configurationDigest: bulk, standing: Standing())
        }
        let notices = try ["a@contoso.com", "b@contoso.com"].map { recipient in
            var notice = try Sample.notice(of: name, version: "v1", to: recipient)
            notice.mail.body = Array(repeating: 7, count: 20_000)
            return notice
        }
        let another = try Sample.notice(
            of: name, version: "v1", occasion: .refused(.noRole, since: Sample.start, repetition: 0),
            to: "a@contoso.com")
        var event = Sample.event("it-happened", of: name)
        event.message = bulk
        let recorded = event
        let reply = ServerReply(code: 451, text: bulk)
        let fault = DaemonOccasion.impaired(.keyringLocked, since: Sample.start)
        let operatorNotices = [
            NewNotice(
                .daemon(fault), recipient: try Sample.address("root@contoso.com"), messageID: "<daemon@test>",
                subject: bulk,
                body: [1], createdAt: Sample.start)
        ]
        // A mail that two notices share, which ledgers before version 11 cannot hold.
        let sharing = [
            Step(description: "enqueue another") {
                try await $0.enqueue([another], for: name, event: recorded)
            },
            Step(description: "let it wait") { try await $0.postpone([3], until: Sample.at(60)) },
            Step(description: "begin sending several with one mail") { ledger in
                let mail = NewMail(messageID: "<digest@test>", subject: bulk, body: [8], createdAt: Sample.at(61))
                let item = try await ledger.waitingNotices(for: another.recipient).map(\.id)
                guard try await ledger.beginSending(item, with: mail, at: Sample.at(61)) != nil else {
                    throw SampleError()
                }
            },
            Step(description: "finish sending them") { ledger in
                let items = try await ledger.notices().filter { $0.state == .sending }.map(\.id)
                try await ledger.finishSending(items, .retry(reply, at: Sample.at(90)), events: [recorded])
            },
        ]
        return [
            Step(description: "adopt") {
                try await $0.adopt([Adoption(name: name, configurationDigest: "1", standing: Standing())] + crowd)
            },
            Step(description: "begin storing") { try await $0.beginStoring(Sample.version("v1"), for: name) },
            Step(description: "finish storing") {
                try await $0.finishStoring(
                    "v1", fingerprint: [1], standing: Standing(jitterPermille: 1), event: recorded)
            },
            Step(description: "begin probe") {
                let plan = ProbePlan(lead: .init(id: lead, mayStand: false, cleanup: .delete))
                try await $0.beginProbe(of: name, version: "v1", plan: plan, at: Sample.at(1))
            },
            Step(description: "finish probe") {
                try await $0.finishProbe(
                    of: name, version: "v1", report: Sample.report(.secretWrong), standing: Standing(jitterPermille: 2),
                    event: recorded, at: Sample.at(2))
            },
            Step(description: "enqueue") {
                try await $0.enqueue(notices, for: name, standing: Standing(jitterPermille: 3), event: recorded)
            },
            Step(description: "begin sending") { ledger in
                guard try await ledger.beginSending(1, at: Sample.at(3)) else { throw SampleError() }
            },
            Step(description: "finish sending") {
                try await $0.finishSending(1, .retry(reply, at: Sample.at(9)), event: recorded)
            },
            Step(description: "begin sending again") { ledger in
                guard try await ledger.beginSending(2, at: Sample.at(4)) else { throw SampleError() }
            },
            Step(description: "recover") { try await $0.recoverSending() },
        ] + (sharesMails ? sharing : []) + [
            Step(description: "save") { try await $0.save(Standing(jitterPermille: 4), for: name) },
            Step(description: "tell the operators") { try await $0.enqueue(fault, operatorNotices, event: recorded) },
            Step(description: "hurry") { try await $0.hurryNotices(at: Sample.at(5)) },
            Step(description: "mend") { try await $0.mend([name: Standing(jitterPermille: 7)], at: Sample.at(-90)) },
            Step(description: "begin storing again") { try await $0.beginStoring(Sample.version("v2"), for: name) },
            Step(description: "finish storing again") {
                try await $0.finishStoring(
                    "v2", fingerprint: [2], standing: Standing(jitterPermille: 5), event: recorded)
            },
            Step(description: "store for a trial") { try await $0.beginStoring(Sample.version("t1"), for: name) },
            Step(description: "begin a trial") { try await $0.beginTrial("t1", fingerprint: [4], event: recorded) },
            Step(description: "save a trial") { try await $0.save(Trial(), of: "t1") },
            Step(description: "store it again") { try await $0.beginStoring(Sample.version("t2"), for: name) },
            Step(description: "go on with the trial") {
                try await $0.keep(Sample.version("t1", keyID: "k"), insteadOf: "t2", event: recorded)
            },
            Step(description: "try it") {
                try await $0.finishAttempt(
                    of: name, version: "t1", report: Sample.report(.network),
                    .goesOn(Trial().after(Sample.report(.network), at: Sample.at(1))), event: recorded, at: Sample.at(1)
                )
            },
            Step(description: "try it again") {
                try await $0.finishAttempt(
                    of: name, version: "t1", report: Sample.report(), .promoted(Standing(jitterPermille: 8)),
                    event: recorded,
                    at: Sample.at(2))
            },
            Step(description: "put the one before it back") {
                try await $0.putBack("v2", of: name, standing: Standing(jitterPermille: 9), event: recorded)
            },
            Step(description: "store for another trial") { try await $0.beginStoring(Sample.version("t3"), for: name) },
            Step(description: "begin another trial") {
                try await $0.beginTrial("t3", fingerprint: [5], event: recorded)
            },
            Step(description: "drop it") {
                try await $0.finishAttempt(
                    of: name, version: "t3", report: Sample.report(.secretWrong), .dropped(Standing(jitterPermille: 5)),
                    event: recorded, at: Sample.at(3))
            },
            Step(description: "store for a third trial") { try await $0.beginStoring(Sample.version("t4"), for: name) },
            Step(description: "begin a third trial") {
                try await $0.beginTrial("t4", fingerprint: [6], event: recorded)
            },
            Step(description: "end it") { try await $0.endTrial(of: "t4", event: recorded) },
            Step(description: "begin a third store") { try await $0.beginStoring(Sample.version("v3"), for: name) },
            Step(description: "abandon") { try await $0.abandonStoring("v3", event: recorded) },
            Step(description: "forget") { try await $0.forget("v3") },
            Step(description: "retire") { try await $0.retireAll(except: [name]) },
            Step(description: "remove") {
                try await $0.beginRemoving(name, standing: Standing(jitterPermille: 6), event: recorded)
            },
            Step(description: "record") { try await $0.append(recorded) },
            Step(description: "prune") { try await $0.prune(at: Sample.start + .days(4 * 365)) },
        ]
    }
}
