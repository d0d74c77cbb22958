package import Bookkeeping
package import Credentials
import Synchronization
import TestBasics
import Upkeep

/// Who signs in with which secret, as far as that is to be read, and what must come of it.
extension RotationYears {
    /// Who signs in beside leadkeeper, and since when the judge knows.
    package struct SignIns {
        /// Who has copied a secret of a connection and goes on using it until then.
        var squatters: [CredentialName: (value: String, until: Instant)] = [:]
        /// Since when the reports of a connection may be read no more, or again.
        var turnedAt: [CredentialName: Instant] = [:]
        var lookedAt: Instant
        /// How many of the removed keys have been judged.
        var judged = 0
        /// The rotations of which somebody has decided whether the old secret goes by a word.
        var decided: [String: Bool] = [:]

        init(since instant: Instant) { lookedAt = instant }
    }

    /// Of four connections one may read all, one the last sign-ins, one has the right at times, and one never.
    package func giveRights() {
        site.cloud.state.withLock { state in
            state.signInDelay = 6 * 3_600
            for (index, connection) in connections.enumerated() {
                guard let application = connection.applicationID else { continue }
                state.reports[application] = [.all, .last, .all, .unlicensed][index % 4]
                if index.isMultiple(of: 2) { state.blind.insert(connection.name) }
            }
        }
    }

    /// The marketplace writes leads with what is live, and others use what they have copied.
    package func signIn(isQuiet: Bool) async throws {
        let elapsed = (now - signIns.lookedAt).seconds
        signIns.lookedAt = now
        for (index, connection) in connections.enumerated() {
            if Int64.random(in: 0..<36 * 3_600, using: &random) < elapsed {
                site.cloud.marketplaceSignsIn(for: connection)
            }
            if let squatter = signIns.squatters[connection.name] {
                let goesOn =
                    !isQuiet && now < squatter.until
                    && site.cloud.somebodySignsIn(with: squatter.value, for: connection, from: "198.51.100.7")
                if !goesOn { signIns.squatters[connection.name] = nil }
            }
            if index % 4 == 2, let application = connection.applicationID,
                now - (signIns.turnedAt[connection.name] ?? ManualClock.start) > .days(50)
            {
                signIns.turnedAt[connection.name] = now
                site.cloud.state.withLock {
                    $0.reports[application] = $0.reports[application] == .all ? .unlicensed : .all
                }
            }
        }
        guard !isQuiet else { return }
        // Somebody always has the first connection's.
        if let first = connections.first, signIns.squatters[first.name] == nil { squat(first) }
        try await orderRetirements()
    }

    /// Somebody copies the secret that the marketplace has, and goes on using it.
    package func squat(_ connection: Credential) {
        guard let value = site.cloud.state.withLock({ $0.copies[connection.name] }) else { return }
        signIns.squatters[connection.name] = (value, now + .days(.random(in: 20...80, using: &random)))
    }

    /// Of those who are told that somebody still uses the old secret, half let it go.
    private func orderRetirements() async throws {
        let known = await site.engine.known
        for connection in connections where known[connection.name]?.rotation != nil {
            guard let status = await site.engine.status(of: connection.name), status.rotationWait == .oldInUse,
                let rotation = status.rotation
            else { continue }
            coverage.held.insert(rotation.id)
            guard now - rotation.stepAt > .days(12) else { continue }
            let isOrdered = signIns.decided[rotation.id] ?? Bool.random(using: &random)
            signIns.decided[rotation.id] = isOrdered
            guard isOrdered, (try? await site.engine.retireOld(of: connection.name, by: "a test")) != nil else {
                continue
            }
            coverage.retirementsOrdered.insert(rotation.id)
        }
    }

    /// No secret was removed that somebody was seen to use after the hand-off, but on a person's word.
    package func judgeRetirements(_ records: [CredentialName: CredentialRecord]) async throws {
        let (removed, log) = site.cloud.state.withLock { ($0.removed, $0.signInLog) }
        for key in removed.dropFirst(signIns.judged) {
            guard let removedAt = key.removedAt,
                let connection = connections.first(where: { connection in
                    records[connection.name]?.lastRotation?.old?.keyID == key.issued.keyID
                }), let application = connection.applicationID, let record = records[connection.name],
                let last = record.lastRotation, let current = record.current, last.new?.version == current.id,
                let handedOff = current.handOff.liveSince
            else { continue }
            let own = try await site.ledger.ownSignIns(of: application, at: now)
            let seen = (log[application]?.all ?? []).filter {
                $0.signIn.keyID == key.issued.keyID && !$0.isOurs && $0.signIn.at > handedOff
                    && $0.visibleAt <= removedAt - .hours(2) && own.owner(of: $0.signIn) != .unknown
            }
            guard let lastUse = seen.map(\.signIn.at).max() else { continue }
            let mode = site.cloud.state.withLock { $0.reports[application] }
            let turnedAt = signIns.turnedAt[connection.name] ?? ManualClock.start
            let couldSee =
                mode != .unlicensed && removedAt - turnedAt > .days(2)
                || mode == .unlicensed && signIns.turnedAt[connection.name] != nil && removedAt - turnedAt < .days(28)
                    && lastUse < turnedAt - .days(2)
            guard couldSee, last.retirementOrderedBy == nil, removedAt - lastUse < .days(30) else { continue }
            violations.insert(
                "\(connection.name): the old secret was removed \((removedAt - lastUse).inWords) after somebody used it, "
                    + "and \((lastUse - handedOff).inWords) after the hand-off")
        }
        signIns.judged = removed.count
        for connection in connections {
            for rotation in [records[connection.name]?.lastRotation].compactMap(\.self) {
                if case .signIn = rotation.evidence { coverage.seenBySignIn.insert(rotation.id) }
            }
        }
    }
}
