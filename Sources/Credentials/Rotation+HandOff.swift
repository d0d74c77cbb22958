extension Rotation {
    /// How often Partner Center is asked how far it has come.
    static let publicationInterval = Span.minutes(5)
    /// What publishing and certification may take, with room to spare.
    static let publicationTime = Span.days(5)

    /// Takes in what stands in Partner Center.
    mutating func take(_ offer: Offer, at now: Instant) {
        var publication = publication ?? Publication()
        publication.offer = offer
        self.publication = publication
        getsOn()
        if publication.isDoubtful { return settle(offer.submissions, at: now) }
        guard let draft = offer.draft, draft.kind == "dynamics", draft.account == application?.id.description,
            draft.directory == application?.directory.description
        else {
            return needsAttention(
                .offerDiffers, message: "the offer's leads do not go by this application; Partner Center has another destination",
                at: now)
        }
        guard offer.pendingEdits.isEmpty || mayPublishOthersEdits else {
            let named = offer.pendingEdits.prefix(3).joined(separator: ", ")
            return needsAttention(
                .pendingEdits,
                message:
                    "somebody has \(offer.pendingEdits.count) edits pending in the offer, which publishing would carry along: \(named)",
                at: now)
        }
        guard offer.submissions.allSatisfy(\.isComplete) else {
            nextAt = now + Self.publicationInterval
            return
        }
        self.publication?.phase = .configuring
    }

    /// Finds out from the submissions how the publication that was asked for stands.
    private mutating func settle(_ submissions: [Offer.Submission], at now: Instant) {
        let (target, before, after): (Offer.Submission.Target, Publication.Phase, Publication.Phase) =
            publication?.phase == .previewing ? (.preview, .configured, .previewed) : (.live, .previewed, .live)
        let posted = (publication?.postedAt ?? stepAt) - .minutes(5)
        guard let submission = submissions.first(where: { $0.target == target && ($0.createdAt ?? posted) >= posted }) else {
            // It was never taken, so it is asked for again.
            publication?.isDoubtful = false
            publication?.phase = before
            return
        }
        guard submission.isComplete else {
            nextAt = now + Self.publicationInterval
            return
        }
        publication?.isDoubtful = false
        if submission.hasSucceeded == false {
            publication?.phase = .reading
            needsAttention(.publicationFailed, message: "Partner Center did not publish the offer", at: now)
        } else {
            publication?.phase = after
        }
    }

    /// A request was taken.
    mutating func takesJob(_ id: String, of effect: RotationEffect, at now: Instant) {
        getsOn()
        publication?.job = id
        switch effect {
        case .publishPreview: publication?.phase = .previewing
        case .publishLive: publication?.phase = .goingLive
        default: break
        }
        nextAt = now + .seconds(15)
    }

    /// Takes in how far the job has come.
    mutating func take(_ state: Offer.JobState, at now: Instant) {
        switch state {
        case .running:
            getsOn()
            nextAt = now + (publication?.phase == .configuring ? .seconds(30) : Self.publicationInterval)
        case .succeeded:
            getsOn()
            publication?.job = nil
            if publication?.phase == .configuring {
                publication?.phase = .configured
            } else {
                publication?.isDoubtful = true
            }
        case .failed(let code):
            publication?.job = nil
            publication?.phase = .reading
            needsAttention(.publicationFailed, code: code, message: "Partner Center did not do what it was asked for", at: now)
        }
    }

    /// Takes in when the marketplace last wrote a test lead.
    mutating func take(testLead instant: Instant?, at now: Instant) {
        if let instant, instant > evidenceSince {
            evidence = .testLead(at: instant)
            return getsOn()
        }
        lacksEvidence("the marketplace has written no test lead since the hand-off", code: nil, at: now)
    }

    /// A test lead counts as evidence when it was written after this moment: since then Partner Center may have the new secret.
    public var evidenceSince: Instant { publication?.postedAt ?? shownAt ?? stepAt }

    /// The role may not read leads, so there is nothing but a person's word.
    mutating func cannotSeeTestLeads(_ setback: Setback, at now: Instant) {
        if isVouchedFor {
            evidence = .word
            return getsOn()
        }
        lacksEvidence(setback.message, code: setback.code, at: now)
    }

    private mutating func lacksEvidence(_ message: String, code: String?, at now: Instant) {
        if !isVouchedFor, now - stepAt >= Self.evidenceExpected {
            needsAttention(.noEvidence, code: code, message: message, at: now)
        } else {
            getsOn()
            nextAt = now + .minutes(30)
        }
    }

    /// By when a person must have handed over: what publishing takes before the old secret lapses, and at once for a password.
    ///
    /// `nil` unless it waits for a person.
    public var handOffDeadline: Instant? {
        guard step == .proven, isUnderWay, handOff == .person else { return nil }
        guard method == .clientSecret else { return stepAt }
        return max(stepAt, (old?.endsAt ?? stepAt + .days(30)) - Self.publicationTime)
    }

    /// When people are reminded of the hand-off: at once, in the first week twice, then weekly, more often towards the deadline, daily for two
    /// weeks after it, and weekly for as long as it takes.
    ///
    /// - Returns: the last such moment up to `now`, and the first after it; both `nil` unless it waits for a person.
    public func handOffReminders(at now: Instant) -> (due: Instant?, next: Instant?) {
        guard let deadline = handOffDeadline else { return (nil, nil) }
        var moments = [stepAt, stepAt + .days(3)]
        moments += stride(from: Int64(7), to: max(7, (deadline - stepAt).seconds / 86_400), by: 7).map { stepAt + .days($0) }
        moments += [14, 7, 3, 1].map { deadline - .days($0) }
        moments += (0...14).map { deadline + .days($0) }
        let weeksOver = max(0, (now - deadline).seconds / (7 * 86_400))
        moments += (weeksOver...weeksOver + 1).map { deadline + .days(14 + 7 * max(0, $0 - 2)) }
        let sorted = moments.filter { $0 >= stepAt }.sorted()
        return (sorted.last { $0 <= now }, sorted.first { $0 > now })
    }
}
