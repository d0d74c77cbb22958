import Credentials
import Forecasting
import Foundation
import Ports
import Simulation
import Synchronization
import TestBasics
import Testing
import Upkeep

/// What a forecast tells of a few connections, whose dates are known.
@Suite struct ForecastTests {
    private static let ops = "ops@contoso.example"

    /// Three connections whose secrets end in forty days.
    private func site(office365: Bool = false) async throws -> RotationSite {
        let connections = try (1...3).map { index in
            var credential = try Credential.rotating("c\(index)", .remind, office365: office365, number: UInt64(index))
            if office365 {
                guard case .office365(_, let client, let directory) = credential.identity else { return credential }
                credential.identity = .office365(
                    userName: "leads\(index)@contoso.example", client: client, directory: directory)
            }
            return credential
        }
        let site = try await RotationSite(connections)
        try await site.storeSecrets(lifetime: .days(40))
        try await site.run(for: .days(1))
        return site
    }

    private func forecast(
        of site: RotationSite, _ question: ForecastQuestion, limit: Int = Forecaster.limit
    ) async throws -> Forecast {
        let directory = try MemoryDisk.makeDirectory("forecast")
        defer { try? FileManager.default.removeItem(atPath: directory) }
        return try await Forecaster(noticeWriter: site.writer, channels: nil, directory: directory, limit: limit)
            .forecast(of: site.engine, question)
    }

    @Test func `what is more than can be answered is refused, and what is just as much is not`() async throws {
        let site = try await site()
        let question = ForecastQuestion(span: .days(10))
        let count = try await forecast(of: site, question).entries.count
        // The probes alone, which are counted beforehand, and all of it, one of which is too much.
        for limit in [1, 100, count] {
            await #expect(throws: Forecaster.Failure.tooMuch(limit: limit)) {
                try await self.forecast(of: site, question, limit: limit)
            }
        }
        #expect(try await forecast(of: site, question, limit: count + 1).entries.count == count)
    }

    @Test func `dates, reminders and probes of all connections lie ahead, each once`() async throws {
        let site = try await site()
        let forecast = try await forecast(of: site, ForecastQuestion(span: .days(45)))
        for name in ["c1", "c2", "c3"] {
            let own = forecast.entries.filter { $0.connection?.description == name }
            #expect(own.count { $0.kind == .expiry } == 1)
            #expect(own.count { $0.kind == .startBy } == 1)
            let reminders = own.filter { $0.notice == "lapses" }.map(\.message)
            #expect(reminders.contains("the client secret expires in 14 days or less"))
            #expect(own.contains { $0.kind == .probe } && own.contains { $0.kind == .signIn })
            // From its end on the secret is refused.
            #expect(own.contains { $0.notice == "lapsed" || $0.notice == "refused" })
        }
        let moments = forecast.entries.map(\.at)
        #expect(moments == moments.sorted())
        #expect(forecast.connections == 3)
        #expect(forecast.until - forecast.from == .days(45))
    }

    @Test func `a forecast of one connection leaves the others out`() async throws {
        let site = try await site()
        let name = try #require(CredentialName("c2"))
        let one = try await forecast(of: site, ForecastQuestion(connection: name))
        let all = try await forecast(of: site, ForecastQuestion())
        #expect(Set(one.entries.compactMap(\.connection)) == [name])
        let untold = { (entries: [ForecastEntry]) in
            entries.filter { $0.connection == name && $0.kind != .notice }
        }
        #expect(untold(one.entries) == untold(all.entries))
        await #expect(throws: Forecaster.Failure.self) {
            try await self.forecast(of: site, ForecastQuestion(connection: CredentialName("nobody")))
        }
    }

    @Test func `a forecast changes nothing of what it looks at`() async throws {
        let site = try await site()
        let events = try await site.engine.countEvents(of: nil, after: nil)
        let letters = site.mailer.accepted.count
        let calls = site.cloud.state.withLock { ($0.calls.count, $0.proverAttempts.count) }
        _ = try await forecast(of: site, ForecastQuestion(span: .days(60)))
        #expect(try await site.engine.countEvents(of: nil, after: nil) == events)
        #expect(site.mailer.accepted.count == letters)
        #expect(site.cloud.state.withLock { ($0.calls.count, $0.proverAttempts.count) } == calls)
    }

    @Test(arguments: [1, 3, 20] as [Int64]) func `while mail is down nobody is told, and all are once it is up`(
        days: Int64
    ) async throws {
        let site = try await site()
        let now = site.clock.now()
        let forecast = try await forecast(
            of: site, ForecastQuestion(span: .days(40), mailDown: .days(days)))
        let told = forecast.entries.filter { $0.kind == .notice && !$0.recipients.isEmpty }
        #expect(told.allSatisfy { $0.at >= now + .days(days) })
        #expect(told.contains { $0.recipients == [Self.ops] })
        #expect(forecast.assumptions.contains { $0.contains("no mail leaves in the first") })
    }

    @Test func `a shorter policy brings the end of passwords nearer`() async throws {
        let site = try await site(office365: true)
        let usual = try await forecast(of: site, ForecastQuestion(span: .days(100)))
        let strict = try await forecast(of: site, ForecastQuestion(span: .days(100), policy: .days(30)))
        let end = { (forecast: Forecast) in forecast.entries.first { $0.kind == .expiry }?.at }
        let (late, early) = (try #require(end(usual)), try #require(end(strict)))
        #expect(late - early == .days(60))
    }

    @Test func `what is refused now is refused still`() async throws {
        let site = try await site()
        let name = try #require(CredentialName("c1"))
        let credential = try #require(site.credentials.first { $0.name == name })
        let application = try #require(credential.identity.application)
        site.cloud.delete("first-c1", from: application.id)
        try await site.run(for: .days(2))
        let forecast = try await forecast(of: site, ForecastQuestion(span: .days(20)))
        let own = forecast.entries.filter { $0.connection == name }
        #expect(!own.contains { $0.message.contains("works again") })
        #expect(own.contains { $0.notice == "refused" })
    }
}
