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
        let status: ConnectionStatus = try session.client.ask(.storeSecret(name, facts), to: operation, secret: secret)
        if session.isJSON {
            try session.print(json: status)
        } else {
            let details = StatusDetails(times: session.times, output: session.output)
            try session.output.write(text(status, length: secret.bytes.count, details))
        }
        if let doubt = status.secret.doubt { Output.complain("leadkeeper: warning: \(doubt.printable)\n") }
        return .done
    }

    private static func text(_ status: ConnectionStatus, length: Int, _ details: StatusDetails) -> String {
        let stored =
            "stored \(length) \(length == 1 ? "byte" : "bytes") for \(status.name), version \(status.secret.version ?? "unknown")"
        let lapses: String
        if status.window.state == .unknown {
            let again = "`leadkeeper secret set \(status.name) --expires DATE`"
            lapses = "nobody said when it lapses, so nobody can be told in time; store it again with \(again)"
        } else {
            lapses = "it lapses: \(details.lapses(status.window, isToldBack: true))"
        }
        return [stored, lapses].map { Paragraph.wrap($0.printable) + "\n" }.joined()
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
        let secret = try session.client.askForSecret(.showSecret(name), to: operation)
        try secret.bytes.withBytes { bytes throws(Failure) in try Output.write(bytes) }
        if isTerminal { try session.output.write("\n") }
        return .done
    }
}

/// `leadkeeper secret remove`: removes every version.
enum SecretRemoveCommand {
    static func run(_ session: Session) throws(Failure) -> ExitCode {
        let name = try session.requiredName()
        let removal: SecretRemoval = try session.client.ask(.removeSecret(name), to: "remove the secret of \(name)")
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
