/// Where the daemon finds its files.
public struct DaemonOptions: Hashable, Sendable {
    /// `leadkeeper.conf`, `leadkeeper.conf.d/` and `connections/` are here.
    public var configurationDirectory: String
    /// The ledger is here.
    public var stateDirectory: String
    /// The control socket is here.
    public var runtimeDirectory: String
    /// The keyring worker's socket.
    public var keyringSocket: String
    /// The sockets of the hooks' units are here.
    public var hooksDirectory: String
    /// What may be lost is written here, for others to read; `nil` for nowhere.
    public var cacheDirectory: String?

    /// Reads the arguments of the daemon's program: each of the six options once, with a value, in any order, `--cache`
    /// or not; `nil` for anything else.
    ///
    /// There are no defaults here: `leadkeeper run` knows where things are, and says so.
    public init?(arguments: [String]) {
        guard arguments.count.isMultiple(of: 2) else { return nil }
        var values: [String: String] = [:]
        for index in stride(from: 0, to: arguments.count, by: 2) { values[arguments[index]] = arguments[index + 1] }
        guard values.count * 2 == arguments.count, values.count == (values["--cache"] == nil ? 5 : 6) else {
            return nil
        }
        guard let configuration = values["--config"], let state = values["--state"], let runtime = values["--runtime"],
            let keyring = values["--keyring"], let hooks = values["--hooks"]
        else { return nil }
        (configurationDirectory, stateDirectory, runtimeDirectory, keyringSocket) = (
            configuration, state, runtime, keyring
        )
        hooksDirectory = hooks
        cacheDirectory = values["--cache"]
    }
}
