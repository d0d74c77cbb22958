internal import Basics
internal import Control
internal import Credentials
internal import GLib
internal import Glibc

/// `check_leadkeeper`: this program under another name, as a plug-in of Nagios, Icinga, Naemon and Checkmk's MRPE.
///
/// https://www.monitoring-plugins.org/doc/guidelines.html
enum CheckPlugin {
    /// The name that it is called by.
    static let name = "check_leadkeeper"

    /// Whether this process was started as the plug-in.
    static var isMeant: Bool {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) == name
    }

    /// Does it, prints it, and answers the exit code.
    static func run(_ arguments: [String]) -> Int32 {
        let (text, state) = answer(arguments)
        try? Output.write(Array(text.utf8))
        return state.rawValue
    }

    private static func answer(_ arguments: [String]) -> (text: String, state: PluginReport.State) {
        let understood: PluginArguments
        do throws(PluginArguments.Fault) {
            understood = try PluginArguments(arguments)
        } catch {
            return ("LEADKEEPER UNKNOWN: \(PluginReport.plain(error.words))\n\(usage)\n", .unknown)
        }
        switch understood.request {
        case .help: return (help, .unknown)
        case .version: return ("\(name) v\(Release.version) (leadkeeper \(Release.version))\n", .unknown)
        case .check: break
        }
        do throws(Failure) {
            let report = try look(understood)
            return (report.text, report.state)
        } catch {
            let state = state(of: error)
            let hint = error.code == .notPermitted ? "run `adduser \(user) leadkeeper`" : error.hint
            let words = ([error.message] + [hint].compactMap(\.self)).joined(separator: "; ")
            return ("LEADKEEPER \(state.word): \(PluginReport.plain(words))\n", state)
        }
    }

    private static func look(_ arguments: PluginArguments) throws(Failure) -> PluginReport {
        let client = ControlClient(
            runtime: Places.runtime(option: arguments.runtime), within: .seconds(arguments.timeout))
        let times = LocalTimes(zone: .local, now: Instant(secondsSinceEpoch: Int64(time(nil))))
        var list = ConnectionList(connections: [])
        if arguments.connections.isEmpty {
            list = try client.connections(to: "ask for the connections", brief: true)
        }
        for name in arguments.connections {
            list.connections.append(try client.ask(GetConnection(name), to: "ask for \(name)"))
        }
        return PluginReport(list, arguments, times: times)
    }

    /// A daemon that does not answer is as bad as can be: nobody watches.
    private static func state(of failure: Failure) -> PluginReport.State {
        switch failure.code {
        case .unavailable, .temporary: .critical
        case .done, .no, .usage, .internal, .cannotWrite, .notPermitted, .configuration: .unknown
        }
    }

    /// Who runs it.
    private static var user: String { getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "nagios" }

    private static let usage = """
        Usage: check_leadkeeper [-C NAME]… [-w RANGE] [-c RANGE] [-t SECONDS] [-v] [--runtime DIR]
        """

    private static let help = """
        check_leadkeeper v\(Release.version) (leadkeeper \(Release.version))

        Checks the connections that leadkeeper watches, and leadkeeper itself.

        \(usage)

        Options:
         -h, --help
            Print this help
         -V, --version
            Print the version
         -C, --connection=NAME
            Only this connection; can be repeated. Without it all of them, and leadkeeper itself
         -w, --warning=RANGE
            Warning if the time left until expiry is outside of this range
         -c, --critical=RANGE
            Critical if it is outside of this range
         -t, --timeout=SECONDS
            How long the daemon has to answer (default: 10)
         -v, --verbose
            Say more: a line for each that needs somebody; twice: for each
         --runtime=DIR
            The control socket's directory (default: $RUNTIME_DIRECTORY, or \(Places.standardRuntime))

        Ranges are those of the Monitoring Plugins: 10, 10:, ~:10, 10:20, @10:20. Their ends are seconds, or lengths of time
        such as 30d, 2w or 12h: -w 30d: -c 7d: warns of less than 30 days. Without -w and -c, what needs somebody is a
        warning, and critical once leads stop or the start-by date is past; a connection that leadkeeper is about to renew
        by itself is neither.

        Exits 0 (OK), 1 (WARNING), 2 (CRITICAL: also if the daemon does not answer) or 3 (UNKNOWN: wrong use, or no permission
        to read, which the group leadkeeper has: `adduser nagios leadkeeper`).

        """
}
