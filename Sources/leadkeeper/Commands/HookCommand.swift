internal import Glibc
internal import Hooks
internal import Logging
internal import Unix

extension Command {
    static let hook = Command(
        "hook", .program("SCRIPT"), options: [.allowPeer, .hookTimeout, .optionalScript],
        does: "run a script for a notice",
        details:
            """
            Reads one notice from standard input and runs SCRIPT for it: the notice stands in the environment as \
            LEADKEEPER_SUBJECT and so on, and as JSON on the script's standard input. Where standard input is a \
            socket, the script's exit code is answered on it. The units leadkeeper-hook@.service and \
            leadkeeper-alert@.service run this command; leadkeeper.conf(5) says what a script may answer.
            """
    ) { invocation throws(Failure) in
        try HookCommand.run(invocation)
    }
}

extension Option {
    /// The same name as the keyring worker's.
    static let allowPeer = Option(
        "allow-user", "USER", offering: .users, isRepeatable: true,
        does: "a user whose notices are taken, besides root's and the service's own; can be repeated")
    static let hookTimeout = Option(
        "timeout", "SECONDS", does: "time limit of the script, 1 to \(HookCommand.longestTimeout); default: 60")
    static let optionalScript = Option("optional", does: "succeed where there is no script")
}

/// `leadkeeper hook`: runs a script of the sysadmin's for one notice.
enum HookCommand {
    /// Shorter than the daemon waits, so that it has the answer.
    static let longestTimeout = 240
    private static let standardTimeout = 60

    static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        var seconds = standardTimeout
        if let value = invocation[.hookTimeout] {
            guard let number = Int(value), 1...longestTimeout ~= number else {
                throw .usage("--timeout takes 1 to \(longestTimeout) seconds")
            }
            seconds = number
        }
        let service = HookService(
            HookScript(invocation.program, seconds: seconds), users: try users(invocation),
            isOptional: invocation.has(.optionalScript))
        let outcome = service.serve(on: STDIN_FILENO, inheriting: invocation.environment, output: passOn)
        switch outcome {
        case .answered(let answer, let id):
            guard answer != .exited(0) else { return .done }
            Output.complain("leadkeeper: notice \(id.printable): \(answer.sentence.printable)\n")
            // Whoever waits for the answer has it: a unit that did its work has not failed.
            if HookService.isSocket(STDIN_FILENO) { return .done }
            return answer == .exited(ExitCode.temporary.rawValue) ? .temporary : .no
        case .unneeded:
            Output.complain("leadkeeper: there is no script \(invocation.program.printable), so nothing is run\n")
            return .done
        case .malformed:
            throw Failure(
                .usage, "failed to run \(invocation.program.printable): what came is not a notice of leadkeeper's")
        case .notAllowed:
            throw Failure(
                .notPermitted, "permission denied: only leadkeeper can connect",
                hint: "--allow-user names who else can")
        }
    }

    /// Those of each `--allow-user`.
    private static func users(_ invocation: Invocation) throws(Failure) -> Set<UInt32> {
        var users: Set<UInt32> = []
        let words = invocation.raw
        for (option, value) in zip(words, words.dropFirst()) where option == "--\(Option.allowPeer.name)" {
            guard let user = UInt32(value) ?? getpwnam(value)?.pointee.pw_uid else {
                throw .usage("--allow-user takes a user that exists, by name or number")
            }
            users.insert(user)
        }
        return users
    }

    /// Passes on what the script writes; what is not taken at once is dropped.
    private static func passOn(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            let part = rest.prefix(4_096)
            var entry = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
            guard poll(&entry, 1, 1_000) == 1, entry.revents & Int16(POLLOUT) != 0 else { return }
            let count = part.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}
