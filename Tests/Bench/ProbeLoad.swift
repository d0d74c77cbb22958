import Credentials
import Curl
import Foundation
import Microsoft
import Queues
import SecureMemory
import TestSupport

/// Probes of the real prober, 64 at once, in a process of their own so that what they take can be told from everything
/// else.
struct ProbeLoad {
    let shape: CannedCloud.Shape
    let probes: Int
    let port: Int
    let caFile: String

    /// The arguments by which this program runs itself as a load.
    var arguments: [String] { ["load", shape.rawValue, "\(probes)", "\(port)", caFile] }

    init(shape: CannedCloud.Shape, probes: Int, port: Int, caFile: String) {
        (self.shape, self.probes, self.port, self.caFile) = (shape, probes, port, caFile)
    }

    init?(arguments: [String]) {
        guard arguments.count == 5, arguments[0] == "load", let shape = CannedCloud.Shape(rawValue: arguments[1]),
            let probes = Int(arguments[2]), let port = Int(arguments[3])
        else { return nil }
        self.init(shape: shape, probes: probes, port: port, caFile: arguments[4])
    }

    /// Runs itself in another process and tells what that took.
    func run() async throws -> ChildProcess.Usage {
        try await ChildProcess("/proc/self/exe", arguments, environment: [:]).usage(of: "the probes")
    }

    /// Makes all probes, on the daemon's executor and with its client, and throws unless each ended well.
    func perform() async throws {
        var configuration = HTTPClient.Configuration()
        configuration.caFile = caFile
        // The daemon has 16 probes at once; what it permits them, four times.
        configuration.maximumConnectionsPerHost *= 4
        configuration.maximumConnections *= 4
        let prober = Prober(
            client: try HTTPClient(configuration: configuration),
            loginEndpoint: "https://\(CannedCloud.loginHost):\(port)")
        let secret = SharedSecret(SecretBytes(copying: Array("kV8~Q.9-zT_benchmark".utf8)))
        Heap.share()
        let work = WorkQueue(label: "leadkeeper.work")
        try await Task(executorPreference: work) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<probes {
                    if number >= CurlCommand.width { try await group.next() }
                    group.addTask { try await probe(number, with: prober, secret: secret) }
                }
                try await group.waitForAll()
            }
        }.value
    }

    private func probe(_ number: Int, with prober: Prober, secret: SharedSecret) async throws {
        guard let credential = Credential.canned(number, host: shape.host(of: number), port: port) else { return }
        let lead = ProbePlan.Lead(
            id: GUID(high: .random(in: .min ... .max), low: .random(in: .min ... .max)), mayStand: false,
            cleanup: .delete)
        let report = await prober.probe(
            credential, secret: secret, plan: ProbePlan(lead: lead),
            at: Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)), secretAge: .days(30))
        guard report.result == .ok, report.lead == .absent, report.steps.allSatisfy({ $0.result == .ok }) else {
            throw ChildProcess.Failure(description: "a probe failed: \(report)")
        }
    }
}

extension Credential {
    /// A connection of the canned cloud; absent only for a number that makes no name.
    static func canned(_ number: Int, host: String, port: Int) -> Credential? {
        guard let name = CredentialName("contoso-\(number)"), let directory = GUID(CannedCloud.directoryID) else {
            return nil
        }
        return Credential(
            name: name, identity: .azureAD(directory: directory, application: GUID(high: 0, low: UInt64(number))),
            destination: .dynamics(environment: "https://\(host):\(port)"), contacts: [], lifetime: .never,
            probing: ProbePolicy(),
            notices: NoticePolicy(), rotation: RotationPolicy())
    }
}

extension ChildProcess {
    /// Runs a program to its end and tells what it wrote.
    static func output(of program: String, _ arguments: [String]) async throws -> String {
        let ended = try await run(program, arguments, environment: [:], within: 300)
        guard ended.exit == .code(0) else { throw Failure(description: "failed to run \(program): \(ended.errors)") }
        return (ended.output + ended.errors).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Waits for its end and tells what it took; throws unless it ended well.
    func usage(of what: String) async throws -> Usage {
        guard await exit(within: 300) == .code(0), let usage else {
            throw Failure(description: "failed to run \(what): \(output.suffix(2_000))")
        }
        return usage
    }
}
