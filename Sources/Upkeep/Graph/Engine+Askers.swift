internal import Bookkeeping
internal import Credentials
internal import Ports
internal import RotationEffects
internal import UpkeepState

/// Who may ask Microsoft Graph about a connection.
///
/// What is changed there is changed by the administrator (`whoAsks`). What is only read may be read by the connection's
/// own application too, where it has the right to: most have not, and then it is "not permitted" and nothing else.
extension Engine {
    /// Who could ask about a connection, in order: the administrator, where it is set up for that directory, then the
    /// connection's own application with its own secret, while Microsoft accepts that.
    func askers(for name: CredentialName) -> [Asker] { askers(for: subject(name)) }

    /// The same, for one that was read already.
    func askers(for subject: Subject) -> [Asker] {
        guard let credential = subject.credential else { return [] }
        var askers: [Asker] = []
        if let application = inventory.administrator, credential.mayBelong(to: application.directory),
            let version = records.versionInUse(of: .administrator)
        {
            askers.append(Asker(.administrator, application, version))
        }
        if let application = credential.identity.application, subject.name != .administrator,
            let record = subject.record, let current = record.current,
            !credential.isProbed || record.standing.accepts(current)
        {
            askers.append(Asker(subject.name, application, current.id))
        }
        return askers
    }

    /// What an asker signs in by: the version of its secret that is in use now.
    func proof(of asker: Asker) async throws(KeyringObstacle) -> SignInProof {
        guard let current = records[asker.name]?.current else { throw .absent }
        return try await proof(of: asker.name, current)
    }

    /// Until when nobody may ask that about a connection, since all who could were refused; `nil` where somebody may
    /// now, and where there is nobody.
    ///
    /// - Parameter askers: those who could ask.
    func mayNotAsk(
        _ question: GraphQuestion, about name: CredentialName, among askers: [Asker], at uptime: TimeSpan
    ) -> TimeSpan? {
        var until: TimeSpan?
        for asker in askers {
            guard let own = rest(of: asker, question, about: name, at: uptime)?.until else { return nil }
            until = min(until ?? own, own)
        }
        return until
    }

    /// The first who may ask that about a connection now; `nil` where nobody may.
    func whoMayAsk(_ question: GraphQuestion, about name: CredentialName) -> Asker? {
        let uptime = world.timekeeper.uptime()
        return askers(for: name).first { rest(of: $0, question, about: name, at: uptime) == nil }
    }

    /// Takes in that somebody was refused who asked that about a connection.
    func note(_ refusal: Setback, of asker: Asker, _ question: GraphQuestion, about name: CredentialName) {
        switch refusal.kind {
        case .unauthorised where asker.name == .administrator: noteRefusal(of: refusal)
        case .forbidden, .unauthorised:
            askers.isRefused(asker, question, about: name, refusal, at: world.timekeeper.uptime())
        case .absent, .refused, .policy, .full, .transient, .uncertain: break
        }
    }

    /// What somebody was refused, and until when that is not asked again; `nil` where it may ask.
    private func rest(
        of asker: Asker, _ question: GraphQuestion, about name: CredentialName, at uptime: TimeSpan
    ) -> (setback: Setback?, until: TimeSpan)? {
        if let refusal = askers.refusal(of: asker, question, about: name, at: uptime) {
            return (refusal.setback, refusal.until)
        }
        guard asker.name == .administrator else { return nil }
        return rotations.rest(.administrator, at: uptime).map { (nil, $0) }
    }

    /// Asks Graph something about a connection, in the name of the first who may.
    ///
    /// Whoever is answered 403 is not asked again for a day, and the next asks; no answer to any of this counts against
    /// anybody's secret but the administrator's. Throws the last refusal where nobody may, `noAdministrator` where
    /// nobody could ask.
    /// - Parameter isAsked: whether a person waits for the answer: then what was refused before is tried again.
    func askGraph<Answer: Sendable>(
        _ question: GraphQuestion, about name: CredentialName, isAsked: Bool = false,
        _ ask: (Administrator) async throws(Setback) -> Answer
    ) async throws(EngineError) -> Answer {
        var failure = EngineError(.noAdministrator, name)
        for asker in askers(for: name) {
            let uptime = world.timekeeper.uptime()
            if !isAsked, let rest = rest(of: asker, question, about: name, at: uptime) {
                if let setback = rest.setback { failure = EngineError(.setback(setback), name) }
                continue
            }
            let proof: SignInProof
            do {
                proof = try await self.proof(of: asker)
            } catch {
                failure = EngineError(.keyring(error), asker.name)
                continue
            }
            do {
                let answer = try await ask(Administrator(application: asker.application, proof: proof))
                askers.isPermitted(asker, question, about: name)
                return answer
            } catch {
                failure = EngineError(.setback(error), name)
                note(error, of: asker, question, about: name)
                switch error.kind {
                // It may lie in another directory than who asks.
                case .unauthorised, .forbidden, .absent, .refused, .policy, .full: break
                // Whoever asks next would meet the same.
                case .transient, .uncertain: throw failure
                }
            }
        }
        throw failure
    }
}
