extension Rotation {
    /// How often Partner Center is asked how far it has come: publishing takes hours, and certification days.
    static func publicationInterval(after elapsed: TimeSpan) -> TimeSpan {
        elapsed < .hours(1) ? .minutes(5) : .minutes(30)
    }
    /// How long a publication may be under way before people are told.
    static let publicationTime = TimeSpan.days(5)

    /// Takes in what stands in Partner Center.
    mutating func take(_ offer: Offer, at now: Instant) {
        var publication = publication ?? Publication(at: now)
        publication.offer = offer
        self.publication = publication
        if publication.isDoubtful { return settle(offer.submissions, at: now) }
        guard let draft = offer.draft, draft.kind.known != nil, let application, draft.isOf(application) else {
            return needsAttention(
                .offerDiffers, at: .readOffer,
                message: "the offer's leads do not go by this application; Partner Center has another destination",
                at: now)
        }
        guard offer.pendingEdits.isEmpty || mayPublishOthersEdits else {
            let named = offer.pendingEdits.prefix(3).joined(separator: ", ")
            return needsAttention(
                .pendingEdits, at: .readOffer,
                message:
                    "somebody has \(offer.pendingEdits.count) edits pending in the offer, which publishing would carry "
                    + "along: \(named)",
                at: now)
        }
        guard offer.submissions.allSatisfy({ $0.isComplete || $0.target == .draft }) else {
            return waitsForPublication("another publication of the offer", at: now)
        }
        getsOn(.readOffer)
        self.publication?.reach(.configuring, at: now)
    }

    /// Finds out from the submissions how the publication that was asked for stands.
    private mutating func settle(_ submissions: [Offer.Submission], at now: Instant) {
        let isPreview = publication?.phase == .previewing
        let target: Offer.Submission.Target = isPreview ? .preview : .live
        let posted = (publication?.postedAt ?? stepAt) - .minutes(5)
        guard let submission = submissions.first(where: { $0.target == target && ($0.createdAt ?? posted) >= posted })
        else {
            // It was never taken, so it is asked for again.
            publication?.isDoubtful = false
            publication?.reach(isPreview ? .configured : .previewed, at: now)
            return
        }
        guard submission.isComplete else { return waitsForPublication("the publication", at: now) }
        publication?.isDoubtful = false
        if submission.hasSucceeded == false {
            publicationFails(
                isPreview ? .publishPreview : .publishLive, code: nil,
                message: "Partner Center did not publish the offer",
                at: now)
        } else {
            publication?.reach(isPreview ? .previewed : .live, at: now)
            getsOn()
        }
    }

    /// It is under way, which takes days at times; people are told of one that takes too long.
    private mutating func waitsForPublication(_ what: String, at now: Instant) {
        let elapsed = publication.map { now - $0.since } ?? .seconds(0)
        guard elapsed > Self.publicationTime else {
            getsOn(.readOffer)
            nextAt = now + Self.publicationInterval(after: elapsed)
            return
        }
        needsAttention(
            .publicationFailed, at: .readOffer,
            message: "\(what) has been under way for more than \(Self.publicationTime.inWords)",
            at: now)
    }

    /// It came to nothing, and is begun anew: within the hour at first, then daily, as each attempt takes Microsoft
    /// hours of work.
    mutating func publicationFails(_ effect: RotationEffect, code: String?, message: String, at now: Instant) {
        publication?.job = nil
        publication?.reach(.reading, at: now)
        publication?.failures += 1
        let rest: TimeSpan = (publication?.failures ?? 0) <= 2 ? .minutes(50) : .hours(23)
        needsAttention(.publicationFailed, at: effect, code: code, message: message, at: now, for: rest)
    }

    /// A request was taken.
    mutating func takesJob(_ id: String, of effect: RotationEffect, at now: Instant) {
        publication?.job = id
        if let phase = effect.traits.publication, phase != publication?.phase { publication?.reach(phase, at: now) }
        nextAt = now + .seconds(15)
    }

    /// Takes in how far the job has come.
    mutating func take(_ state: Offer.JobState, at now: Instant) {
        switch state {
        case .running:
            let elapsed = publication.map { now - $0.since } ?? .seconds(0)
            guard elapsed > Self.publicationTime else {
                getsOn(.askJob)
                let isYoung = publication?.phase == .configuring && elapsed < .minutes(10)
                nextAt = now + (isYoung ? .seconds(30) : Self.publicationInterval(after: elapsed))
                return
            }
            needsAttention(
                .publicationFailed, at: .askJob,
                message:
                    "what Partner Center was asked for has been under way for more than "
                    + Self.publicationTime.inWords,
                at: now)
        case .succeeded:
            publication?.job = nil
            if publication?.phase == .configuring {
                publication?.reach(.configured, at: now)
                getsOn(.configureLeads)
            } else {
                publication?.isDoubtful = true
            }
            getsOn(.askJob)
        case .failed(let code):
            let effect = RotationEffect.allCases.first {
                $0.traits.publication != nil && $0.traits.publication == publication?.phase
            }
            publicationFails(
                effect ?? .configureLeads, code: code, message: "Partner Center did not do what it was asked for",
                at: now)
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

    /// A test lead counts as evidence when it was written after this moment: since then Partner Center may have the new
    /// secret.
    public var evidenceSince: Instant { publication?.postedAt ?? shownAt ?? stepAt }

    /// The role may not read leads, so there is nothing but a person who vouches.
    mutating func cannotSeeTestLeads(_ setback: Setback, at now: Instant) {
        lacksEvidence(setback.message, code: setback.code, at: now)
    }

    /// It is looked for again; after a while people are asked, and one may vouch.
    private mutating func lacksEvidence(_ message: String, code: String?, at now: Instant) {
        if now - stepAt >= Self.evidenceExpected {
            needsAttention(.noEvidence, at: .findTestLead, code: code, message: message, at: now)
        } else {
            getsOn(.findTestLead)
            nextAt = now + .minutes(30)
        }
    }

    /// Whether it waits for a person to hand over.
    public var awaitsHandOff: Bool { step == .proven && isUnderWay && undoing == nil && handOff == .person }

    /// By when a person must have handed over: what publishing takes before Partner Center's copy lapses, and at once
    /// for a password.
    ///
    /// `nil` unless it waits for a person.
    public func handOffDeadline(publishingTime: TimeSpan) -> Instant? {
        guard awaitsHandOff else { return nil }
        guard method == .clientSecret else { return stepAt }
        return HandOffReminders.deadline(since: stepAt, copyEndsAt: copyEndsAt, publishingTime: publishingTime)
    }

    /// When people are reminded of the hand-off.
    ///
    /// - Parameter publishingTime: how long publishing takes.
    /// - Returns: the last such moment up to `now`, and the first after it; both `nil` unless it waits for a person.
    public func handOffReminders(at now: Instant, publishingTime: TimeSpan) -> (due: Instant?, next: Instant?) {
        guard let deadline = handOffDeadline(publishingTime: publishingTime) else { return (nil, nil) }
        return HandOffReminders.moments(since: stepAt, deadline: deadline, at: now)
    }
}

extension LeadConfiguration {
    /// Whether leads go by that application.
    fileprivate func isOf(_ application: EntraApplication) -> Bool {
        account.flatMap { GUID($0) } == application.id && directory.flatMap { GUID($0) } == application.directory
    }
}
