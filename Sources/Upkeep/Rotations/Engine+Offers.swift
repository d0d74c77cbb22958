internal import Bookkeeping
public import Credentials
internal import SecureMemory

/// What Partner Center holds beside what is declared here.
extension Engine {
    /// How often an offer is looked at, and how soon again where Partner Center could not be asked.
    static let lookInterval = Span.days(1)
    static let restAfterLook = Span.minutes(50)

    /// In what the connection's offer in Partner Center is not as declared; asks Partner Center, and changes nothing.
    ///
    /// Its secret is masked there and cannot be compared.
    public func offerDrift(of name: CredentialName) async throws(EngineError) -> OfferDrift {
        guard let credential = inventory[name] else { throw EngineError(.unknownCredential, name) }
        guard let question = OfferQuestion(credential) else { throw EngineError(.noOffer, name) }
        return try await compare(question, of: name)
    }

    private func compare(_ question: OfferQuestion, of name: CredentialName) async throws(EngineError) -> OfferDrift {
        let (administrator, secret) = try await whoAsks(for: name)
        do {
            let offer = try await world.marketplace.offer(question.offer, as: administrator, secret: secret)
            return OfferDrift(declared: question.declared, in: offer)
        } catch {
            throw EngineError(.setback(error), name)
        }
    }

    /// The daily look at an offer: a difference is told of once, and again when it changes, and when it is over.
    ///
    /// The caller has marked the credential as busy.
    func lookAtOffer(of name: CredentialName) async {
        guard let question = inventory[name].flatMap({ OfferQuestion($0) }) else { return }
        do {
            let drift = try await compare(question, of: name)
            let isTold = await tell(drift, of: name)
            rest(isTold ? Self.lookInterval : Self.restAfterLedger, before: question, name)
        } catch {
            guard case .setback(let setback) = error.code else {
                return rest(Self.restAfterLook, before: question, name)
            }
            noteRefusal(of: setback)
            switch setback.kind {
            case .unauthorised: rest(Self.restAfterLook, before: question, name)
            case .transient, .uncertain:
                rest(max(Self.restAfterLook, setback.retryAfter ?? Self.restAfterLook), before: question, name)
            // An offer of a kind that the API does not have, or that the administrator may not see, is not there an hour later either.
            case .forbidden, .policy, .full, .absent, .refused: rest(Self.lookInterval, before: question, name)
            }
            world.journal.write(
                JournalEntry(
                    .offerNotRead, "failed to read the offer in Partner Center: \(error.description), trying again",
                    credential: name))
        }
    }

    private func rest(_ span: Span, before question: OfferQuestion, _ name: CredentialName) {
        rotations.offerLooks[name] = (question, world.timekeeper.uptime() + span)
    }

    /// Records a difference that was not told of yet, or that there is none any more.
    ///
    /// - Returns: whether the ledger took what there was to record.
    private func tell(_ drift: OfferDrift, of name: CredentialName) async -> Bool {
        var told = rotations.offersTold[name]
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
                : "the offer in Partner Center is not as declared: \(drift.summary); `leadkeeper handoff \(name) compare` shows it"
            let event = Event(
                at: world.timekeeper.now(), kind: drift.isNone ? .offerAgrees : .offerDrifted, credential: name, message: message,
                details: details)
            let recorded: RecordedEvent.ID? = await record { () throws(LedgerError) in try await self.ledger.append(event) }
            guard recorded != nil else { return false }
            world.journal.write(event)
        }
        rotations.offersTold[name] = details
        return true
    }
}

/// What is asked about an offer: another one is asked at once, whenever the last was.
struct OfferQuestion: Hashable {
    /// The offer's id.
    var offer: String
    /// What is declared of it.
    var declared: LeadDestination

    /// The question about a credential's offer; `nil` where it has none.
    init?(_ credential: Credential) {
        guard let offer = credential.offer, credential.environment != nil else { return nil }
        self.offer = offer
        declared = LeadDestination(of: credential)
    }
}

extension OfferDrift {
    /// Each difference by name, for the record; empty where there is none.
    fileprivate var details: [String: String] {
        differences.reduce(into: [:]) { details, difference in
            details["declared-\(difference.field.rawValue)"] = difference.declared ?? ""
            details["\(difference.edition.rawValue)-\(difference.field.rawValue)"] = difference.found ?? ""
        }
    }

    /// What differs, without the values.
    fileprivate var summary: String {
        Field.allCases.compactMap { field in
            let editions = differences.filter { $0.field == field }.map(\.edition.rawValue)
            return editions.isEmpty ? nil : "\(field.words) (\(editions.joined(separator: " and ")))"
        }.joined(separator: ", ")
    }
}
