import Control
import Credentials
import Foundation
import JSON
import LeadkeeperDaemon
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `rotate`, `handoff`, `adopt` and `migrate`: from the plan to the old secret's end.
@Suite struct RotationCommandTests: ProgramSuite {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    @Test func `a rotation is planned, begun, and called off`() async throws {
        let plan = try await run("rotate", "contoso", "--dry-run")
        #expect(plan.status == 0 && isNarrow(plan.output))
        for text in [
            " 1. list-keys  leadkeeper lists", " 2. add-key    leadkeeper has Entra add", " 3. –          a person",
            "nothing seems to",
        ] {
            #expect(plan.output.contains(text), "\(text): \(plan.output)")
        }
        let stuck = try await run("rotate", "stands", "--dry-run")
        #expect(stuck.status == 1 && stuck.output.contains("blocked: there is no secret of @administrator"))
        let begun = try await run("rotate", "contoso")
        #expect(begun.status == 0 && begun.output.hasPrefix("contoso: the rotation has started\n"))
        #expect(begun.output.contains("proven since") && begun.output.contains("leadkeeper handoff contoso show"))
        #expect(try await run("rotate", "rotates").status == 75)
        #expect(try await run("rotate", "contoso", "--abort").output.hasPrefix("contoso: the rotation is cancelled"))
        #expect(try await run("rotate", "idle", "--abort").status == 1)
        #expect(try await run("rotate", "idle", "--abort", "--dry-run").status == 64)
        #expect(
            try await run("rotate", "contoso", "--publish-edits").output.contains("publishes the unpublished edits"))
        #expect(await served.service.calls.last == "begin rotation with edits by \(geteuid()) contoso")
        let retired = try await run("rotate", "contoso", "--retire")
        #expect(retired.status == 0 && retired.output.contains("the old secret is removed, whoever still uses it"))
        #expect(await served.service.calls.last == "begin rotation retiring the old one by \(geteuid()) contoso")
        #expect(try await run("rotate", "contoso", "--retire", "--abort").status == 64)
        let json = try await run("rotate", "contoso", "--dry-run", "--json")
        #expect(try JSONCoder.decode(RotationPlanStatus.self, from: Array(json.output.utf8)) == Samples.plan("contoso"))
    }

    @Test func `where people replace the secret, rotate prints their steps and begins nothing`() async throws {
        let program = try await run("rotate", "reminds")
        #expect(program.status == 0 && isNarrow(program.output))
        #expect(
            program.output.contains(
                " 1. Make a new client secret.\n 2. Store it:\n      leadkeeper secret set reminds --expires DATE\n"))
        #expect(await served.service.calls == ["plan rotation reminds"])
    }

    @Test func `what belongs in Partner Center is shown to a terminal alone, unless forced`() async throws {
        let refused = try await run("handoff", "contoso", "show")
        #expect(
            refused.status == 64 && refused.output.isEmpty && refused.errors.contains("leadkeeper: hint: use --force"))
        #expect(await served.service.calls.isEmpty)
        let shown = try await run("handoff", "contoso", "show", "--force")
        #expect(shown.status == 0 && isNarrow(shown.output))
        for text in [
            "  Offer                    contoso-crm-connector\n",
            "  URL                      https://contoso.crm4.dynamics.com\n",
            "  Application (client) ID  23456052-aaaa-bbbb-8662-1234df56788f\n", "  Directory ID             12345678-",
            "  Client secret            hunter2\n\n 1. Sign in to Partner Center.\n 2. Select “Validate”.\n 3. When the offer is live",
            "leadkeeper handoff contoso confirm\n",
        ] {
            #expect(shown.output.contains(text), "\(text): \(shown.output)")
        }
        let user = try await run("handoff", "fabrikam", "show", "--force")
        #expect(user.output.contains("  Password                 hunter2\n") && !user.output.contains("Directory ID"))
        let json = try await run("handoff", "contoso", "show", "--json")
        #expect(json.status == 0 && !json.output.contains("hunter2") && json.output.contains("contoso-crm-connector"))
        #expect(
            try await run("handoff", "contoso", "confirm").output.hasPrefix(
                "contoso: recorded that Partner Center has it\n"))
        #expect(
            try await run("handoff", "contoso", "vouch").output.hasPrefix(
                "contoso: recorded that the marketplace uses it\n"))
        let tooSoon = try await run("handoff", "fresh", "vouch")
        #expect(
            tooSoon.status == 75 && tooSoon.errors.contains("less than a day ago")
                && tooSoon.errors.contains("vouch tomorrow"))
        #expect(try await run("handoff", "untold", "vouch").status == 1)
        let said = try await run("handoff", "said", "confirm")
        #expect(said.status == 0 && said.output.hasPrefix("said: nothing has changed, this was recorded before\n"))
        #expect(said.output.contains("handed off") && said.output.contains("confirmed by user 1001"))
        #expect(
            try await run("handoff", "said", "confirm", "--json").output.contains("\"confirmedBy\" : \"user 1001\""))
        #expect(try await run("handoff", "contoso").status == 64)
        #expect(try await run("handoff", "contoso", "hide").errors.contains("show, confirm, vouch or compare"))
    }

    @Test func `an offer that differs, one that agrees and one that cannot be asked for end the program in three ways`()
        async throws
    {
        let differs = try await run("handoff", "contoso", "compare")
        #expect(differs.status == 1 && isNarrow(differs.output))
        #expect(differs.output.hasPrefix("contoso: the offer in Partner Center is not as declared\n"))
        for text in [
            "  the URL, live: customers' leads go by it\n    declared     https://contoso.crm4.dynamics.com\n"
                + "    there        https://contoso-old.crm4.dynamics.com\n",
            "    there        nothing\n", "  client secret  masked, cannot be compared\n", "which is no fault\n",
        ] {
            #expect(differs.output.contains(text), "\(text): \(differs.output)")
        }
        let agrees = try await run("handoff", "agrees", "compare")
        #expect(agrees.status == 0 && isNarrow(agrees.output) && agrees.output.contains("masked, cannot be compared\n"))
        let unnamed = try await run("handoff", "unnamed", "compare")
        #expect(unnamed.status == 75 && unnamed.output.isEmpty && unnamed.errors.contains("names no offer"))
        #expect(try await run("handoff", "unknown", "compare").status == 64)
        let json = try await run("handoff", "contoso", "compare", "--json")
        let name = try #require(CredentialName("contoso"))
        #expect(json.status == 1)
        #expect(
            try JSONCoder.decode(OfferComparison.self, from: Array(json.output.utf8))
                == Samples.offer(name, agrees: false))
    }

    @Test func `the keys on an application are listed, and one is adopted`() async throws {
        let list = try await run("adopt", "contoso")
        #expect(list.status == 0 && isNarrow(list.output))
        #expect(
            list.output.contains("0f0e0d0c-1111-2222-3333-444455556666  foreign (?)\n    expired 2025-11-27 05:40 CET"))
        #expect(
            list.output.contains("ours\n    expired 2025-11-18 05:40 CET")
                && list.output.contains("called “leadkeeper/x/y”"))
        #expect(list.output.contains("leadkeeper adopt contoso --key-id ID"))
        let words = list.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            words.contains(
                "444455558888 foreign never expires; only the service principal has it, so the Entra admin center"))
        #expect(words.contains("444455559999 foreign not valid before 2099-01-01 01:00 CET (in "))
        #expect(words.contains("); expires 2100-01-01 01:00 CET (in "))
        let adopted = try await run("adopt", "contoso", "--key-id", "0f0e0d0c-1111-2222-3333-444455556666")
        #expect(adopted.status == 0 && adopted.output.contains("it expires: "))
        #expect(try await run("adopt", "contoso", "--key-id", "nonsense").status == 64)
        #expect(await served.service.calls.count == 2)
    }

    @Test func `a migration is a list whose first open line says what to do`() async throws {
        let program = try await run("migrate", "password", "--to", "contoso")
        #expect(program.status == 1 && isNarrow(program.output))
        #expect(
            program.output.hasPrefix(
                "password to contoso: from an Office 365 password to an Entra application\n 1. done  a connection"))
        #expect(program.output.contains("\n 3. open  the application can sign in\n"))
        #expect(program.output.contains("\nnext\n 3. See why it cannot sign in:\n      leadkeeper probe contoso\n"))
        let json = try await run("migrate", "password", "--to", "contoso", "--json")
        #expect(json.status == 1 && json.output.contains("\"isDone\" : false"))
    }

    @Test func `the status of a password names the way out, and that of a rotation whom it waits for`() async throws {
        let password = try await run("status", "password", "--all")
        #expect(isNarrow(password.output) && password.output.contains("`leadkeeper migrate password` guides"))
        let secret = try await run("status", "contoso", "--all")
        #expect(!secret.output.contains("leadkeeper migrate"))
        let words = secret.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for text in [
            "proven since", "no-room: there is no room for another one (HTTP 400)", "waits for its next attempt",
            "enter it now",
        ] {
            #expect(words.contains(text), "\(text): \(words)")
        }
        #expect(try await run("status").output.contains("hand-off"))
    }

    @Test func `only a password is migrated from`() async throws {
        let program = try await run("migrate", "contoso")
        #expect(program.status == 64)
        #expect(program.errors.contains("not an Office 365 password"))
    }
}
