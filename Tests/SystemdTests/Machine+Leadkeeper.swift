import Foundation
import TestSupport

extension Machine {
    /// A connection of which nothing can be reached.
    static let contoso = """
        [Connection]
        URL=https://contoso.crm4.dynamics.com
        Method=azure-ad
        Contacts=ops@contoso.com

        [AzureAD]
        DirectoryID=12345678-8af1-4a5f-1234-12234d01db47
        ApplicationID=23456052-aaaa-bbbb-8662-1234df56788f

        """

    /// The services, in the order in which they start.
    static let services = ["leadkeeper-bus", "leadkeeper-secrets", "leadkeeper-keyring", "leadkeeper"]

    /// A machine on which the service runs with one connection.
    static func running() async throws -> Machine {
        let machine = try await Machine()
        try await machine.configure("contoso", contoso)
        try await machine.must("systemctl enable --now leadkeeper")
        return machine
    }

    /// Writes a connection's file.
    func configure(_ name: String, _ text: String) async throws {
        try await must("mkdir -p /etc/leadkeeper/connections; cat >/etc/leadkeeper/connections/\(name).conf", input: text)
    }

    /// Stores a secret and tells whether that was acknowledged.
    func store(_ secret: String, for name: String = "contoso") async throws -> Bool {
        try await run("leadkeeper secret set \(name) --expires 2099-01-01", input: secret).code == .code(0)
    }

    /// The secret in use, from the keyring; `nil` when it cannot be told now.
    func secret(of name: String = "contoso") async throws -> String? {
        let answer = try await run("leadkeeper secret show \(name) --force")
        return answer.code == .code(0) ? answer.output : nil
    }

    /// Asks for the secret until it is told, each time that a unit has started since; `nil` when that does not come to pass.
    func secretOnceRecovered(_ journal: ChildProcess, startsBefore: Int) async throws -> String? {
        var starts = startsBefore
        while true {
            if let secret = try await secret() { return secret }
            starts += 1
            guard await journal.writes("Started leadkeeper", times: starts) else { return nil }
        }
    }

    /// The main process of a service.
    func process(of service: String) async throws -> String {
        try await must("systemctl show --property=MainPID --value \(service)").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The units of leadkeeper that systemd has given up on.
    func failedUnits() async throws -> String {
        try await must("systemctl list-units --failed --plain --no-legend 'leadkeeper*'")
    }
}

extension ChildProcess {
    /// How often it has written a text so far.
    func count(of text: String) -> Int {
        output.components(separatedBy: text).count - 1
    }
}
