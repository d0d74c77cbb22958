import Bookkeeping
import Credentials
import Simulation
import Testing
import UpkeepState

@testable import Upkeep

/// How what is in use stands to the configuration files, and what the ledger knows where they are gone.
@Suite struct EngineConfigurationTests {
    private let root: EmailAddress

    init() throws {
        root = try #require(EmailAddress("root@contoso.example"))
    }

    private func told(_ simulation: Simulation) -> [String] {
        simulation.mailer.accepted.filter { $0.recipient == root.description }.map {
            $0.text.split(separator: "/").prefix(2).joined(separator: "/")
        }
    }

    @Test func `what was configured last is known to the ledger, every part of it`() async throws {
        var contoso = try Credential.sample("contoso", leadTimes: [.days(9)])
        contoso.rotation.mode = .assisted
        contoso.notices.timeZone = "Europe/Stockholm"
        contoso.offer = "offer"
        let fabrikam = try Credential.sample("fabrikam", office365: true)
        var mail = fabrikam
        (mail.name, mail.identity, mail.destination) = (.mail, .mailbox(userName: "u"), nil)
        let simulation = try await Simulation([contoso, fabrikam, mail])
        #expect(try await simulation.engine.knownConnections(operators: [root]) == [contoso, fabrikam])
        // What changed is kept anew, and what is gone is known no more.
        contoso.contacts = []
        try await simulation.engine.load([contoso], operators: [root])
        #expect(try await simulation.engine.knownConnections(operators: [root]) == [contoso])
        try await simulation.engine.load([], operators: [root])
        #expect(try await simulation.engine.knownConnections(operators: [root]) == [])
    }

    @Test func `connections whose files are gone at a start are watched on, and the operators are told once`()
        async throws
    {
        let contoso = try Credential.sample("contoso")
        let before = try await Simulation([contoso])
        _ = try await before.engine.storeSecret(
            secret("s3cret"), for: contoso.name, issuedAt: nil,
            expiry: .at(Simulation.start + .days(10), origin: .operator),
            keyID: nil)
        _ = await before.settle()
        let known = try await before.engine.knownConnections(operators: [root])
        let state = ConfigurationState(emptiness: "/etc/leadkeeper/connections is gone, and 1 connection is known")
        var simulation = try await before.restarted(known, operators: [root], as: state)
        _ = await simulation.settle()
        #expect(await simulation.engine.summary().contains("no connections any more; those that it had are watched"))
        #expect(simulation.journal.events("configuration-empty").count == 1)
        #expect(await simulation.engine.health()[.configuration]?.reason == "ConfigurationEmpty")
        let probes = simulation.prober.attempts(of: contoso.name).count
        await simulation.run(until: Simulation.start + .days(4))
        #expect(simulation.prober.attempts(of: contoso.name).count > probes)
        let lapses = simulation.mailer.accepted.filter { $0.recipient == "ops@contoso.example" }.map(\.text)
        #expect(lapses.contains("lapses/\(7 * 86_400)"), "\(lapses)")

        // Another start does not tell it again, and the files' return is told.
        simulation = try await simulation.restarted(known, operators: [root], as: state)
        _ = await simulation.settle()
        #expect(told(simulation) == ["impaired/configuration-empty"])
        try await simulation.engine.load([contoso], operators: [root])
        _ = await simulation.settle()
        #expect(told(simulation) == ["impaired/configuration-empty", "restored/configuration-empty"])
        #expect(await simulation.engine.health()[.configuration]?.status == .true)
    }

    @Test(arguments: [false, true])
    func `of one that an earlier version adopted it is known whom it signs in as, and where`(office365: Bool) throws {
        let credential = try Credential.sample("contoso", office365: office365)
        let known = try #require(Credential(credential.name, ofDigest: credential.workingDigest, contacts: [root]))
        #expect(known.identity == credential.identity && known.destination == credential.destination)
        #expect(known.contacts == [root] && known.workingDigest == credential.workingDigest)
    }

    @Test(arguments: [
        "", "1", "azure-ad|x|y|https://a.example", "smtp|u||", "office365|a|b|c", "azure-ad||||",
        "office365||||https://a.example",
    ])
    func `a digest that tells too little makes no connection`(digest: String) throws {
        #expect(Credential(try #require(CredentialName("contoso")), ofDigest: digest, contacts: []) == nil)
    }

    @Test func `warnings are told to the operators once, and wake no monitor`() async throws {
        let contoso = try Credential.sample("contoso")
        let state = ConfigurationState(misgivings: [
            "a.conf:2: [Notices] Language: “fr” is not valid", "a.conf:3: [Rotation] Overlap: “0d” is not valid",
        ])
        var simulation = try await Simulation([contoso]).restarted([contoso], operators: [root], as: state)
        _ = await simulation.settle()
        simulation = try await simulation.restarted([contoso], operators: [root], as: state)
        _ = await simulation.settle()
        #expect(told(simulation) == ["impaired/settings-doubtful"])
        let finding = await simulation.engine.health()[.configuration]
        #expect(
            finding?.status == .true && finding?.reason == "Warnings" && finding?.message.contains("and 1 more") == true
        )
        #expect(await simulation.engine.health().urgent == nil)
        #expect(await simulation.engine.summary().contains("the configuration has warnings"))
        // A reload with faults is another matter.
        await simulation.engine.refuseConfiguration("the configuration has 2 faults")
        _ = await simulation.settle()
        try await simulation.engine.load([contoso], operators: [root])
        _ = await simulation.settle()
        #expect(
            told(simulation) == [
                "impaired/settings-doubtful", "impaired/configuration-refused", "restored/configuration-refused",
                "restored/settings-doubtful",
            ])
    }

    @Test func `files that are newer than what is in use are named, until they are in use`() async throws {
        let contoso = try Credential.sample("contoso")
        let simulation = try await Simulation([contoso])
        #expect(await simulation.engine.health()[.configuration]?.reason == "InUse")
        await simulation.engine.noteConfigurationFiles(areNewer: true)
        #expect(await simulation.engine.health()[.configuration]?.reason == "FilesNewer")
        #expect(await simulation.engine.summary().contains("the configuration files are newer than what is in use"))
        await simulation.engine.refuseConfiguration("the configuration has 1 fault")
        #expect(await simulation.engine.summary().contains("newer") == false)
        #expect(await simulation.engine.health()[.configuration]?.reason == "ConfigurationRefused")
        try await simulation.engine.load([contoso], operators: [])
        #expect(await simulation.engine.health()[.configuration]?.reason == "InUse")
    }
}
