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

    /// Where the keyring's master password lies, sealed.
    static let sealedPassword = "/etc/credstore.encrypted/leadkeeper.keyring-master"
    /// Stops all of it: first who asks the keyring, since a question to its socket would start it again meanwhile.
    static let stopAll = "systemctl stop leadkeeper.service leadkeeper-keyring.socket; systemctl stop 'leadkeeper*'"

    /// A machine on which the service runs with one connection.
    static func running() async throws -> Machine {
        let machine = try await Machine()
        try await machine.configure("contoso", contoso)
        try await machine.must("systemctl enable --now leadkeeper")
        return machine
    }

    /// Writes a connection's file.
    func configure(_ name: String, _ text: String) async throws {
        try await must(
            "mkdir -p /etc/leadkeeper/connections; cat >/etc/leadkeeper/connections/\(name).conf", input: text)
    }

    /// Gives a unit settings beside its own, until the next boot; they take effect when it starts anew.
    func adjust(_ service: String, _ settings: String...) async throws {
        let directory = "/run/systemd/system/\(service).service.d"
        let text = "[Service]\n\(settings.joined(separator: "\n"))\n"
        try await must("mkdir -p \(directory); cat >\(directory)/test.conf; systemctl daemon-reload", input: text)
    }

    /// Stores a secret and tells whether that was acknowledged; no trial of it is waited for, as Microsoft is not to be
    /// reached here.
    func store(_ secret: String, for name: String = "contoso") async throws -> Bool {
        try await run("leadkeeper secret set \(name) --expires 2099-01-01 --unproven --no-wait", input: secret)
            .isSuccess
    }

    /// The secret in use, from the keyring; `nil` when it cannot be told now.
    func secret(of name: String = "contoso") async throws -> String? {
        let answer = try await run("leadkeeper secret show \(name) --force")
        return answer.isSuccess ? answer.output : nil
    }

    /// Asks for the secret until it is told, anew whenever the journal has gone on; `nil` when that does not come to
    /// pass.
    ///
    /// - Parameter seconds: there only to end a hang.
    func secretOnceServed(
        _ journal: ChildProcess, of name: String = "contoso", within seconds: Double = Patience.seconds
    ) async throws -> String? {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let entries = journal.standardOutput.count { $0 == "\n" }
            if let secret = try await secret(of: name) { return secret }
            guard ContinuousClock.now < end else { return nil }
            _ = await journal.writes("\n", times: entries + 1, within: 1)
        }
    }

    /// The main process of a service; 0 where it does not run.
    func process(of service: String) async throws -> String {
        try await property("MainPID", of: service)
    }

    /// A property of a service, as `systemctl show` prints it.
    func property(_ name: String, of service: String) async throws -> String {
        try await must("systemctl show --property=\(name) --value \(service)")
    }

    /// What is not as it is where all four services run.
    func deviations() async throws -> String {
        try await run("systemctl is-active \(Self.services.joined(separator: " ")) | grep -v '^active$'").output
            + failedUnits()
    }

    /// The units that have failed; nothing where none has.
    func failedUnits() async throws -> String {
        try await must("systemctl list-units --failed --plain --no-legend 'leadkeeper*'")
    }
}
