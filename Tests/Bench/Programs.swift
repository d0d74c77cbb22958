import Credentials
import Foundation
import TestSupport

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
        let ended = try await run(program, arguments, environment: [:])
        guard ended.exit == .code(0) else { throw Failure(description: "failed to run \(program): \(ended.errors)") }
        return (ended.output + ended.errors).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Waits for its end and tells what it took; throws unless it ended well.
    func usage(of what: String, within seconds: Double = Patience.seconds) async throws -> Usage {
        guard await exit(within: seconds) == .code(0), let usage else {
            throw Failure(description: "failed to run \(what): \(output.suffix(2_000))")
        }
        return usage
    }
}
