import Dispatch
import Foundation
import Simulators

/// Runs the simulated cloud until it is told to end.
@main
enum SimulatorCommand {
    private static let help = """
        Usage: leadkeeper-simulator [OPTION…]

        Microsoft's Entra, Dataverse, Graph and Partner Center on loopback TLS, for tests and demonstrations.

          --world FILE        what exists, as JSON (default: nothing but the login host)
          --port N            the port of all hosts (default: a free one)
          --address A         the loopback address (default: 127.0.0.1)
          --directory DIR     where the authority's certificate and `ready.json` go (default: a temporary one)
          --seed N            what determines the misbehaviour (default: drawn and printed)
          --hostility P       how likely misbehaviour is, 0 to 1 (default: 0.03)
          --administrator DIRECTORY
                              adds an application that owns the directory's, may rotate them, and manages
                              the offers; its id and secret are printed
          --offers            adds a live offer for each environment, `contoso` for contoso.crm4.dynamics.com, whose leads go
                              by its first member
          --publishing SEC    how long it takes to publish to preview, and from there to live (default: what the world says,
                              or two days and an hour)
          --admin PATH        a Unix socket for history, world, faults, clock and portal (default: a free port)
          --until-eof         end when standard input does, as well as on SIGTERM
          --help              this text

        One line of JSON on standard output says that it is ready, and where.
        """

    private struct Ready: Encodable {
        let port: UInt16
        let ca: String
        let seed: UInt64
        let adminPort: UInt16?
        let adminPath: String?
        let administrator: Administrator?
    }

    private struct Administrator: Encodable {
        let directory: String
        let application = UUID().uuidString.lowercased()
        let secret = UUID().uuidString.lowercased()
    }

    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            if options.isHelp { return print(help) }
            var world = try options.world.map { try World(file: URL(filePath: $0)) } ?? World()
            let administrator = options.administrator.map { Administrator(directory: $0) }
            if let administrator {
                world.addAdministrator(
                    administrator.application, in: administrator.directory,
                    secret: World.Secret(value: administrator.secret))
            }
            if options.hasOffers { world.addOffers() }
            if let publishing = options.publishing {
                (world.marketplace.certifying, world.marketplace.goingLive) = (publishing, publishing)
                world.marketplace.configuring = min(world.marketplace.configuring, publishing)
            }
            let cloud = try await MicrosoftCloud.start(
                world: world, seed: options.seed,
                hostility: options.hostility, address: options.address, port: options.port,
                directory: options.directory.map { URL(filePath: $0) },
                administration: options.admin.map { .path($0) } ?? .port(0))
            let ready = try JSONEncoder().encode(
                Ready(
                    port: cloud.port, ca: cloud.caFile.path, seed: cloud.seed, adminPort: cloud.administrationPort,
                    adminPath: options.admin, administrator: administrator))
            if let directory = options.directory {
                try ready.write(to: URL(filePath: directory).appending(path: "ready.json"), options: .atomic)
            }
            FileHandle.standardOutput.write(ready + Data("\n".utf8))
            await end(onEndOfInput: options.endsWithInput)
            await cloud.stop()
            options.removeSocket()
        } catch {
            FileHandle.standardError.write(Data("leadkeeper-simulator: \(error)\n".utf8))
            exit(error is Options.Failure ? 64 : 1)
        }
    }

    /// Waits for SIGTERM, SIGINT, or the end of standard input.
    private static func end(onEndOfInput: Bool) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let queue = DispatchQueue(label: "end")
        var sources: [any DispatchSourceProtocol] = []
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in continuation.finish() }
            source.activate()
            sources.append(source)
        }
        if onEndOfInput {
            let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: queue)
            source.setEventHandler { @Sendable in
                var byte: UInt8 = 0
                if read(STDIN_FILENO, &byte, 1) <= 0 { continuation.finish() }
            }
            source.activate()
            sources.append(source)
        }
        for await _ in stream {}
        for source in sources { source.cancel() }
    }
}
