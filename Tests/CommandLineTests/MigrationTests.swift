import Control
import Credentials
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// The way from a password to an application, read off what the daemon says.
@Suite struct MigrationTests {
    private static let now = Samples.now

    private static func old(isStored: Bool = true) -> ConnectionStatus {
        var old = Samples.connection("contoso", full: isStored)
        old.method = "office365"
        old.url = "https://contoso.crm4.dynamics.com"
        return old
    }

    private static func new(_ report: ProbeReport?, isStored: Bool = true, isHandedOff: Bool = false)
        -> ConnectionStatus
    {
        var new = Samples.connection("contoso-app", full: isStored)
        new.probe = ProbeStatus(report)
        new.conditions = [
            ConditionStatus(
                Condition(.handedOff, isHandedOff ? .true : .unknown, "SaidSo", "a person says so", since: nil))
        ]
        return new
    }

    private func states(_ new: ConnectionStatus?, from old: ConnectionStatus = Self.old()) -> [Bool] {
        Migration(from: old, to: new, now: Self.now).items.map(\.isDone)
    }

    @Test func `each line is open until the daemon says otherwise`() {
        let works = Samples.report(nil)
        #expect(states(nil) == [false, false, false, false, false, false])
        #expect(states(Self.new(nil, isStored: false)) == [true, false, false, false, false, false])
        #expect(states(Self.new(nil)) == [true, true, false, false, false, false])
        #expect(states(Self.new(works)) == [true, true, true, true, false, false])
        #expect(states(Self.new(works, isHandedOff: true)) == [true, true, true, true, true, false])
        #expect(
            states(Self.new(works, isHandedOff: true), from: Self.old(isStored: false))
                == Array(repeating: true, count: 6))
    }

    @Test func `a proof that is too old, or was only a sign-in, does not count`() {
        var report = Samples.report(nil)
        report.at = Self.now - Migration.proofLasts
        #expect(states(Self.new(report))[3])
        report.at = Self.now - Migration.proofLasts - .seconds(1)
        #expect(!states(Self.new(report))[3])
        report.at = Self.now
        report.extent = .signIn
        #expect(!states(Self.new(report))[3])
    }

    @Test func `the password goes last, and every open line says what to do`() {
        let migration = Migration(from: Self.old(isStored: false), to: nil, now: Self.now)
        #expect(!migration.isDone && migration.items.last?.isDone == false)
        #expect(migration.items.allSatisfy { $0.toDo.contains("\n$ leadkeeper ") })
        #expect(migration.items.first?.toDo.contains("https://contoso.crm4.dynamics.com") == true)
    }
}
