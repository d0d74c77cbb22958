import Foundation
import Glibc
import Simulators
import TestSupport
import Testing

/// What the daemon refuses when a secret is entered, whoever asks it: the command line, or a program of somebody's own.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct EntryTests {
    @Test
    func `what cannot be this connection's secret, or its date, is refused by the daemon too, and nothing is changed`()
        async throws
    {
        try await Site.run { site in
            _ = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            #expect(try await site.store(secret, for: "contoso").exit == .code(0))
            let before = try await site.status(of: "contoso").secret.version.string

            // The command line does not know whose secret it is: the daemon does.
            let guid = try await site.command(
                "secret", "set", "contoso", input: "0f0e0d0c-1111-2222-3333-444455556666\n")
            #expect(
                guid.exit == .code(64) && guid.complaint.contains("the Secret ID of a client secret and not its Value"))
            #expect(!guid.complaint.contains("0f0e0d0c"))
            let quoted = try await site.command("secret", "set", "contoso", input: "\"abc8Q~Xyz\"")
            #expect(quoted.exit == .code(64) && quoted.complaint.contains("is in quotation marks"))
            let key = try await site.command("secret", "set", "contoso", "--key-id", "abc8Q~Xyz", input: secret)
            #expect(
                key.exit == .code(64) && key.complaint.contains("the key id is not a GUID")
                    && !key.complaint.contains("Xyz"))

            // A program of somebody's own.
            let put = { (query: String, body: String) in
                try await ChildProcess.run(
                    "/usr/bin/curl",
                    [
                        "-sS", "--unix-socket", "\(site.directory.path)/run/control.sock", "-X", "PUT", "--data-binary",
                        "@-",
                        "-w",
                        " %{http_code}", "http://x/v1/connections/contoso/secret?\(query)",
                    ], input: .text(body)
                ).output
            }
            for (query, body, reason) in [
                ("expires=\(Site.day(-1))", secret, "expires is before today"),
                ("expires=2020-01-01T00:00Z", secret, "expires is before today"),
                ("issued=\(Site.day(2))", secret, "issued is after tomorrow"),
                ("issued=1999-12-31", secret, "only the years 2000"),
                ("expires=2199-12-31", secret, "only the years 2000"),
                ("expires=05%2F06%2F2027", secret, "in two ways"),
                ("expires=2027-02-30", secret, "there is no 30 February"),
                ("", "{0F0E0D0C-1111-2222-3333-444455556666}", "the Secret ID"),
                ("", "abc***************", "three characters and asterisks"),
                ("", secret + "\u{A0}", "ends with a no-break space"), ("", secret + "\r\n", "ends with a line end"),
            ] {
                let answer = try await put(query, body)
                #expect(answer.hasSuffix(" 422") && answer.contains(reason), "\(query): \(answer)")
            }
            #expect(try await site.status(of: "contoso").secret.version.string == before)

            // What is meant is taken.
            #expect(try await put("expires=\(Site.day(-1))&lapsed=true", secret).hasSuffix(" 200"))
            #expect(try await put("expires=2099-12-31&issued=\(Site.day(1))", secret).hasSuffix(" 200"))
            #expect(try await site.status(of: "contoso").secret.doubt.string?.contains("24 months") == true)
            let warned = try await site.done("secret", "set", "contoso", "--expires", "never", input: secret)
            #expect(
                warned.complaint.hasPrefix("leadkeeper: warning: Entra has granted no client secret without an end"))
        }
    }

    @Test func `a keyring that is away takes no secret away with it`() async throws {
        try await Site.run { site in
            let (_, worker) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            #expect(try await site.store(secret, for: "contoso").exit == .code(0))
            try await site.until { try await site.status(of: "contoso").probe.result.string == "ok" }
            worker.send(SIGTERM)
            _ = await worker.exit()
            let removed = try await site.command("secret", "remove", "contoso")
            #expect(removed.exit == .code(69) && removed.output.isEmpty, "\(removed.complaint)")
            #expect(try await site.status(of: "contoso").secret.stored.bool == true)
        }
    }
}

extension Site {
    /// A day as `--expires` takes it, by UTC.
    fileprivate static func day(_ days: Int) -> String { String(date(inDays: days).prefix(10)) }
}
