internal import Configuration
internal import Control
internal import Credentials
internal import Doctor
internal import SecureMemory

/// The secret of a connection whose file is there: saved, proven, and what remains to be done.
extension ConnectionSetup {
    /// Saves the secret, proves the connection and says what remains; without the daemon, says how to go on.
    ///
    /// - Parameters:
    ///   - isNew: whether this run has written the file, which the daemon uses already then.
    ///   - secret: what came on standard input; `nil` to ask for it where none is saved.
    func finish(_ name: CredentialName, isNew: Bool, secret: SharedSecret?) throws(Failure) -> ExitCode {
        guard isDaemonThere else {
            throw Failure(
                .unavailable, "failed to \(operation): its file is there, and leadkeeper does not run",
                hint: "`systemctl enable --now leadkeeper` starts it; then `leadkeeper setup \(name)` goes on")
        }
        if !isNew { try change.synchronize() }
        let connection = try context.client.ask(GetConnection(name), to: operation)
        let kind = SignInMethod(rawValue: connection.method)?.secretKind
        var answer: SecretAnswer?
        if let secret {
            answer = try save(secret, of: name, try EnteredDates.facts(context.invocation, times: context.times))
        } else if isInteractive, !connection.secret.stored {
            answer = try askForSecret(of: name, kind)
        } else if connection.secret.stored {
            try tell("The secret of \(name) is saved already.\n")
        }
        guard answer != nil || connection.secret.stored else {
            return try conclude(name, .temporary, nil, "No secret is saved yet: `leadkeeper setup \(name)` goes on.")
        }
        if let answer, answer.answer.doubtsSecret {
            return try conclude(
                name, answer.answer.result == .failed ? .no : .temporary, answer.answer,
                "Save another secret, unless this one is only minutes old: leadkeeper tries it again by itself.\n"
                    + "$ leadkeeper secret set \(name)")
        }
        let extent = try extent(connection)
        let probe = try Progress.shown("proving \(name)") { () throws(Failure) -> ProbeStatus in
            try context.client.ask(ProbeConnection(name, extent), to: operation)
        }
        let lines = ProbeLines(output: context.output)
        try tell(
            "\n" + context.output.toned(name.description, .strong) + "\n" + lines.steps(probe) + lines.verdict(probe))
        let code: ExitCode =
            switch probe.result {
            case .ok: .done
            case .failed: .no
            case .unknown, .never: .temporary
            }
        let report = try Progress.shown("examining \(name)") { () throws(Failure) -> DoctorReport in
            try context.client.ask(RunDoctor(name), to: operation)
        }
        let doctor = DoctorLines(output: context.output, showsAll: false)
        for connection in report.connections { try tell("\n" + doctor.text(connection)) }
        let hasFault = report.connections.contains { $0.findings.contains { $0.status == .fault } }
        return try conclude(
            name, code == .done && hasFault ? .no : code, probe, "`leadkeeper setup \(name)` tries it again.",
            doctor: report)
    }

    /// How far the proof goes: a post sets off whatever waits behind an endpoint, so a person is asked.
    private func extent(_ connection: ConnectionStatus) throws(Failure) -> ProbeReport.Extent {
        guard connection.method == SignInMethod.httpsEndpoint.rawValue else { return .whole }
        guard isInteractive else { return .signIn }
        return try Question.confirm("Post a validation lead to the endpoint now?", to: operation) ? .whole : .signIn
    }

    // MARK: The secret

    /// A secret that comes in a pipe; `nil` where somebody is asked, or nothing comes.
    func pipedSecret(of name: CredentialName) throws(Failure) -> SharedSecret? {
        guard !Question.isPossible, isDaemonThere else { return nil }
        return try SecretInput.readIfAny(to: "save the secret of \(name)")
    }

    /// Asks until a secret is taken, or whoever is asked leaves it for later.
    private func askForSecret(of name: CredentialName, _ kind: SecretKind?) throws(Failure) -> SecretAnswer? {
        let what =
            switch kind {
            case .clientSecret: "Client secret (Value)"
            case .password: "Password"
            case .address: "Whole URL of the endpoint"
            case .connectionString: "Connection string"
            case .certificate, nil: "Secret"
            }
        while true {
            guard
                let secret = try SecretInput.ask(
                    prompt: "\(what) of \(name) (not shown; Enter for later): ", kind: kind,
                    to: "save the secret of \(name)")
            else { return nil }
            var facts = try EnteredDates.facts(context.invocation, times: context.times)
            if kind == .clientSecret, facts.expiry == .unknown {
                facts.expiry = try EnteredDates.askedExpiry(context.times, to: operation)
            }
            if kind == .password, facts.issuedAt == nil {
                facts.issuedAt = try EnteredDates.askedIssue(context.times, to: operation)
            }
            let answer = try save(secret, of: name, facts)
            guard answer.answer.doubtsSecret, try Question.confirm("Enter another secret?", to: operation) else {
                return answer
            }
        }
    }

    private func save(_ secret: SharedSecret, of name: CredentialName, _ facts: SecretFacts) throws(Failure)
        -> SecretAnswer
    {
        let answer = try Progress.shown("trying the secret of \(name)") { () throws(Failure) -> SecretAnswer in
            try context.client.ask(StoreSecret(secret, of: name, facts), to: "save the secret of \(name)")
        }
        let words = SecretWords(answer: answer, times: context.times)
        try tell(words.lines.map { Paragraph.wrap($0.printable) + "\n" }.joined())
        return answer
    }

    // MARK: The end

    /// What a program is told of it.
    private struct Report: Encodable {
        var name: String
        var file: String
        var probe: ProbeStatus?
        var doctor: DoctorReport?
        var remaining: [String]
    }

    private func conclude(
        _ name: CredentialName, _ code: ExitCode, _ probe: ProbeStatus?, _ next: String, doctor: DoctorReport? = nil
    ) throws(Failure) -> ExitCode {
        let remaining = (code == .done ? [] : [next]) + Self.byHand(name)
        if context.isJSON {
            try context.print(
                json: Report(
                    name: name.description, file: ConnectionDraft.path(of: name, in: change.path), probe: probe,
                    doctor: doctor, remaining: remaining))
        } else {
            try context.output.write("\nWhat remains to be done:\n" + Steps.text(remaining))
        }
        return code
    }

    /// What nobody but a person can do.
    private static func byHand(_ name: CredentialName) -> [String] {
        [
            "Enter the connection in Partner Center, Validate, OK; this prints every value, the secret too:\n"
                + "$ leadkeeper handoff \(name) show",
            "Publish the offer and wait until its status is Live: until then Microsoft does not use it. Then say so:\n"
                + "$ leadkeeper handoff \(name) confirm",
            "Send the contacts a test notice:\n$ leadkeeper notices test \(name)",
        ]
    }
}

extension ProbeStatus {
    /// Whether the sign-in was turned down, or does not know the secret yet.
    fileprivate var doubtsSecret: Bool {
        step == .token && (result == .failed || `class` == .secretUnknown)
    }
}
