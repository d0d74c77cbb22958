import Credentials
import Simulation
import Testing
import UpkeepState

@testable import Upkeep

/// The warning of a sign-in to the mail server that Microsoft turns off.
@Suite struct EnginePasswordSignInTests {
    private let root: EmailAddress
    private let contoso: Credential
    private let endsAt = Simulation.start + .days(20)

    init() throws {
        root = try #require(EmailAddress("root@contoso.example"))
        contoso = try Credential.sample("contoso")
    }

    private func state(_ host: String = "smtp.office365.com") -> ConfigurationState {
        ConfigurationState(
            passwordSignIns: [PasswordSignIn(to: host, as: "relay", endsAt: endsAt)].compactMap(\.self))
    }

    private func told(_ simulation: Simulation) -> [String] {
        simulation.mailer.accepted.filter { $0.recipient == root.description }.map {
            $0.text.split(separator: "/").prefix(2).joined(separator: "/")
        }
    }

    private func begun(as state: ConfigurationState) async throws -> Simulation {
        let simulation = try await Simulation([contoso]).restarted([contoso], operators: [root], as: state)
        _ = await simulation.settle()
        return simulation
    }

    @Test func `it is told once, whatever is started again, and once more when the day has come`() async throws {
        var simulation = try await begun(as: state())
        #expect(told(simulation) == ["impaired/mail-password-ends"])
        simulation = try await simulation.restarted([contoso], operators: [root], as: state())
        await simulation.run(until: endsAt - .seconds(1))
        #expect(told(simulation) == ["impaired/mail-password-ends"])
        await simulation.run(until: endsAt)
        #expect(told(simulation) == ["impaired/mail-password-ends", "impaired/mail-password-off"])
        simulation = try await simulation.restarted([contoso], operators: [root], as: state())
        await simulation.run(until: endsAt + .days(30))
        #expect(told(simulation) == ["impaired/mail-password-ends", "impaired/mail-password-off"])
    }

    @Test(arguments: [false, true])
    func `another server is told anew, and the end of it once`(isStartedAgain: Bool) async throws {
        var simulation = try await begun(as: state())
        let other = state("smtp.office365.us")
        if isStartedAgain {
            simulation = try await simulation.restarted([contoso], operators: [root], as: other)
        } else {
            try await simulation.engine.load([contoso], operators: [root], as: other)
        }
        simulation.clock.advance(to: simulation.clock.now() + .minutes(1))
        _ = await simulation.settle()
        #expect(told(simulation) == ["impaired/mail-password-ends", "impaired/mail-password-ends"])
        try await simulation.engine.load([contoso], operators: [root])
        _ = await simulation.settle()
        #expect(told(simulation).dropFirst(2) == ["restored/mail-password-ends"])
        await simulation.run(until: endsAt + .days(1))
        #expect(told(simulation).count == 3)
    }

    @Test func `it wakes no monitor, is in status and journal, and waits for a clock that is right`() async throws {
        let simulation = try await begun(as: state())
        let health = await simulation.engine.health()
        #expect(health.urgent == nil && health[.mailSignIn]?.status == .true)
        let finding = health[.configuration]
        #expect(finding?.status == .true && finding?.reason == "Warnings")
        #expect(finding?.message.hasPrefix("password sign-in to smtp.office365.com stops") == true)
        #expect(await simulation.engine.summary().contains("password sign-in to smtp.office365.com stops"))
        #expect(simulation.journal.events("mail-password-ends").count == 1)
    }
}
