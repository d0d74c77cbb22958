import Credentials
import Testing

@testable import leadkeeper

@Suite struct InvocationTests {
    private func failure(_ arguments: [String]) -> Failure? {
        do throws(Failure) {
            _ = try Invocation(arguments)
            return nil
        } catch {
            return error
        }
    }

    @Test func `options stand anywhere, with a space or an equals sign`() throws {
        for arguments in [
            ["--json", "history", "--limit", "5", "contoso"], ["history", "contoso", "--limit=5", "--json"],
            ["history", "--json", "--limit=5", "--", "contoso"],
        ] {
            let invocation = try Invocation(arguments)
            #expect(invocation.request == .command(.history))
            #expect(invocation.names.map(\.description) == ["contoso"])
            #expect(invocation.has(.json))
            #expect(invocation[.limit] == "5")
        }
    }

    @Test func `a connection may be called like a command's second word`() throws {
        #expect(try Invocation(["notices", "--", "test"]).request == .command(.notices))
        #expect(try Invocation(["notices", "test", "test"]).request == .command(.noticesTest))
        #expect(try Invocation(["secret", "set", "set"]).names.map(\.description) == ["set"])
    }

    @Test func `a name that is given twice counts once`() throws {
        #expect(try Invocation(["status", "b", "a", "b"]).names.map(\.description) == ["b", "a"])
    }

    @Test func `a directory is taken as it is, whatever its name`() throws {
        for path in ["/var/backups/2026-11-21", "UPPER", "../x"] {
            #expect(try Invocation(["backup", path]).directory == path)
            #expect(try Invocation(["restore", "--force", path]).directory == path)
        }
    }

    @Test func `help is for one command or for all`() throws {
        #expect(try Invocation(["--help"]).request == .help(nil))
        #expect(try Invocation(["secret", "--help"]).request == .help(nil))
        #expect(try Invocation(["secret", "set", "-h"]).request == .help(.secretSet))
        #expect(try Invocation(["--version"]).request == .version)
    }

    @Test func `the keyring worker gets its options as they were given`() throws {
        let invocation = try Invocation(["keyring", "--allow-user=1", "--allow-user", "2", "--keyring", "/s"])
        #expect(invocation.raw == ["--allow-user", "1", "--allow-user", "2", "--keyring", "/s"])
    }

    @Test(arguments: [
        [], ["--"], ["bogus"], ["secret"], ["secret", "sett", "a"], ["status", "--bogus"], ["status", "-x"],
        ["status", "UPPER"],
        ["status", "../x"], ["check", "contoso"], ["secret", "set"], ["secret", "set", "a", "b"],
        ["history", "a", "b"],
        ["status", "--limit", "5"], ["history", "--limit"], ["status", "--json=yes"], ["status", "--json", "--json"],
        ["status", "--color", "blue"], ["status", "--runtime="], ["notices", "test"], ["completions"],
        ["completions", "tcsh"],
        ["completions", "bash", "zsh"], ["backup"], ["backup", ""], ["restore", "a", "b"], ["backup", "a", "--force"],
        ["restore", "a", "--with-master", "b"], ["restore", "a", "--keyring-directory="],
    ])
    func `what is not understood is a usage error`(arguments: [String]) {
        #expect(failure(arguments)?.code == .usage)
    }

    @Test func `a slip of the finger is answered with what was meant`() {
        #expect(failure(["stauts"])?.hint == "did you mean `status`?")
        #expect(failure(["secret", "sett", "a"])?.hint == "did you mean `secret set`?")
        #expect(failure(["status", "--jsno"])?.hint == "did you mean --json?")
        #expect(failure(["status", "-json"])?.hint == "did you mean --json?")
        #expect(failure(["frobnicate"])?.hint == "`leadkeeper --help` lists the commands")
    }

    @Test(arguments: Command.all)
    func `a command's help is at most 80 columns wide and names all of its options`(command: Command) {
        let text = Help.text(of: command)
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        for option in command.options { #expect(text.contains("--\(option.name)")) }
        #expect(Help.text().contains("  \(command.name)"))
    }
}
