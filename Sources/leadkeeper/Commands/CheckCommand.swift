internal import Basics
internal import Configuration
internal import Credentials
internal import Glibc
internal import Hooks

extension Command {
    static let check = Command(
        "check", options: [.config, .hooks, .json, .quiet, .color],
        does: "validate the configuration",
        details:
            """
            Reads the configuration as the daemon would, and lists all errors and then all warnings. Needs no \
            daemon. Exits 78 if there are errors.
            """
    ) { invocation throws(Failure) in
        try CheckCommand.run(invocation)
    }
}

/// `leadkeeper check`: validates the configuration without any daemon.
enum CheckCommand {
    static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        let output = Output(invocation)
        let directory = Places.configuration(invocation)
        let view = ServiceView.take(of: directory)
        let now = Instant(secondsSinceEpoch: Int64(time(nil)))
        let report = CheckReport(
            Settings.load(directory: directory, within: view.reach).foreseeing(at: now)
                .expecting(hook: HookSocket.hook.unit, remedy: HookSocket.hook.remedy) {
                    isSocket(HookSocket.hook.path(in: Places.hooks(invocation)))
                }
                .noting(view.note))
        if invocation.has(.json) {
            try output.write(json: report)
        } else if let settings = report.result.settings {
            let count = settings.connectionCount
            try output.write("\(count.counted("connection")), configuration is valid\n")
        } else {
            for line in report.lines { Output.complain("leadkeeper: \(line)\n") }
        }
        if !invocation.has(.json) {
            for line in report.remarks { Output.complain("leadkeeper: \(line)\n") }
        }
        return report.isValid ? .done : .configuration
    }

    private static func isSocket(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}
