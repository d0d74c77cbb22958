import Configuration
import Credentials
import Foundation
import TestSupport
import Testing

/// What is not right and stops nothing, and what an earlier version took.
@Suite struct WarningsTests {
    /// The warnings of a `leadkeeper.conf` with that text and of one connection, as lines; fails where anything stops
    /// the daemon.
    private func warnings(
        _ settings: String, connection: String = azureAD, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let directory = try ConfigurationDirectory([
            "leadkeeper.conf": settings, "connections/contoso.conf": connection,
        ])
        let result = directory.load()
        #expect(result.faults == [] && result.settings != nil, "\(result.faults)", sourceLocation: sourceLocation)
        #expect(result.misgivings == result.warnings, sourceLocation: sourceLocation)
        return result.warnings.map { $0.description.replacing("\(directory.path)/", with: "") }
    }

    @Test func `what is right has no warnings`() throws {
        #expect(try warnings("") == [])
        #expect(try warnings("[Notices]\nLanguage=fr\n[Rotation]\nOverlap=1d\n[Probe]\nSignInInterval=12h\n") == [])
        #expect(try warnings("[Mail]\nServer=smtp://mail.contoso.com:587\n[Rotation]\nLifetime=37d\n") == [])
    }

    @Test(arguments: [
        ("[Rotation]\nOverlap=0d\n", "leadkeeper.conf:2: [Rotation] Overlap: “0d” is not valid, expected: 1d to 90d"),
        ("[Rotation]\nOverlap=23h\n", "leadkeeper uses 1d"),
        ("[Rotation]\nLifetime=31d\n", "leadkeeper.conf:2: [Rotation] Lifetime: “31d” is not valid"),
        ("[Rotation]\nBefore=100d\nOverlap=90d\n", "leadkeeper.conf:3: [Rotation] Overlap: “90d” is not valid"),
        ("[Rotation]\nBefore=179d\n", "[Rotation] Before: “179d” is not valid"),
        ("[Probe]\nSignInInterval=1d\n", "leadkeeper.conf:2: [Probe] SignInInterval: “1d” is not valid"),
        ("[Notices]\nUncheckedAfter=1h\n", "leadkeeper.conf:2: [Notices] UncheckedAfter: “1h” is not valid"),
        ("[Notices]\nEscalation=3d;1d\n", "leadkeeper.conf:2: [Notices] Escalation: “3d;1d” is not valid"),
        ("[Notices]\nEscalateTo=fr:chef@contoso.com\n", "[Notices] EscalateTo: “chef@contoso.com” is not valid"),
        ("[Mail]\nServer=smtp://mail.contoso.com:465\n", "did you mean “smtps://mail.contoso.com:465”?"),
        ("[Mail]\nServer=smtps://mail.contoso.com:587\n", "did you mean “smtp://mail.contoso.com:587”?"),
        ("[Mail]\nUserName=\"relay\"\n", "write values without quotation marks"),
    ])
    func `what an earlier version took is a warning, once`(text: String, words: String) throws {
        let lines = try warnings(text)
        #expect(lines.count == 1 && lines[0].contains(words), "\(lines)")
    }

    @Test func `a warning of a connection stands at its file, and what it inherits is told once`() throws {
        let own = try warnings("", connection: azureAD + "[Rotation]\nOverlap=0d\n[Notices]\nUncheckedAfter=1h\n")
        #expect(own.count == 2 && own.allSatisfy { $0.hasPrefix("connections/contoso.conf:") }, "\(own)")
        let inherited = try warnings("[Rotation]\nOverlap=0d\n[Notices]\nUncheckedAfter=1h\n")
        #expect(inherited.count == 2 && inherited.allSatisfy { $0.hasPrefix("leadkeeper.conf:") }, "\(inherited)")
        let password = try warnings("", connection: office365 + "[Window]\nLifetime=7d\n[Notices]\nLeadTimes=14d;1d\n")
        #expect(password.count == 1 && password[0].contains("LeadTimes: “14d” is not valid"), "\(password)")
    }

    @Test func `the two keys of an escalation may stand in one file each, and then there is nothing to warn of`() throws
    {
        let connection = azureAD + "[Notices]\nEscalateTo=chief@contoso.com\n"
        #expect(try warnings("[Notices]\nEscalation=3d;1d\n", connection: connection) == [])
        #expect(try warnings("[Notices]\nEscalation=3d\nEscalateTo=a@b.c\n", connection: connection) == [])
        let directory = try ConfigurationDirectory([
            "leadkeeper.conf": "[Notices]\nEscalation=1d;3d\n", "connections/contoso.conf": connection,
        ])
        let notices = try #require(directory.load().settings?.inventory.first).notices
        #expect(notices.escalation == [.days(3), .days(1)])
        #expect(notices.escalateTo.map(\.description) == ["chief@contoso.com"])
        let alone = try warnings("", connection: connection)
        #expect(alone.count == 1 && alone[0].contains("since Escalation does not say when"), "\(alone)")
    }

    @Test func `the nearest right value is used`() throws {
        func rotation(_ text: String) throws -> RotationPolicy? {
            try settings(["leadkeeper.conf": text, "connections/contoso.conf": azureAD]).inventory.first?.rotation
        }
        #expect(try rotation("[Rotation]\nOverlap=0d\n")?.overlap == .days(1))
        #expect(try rotation("[Rotation]\nOverlap=24h\n")?.overlap == .days(1))
        #expect(try rotation("[Rotation]\nLifetime=31d\n") == RotationPolicy(overlap: .days(1), lifetime: .days(31)))
        #expect(try rotation("[Rotation]\nBefore=100d\nOverlap=90d\n")?.overlap == .days(80))
        #expect(try settings(["leadkeeper.conf": "[Mail]\nUserName=“relay”\n"]).mail.userName == "relay")
    }

