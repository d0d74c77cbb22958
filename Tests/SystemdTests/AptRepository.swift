import Foundation
import TestSupport

/// An apt repository as `make release` makes it, signed by a key of the test's own, on port 80 of a machine's loopback.
final class AptRepository {
    /// Whether this machine can make and serve one.
    static let isAvailable = ReleaseKey.isAvailable && access("/usr/bin/python3", X_OK) == 0

    private let directory: TemporaryDirectory
    private let key: ReleaseKey
    private var server: ChildProcess?

    /// Makes one with a package in it, and serves it.
    init(of package: String, on machine: Machine) async throws {
        directory = try TemporaryDirectory()
        key = try await ReleaseKey()
        try await offer(package)
        try await serve(on: machine)
    }

    /// Serves it, again after a boot, with which the machine's network is another.
    func serve(on machine: Machine) async throws {
        let words = machine.onItsNetwork
        // The directory that is served is replaced with each release, so it is looked up each time.
        let server = try ChildProcess(
            words[0],
            words.dropFirst() + ["/usr/bin/python3", "-u", "-c", Self.program, "\(directory.path)/made/apt"],
            environment: ["PATH": "/usr/bin:/bin"])
        guard await server.writes("serving") else {
            throw ChildProcess.Failure(description: "no repository is served: \(server.output)")
        }
        self.server = server
    }

    /// Makes it anew, with another package.
    func offer(_ package: String) async throws {
        let made = try await key.release(package, into: "\(directory.path)/made")
        guard made.status == 0 else { throw ChildProcess.Failure(description: "no release: \(made.errors)") }
    }

    private static let program = """
        import functools, http.server, sys
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 80), handler)
        print("serving")
        server.serve_forever()
        """
}
