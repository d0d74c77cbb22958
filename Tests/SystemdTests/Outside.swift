import Foundation
import Simulators
import TestSupport

/// What is outside of a machine: Microsoft's cloud, simulated under its real names, and a mail server, both on the
/// machine's network.
struct Outside {
    static let clientSecret = "the~right~secret"
    static let mailPassword = "the password of the mail server"

    /// The simulator as built beside the tests.
    private static let simulator =
        Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "leadkeeper-simulator")
        .path ?? ""

    /// The world of the README's first connection.
    private static let world = """
        {"loginHosts": ["login.microsoftonline.com"],
         "tenants": [{"id": "12345678-8af1-4a5f-1234-12234d01db47", "domains": ["contoso.com"]}],
         "apps": [{"id": "23456052-aaaa-bbbb-8662-1234df56788f", "tenants": ["12345678-8af1-4a5f-1234-12234d01db47"],
                   "secrets": [{"value": "\(clientSecret)"}]}],
         "environments": [{"host": "contoso.crm4.dynamics.com", "tenant": "12345678-8af1-4a5f-1234-12234d01db47",
                           "members": [{"identity": "23456052-aaaa-bbbb-8662-1234df56788f"}]}]}
        """

    /// The server of the README's first connection, with STARTTLS and a login.
    let mailServer: MailServer
    /// The authorities that sign for the cloud and for the mail server, in PEM form.
    let authorities: [String]

    private let cloud: ChildProcess
    private let directory: TemporaryDirectory

    /// Starts both, and has their names lead there; nothing of the machine trusts them yet.
    init(of machine: Machine) async throws {
        directory = try TemporaryDirectory()
        let world = directory.url.appending(path: "world.json")
        try Data(Self.world.utf8).write(to: world)
        let launcher = machine.onItsNetwork
        cloud = try ChildProcess(
            launcher[0],
            launcher.dropFirst() + [
                Self.simulator, "--world", world.path, "--port", "443", "--hostility", "0", "--directory",
                directory.url.appending(path: "cloud").path, "--until-eof",
            ], environment: ["PATH": "/usr/bin:/bin"], input: .open)
        guard await cloud.writes("\n") else { throw ChildProcess.Failure(description: "no cloud: \(cloud.output)") }

        let authority = try await CertificateAuthority(in: directory.url.appending(path: "authority"))
        var settings = MailServer.Settings()
        settings.certificate = try await authority.issue(for: ["mail.contoso.com"])
        settings.port = 587
        settings.user = "leadkeeper@contoso.com"
        settings.password = Self.mailPassword
        mailServer = try await MailServer(settings, launcher: launcher)

        let files = [directory.url.appending(path: "cloud/ca.pem"), authority.certificateFile]
        authorities = try files.map { try String(contentsOf: $0, encoding: .utf8) }
        try await machine.must(
            "echo 127.0.0.1 localhost mail.contoso.com login.microsoftonline.com contoso.crm4.dynamics.com >>/etc/hosts"
        )
    }

    /// Puts the authorities into the machine's store, as a sysadmin does.
    func makeTrusted(by machine: Machine) async throws {
        for (number, authority) in authorities.enumerated() {
            try await machine.must("cat >/usr/local/share/ca-certificates/outside-\(number).crt", input: authority)
        }
        try await machine.must("update-ca-certificates")
    }
}
