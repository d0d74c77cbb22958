internal import Bookkeeping
public import Credentials
internal import Ports
internal import RotationEffects
internal import SecureMemory
public import UpkeepState

/// What Partner Center holds beside what is declared here.
extension Engine {
    /// In what the connection's offer in Partner Center is not as declared; asks Partner Center, and changes nothing.
    ///
    /// Its secret is masked there and cannot be compared.
    public func offerDrift(of name: CredentialName) async throws(EngineError) -> OfferDrift {
        guard inventory[name] != nil else { throw EngineError(.unknownCredential, name) }
        guard let question = inventory.offerQuestion(of: name) else { throw EngineError(.noOffer, name) }
        return try await compare(question, of: name)
    }

    private func compare(_ question: OfferQuestion, of name: CredentialName) async throws(EngineError) -> OfferDrift {
        let marketplace = world.marketplace
        let offer = try await asAdministrator(for: name) { who throws(Setback) in
            try await marketplace.offer(question.offer, as: who.application, proof: who.proof)
        }
        return OfferDrift(declared: question.declared, in: offer)
    }

    /// The daily look at an offer: a difference is told of once, and again when it changes, and when it is over.
    ///
    /// The caller has marked the credential as busy.
    func lookAtOffer(of name: CredentialName) async {
        guard let question = inventory.offerQuestion(of: name) else { return }
        let span: TimeSpan
        do {
            let drift = try await compare(question, of: name)
            span = await tell(drift, of: name) ? OfferQuestion.interval : Self.restAfterLedger
        } catch {
            if case .setback(let setback) = error.code {
                noteRefusal(of: setback)
                span = OfferQuestion.rest(after: setback)
                world.journal.write(
                    JournalEntry(
                        .offerNotRead,
                        "failed to read the offer in Partner Center: \(error.description), trying again",
                        credential: name))
            } else {
                // Nobody was asked: the administrator's secret is not to be had.
                span = OfferQuestion.restAfterFailure
            }
        }
        rotations.rest(question, of: name, until: world.timekeeper.uptime() + span)
    }

    /// Records a difference that was not told of yet, or that there is none any more.
    ///
    /// - Returns: whether the ledger took what there was to record.
    private func tell(_ drift: OfferDrift, of name: CredentialName) async -> Bool {
        var told = rotations.offerTold(of: name)
        if told == nil {
            let last: RecordedEvent?? = await ask { () throws(LedgerError) in
                try await self.ledger.lastEvent(of: name, .offerDrifted, or: .offerAgrees)
            }
            guard let last else { return false }
            told = last?.event.kind == Event.Kind(.offerDrifted) ? last?.event.details : [:]
        }
        let details = drift.details
        if details != told {
            let message =
                drift.isNone
                ? "the offer in Partner Center is as declared again, as far as it can be compared"
                : "the offer in Partner Center is not as declared: \(drift.summary); "
                    + "`leadkeeper handoff \(name) compare` shows it"
            let event = Event(
                at: world.timekeeper.now(), kind: drift.isNone ? .offerAgrees : .offerDrifted, credential: name,
                message: message,
                details: details)
            let recorded: RecordedEvent.ID? = await record { () throws(LedgerError) in
                try await self.ledger.append(event)
            }
            guard recorded != nil else { return false }
            world.journal.write(event)
        }
        rotations.hasTold(details, of: name)
        return true
    }
}
