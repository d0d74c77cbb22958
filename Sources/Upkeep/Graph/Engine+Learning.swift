internal import Bookkeeping
internal import Credentials
internal import Ports
internal import RotationEffects
internal import UpkeepState

/// What Microsoft says of the validity of the secret in use.
extension Engine {
    /// Takes in what Microsoft says of the version in use; what is no news is not written down.
    func learn(_ report: IssuerReport, of name: CredentialName) async {
        guard let credential = inventory[name], let current = records[name]?.current,
            let version = current.learning(report, of: credential.identity, lifetime: credential.lifetime)
        else { return }
        let kind = credential.kind(of: current).words
        let event = Event(
            at: world.timekeeper.now(), kind: .windowLearned, credential: name, version: version.id,
            message: "Microsoft Graph says of the \(kind) that it \(report.end.clause)",
            details: ["key-id": version.likelyKeyID?.description ?? ""])
        var others: [Event] = []
        if let disagreement = version.issuer?.disagreement, disagreement != current.issuer?.disagreement {
            others = [
                Event(
                    at: event.at, kind: .windowDisagrees, credential: name, version: version.id,
                    message: disagreement.description)
            ]
        }
        _ = await amend(version, of: name, event, also: others)
    }

    /// Looks for the key of a secret that was stored without its id: the only one on the application, and on its
    /// service principal, that begins as the secret does, while Microsoft accepts it.
    ///
    /// It is good for dates, and for knowing that somebody has removed it; no key is ever removed for it.
    func findKey(of name: CredentialName, in listing: KeyListing) async {
        guard let record = records[name], let current = record.current, current.keyID == nil,
            current.certificate == nil, current.issuer.map({ report in report.keyID.map(listing.has) != true }) ?? true,
            record.standing.accepts(current), let acceptedAt = record.standing.acceptedAt,
            watch.isUnsearched(current, in: listing, of: name)
        else { return }
        guard let hint = await hint(of: name) else { return }
        if let key = listing.onlyKey(beginning: hint, acceptedAt: acceptedAt) {
            let onPrincipal: [IssuedKey]
            do {
                onPrincipal = try await askForPrincipalKeys(of: name, isAsked: false)
            } catch {
                return
            }
            let others = onPrincipal.filter { other in other.keyID != key.keyID }
            if !others.contains(where: { $0.mayBe(hint, acceptedAt: acceptedAt) }) {
                await learn(IssuerReport(of: key, at: listing.at), of: name)
            }
        }
        watch.isSearched(current, in: listing, of: name)
    }

    /// Asks Microsoft what it knows of a user's password, and takes that in.
    ///
    /// The caller has marked the credential as busy.
    func askOfPassword(of name: CredentialName) async {
        guard case .office365(let userName, _, _)? = inventory[name]?.identity else { return }
        let issuer = world.issuer
        rotations.isAsked(.password, of: name, about: records[name]?.standing.lastAttemptAt)
        let facts: PasswordFacts
        do {
            facts = try await askGraph(.password, about: name) { who throws(Setback) in
                try await issuer.passwordFacts(of: userName, as: who.application, proof: who.proof)
            }
        } catch {
            rest(.password, of: name, for: Self.restAfterSetback)
            if case .setback(let setback) = error.code, let span = setback.retryAfter { rest(.password, for: span) }
            return
        }
        rest(.password, of: name, for: RotationSituation.passwordInterval)
        let report = IssuerReport(of: facts, at: world.timekeeper.now())
        guard let record = records[name], let current = record.current, record.rotation == nil else { return }
        if let changedAt = report.startsAt, current.isOlder(than: changedAt, record.standing) {
            // What Microsoft says is about another password than the stored one.
            return await notePasswordChange(at: changedAt, of: name, userName)
        }
        await learn(report, of: name)
        await tellOfRisk(of: name, userName)
    }

    /// Tells the operators once that somebody else has changed the password, as soon as the stored one is refused.
    private func notePasswordChange(at changedAt: Instant, of name: CredentialName, _ userName: String) async {
        guard let record = records[name], record.standing.refusals > 0,
            record.standing.changedElsewhereAt != changedAt
        else { return }
        let now = world.timekeeper.now()
        let change = await auditedChanges(of: .user(userName), since: changedAt - .minutes(10), for: name)?
            .min { abs(($0.at - changedAt).seconds) < abs(($1.at - changedAt).seconds) }
        let message =
            "\(change?.actor ?? "somebody") changed the password of \(userName) on \(changedAt.utcMinute), "
            + "after the stored one was saved: that one is refused, and Microsoft's copy is the old one too"
        guard await tell(.passwordChanged(name, since: changedAt), message, now: now) else { return }
        await changeStanding(of: name) { $0.changedElsewhereAt = changedAt }
    }

    /// Tells the operators, when it becomes known and once a year after that, that a password which never expires is
    /// not safe for that.
    private func tellOfRisk(of name: CredentialName, _ userName: String) async {
        guard let record = records[name], record.current?.isSaidToNeverEnd == true else { return }
        let now = world.timekeeper.now()
        let since = record.standing.riskToldAt.map { $0 + Self.riskInterval } ?? now
        guard since <= now else { return }
        let message =
            "the password of \(userName) never expires, and its sign-in may be turned off any day; "
            + "`leadkeeper migrate \(name)` moves the connection to an application"
        guard await tell(.mayStop(name, since: now), message, now: now) else { return }
        await changeStanding(of: name) { $0.riskToldAt = now }
    }

    /// How often the operators are told of a password that never expires.
    static let riskInterval = TimeSpan.days(365)

    private func changeStanding(of name: CredentialName, _ change: (inout Standing) -> Void) async {
        guard var standing = records[name]?.standing else { return }
        change(&standing)
        let saved: Void? = await record { () throws(LedgerError) in
            try await self.ledger.save(standing, for: name)
        }
        guard saved != nil else { return }
        records[name]?.standing = standing
    }
}

extension SecretVersion {
    /// Whether the account's password was changed after this one was stored, and this one was not accepted since.
    fileprivate func isOlder(than change: Instant, _ standing: Standing) -> Bool {
        guard change > storedAt + Self.propagation else { return false }
        return standing.acceptedAt.map { $0 < change } ?? true
    }
}
