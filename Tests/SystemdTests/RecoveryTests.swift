import TestSupport
import Testing

@Suite(.bootsMachines)
struct RecoveryTests {
    @Test func `each process may be killed, restarted and stopped`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let journal = try await machine.followJournal()
        for service in Machine.services {
            for harm in [
                "systemctl kill --kill-who=main --signal=KILL", "systemctl kill --kill-who=main --signal=SEGV",
                "systemctl restart",
                "systemctl stop",
            ] {
                try await machine.must("\(harm) \(service)")
                if harm.hasSuffix("stop") {
                    try await machine.must("systemctl start \(Machine.services.joined(separator: " "))")
                }
                #expect(try await machine.secretOnceServed(journal) == "a~secret", "\(harm) \(service)")
            }
        }
        #expect(try await machine.deviations() == "")
    }

    @Test func `the services may be restarted in every order`() async throws {
        let machine = try await Machine.running()
        #expect(try await machine.store("a~secret"))
        let journal = try await machine.followJournal()
        let orders = Self.orders(of: Machine.services)
        #expect(Set(orders).count == 24)
        for order in orders {
            try await machine.must(
                "for service in \(order.joined(separator: " ")); do systemctl restart $service; done")
            #expect(try await machine.secretOnceServed(journal) == "a~secret", "\(order)")
        }
        #expect(try await machine.deviations() == "")
    }

    private static func orders(of names: [String]) -> [[String]] {
        names.isEmpty
            ? [[]] : names.flatMap { first in orders(of: names.filter { $0 != first }).map { [first] + $0 } }
    }

    @Test func `each process that hangs is replaced`() async throws {
        let machine = try await Machine.running()
        // The watchdogs' minutes, shortened; the worker's is longer than what it gives the keyring.
        try await machine.adjust("leadkeeper", "WatchdogSec=4")
        try await machine.adjust("leadkeeper-keyring", "WatchdogSec=8")
        try await machine.must("systemctl restart leadkeeper leadkeeper-keyring")
        #expect(try await machine.store("a~secret"))
        let journal = try await machine.followJournal()
        for service in Machine.services {
            let process = try await machine.process(of: service)
            try await machine.must("kill -STOP \(process)")
            #expect(try await machine.secretOnceServed(journal) == "a~secret", "\(service)")
            #expect(try await machine.process(of: service) != process, "\(service)")
        }
        #expect(try await machine.deviations() == "")
    }
}
