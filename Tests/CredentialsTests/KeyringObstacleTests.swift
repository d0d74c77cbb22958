import Testing
import Wording

@testable import Credentials

@Suite struct KeyringObstacleTests {
    @Test(
        arguments: [
            (KeyringObstacle.locked, DaemonFault.keyringLocked, ProbeClass.keyringLocked, "is locked"),
            (.degraded, .keyringDegraded, .keyringDegraded, "is not the one that the ledger knows"),
            (.unreachable, .keyringUnreachable, .keyringUnavailable, "does not answer"),
            (.timedOut, .keyringUnreachable, .keyringUnavailable, "did not answer in time"),
            (.absent, nil, .secretMissing, "has no item for it"),
            (.torn, nil, .secretMissing, "'s item for it is empty: a crash cut its storing in two"),
            (.mismatched, nil, .secretMissing, "'s item for it is not what was stored"),
        ] as [(KeyringObstacle, DaemonFault?, ProbeClass, String)])
    func `has one fault, one class and one sentence`(
        obstacle: KeyringObstacle, fault: DaemonFault?, probeClass: ProbeClass, words: String
    ) {
        #expect(obstacle.fault == fault)
        #expect(obstacle.probeClass == probeClass)
        let sentence = obstacle.sentence(of: "it")
        #expect(sentence == "the keyring" + (words.hasPrefix("'") ? words : " " + words))
        #expect(
            (fault == nil) == (probeClass.result == .failed),
            "only a keyring that can be used says that a secret is missing")
    }

    @Test func `leads to advice that fits: a damaged keyring is not to be unlocked`() {
        #expect(!KeyringObstacle.degraded.probeClass.advice.contains("nlock"))
        #expect(KeyringObstacle.degraded.probeClass.advice.contains("backup"))
        #expect(KeyringObstacle.locked.probeClass.advice.contains("Unlock"))
        #expect(KeyringObstacle.timedOut.probeClass.advice.contains("units"))
    }
}
