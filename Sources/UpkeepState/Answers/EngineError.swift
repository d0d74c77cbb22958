public import Credentials
package import Ports

/// Why a person's request could not be carried out.
public struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reasons, to branch upon.
    public enum Code: Hashable, Sendable {
        /// No credential of that name is configured.
        case unknownCredential
        /// No secret is stored for it.
        case noSecret
        /// Another action for it is under way.
        case busy
        /// A backup is being made, during which nothing is removed.
        case backingUp
        /// A refused password may not be tried again before that moment.
        case tooSoon(until: Instant)
        /// It is not a secret that can be kept.
        case secretRefused
        /// The disk did not take the secret.
        case notWritten
        /// Its secret is a private key, which never leaves the keyring.
        case privateKey
        /// It signs in with a secret and can have no certificate, for that reason.
        case noCertificate(String)
        /// A certificate of it, made at that moment, is waiting to be uploaded.
        case certificateWaits(since: Instant)
        /// The keyring cannot be used, or has not the secret that it should have.
        case keyring(KeyringObstacle)
        /// The ledger cannot be written.
        case ledgerUnavailable
        /// It has no contact who could be told.
        case noContacts
        /// Its secrets are replaced by people, for that reason.
        case notRotated(String)
        /// A rotation of it is under way.
        case rotating
        /// A rotation of it is under way, during which only a secret that is to be used untried is stored.
        case rotatingUnlessUnproven
        /// A rotation of it is under way, during which no other secret is put to use.
        case rotatingUntilAborted
        /// A secret of it is on trial.
        case onTrial
        /// There is no version before the one in use any more, and none on trial.
        case noPrevious
        /// No rotation of it is under way.
        case notRotating
        /// The rotation may not be called off any more, for that reason.
        case notAborted(String)
        /// Nobody else has a copy of it that could be handed over.
        case nothingToHandOver
        /// The client secret lies on the service principal alone.
        case keyOnPrincipal
        /// Nobody has said yet that it is handed off, so nobody can vouch for that.
        case notHandedOff
        /// A person may vouch for the hand-off from that moment on.
        case vouchedTooSoon(from: Instant)
        /// The application has no client secret of that id, or it belongs to another version.
        case unknownKey
        /// The clock is not to be trusted, or the ledger is back from a copy and not verified yet.
        case notNow(String)
        /// The administrator is not configured, or no secret of its own is stored.
        case noAdministrator
        /// What a person has answered to a notice cannot be, for that reason.
        case answerRefused(String)
        /// It has no offer in Partner Center that could be asked for.
        case noOffer
        /// Microsoft did not do or tell what was asked.
        case setback(Setback)
    }

    /// The reason.
    public var code: Code
    /// Which credential it was about.
    public var name: CredentialName

    /// One reason.
    public init(_ code: Code, _ name: CredentialName) {
        self.code = code
        self.name = name
    }

    /// The cause, for people: what follows "failed to do this or that:".
    public var description: String {
        switch code {
        case .unknownCredential: "no connection of that name is configured"
        case .noSecret: "no secret is stored for it"
        case .busy: "another action for it is under way"
        case .backingUp: "a backup is being made"
        case .tooSoon:
            "the password was refused, or tried without an answer, less than 30 minutes ago, "
                + "and trying again could lock the account"
        case .secretRefused: KeyringStoreAnswer.refused.cause
        case .notWritten: KeyringStoreAnswer.notWritten.cause
        case .privateKey: "it signs in with a certificate, whose private key never leaves the keyring"
        case .noCertificate(let reason): reason
        case .certificateWaits(let since): "the certificate of \(since.utcDate) still waits to be uploaded"
        case .keyring(let obstacle): obstacle.sentence()
        case .ledgerUnavailable: "the ledger cannot be written"
        case .noContacts: "it has no contacts"
        case .notRotated(let reason), .notAborted(let reason), .notNow(let reason), .answerRefused(let reason):
            reason
        case .rotating, .rotatingUnlessUnproven, .rotatingUntilAborted: "a rotation of it is under way"
        case .onTrial: "a new secret of it is on trial"
        case .noPrevious: "the keyring has no secret from before the one in use"
        case .notRotating: "no rotation of it is under way"
        case .nothingToHandOver: "it is leadkeeper's own, and Partner Center has no copy of it"
        case .notHandedOff: "nobody has said yet that Partner Center has it"
        case .vouchedTooSoon: "it was handed off less than a day ago, and what is wrong with it shows within a day"
        case .keyOnPrincipal:
            "that client secret lies on the service principal alone, "
                + "where leadkeeper can neither see it daily nor remove it"
        case .unknownKey: "the application has no client secret of that id that could be the stored one"
        case .noAdministrator:
            "there is no [Administrator] in leadkeeper.conf, or no secret of @administrator is stored"
        case .noOffer: "its file names no offer in Partner Center"
        case .setback(let setback): setback.code.map { "\(setback.message) (\($0))" } ?? setback.message
        }
    }
}

extension KeyringKeyAnswer {
    /// Why the key is not made.
    package var code: EngineError.Code {
        switch self {
        case .made, .refused, .notWritten: .notWritten
        case .obstructed(let obstacle): .keyring(obstacle)
        }
    }
}

extension KeyringStoreAnswer {
    /// Why the secret is not stored.
    package var code: EngineError.Code {
        switch self {
        case .stored, .notWritten: .notWritten
        case .refused: .secretRefused
        case .obstructed(let obstacle): .keyring(obstacle)
        }
    }
}

extension EngineError {
    /// Whether Microsoft says that what was asked for is not there.
    package var saysAbsent: Bool {
        guard case .setback(let setback) = code else { return false }
        return setback.kind == .absent
    }
}
