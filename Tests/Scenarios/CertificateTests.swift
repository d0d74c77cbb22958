import Foundation
import Simulators
import TestSupport
import Testing

/// The administrator's application signs in with a certificate whose key nobody gets to see, by the built programs.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(10)))
struct CertificateTests {
    private static let plan = Site.Plan(
        hasAdministrator: true,
        settings: "[Administrator]\nDirectoryID=\(Site.tenant)\nApplicationID=\(Site.administrator)")

    /// Somebody uploads what the command printed, as Entra's portal takes it.
    private func upload(_ pem: String, _ site: Site) throws {
        let certificate = try #require(World.Certificate(pem: pem))
        site.cloud.change { world in
            guard let index = world.apps.firstIndex(where: { $0.id == Site.administrator }) else { return }
            world.apps[index].certificates.append(certificate)
        }
    }

    /// The private key of a version, as the keyring has it.
    private func key(_ version: String?, _ site: Site) async throws -> Data {
        let item = try await ChildProcess.run(
            "/usr/bin/secret-tool", ["lookup", "connection", "@administrator", "version", version ?? ""],
            environment: site.keyring.environment)
        return try #require(Data(base64Encoded: item.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test func `a certificate is made, uploaded, used, and renewed by hand, and its key is nowhere but in the keyring`()
        async throws
    {
        try await Site.run(Self.plan) { site in
            _ = try await site.startAll()
            let name = "@administrator"
            #expect(try await site.command("certificate", "show", name).exit == .code(1))
            let refused = try await site.command("certificate", "make", "contoso")
            #expect(refused.exit == .code(1) && refused.complaint.contains("Partner Center takes client secrets"))

            let file = "\(site.directory.path)/next.pem"
            let first = try await site.done(
                "certificate", "make", name, "--valid", "90d", "--out", file, "--json"
            ).json
            #expect(first.stage.string == "on-trial")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == first.pem.string)
            // Nobody has uploaded it yet.
            let early = try await site.command("probe", name)
            #expect(early.exit != .code(0) && early.output.contains("AADSTS700027"), "\(early.output)")
            #expect(try await site.status(of: name).trial.version.string == first.version.string)
            #expect(try await site.command("certificate", "make", name).complaint.contains("still waits"))
            try upload(try #require(first.pem.string), site)
            #expect(try await site.command("probe", name).exit == .code(0))
            let status = try await site.status(of: name)
            #expect(status.secret.version.string == first.version.string && status.trial.version.string == nil)
            #expect(status.window.origin.string == "certificate")
            let shown = try await site.shownSecret(of: name)
            #expect(shown.exit == .code(1) && shown.complaint.contains("never leaves the keyring"))

            // It is renewed by hand: the one in use stays until the next is accepted.
            let second = try await site.done("certificate", "make", name, "--json").json
            #expect(try await site.status(of: name).secret.version.string == first.version.string)
            try upload(try #require(second.pem.string), site)
            #expect(try await site.command("probe", name).exit == .code(0))
            #expect(try await site.status(of: name).secret.version.string == second.version.string)
            let list = try await site.done("certificate", "show", name, "--json").json.certificates.elements
            #expect(list.compactMap(\.stage.string).sorted() == ["in-use", "previous"])
            #expect(try await site.done("certificate", "show", name).output.contains("BEGIN CERTIFICATE"))

            // In parts that every encoding of it has: its second half is the private numbers.
            for version in [first.version.string, second.version.string] {
                let key = try await key(version, site)
                let line = key.base64EncodedString()
                let needles = [Data(line.dropFirst(600).prefix(80).utf8), key.dropFirst(500).prefix(48)]
                for place in [site.directory.path, site.keyring.directory.path] {
                    let files = FileManager.default.enumerator(atPath: place)
                    while let file = files?.nextObject() as? String {
                        guard let content = FileManager.default.contents(atPath: "\(place)/\(file)") else { continue }
                        for needle in needles { #expect(content.range(of: needle) == nil, "\(file)") }
                    }
                }
                for needle in needles { #expect(Data(site.everythingSaid.utf8).range(of: needle) == nil) }
            }
        }
    }
}
