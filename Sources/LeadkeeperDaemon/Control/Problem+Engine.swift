internal import Bookkeeping
internal import Control
internal import Credentials
internal import Upkeep
internal import UpkeepState
internal import Wording

extension Problem {
    /// Why the engine did not do what was asked, as a client sees it.
    init(_ error: EngineError) {
        let cause = error.description
        switch error.code {
        case .unknownCredential: self = .unknownConnection(error.name)
        case .noSecret: self.init(.noSecret, cause, hint: "`leadkeeper secret set \(error.name)` stores one")
        case .noContacts, .secretRefused, .answerRefused: self.init(.invalidValue, cause)
        case .busy, .backingUp: self.init(.busy, cause)
        case .rotating:
            self.init(
                .rotationUnderWay, cause, hint: "`leadkeeper status \(error.name)` shows its step and whom it waits for"
            )
        case .rotatingUnlessUnproven:
            self.init(
                .rotationUnderWay, cause,
                hint:
                    "`leadkeeper rotate \(error.name) --abort` calls it off; --unproven stores the secret in "
                    + "any case, untried"
            )
        case .rotatingUntilAborted:
            self.init(.rotationUnderWay, cause, hint: "`leadkeeper rotate \(error.name) --abort` calls it off")
        case .onTrial:
            self.init(
                .busy, cause,
                hint:
                    "`leadkeeper status \(error.name)` shows it; `leadkeeper secret undo \(error.name)` ends its trial")
        case .notRotating: self.init(.noRotation, cause)
        case .notRotated, .notAborted, .nothingToHandOver, .noPrevious: self.init(.notPossible, cause)
        case .notHandedOff:
            self.init(.notPossible, cause, hint: "say so first, with `leadkeeper handoff \(error.name) confirm`")
        case .vouchedTooSoon(let from):
            self.init(.temporary, cause, hint: "see that leads arrive, and vouch from \(Timestamp(from)) on")
        case .noAdministrator:
            self.init(
                .notPossible, cause,
                hint: "see [Administrator] in leadkeeper.conf(5), and `leadkeeper secret set @administrator`"
            )
        case .noOffer: self.init(.notPossible, cause, hint: "see [PartnerCenter] Offer= in leadkeeper-connection(5)")
        case .keyOnPrincipal:
            self.init(
                .notPossible, cause,
                hint:
                    "give its end by hand: `leadkeeper secret set \(error.name) --expires DATE`; better, make a client "
                    + "secret on the"
                    + " application")
        case .unknownKey:
            self.init(.unknownKey, cause, hint: "`leadkeeper adopt \(error.name)` lists those that there are")
        case .notNow: self.init(.temporary, cause)
        case .setback(let setback):
            self.init(setback.kind == .transient || setback.kind == .uncertain ? .temporary : .issuerRefused, cause)
        case .tooSoon: self.init(.temporary, cause, hint: "save the right password, or wait half an hour")
        case .privateKey:
            self.init(
                .notPossible, cause,
                hint: "`leadkeeper certificate show \(error.name)` prints the certificate, which is what Entra needs")
        case .noCertificate: self.init(.notPossible, cause)
        case .certificateWaits:
            self.init(
                .busy, cause,
                hint:
                    "`leadkeeper certificate show \(error.name)` prints it; `leadkeeper secret undo \(error.name)` "
                    + "discards it")
        case .notWritten:
            self.init(
                .cannotWrite, cause,
                hint:
                    "check the free space on the keyring's disk; its whole file is written at once, so there has to be "
                    + "room for two of it"
            )
        case .keyring(let obstacle): self.init(Code(obstacle), cause, hint: obstacle.probeClass.advice)
        case .ledgerUnavailable: self.init(.cannotWrite, cause, hint: Problem.ledgerHint)
        }
    }
}

extension Problem.Code {
    /// The kind of problem that an obstacle in the keyring is.
    fileprivate init(_ obstacle: KeyringObstacle) {
        switch obstacle {
        case .locked: self = .keyringLocked
        case .degraded: self = .keyringDegraded
        case .unreachable, .timedOut: self = .keyringUnavailable
        case .absent, .torn, .mismatched: self = .noSecret
        }
    }
}

extension Problem {
    /// What helps where the ledger cannot be written.
    static let ledgerHint =
        "check the free space on the ledger's disk; once the disk was full, \(Ledger.roomToGoOn >> 20) MiB have to "
        + "be free to go on"
}