    @Test func `settings without a directory for connections are valid, and say so`() throws {
        let result = try ConfigurationDirectory(["leadkeeper.conf": ""]).load()
        #expect(result.settings != nil && result.lacksConnections)
        #expect(
            result.warnings.count == 1
                && result.warnings[0].description.contains("connections: found no such directory"))
        let empty = try ConfigurationDirectory(["connections/.keep": ""]).load()
        #expect(!empty.lacksConnections && empty.warnings.isEmpty)
    }

    @Test func `a user's password that never expires is good to know, and no warning`() throws {
        let connection = office365 + "[Window]\nLifetime=never\n"
        let directory = try ConfigurationDirectory(["connections/contoso.conf": connection])
        let result = directory.load()
        #expect(result.faults == [] && result.warnings == [] && result.misgivings == [])
        #expect(result.notes.count == 1)
        let note = try #require(result.notes.first).description.replacing("\(directory.path)/", with: "")
        let line = connection.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(
            note.hasPrefix("connections/contoso.conf:\(line): [Window] Lifetime: found a password that never expires"))
        #expect(
            note.contains("may stop any day") && note.contains("`leadkeeper migrate contoso`") && !note.contains("…"))
        #expect(CheckReport(result).remarks == ["note: \(result.notes[0])"])
    }

    @Test(arguments: ["Lifetime=90d", "Lifetime=730d", ""])
    func `where reminders come, nothing is said of it`(lifetime: String) throws {
        let directory = try ConfigurationDirectory(["connections/contoso.conf": office365 + "[Window]\n\(lifetime)\n"])
        #expect(directory.load().notes == [])
    }

    @Test func `a report has warnings and notes beside what is valid`() throws {
        let report = CheckReport(
            try ConfigurationDirectory([
                "leadkeeper.conf": "[Rotation]\nOverlap=0d\n", "connections/a.conf": azureAD, "connections/b": "",
            ]).load())
        #expect(report.isValid)
        #expect(report.remarks.map { $0.prefix { $0 != ":" } } == ["warning", "note"])
        let body = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
        #expect((body["warnings"] as? [Any])?.count == 1 && (body["notes"] as? [Any])?.count == 1)
    }
}

/// `[Network] CAFile`.
@Suite struct AuthoritiesTests {
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MAMCAQE=
        -----END CERTIFICATE-----

        """

    /// What stands behind the accepted form in the one fault; `nil` where there is none.
    private func flaw(_ text: String) throws -> String? {
        let directory = try ConfigurationDirectory(["ca.pem": text, "connections/a.conf": azureAD])
        try directory.write("leadkeeper.conf", Data("[Network]\nCAFile=\(directory.path)/ca.pem\n".utf8))
        let result = directory.load()
        guard let fault = result.faults.first else { return nil }
        #expect(result.faults.count == 1 && fault.key == "CAFile" && result.settings == nil)
        // The daemon that ran with it starts with it.
        #expect(result.settingsAtStart?.network.caFile == "\(directory.path)/ca.pem" && result.misgivings == [fault])
        return fault.hint
    }

    @Test func `a file with certificates is taken, with whatever stands between them`() throws {
        #expect(try flaw(Self.certificate) == nil)
        #expect(
            try flaw(
                "# ours\r\nsubject=CN = x\r\n" + Self.certificate.replacing("\n", with: "\r\n") + "\n"
                    + Self.certificate)
                == nil)
        #expect(try flaw(Self.certificate.replacing("CERTIFICATE", with: "TRUSTED CERTIFICATE")) == nil)
        #expect(try flaw("-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n" + Self.certificate) == nil)
    }

    @Test(arguments: [
        ("", "the file is empty"), ("nonsense\n", "it holds no certificate in PEM form"),
        (
            "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----\n",
            "it holds no certificate, but “PRIVATE KEY”"
        ),
        (
            "-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQE=\n-----END CERTIFICATE REQUEST-----\n",
            "but “CERTIFICATE REQUEST”"
        ),
        ("-----BEGIN CERTIFICATE-----\nMAMCAQE=\n", "the last certificate is cut off"),
        (
            "-----BEGIN CERTIFICATE-----\nMAMCA\n-----END CERTIFICATE-----\n",
            "the certificate that ends on line 3 is damaged"
        ),
        ("-----BEGIN CERTIFICATE-----\nMAUCAQE=\n-----END CERTIFICATE-----\n", "damaged"),
        ("-----BEGIN CERTIFICATE-----\n<html>\n-----END CERTIFICATE-----\n", "damaged"),
        ("[Network]\nCAFile=x\n", "it holds no certificate in PEM form"),
    ])
    func `one without is refused, with the reason`(text: String, words: String) throws {
        let said = try flaw(text)
        #expect(said?.contains(words) == true, "\(said ?? "no fault")")
    }

    @Test func `the system's own bundle is taken`() throws {
        let bundle = "/etc/ssl/certs/ca-certificates.crt"
        guard FileManager.default.fileExists(atPath: bundle) else { return }
        #expect(try faults("[Network]\nCAFile=\(bundle)\n") == [])
    }
}
