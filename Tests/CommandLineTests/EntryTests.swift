import Control
import Credentials
import Foundation
import GLib
import TestBasics
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// What is refused when a person enters a secret and its dates, before the daemon is asked.
@Suite struct EntryTests {
    let served: ServedSocket

    init() throws {
        served = try ServedSocket()
    }

    private func set(_ name: String = "contoso", _ options: [String] = [], input: String = "hunter2") async throws
        -> ChildProcess.Ended
    {
        try await Program.run(["secret", "set", name, "--runtime", served.directory.path] + options, input: input)
    }

    private func date(inDays days: Double) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "Europe/Stockholm")
        formatter.dateFormat = "yyyy-MM-dd"
        return formatter.string(from: Date(timeIntervalSinceNow: days * 86_400))
    }

    @Test(arguments: [
        ("--expires", "20.05.2027", "\"20.05.2027\" is not a valid date."),
        ("--expires", "2027-02-30", "\"2027-02-30\" is not a valid date: there is no 30 February 2027."),
        ("--expires", "Never", "\"Never\" is not a valid date."),
        ("--expires", "2199-12-31", "\"2199-12-31\" is not a valid date: only the years 2000 to 2100 are accepted."),
        ("--expires", "2101-01-01T00:00Z", "\"2101-01-01T00:00Z\" is not a valid date: only the years"),
        ("--issued", "1999-12-31", "\"1999-12-31\" is not a valid date: only the years 2000 to 2100 are accepted."),
        ("--issued", "never", "\"never\" is not a valid date."),
        (
            "--issued", "05/06/2026",
            "\"05/06/2026\" is not a valid date: it can be read in two ways, as 5 June 2026 or 6 May 2026."
        ),
        ("--expires", "2027-05-20T08:30", "\"2027-05-20T08:30\" is not a valid date: it can be read in two ways,"),
        ("--expires", "8Q~hunter2.hunter3", "the value is not a valid date."),
    ])
    func `a mistyped date is refused with the reason and the form`(option: String, text: String, reason: String)
        async throws
    {
        let program = try await set("contoso", [option, text])
        #expect(program.status == 64 && program.output.isEmpty)
        #expect(program.errors.hasPrefix("leadkeeper: \(option): \(reason)"), "\(program.errors)")
        let form = "Use YYYY-MM-DD (for example 2027-05-20)"
        let rest = option == "--expires" ? ", YYYY-MM-DDThh:mm+hh:mm, or never.\n" : " or YYYY-MM-DDThh:mm+hh:mm.\n"
        #expect(program.errors.hasSuffix(form + rest), "\(program.errors)")
        #expect(await served.service.calls.isEmpty)
    }

    @Test func `an end before today needs to be meant, and a day of issue after tomorrow cannot be`() async throws {
        for (options, reason) in [
            (["--expires", date(inDays: -2)], "--expires is before today"),
            (["--expires", "2016-05-20"], "--expires is before today"),
            (["--issued", date(inDays: 3)], "--issued is after tomorrow"),
            (["--issued", "2099-01-01"], "--issued is after tomorrow"),
            (["--issued", "2026-03-01", "--expires", "2026-03-01", "--lapsed"], "--expires is not after issued"),
        ] {
            let program = try await set("contoso", options)
            #expect(program.status == 64 && program.errors.hasPrefix("leadkeeper: \(reason)"), "\(program.errors)")
        }
        #expect(await served.service.calls.isEmpty)
        for options in [
            ["--expires", date(inDays: 0)], ["--expires", date(inDays: -400), "--lapsed"],
            ["--issued", date(inDays: 1)],
            ["--issued", "2026-01-01T12:30+01:00"], ["--expires", "never"], ["--expires", "2099-05-20t08:30z"],
        ] {
            #expect(try await set("contoso", options).status == 0, "\(options)")
        }
    }

    @Test(arguments: [
        ("hunter2\r\n", "hunter2"), ("hunter2\n", "hunter2"), ("hunter2", "hunter2"), ("hun\"ter“2\r\n", "hun\"ter“2"),
    ])
    func `a line end is dropped, with a carriage return before it`(input: String, secret: String) async throws {
        #expect(try await set(input: input).status == 0)
        let shown = try await Program.run(["secret", "show", "contoso", "--force", "--runtime", served.directory.path])
        #expect(shown.output == secret)
    }

    @Test(arguments: [
        ("\u{FEFF}hunter2\n", "begins with a byte order mark"), (" hunter2", "begins with a blank"),
        ("hunter2\u{A0}\n", "ends with a no-break space"), ("‘hunter2’", "begins with a typographic quotation mark"),
        ("hunter2\r", "ends with a carriage return"), ("hunter2\r\r\n", "ends with a carriage return"),
        ("hunter2\n\n", "ends with a line end"), ("\u{1B}hunter2", "begins with a control character"),
        ("\n", "is empty"),
        ("\r\n", "is empty"),
    ])
    func `what cannot be a secret is refused before it is sent, and not repeated`(input: String, reason: String)
        async throws
    {
        let program = try await set(input: input)
        #expect(program.status == 64)
        #expect(program.errors.hasPrefix("leadkeeper: failed to save the secret of contoso: the secret \(reason)\n"))
        #expect(!program.errors.contains("hunter2"))
        #expect(await served.service.calls.isEmpty)
    }

    @Test func `the administrator's is a client secret, so that a GUID is refused at once`() async throws {
        let program = try await set("@administrator", input: "0f0e0d0c-1111-2222-3333-444455556666\n")
        #expect(program.status == 64 && program.errors.contains("the Secret ID of a client secret and not its Value"))
        #expect(!program.errors.contains("0f0e0d0c"))
        #expect(await served.service.calls.isEmpty)
        #expect(try await set("@mail", input: "0f0e0d0c-1111-2222-3333-444455556666\n").status == 0)
    }

    @Test(arguments: [
        ["secret", "set", "contoso", "s3cret-Value"], ["secret", "set", "contoso", "a", "s3cret-Value"],
        ["secret", "set", "s3cret-Value"], ["secret", "s3cret-Value"], ["secret", "contoso", "s3cret-Value"],
        ["s3cret-Value"],
        ["secret", "set", "contoso", "--s3cret-Value"], ["secret", "set", "contoso", "-s3cret-Value"],
        ["secret", "set", "contoso", "--key-id"], ["secret", "set", "contoso", "--secret=s3cret-Value"],
        ["secret", "set", "contoso", "--expires", "s3cret-Value"],
        ["secret", "set", "contoso", "--issued=s3cret-Value"],
        ["secret", "set", "contoso", "--color", "s3cret-Value"], ["secret", "set", "contoso", "--json=s3cret-Value"],
        ["secret", "set", "contoso", "--limit", "s3cret-Value"], ["status", "contoso", "s3cret-Value"],
        ["check", "s3cret-Value"],
        ["history", "contoso", "s3cret-Value"], ["history", "--limit", "s3cret-Value"],
        ["history", "--after=s3cret-Value"],
        ["notices", "--before", "s3cret-Value"], ["adopt", "contoso", "--key-id", "s3cret-Value"],
        ["handoff", "contoso", "s3cret-Value"], ["completions", "s3cret-Value"],
        ["completions", "bash", "s3cret-Value"],
        ["restore", "a", "s3cret-Value"], ["keyring", "--deadline", "s3cret-Value"],
        ["keyring", "--allow-user", "s3cret-Value"],
        ["keyring", "--lookups=s3cret-Value"], ["keyring", "--allow-group", "s3cret-Value"],
    ])
    func `an argument that is not understood is never repeated`(arguments: [String]) async throws {
        let program = try await Program.run(arguments, environment: ["RUNTIME_DIRECTORY": served.directory.path])
        #expect(program.status == 64, "\(program.errors)")
        #expect(!program.errors.contains("s3cret") && !program.output.contains("s3cret"), "\(program.errors)")
    }

    @Test func `who typed a secret as an argument learns where it went`() async throws {
        let program = try await Program.run(["secret", "set", "contoso", "hunter2"])
        #expect(program.errors.hasPrefix("leadkeeper: `secret set`: 1 argument too many\n"))
        #expect(program.errors.contains("shell's history"))
    }

    @Test func `sudo's user is said, and one that is no number is not`() async throws {
        #expect(try await set().status == 0)
        for (sudo, said) in [("1000", " (said: by sudo of user 1000)"), ("root\n", ""), ("-1", ""), ("", "")] {
            let shown = try await Program.run(
                ["secret", "show", "contoso", "--force", "--runtime", served.directory.path],
                environment: ["SUDO_UID": sudo])
            #expect(shown.status == 0)
            #expect(await served.service.showings.last == "user \(geteuid())\(said)")
        }
    }

    @Test func `lists say how much more there is, and how to see it`() async throws {
        let run = { (arguments: [String]) in
            try await Program.run(arguments + ["--runtime", served.directory.path]).output
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        #expect(
            try await run(["notices", "contoso", "--limit", "1"]).hasSuffix(
                "41 earlier notices are not shown; `leadkeeper notices contoso --before 3 --limit 1` shows the next "
                    + "ones; `leadkeeper notices contoso --all` shows all"))
        #expect(
            try await run(["history", "--limit", "1", "--since", "2026-03-01"]).hasSuffix(
                "4000 earlier events are not shown; `leadkeeper history --since 2026-03-01 --before 17 --limit 1` shows "
                    + "the next ones; `leadkeeper history --since 2026-03-01 --all` shows all"))
        #expect(
            try await run(["history", "long", "--limit", "1", "--after", "2498"]).hasSuffix(
                "1 later event is not shown; `leadkeeper history long --after 2499 --limit 1` shows the next ones; "
                    + "`leadkeeper history long --after 2498 --all` shows all"))
        #expect(
            try await run(["history", "--limit", "1", "--after", "9"]).hasSuffix(
                "4000 later events are not shown; `leadkeeper history --after 17 --limit 1` shows the next ones; "
                    + "`leadkeeper history --after 9 --all` shows all"))
        for list in ["notices", "history"] { #expect(try await !run([list]).contains("not shown")) }
    }

    @Test(arguments: ["history", "notices"])
    func `lists show any number of entries, and all, each once and in their order`(list: String) async throws {
        let run = { (arguments: [String]) in
            try await Program.run([list, "long", "--runtime", served.directory.path] + arguments)
        }
        let ids = { (text: String) in
            text.split(separator: "\n").filter { !$0.contains("not shown") }
                .compactMap { $0.split(separator: " ", omittingEmptySubsequences: false).first.flatMap { Int64($0) } }
        }
        let key = list == "history" ? "events" : "notices"
        for (arguments, expected) in [
            (["--all"], Array(1...2_500)), (["--limit", "2400"], Array(101...2_500)),
            (["--limit", "1001", "--before", "1500"], Array(499...1_499)),
            (["--limit", "1500", "--after", "7"], Array(8...1_507)),
            (["--all", "--after", "1200"], Array(1_201...2_500)), (["--all", "--before", "1300"], Array(1...1_299)),
            (["--limit", "2147483647"], Array(1...2_500)), ([], Array(2_401...2_500)), (["--before", "1"], []),
        ] as [([String], [Int64])] {
            #expect(ids(try await run(arguments).output) == expected, "\(arguments)")
            let json = try await run(arguments + ["--json"]).output
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            let entries = try #require(object[key] as? [[String: Any]]).compactMap { $0["id"] as? Int64 }
            #expect(entries == (list == "history" ? expected : expected.reversed()), "\(arguments)")
            let rest = arguments.contains("--after") ? Int64(2_500) - (expected.last ?? 0) : (expected.first ?? 1) - 1
            #expect(object["more"] as? Int64 == rest, "\(arguments)")
        }
        let hold = try await run(["--all"]).output.components(separatedBy: "held back").count - 1
        #expect(hold == (list == "history" ? 0 : 1), "what stands above them stands there once")
        for wrong in [["--limit", "0"], ["--limit", "x"], ["--limit", "2147483648"], ["--all", "--limit", "5"]] {
            #expect(try await run(wrong).status == 64, "\(wrong)")
        }
    }

    @Test func `a secret that the keyring still has is given up, not removed, and exits 75`() async throws {
        #expect(try await set("waits").status == 0)
        let removed = try await Program.run(["secret", "remove", "waits", "--runtime", served.directory.path])
        #expect(removed.status == 75)
        #expect(removed.output.hasPrefix("removing 1 version of the secret of waits\n"))
        #expect(removed.output.contains("removed once the keyring answers"))
    }

    @Test func `what is shown of a moment reads back as that moment`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let zones = try ["UTC", "Europe/Stockholm", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"].map {
            try #require(Zone(identifier: $0))
        }
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: 946_684_800...4_100_000_000, using: &random)
            let zone = zones[Int.random(in: 0..<zones.count, using: &random)]
            let shown = try #require(ZonedTime(secondsSinceEpoch: seconds, in: zone))
            guard shown.secondsFromUTC.isMultiple(of: 60) else { continue }
            let day = shown.date
            let offset = abs(shown.secondsFromUTC) / 60
            let time = "\(pad(shown.hour)):\(pad(shown.minute)):\(pad(shown.second))"
            let whole = "\(day)T\(time)\(shown.secondsFromUTC < 0 ? "-" : "+")\(pad(offset / 60)):\(pad(offset % 60))"
            #expect(try DateForm(whole).instantInUTC.secondsSinceEpoch == seconds, "seed \(seed): \(whole)")
            let begins = try #require(day.beginning(in: zone)).secondsSinceEpoch
            #expect(begins <= seconds && seconds - begins < 90_000, "seed \(seed): \(day)")
        }
    }

    private func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
