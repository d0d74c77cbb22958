import Foundation
import SecretService
import TestSupport
import Testing

/// The program that stores, by itself; what it stores, and what becomes of a store that fails, is the worker's to test.
@Suite struct StoringProgramTests {
    private static let secret = "s3cret-of-this-test"
    private static let version = "12345678-8af1-4a5f-1234-12234d01db47"

    private func run(_ arguments: [String], bus: String? = nil) async throws -> ChildProcess.Ended {
        let folder = URL(fileURLWithPath: PrivateKeyring.leadkeeper).deletingLastPathComponent()
        return try await ChildProcess.run(
            folder.appending(path: "leadkeeper-keyring-store").path, arguments,
            environment: bus.map { ["DBUS_SESSION_BUS_ADDRESS": $0] } ?? [:], input: .text(Self.secret))
    }

    @Test(arguments: ["unix:path=/nowhere/bus", "nonsense", ""])
    func `a bus that is not there is told by how it ends, with what was tried and why`(bus: String) async throws {
        let ended = try await run(["contoso", Self.version, "leadkeeper: contoso"], bus: bus)
        #expect(ended.status == SecretServiceError.Code.unreachable.rawValue, "\(ended.output)\(ended.errors)")
        let lines = ended.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.first == "reach the session bus")
        #expect(!ended.output.contains(Self.secret) && !ended.errors.contains(Self.secret))
    }

    @Test(arguments: [[], ["contoso"], ["contoso", version], ["", version, "x"], ["contoso", version, "x", "y"]])
    func `whoever starts it otherwise than the worker is told so`(arguments: [String]) async throws {
        let ended = try await run(arguments)
        #expect(ended.status == 64 && ended.output.isEmpty)
        #expect(ended.errors == "leadkeeper: it is the keyring worker that starts this program\n")
    }

    @Test func `its codes are none that a program ends with by itself`() {
        let codes = SecretServiceError.Code.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count && Set(codes).isDisjoint(with: [0, 1, 64, 70, 74, 126, 127]))
    }
}
