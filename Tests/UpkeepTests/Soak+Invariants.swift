import Bookkeeping
import Credentials
import Simulation
import Synchronization
import Testing
import Upkeep

/// What must hold after every step.
extension Soak {
    func check(_ moment: Comment) {
        let letters = mail.state.withLock { $0.letters }
        checkLetters(letters, from: checkedLetters, moment)
        checkedLetters = letters.count
        for credential in credentials {
            let attempts = microsoft.state.withLock { $0.attempts[credential.name] ?? [] }
            if credential.identity.isPassword {
                checkPassword(
                    attempts, from: checkedAttempts[credential.name] ?? 0, "\(credential.name); \(moment)")
            }
            checkedAttempts[credential.name] = attempts.count
            checkProbing(credential, attempts, moment)
        }
    }

    private func checkLetters(_ letters: [SoakMailServer.Letter], from first: Int, _ moment: Comment) {
        var told: Set<String> = []
        for letter in letters[first...] {
            let parts = letter.key.split(separator: "/", omittingEmptySubsequences: false)
            // One more for each time that the daemon died in the midst of sending it, and never one more without.
            let copies = letters.filter { $0.key == letter.key }
            #expect(copies.count { !$0.wasCut } <= 1, "\(letter.key) came again; \(moment)")
            if abs(letter.clockError.seconds) > 86_400 {
                #expect(
                    letter.key.hasPrefix("/impaired/clock"),
                    "\(letter.key) left while the clock was wrong; \(moment)")
            }
            guard parts.count > 3, parts[2].hasPrefix("lapse") else { continue }
            // Of several reminders that have come due for one secret one is sent.
            let matter = "\(parts[0])/\(parts[1])/\(parts.last ?? "")"
            #expect(told.insert(matter).inserted || copies.count > 1, "\(matter) at once; \(moment)")
        }
        for letter in letters[first...] {
            let parts = letter.key.split(separator: "/").map(String.init)
            guard parts.count > 3, parts[2] == "refused", let name = CredentialName(parts[0]) else {
                continue
            }
            let refusals = microsoft.state.withLock { state in
                state.attempts[name, default: []].count { $0.finding?.result == .failed }
            }
            #expect(refusals >= 2, "\(letter.key) was never refused twice; \(moment)")
        }
    }

    /// At most one attempt in half an hour with a password that may be refused, and no more than three in a row.
    private func checkPassword(
        _ attempts: [SoakMicrosoft.Attempt], from first: Int, _ moment: Comment
    ) {
        for index in attempts.indices[first...] {
            let attempt = attempts[index]
            let earlier = attempts[..<index].reversed().prefix { $0.secret == attempt.secret }
            guard let last = earlier.first else { continue }
            let isDoubtful = last.wasCut || last.finding?.countsTowardsLockout == true
            // A clock that is set makes half an hour of any time; each step allows one attempt more.
            if isDoubtful, steppedAt < last.at {
                #expect(attempt.at - last.at >= .minutes(30), "it was tried too soon; \(moment)")
            }
            #expect(
                earlier.prefix { $0.wasCut }.count < 3, "it was tried after three interruptions; \(moment)")
            // A sign-in that went through, or got as far as what comes behind the password, ends the row.
            let row = earlier.prefix { $0.wasCut || $0.finding != nil && $0.finding?.verdict != .accepted }
            let doubts = row.count { $0.finding?.countsTowardsLockout == true && !$0.wasCut }
            #expect(
                attempt.finding?.countsTowardsLockout != true || doubts < 3,
                "it was turned down three times, and tried again; \(moment)")
        }
    }

    /// While nothing is in the way, everything is proven as often as it is to be.
    private func checkProbing(
        _ credential: Credential, _ attempts: [SoakMicrosoft.Attempt], _ moment: Comment
    ) {
        guard let stored = versions[credential.name]?.last else { return }
        let since = max(calmSince, stored.storedAt)
        if credential.identity.isPassword {
            // One that was turned down or interrupted too often rests until a person comes.
            if attempts.last?.finding?.countsTowardsLockout == true || attempts.suffix(3).filter(\.wasCut).count == 3 {
                return
            }
        }
        // The last rung of the ladder, or the rest after a refusal, comes on top.
        let last = attempts.last.map { max($0.at, since) } ?? since
        let interval = max(credential.probing.signInInterval, .hours(6)).seconds + TimeSpan.hours(7).seconds
        #expect(
            clock.truth - last <= TimeSpan(seconds: interval), "\(credential.name) is not probed; \(moment)")
    }

    /// Each person was told of each end that came, in time, while mail was up an hour a day.
    func checkCoverage() -> Int {
        var checked = 0
        let letters = mail.state.withLock { $0.letters }
        for (name, all) in versions {
            guard let credential = credentials.first(where: { $0.name == name }) else { continue }
            for (index, version) in all.enumerated() {
                let goneAt = all.indices.contains(index + 1) ? all[index + 1].storedAt : clock.truth
                for leadTime in credential.notices.leadTimes where leadTime.seconds > 0 {
                    // Due for more than a day before the next more urgent one or the end, and still in use then.
                    let dueAt = max(version.end - leadTime, version.storedAt)
                    let until =
                        version.end - (credential.notices.leadTimes.filter { $0 < leadTime }.max() ?? .days(0))
                    guard until - dueAt >= .hours(23), goneAt >= until, clock.truth >= until,
                        !wasBlind(dueAt, until)
                    else {
                        continue
                    }
                    for contact in credential.contacts {
                        checked += 1
                        let told = letters.contains {
                            $0.key
                                == "\(name)/\(version.id)/lapses/\(leadTime.seconds)@\(version.end.secondsSinceEpoch)/\(contact)"
                                && $0.at <= until + .minutes(10)
                        }
                        #expect(
                            told,
                            "seed \(seed): \(contact) was not told that \(name) lapses within \(leadTime.inWords)"
                        )
                    }
                }
            }
        }
        return checked
    }

    private func wasBlind(_ from: Instant, _ until: Instant) -> Bool {
        blind.contains { $0.from < until && $0.until > from }
    }
}
