import Control
import Credentials
import Foundation
import JSON
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `leadkeeper certificate`: what is printed for people and for programs, written to files, and refused.
@Suite struct CertificateCommandTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `a certificate is made and printed, with what it is called and the steps to upload it`() async throws {
        let made = try await run("certificate", "make", "@mail")
        #expect(made.status == 0 && made.errors.isEmpty && isNarrow(made.output))
        #expect(made.output.hasPrefix(Samples.certificate.pem + "\nCertificate, on trial"))
        for text in [
            "thumbprint  \(Samples.certificate.thumbprint)\n", "  expires     ",
            "1. In the Microsoft Entra admin center",
            "23456052-aaaa-bbbb-8662-1234df56788f", "leadkeeper probe @mail", "leadkeeper status @mail",
            "Upload certificate",
        ] {
            #expect(
                made.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                    .contains(text.split(whereSeparator: \.isWhitespace).joined(separator: " ")),
                "\(text): \(made.output)")
        }
        #expect(await served.service.calls.first == "certificate - by \(geteuid()) @mail")
        #expect(!made.output.contains("PRIVATE KEY"))
    }

    @Test func `into a pipe goes the same, and JSON is one object with the certificate`() async throws {
        let json = try await run("certificate", "make", "@administrator", "--valid", "90d", "--json")
        #expect(json.status == 0)
        #expect(try JSONCoder.decode(CertificateRecord.self, from: Array(json.output.utf8)) == Samples.certificate)
        #expect(await served.service.calls == ["certificate 90 by \(geteuid()) @administrator"])
        let list = try await run("certificate", "show", "@administrator", "--json")
        let read = try JSONCoder.decode(CertificateList.self, from: Array(list.output.utf8))
        #expect(read.name == "@administrator" && read.certificates == [Samples.certificate])
        let shown = try await run("certificate", "show", "@administrator")
        #expect(shown.status == 0 && shown.output.contains(Samples.certificate.pem) && isNarrow(shown.output))
        #expect(shown.output.hasPrefix("Certificate, on trial: it waits until Microsoft Entra has it\n"))
    }

    @Test func `a file gets the certificate alone, and one that is there is not written over`() async throws {
        let directory = try TemporaryDirectory()
        let file = "\(directory.path)/next.pem"
        let made = try await run("certificate", "make", "@administrator", "--out", file)
        #expect(made.status == 0 && !made.output.contains("BEGIN CERTIFICATE"))
        #expect(made.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("choose the file"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == Samples.certificate.pem)
        for command in ["make", "show"] {
            let calls = await served.service.calls.count
            let refused = try await run("certificate", command, "@administrator", "--out", file)
            #expect(refused.status == 73 && refused.output.isEmpty)
            #expect(refused.errors.contains("is there already") && refused.errors.contains("leadkeeper: hint: choose"))
            #expect(await served.service.calls.count == calls, "nothing is made whose certificate has no place")
        }
        let shown = try await run("certificate", "show", "@mail", "--out", "\(directory.path)/other.pem")
        #expect(shown.status == 0 && !shown.output.contains("BEGIN"))
        #expect(try String(contentsOfFile: "\(directory.path)/other.pem", encoding: .utf8) == Samples.certificate.pem)
        let nowhere = try await run("certificate", "show", "@mail", "--out", "\(directory.path)/no/such/place.pem")
        #expect(nowhere.status == 73 && nowhere.errors.contains("cannot be written"))
    }

    @Test func `a connection has none, which is said with the exit code and where it has one`() async throws {
        let made = try await run("certificate", "make", "contoso")
        #expect(made.status == 1 && made.output.isEmpty)
        #expect(made.errors.hasPrefix("leadkeeper: failed to make a certificate for contoso: "))
        let shown = try await run("certificate", "show", "contoso")
        #expect(shown.status == 1 && shown.output.isEmpty)
        #expect(
            shown.errors == """
                leadkeeper: failed to show the certificates of contoso: it has none
                leadkeeper: hint: `leadkeeper certificate make contoso` makes one

                """)
    }

    @Test(arguments: ["0", "731", "800d", "soon", "-5", "10w", ""])
    func `how long it is valid is a number of days that Entra takes`(text: String) async throws {
        let refused = try await run("certificate", "make", "@mail", "--valid", text)
        #expect(refused.status == 64 && refused.errors.contains("--valid"), "\(refused.errors)")
        #expect(await served.service.calls.isEmpty)
    }

    @Test func `without a name, or with two, nothing is done; the help says what there is`() async throws {
        #expect(try await run("certificate", "make").status == 64)
        #expect(try await run("certificate", "make", "@mail", "@administrator").status == 64)
        #expect(try await run("certificate", "remove", "@mail").status == 64)
        for command in ["make", "show"] {
            let help = try await run("certificate", command, "--help")
            #expect(help.status == 0 && help.output.contains("--out FILE") && isNarrow(help.output))
        }
        let help = try await run("certificate", "make", "--help")
        #expect(help.output.contains("@mail") && help.output.contains("--valid DAYS"))
        #expect(await served.service.calls.isEmpty)
    }
}
