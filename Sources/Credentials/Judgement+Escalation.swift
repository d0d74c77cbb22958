extension Judgement {
    /// Nobody has begun to replace the secret, and the moment by which people have to is near, or past: others are
    /// told.
    ///
    /// Somebody has begun where something newer is on its way. While somebody is on it, it waits, until people have to
    /// begin. Of several that are due only the most urgent is told.
    mutating func checkEscalation() {
        let policy = credential.notices
        guard !policy.escalation.isEmpty, !policy.escalateTo.isEmpty, let end, !hasEnded, !facts.isBeingReplaced,
            firstProofAwaitedUntil == nil
        else { return }
        let startBy = credential.startBy(end, publishingTime: facts.publishingTime(of: credential))
        let remaining = startBy - now
        let mostUrgent = policy.escalation.filter { remaining <= $0 }.min()
        if let mostUrgent {
            if now < startBy, let acknowledgement = facts.answers.acknowledgement(at: now) {
                if !facts.noticed.contains(.escalated(before: mostUrgent)) {
                    expect(.escalated(before: mostUrgent), at: min(acknowledgement.until, startBy))
                }
            } else {
                tell(.escalated(before: mostUrgent), because: .nobodyBegan)
            }
        }
        if let upcoming = policy.escalation.filter({ remaining > $0 }).max() {
            expect(.escalated(before: upcoming), at: startBy - upcoming)
        }
    }
}
