internal import Control
internal import Credentials
internal import SecureMemory
internal import Upkeep

/// What is refused when a secret is entered, because it cannot be the secret of that connection.
extension EngineService {
    /// Throws `invalidValue` for what cannot be a secret of the connection's kind, and for dates that cannot be those of one.
    func judge(_ secret: SharedSecret, of name: CredentialName, _ facts: SecretFacts) async throws(Problem) {
        guard let status = await engine.status(of: name) else { throw .unknownConnection(name) }
        let identity = status.credential.identity
        if let objection = secret.bytes.withBytes({ SecretForm.objection(to: $0, kind: identity.secretForm) }) {
            throw Problem(objection)
        }
        // A client secret's key id is a GUID; what is none may be the secret itself, in the wrong place.
        if identity.secretForm == .clientSecret, let keyID = facts.keyID, GUID(keyID) == nil {
            throw Problem(
                .invalidValue, "the key id is not a GUID",
                hint: "it is what Entra calls the Secret ID; leave it out if it is not known")
        }
        let today = await engine.doubtsClock ? nil : SecretDates.Today.somewhere(at: status.at)
        if let objection = facts.dates.objection(today: today) {
            throw Problem(.invalidValue, objection.description, hint: objection.advice)
        }
    }
}

extension Problem {
    /// Why bytes are no secret.
    init(_ objection: SecretForm.Objection) {
        self.init(.invalidValue, objection.description, hint: objection.advice)
    }
}
