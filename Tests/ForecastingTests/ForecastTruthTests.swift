import Credentials
import Forecasting
import Foundation
import Ports
import Simulation
import Synchronization
import TestBasics
import Testing
import Upkeep

/// Whether what is forecast is what then happens.
@Suite struct ForecastTruthTests {
    /// What was seen, reduced to what both a forecast and a simulation show.
    struct Sight: Hashable, Comparable, CustomStringConvertible {
        var at: Instant
        var what: String

        var description: String { "\(at.rfc3339) \(what)" }
        static func < (left: Self, right: Self) -> Bool { (left.at, left.what) < (right.at, right.what) }
    }

    /// How many connections, and days; the long form has a thousand, and a year.
    static let count = ProcessInfo.processInfo.environment["LEADKEEPER_FORECAST"].flatMap { Int($0) } ?? 6
    static let days = count >= 1_000 ? Int64(365) : 100

    @Test(arguments: [UInt64(3), 71])
    func `what is forecast is what then happens, event by event`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let site = try await Self.site(count: Self.count, seed: seed)
        // Some time passes first, so that the forecast begins in the midst of things.
        try await site.run(for: .days(.random(in: 1...40, using: &random)), tick: .hours(12))
        let begin = site.clock.now()
        let directory = try MemoryDisk.makeDirectory("forecast")
        defer { try? FileManager.default.removeItem(atPath: directory) }
        // Nobody is shown so much, and all of it is to be compared.
        let forecaster = Forecaster(noticeWriter: site.writer, channels: nil, directory: directory, limit: .max)
        let forecast = try await forecaster.forecast(of: site.engine, ForecastQuestion(span: .days(Self.days)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
        #expect(forecast.from == begin)
        #expect(site.clock.now() == begin, "the forecast moves nobody's clock but its own")

        let (probed, told) = (Self.probes(of: site).count, site.mailer.accepted.count)
        let written = site.journal.entries.withLock { $0.count }
        try await site.run(until: forecast.until)
        // The forecast ends before its last second, in which the simulation still acts.
        let probes = Set(Self.probes(of: site).dropFirst(probed).filter { $0.at < forecast.until })
        Self.compare(Set(forecast.entries.filter { $0.kind == .probe || $0.kind == .signIn }.map(Self.probe)), probes)
        let letters = site.mailer.accepted.dropFirst(told).filter { $0.at < forecast.until }
        let isOfRotation = { (text: String) in text.hasPrefix("rotated/") }
        let notices = forecast.entries.filter { $0.kind == .notice }
        Self.compare(
            Self.sights(notices.filter { $0.notice != NoticeKind.rotated.word }),
            Set(letters.filter { !isOfRotation($0.text) }.map { Sight(at: $0.at, what: $0.recipient) }))
        // Nobody knows to the hour how long Microsoft takes to publish an offer.
        let rotated = Self.sights(notices.filter { $0.notice == NoticeKind.rotated.word })
        for letter in letters where isOfRotation(letter.text) {
            #expect(
                rotated.contains { $0.what == letter.recipient && abs(($0.at - letter.at).seconds) <= 4 * 86_400 },
                "\(letter)")
        }
        // Steps of a rotation take as long as Microsoft needs, so the day is what can be foreseen.
        let ended = Set(
            site.journal.entries.withLock { $0.dropFirst(written) }.filter { $0.kind == .secretMinted }
                .map { "\($0.credential?.description ?? "") \($0.message)" })
        let foreseen = Set(
            forecast.entries.filter { $0.kind == .rotation }.map { "\($0.connection?.description ?? "") \($0.message)" }
        )
        #expect(ended.subtracting(foreseen).isEmpty)
        #expect(!ended.isEmpty)
        #expect(probes.count > Self.count * 100 && letters.count > Self.count)
    }

    private static func compare(_ foreseen: Set<Sight>, _ happened: Set<Sight>) {
        let surprises = happened.subtracting(foreseen).sorted().prefix(5)
        let errors = foreseen.subtracting(happened).sorted().prefix(5)
        #expect(surprises.isEmpty, "it was not foreseen")
        #expect(errors.isEmpty, "it did not happen")
    }

    /// Who is told what when, each person apart.
    private static func sights(_ notices: [ForecastEntry]) -> Set<Sight> {
        Set(notices.flatMap { entry in entry.recipients.map { Sight(at: entry.at, what: $0) } })
    }

    private static func probe(_ entry: ForecastEntry) -> Sight {
        Sight(at: entry.at, what: entry.connection?.description ?? "")
    }

    private static func probes(of site: RotationSite) -> [Sight] {
        site.cloud.state.withLock { state in state.proverAttempts.map { Sight(at: $0.at, what: "\($0.name)") } }
    }

    private static func site(count: Int, seed: UInt64) async throws -> RotationSite {
        var random = SeededGenerator(seed: seed)
        var connections: [Credential] = []
        for index in 0..<count {
            let mode = RotationPolicy.Mode.allCases[index % 3]
            var credential = try Credential.rotating("c\(index)", mode, number: UInt64(index + 1))
            credential.probing = ProbePolicy(
                leadInterval: .days(.random(in: 1...4, using: &random)),
                signInInterval: .hours(Int64(6 * (index % 4 + 1))))
            credential.contacts = ["ops\(index % 5)@contoso.example", "sales@contoso.example"].compactMap {
                EmailAddress($0)
            }
            credential.publishingTime = .days(2)
            connections.append(credential)
        }
        let site = try await RotationSite(connections, seed: seed)
        site.cloud.state.withLock { state in
            state.propagation = 0
            state.publishing = .days(2)
        }
        for connection in connections { site.addOffer(of: connection) }
        try await site.storeSecrets(lifetime: .days(120))
        return site
    }
}
