internal import Control
internal import Credentials
internal import GLib
internal import Glibc
internal import JSON

/// What every command that asks the daemon works with.
struct CommandContext {
    let invocation: Invocation
    let output: Output
    let client: ControlClient
    let times: LocalTimes

    init(_ invocation: Invocation) throws(Failure) {
        self.invocation = invocation
        output = Output(invocation)
        client = ControlClient(runtime: Places.runtime(invocation))
        times = LocalTimes(zone: .local, now: Instant(secondsSinceEpoch: Int64(time(nil))))
    }

    /// The one name of a command that takes at most one.
    var name: CredentialName? { invocation.names.first }

    /// The one name of a command that takes exactly one.
    func requiredName() throws(Failure) -> CredentialName {
        guard let name else { throw .usage("a name is missing") }
        return name
    }

    /// Throws for the first name that is not configured, before anything is asked or done for the others.
    ///
    /// One name alone needs no such look: what is asked for it says so itself.
    func requireKnown(_ names: [CredentialName], to verb: String) throws(Failure) {
        guard names.count > 1 else { return }
        for name in names { _ = try client.ask(GetConnection(name), to: "\(verb) \(name)") }
    }

    /// Whether JSON is wanted.
    var isJSON: Bool { invocation.has(.json) }

    /// Prints a body as JSON.
    func print(json body: some Encodable) throws(Failure) {
        try output.write(json: body)
    }
}

extension Output {
    /// Output as the arguments want it.
    init(_ invocation: Invocation) {
        self.init(invocation[.color].flatMap(ColorChoice.init) ?? .auto, isQuiet: invocation.has(.quiet))
    }

    /// Writes a body as JSON.
    func write(json body: some Encodable) throws(Failure) {
        guard let bytes = try? JSONCoder.encode(body, pretty: true) else {
            throw Failure(.internal, "failed to print the answer: it cannot be put as JSON")
        }
        guard !isQuiet else { return }
        try Self.write(bytes + [UInt8(ascii: "\n")])
    }
}
