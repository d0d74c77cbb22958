internal import Control
internal import Credentials
internal import Glibc
internal import SecureMemory

/// `leadkeeper secret set`: stores a secret.
enum SecretSetCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let operation = "store the secret of \(name)"
        let facts = try EnteredDates.facts(session.invocation, times: session.times)
        let secret = try SecretInput.read(
            prompt: "Secret of \(name) (it is not shown): ", kind: name == .administrator ? .clientSecret : nil, to: operation)
        let answer: SecretAnswer = try Progress.shown(facts.waits ? "trying the secret of \(name)" : nil) {
            () throws(Failure) -> SecretAnswer in
            try session.client.ask(StoreSecret(secret, of: name, facts), to: operation)
        }
        if answer.outcome == .inUse, let doubt = answer.connection.secret.doubt {
            Output.complain("leadkeeper: warning: \(doubt.printable)\n")
        }
        return try SecretWords(answer: answer, times: session.times).tell(session, to: operation, hasWaited: facts.waits)
    }
}

/// `leadkeeper secret undo`: puts the version before the one in use back.
enum SecretUndoCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let operation = "put the secret of \(name) before back"
        let answer: SecretAnswer = try Progress.shown("trying the secret of \(name)") { () throws(Failure) -> SecretAnswer in
            try session.client.ask(UndoSecret(name), to: operation)
        }
        return try SecretWords(answer: answer, times: session.times).tell(session, to: operation, hasWaited: true)
    }
}

/// `leadkeeper secret show`: prints a secret.
enum SecretShowCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let operation = "show the secret of \(name)"
        let isTerminal = isatty(STDOUT_FILENO) == 1
        guard isTerminal || session.invocation.has(.force) else {
            throw .usage("failed to \(operation): standard output is no terminal", hint: "--force writes it to a file or a pipe")
        }
        let secret = try session.client.ask(ShowSecret(name), to: operation)
        try secret.bytes.withBytes { bytes throws(Failure) in try Output.write(bytes) }
        if isTerminal { try session.output.write("\n") }
        return .done
    }
}

/// `leadkeeper secret remove`: removes every version.
enum SecretRemoveCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let removal = try session.client.ask(RemoveSecret(name), to: "remove the secret of \(name)")
        let code: ExitCode = removal.waiting.isEmpty ? .done : .temporary
        guard !session.isJSON else {
            try session.print(json: removal)
            return code
        }
        let count = removal.versions.count
        let versions = "\(count) \(count == 1 ? "version" : "versions") of the secret of \(removal.name)\n"
        var text = (removal.waiting.isEmpty ? "removed " : "given up ") + versions
        for version in removal.versions {
            text += "  \(version.printable)\(removal.waiting.contains(version) ? ", removed once the keyring answers" : "")\n"
        }
        try session.output.write(text)
        return code
    }
}
