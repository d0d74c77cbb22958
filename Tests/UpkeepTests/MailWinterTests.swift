import Configuration
import Credentials
import Foundation
import Simulation
import Synchronization
import TestBasics
import Testing

/// The winter of 2026 to 2027: Exchange Online turns passwords off for sending mail, and mail moves to an application
/// before, or only afterwards.
@Suite struct MailWinterTests {
    private static let begin = instant("2026-11-01")
    private static let end = instant("2027-02-28")

    private static func instant(_ date: String) -> Instant {
        Instant(
            secondsSinceEpoch: Int64((try? Date("\(date)T00:00:00Z", strategy: .iso8601).timeIntervalSince1970) ?? 0))
    }

    /// The seeds: one, or as many as `LEADKEEPER_WINTERS` says; the first is `LEADKEEPER_SEED`.
    private static var seeds: [UInt64] {
        let variables = ProcessInfo.processInfo.environment
        let first = variables["LEADKEEPER_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...(UInt64.max / 2))
        let count = variables["LEADKEEPER_WINTERS"].flatMap { UInt64($0) } ?? 1
        return (0..<max(1, count)).map { first + $0 }
    }

    /// The settings before the move and after it, as the files have them.
    private struct Files {
        let before: Settings
        let after: Settings

        init(server: String) throws {
            let directory = try TemporaryDirectory()
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/connections", withIntermediateDirectories: true)
            try """
            [Mail]
            Server=smtp://smtp.office365.com:587
            UserName=alerts@contoso.example
            From=alerts@contoso.example
            Operators=root@contoso.example
            """.write(toFile: "\(directory.path)/leadkeeper.conf", atomically: true, encoding: .utf8)
            before = try #require(Settings.load(directory: directory.path).settings)
            let id = try #require(GUID("66666666-6666-4666-8666-666666666666"))
            let way = MailWay(
                server: server, mailbox: before.mail.from, application: EntraApplication(directory: id, id: id))
            let text = MailMigrationFile(to: way, from: before.mail).at(.switched).text
            after = try #require(
                Settings.load(directory: directory.path, proposing: [ProposedFile(MailMigrationFile.name, text)])
                    .settings
            )
        }
    }

    /// One winter, from the first of November to the end of February.
    private struct Winter {
        let years: MailYears
        let door: MicrosoftDoor
        let password: MailYearsWay
        let token: MailYearsWay

        init(seed: UInt64, passwordsUntil offAt: Instant, random: inout SeededGenerator) async throws {
            let files = try Files(
                server: Bool.random(using: &random) ? MailWay.graph : EntraSettings.Cloud.public.mailServer)
            years = try await MailYears(seed: seed, connections: 20, mishaps: 0, from: MailWinterTests.begin)
            door = MicrosoftDoor(
                years.server, clock: years.clock, passwordsUntil: offAt,
                then: MicrosoftDoor.Refusal.allCases.randomElement(using: &random) ?? .switchedOff)
            let (old, new) = (try #require(files.before[.mail]), try #require(files.after[.mail]))
            door.state.withLock { $0.secrets = [old.identity: "pw", new.identity: "app"] }
            password = MailYearsWay(
                old, ends: files.before.mailPasswordSignIn, mailer: door.mailer(as: old.identity))
            #expect(files.before.mailPasswordSignIn != nil && files.after.mailPasswordSignIn == nil)
            token = MailYearsWay(new, mailer: door.mailer(as: new.identity))
            try await years.use(password)
            try await years.storeMailSecret("pw")
            try await years.begin()
        }

        /// The move as a person makes it: tried before the administrator has let the app in, after which nothing has
        /// changed; then tried again with the secret that was kept, and switched.
        func move() async throws {
            #expect(try await years.tryWay(token, secret: "app")?.finding?.class == .mailTokenRefused)
            door.state.withLock { $0.isAppLetIn = true }
            #expect(try await years.tryWay(token, secret: nil)?.result == .ok)
            try await years.use(token)
        }

        /// Nobody was shown another's secret, and everybody was told all there was to tell.
        func judge(_ seed: UInt64) {
            let (judge, state) = (years.judge, door.state.withLock { ($0.strayed, $0.turnedDown) })
            #expect(judge.violations.isEmpty, "seed \(seed): \(judge.violations.prefix(12))")
            // How many fall due in the winter is the seed's to say; there have been as few as 16.
            #expect(judge.count.told > 0, "seed \(seed): \(judge.count)")
            #expect(judge.count.duplicates == 0, "seed \(seed): \(judge.count)")
            #expect(state.0.isEmpty, "seed \(seed): \(state.0)")
        }
    }

    @Test func `moved in December, not one notice is lost over the winter and none comes twice`() async throws {
        for seed in Self.seeds {
            print("seed \(seed)")
            var random = SeededGenerator(seed: seed ^ 0x7769_6e74)
            let off = Self.instant("2026-12-27") + .seconds(.random(in: 0...12 * 86_400, using: &random))
            let winter = try await Winter(seed: seed, passwordsUntil: off, random: &random)
            let moved = Self.instant("2026-12-01") + .seconds(.random(in: 0...24 * 86_400, using: &random))
            try await winter.years.live(until: moved, isQuiet: true)
            #expect(winter.years.toldOfDaemon == ["impaired/mail-password-ends"], "seed \(seed)")
            try await winter.move()
            try await winter.years.live(until: Self.end, isQuiet: true)
            winter.judge(seed)
            #expect(winter.door.state.withLock { $0.turnedDown } == 0, "seed \(seed)")
            #expect(
                winter.years.toldOfDaemon == ["impaired/mail-password-ends", "restored/mail-password-ends"],
                "seed \(seed)")
        }
    }

    @Test func `moved only after Microsoft refuses, what waited leaves by the new way`() async throws {
        for seed in Self.seeds {
            print("seed \(seed)")
            var random = SeededGenerator(seed: seed ^ 0x6c61_7465)
            let off = Self.instant("2026-12-27") + .seconds(.random(in: 0...12 * 86_400, using: &random))
            let winter = try await Winter(seed: seed, passwordsUntil: off, random: &random)
            let moved = off + .seconds(.random(in: 3 * 86_400...8 * 86_400, using: &random))
            // Nothing leaves in between; what was due in it has to be there soon after the move, as far as it is of any
            // use then.
            winter.years.excuse(from: off, until: moved + .hours(1))
            try await winter.years.live(until: moved, isQuiet: true)
            let before = winter.years.judge.count.letters
            try await winter.move()
            try await winter.years.live(until: moved + .hours(2), isQuiet: true)
            let waited = winter.years.judge.count.letters - before
            try await winter.years.live(until: Self.end, isQuiet: true)
            winter.judge(seed)
            #expect(winter.door.state.withLock { $0.turnedDown } > 0, "seed \(seed)")
            print("\(waited) mails had waited")
        }
    }
}
