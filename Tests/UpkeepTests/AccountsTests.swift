import Credentials
import Simulation
import TestBasics
import Testing
import UpkeepState

@testable import Bookkeeping

/// What was tried at shared accounts, and which keys are known, beside a plain reckoning over all records.
@Suite struct AccountsTests {
    private static let names = (0..<6).compactMap { CredentialName("p\($0)") }
    private static let groups = ["one@contoso.example": Array(names[..<4]), "two@contoso.example": Array(names[4...])]

    @Test(arguments: 1...UInt64(20)) func `is what all of them say`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var records = Records()
        records.share(Accounts(Self.groups))
        for step in 0..<200 {
            guard let name = Self.names.randomElement(using: &random) else { return }
            if Int.random(in: 0..<30, using: &random) == 0 {
                records.replace(by: Dictionary(uniqueKeysWithValues: records.all.map { ($0.key, $0.value) }))
            }
            if Int.random(in: 0..<10, using: &random) == 0 {
                records[name] = nil
            } else {
                change(&records[name], using: &random)
            }
            for name in Self.names {
                let (attempts, plain) = (records.accounts.attempts(of: name), plainAttempts(of: name, in: records))
                #expect(attempts.ownTrial == plain.ownTrial, "seed \(seed), step \(step)")
                #expect(Set(attempts.otherTrials) == Set(plain.otherTrials), "seed \(seed), step \(step)")
                #expect(attempts.turnedDown.sorted() == plain.turnedDown.sorted(), "seed \(seed), step \(step)")
            }
            for number in 0..<UInt64(8) {
                let has = { (record: CredentialRecord) in
                    record.versions.contains { $0.keyID == key(number).description }
                }
                let rotates = { (record: CredentialRecord) in record.rotation?.old?.keyID == key(number) }
                let isOfVersion = records.all.values.contains(where: has)
                let isInRotation = records.all.values.contains(where: rotates)
                #expect(records.keyIndex.isOfVersion(key(number)) == isOfVersion, "seed \(seed), step \(step)")
                #expect(
                    records.keyIndex.isKept(key(number)) == (isOfVersion || isInRotation),
                    "seed \(seed), step \(step)")
            }
        }
    }

    @Test func `a change that tells the others of an account nothing has none of them looked at`() throws {
        var records = Records()
        records.share(Accounts(Self.groups))
        let (first, second) = (Self.names[0], Self.names[1])
        for name in [first, second] {
            records[name] = CredentialRecord(standing: Standing(), configurationDigest: "", isConfigured: true)
        }
        _ = records.takeChanged()
        records[first]?.standing.lastProofAt = ManualClock.start
        #expect(records.takeChanged() == [first])
        records[first]?.standing.isTurnedDown(at: ManualClock.start)
        #expect(records.takeChanged() == Set(Self.names[..<4]))
    }

    /// Something happens to a record.
    private func change(_ record: inout CredentialRecord?, using random: inout SeededGenerator) {
        var next = record ?? CredentialRecord(standing: Standing(), configurationDigest: "", isConfigured: true)
        let at = ManualClock.start + .minutes(Int64.random(in: 0...120, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: next.standing.isTurnedDown(at: at)
        case 1: next.standing.turnedDown = nil
        case 2: next.interruption = Bool.random(using: &random) ? Interruption(count: 1, lastAt: at) : nil
        case 3:
            next.standing.doubtfulSignIns = Int.random(in: 0...2, using: &random)
            next.standing.lastAttemptAt = at
        case 4:
            next.versions = (0..<Int.random(in: 0...3, using: &random)).map { _ in version(at, using: &random) }
        default:
            next.versions = [version(at, using: &random)]
        }
        record = next
    }

    private func version(_ at: Instant, using random: inout SeededGenerator) -> SecretVersion {
        SecretVersion(
            id: "\(random.next())", stage: Bool.random(using: &random) ? .trial : .current, fingerprint: [],
            issuedAt: at, storedAt: at, expiry: .unknown, keyID: key(.random(in: 0..<8, using: &random)).description)
    }

    private func key(_ number: UInt64) -> GUID { GUID(high: 7, low: number) }

    /// The same by a walk over all who share the account.
    private func plainAttempts(of name: CredentialName, in records: borrowing Records) -> AccountAttempts {
        var attempts = AccountAttempts()
        for other in Self.groups.values.first(where: { $0.contains(name) }) ?? [] {
            guard let record = records[other] else { continue }
            if let trial = record.trial, trial.refusals > 0, let last = trial.lastAttemptAt {
                attempts.turnedDown.append(last)
            }
            guard other != name else {
                attempts.ownTrial = record.onTrial
                continue
            }
            if let version = record.onTrial { attempts.otherTrials.append(version) }
            attempts.turnedDown += record.standing.turnedDown ?? []
            if let interruption = record.interruption { attempts.turnedDown.append(interruption.lastAt) }
            if record.standing.secretDoubts > 0, let last = record.standing.lastAttemptAt {
                attempts.turnedDown.append(last)
            }
        }
        return attempts
    }
}
