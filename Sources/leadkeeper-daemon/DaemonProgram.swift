internal import Glibc
internal import Launch
internal import LeadkeeperDaemon
internal import Logging

/// The program that `leadkeeper run` becomes.
@main
enum DaemonProgram {
    static func main() {
        guard Launch.begin() else {
            StandardError.writeLine("leadkeeper: failed to make the process undumpable")
            exit(EX_SOFTWARE)
        }
        let arguments = CommandLine.arguments.dropFirst()
        let examinesHost = arguments.first == HostExaminer.argument
        guard let options = DaemonOptions(arguments: Array(examinesHost ? arguments.dropFirst() : arguments)) else {
            StandardError.writeLine("leadkeeper: leadkeeper-daemon is started by `leadkeeper run`")
            exit(EX_USAGE)
        }
        if examinesHost { HostExaminer.run(options) }
        Daemon.run(options)
    }
}
