import Control
import Credentials
import GLib
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// The table of `status`, and which connections are in it.
@Suite struct StatusTableTests {
    private static let now = Samples.now

    static func connection(_ name: String, _ change: (inout ConnectionStatus) -> Void = { _ in }) -> ConnectionStatus {
        var connection = Samples.connection(name)
        connection.attention = nil
        connection.probe = ProbeStatus(Samples.report(nil))
        connection.rotation = RotationStatus()
        connection.handOff = HandOffRecord()
        connection.window = WindowStatus(state: .open, expiresAt: Timestamp(now + .days(199)))
        change(&connection)
        return connection
    }

    static let longName = "a" + String(repeating: "-very-long-name", count: 4)

    static let connections = [
        connection("fabrikam"),
        connection("contoso") {
            $0.attention = .lapsed
            $0.window = WindowStatus(state: .lapsed, expiresAt: Timestamp(now - .hours(40)))
        },
        connection("northwind") {
            $0.attention = .renewalDue
            $0.startBy = Timestamp(now + .days(1))
            $0.window = WindowStatus(state: .notice, expiresAt: Timestamp(now + .days(6)))
            $0.told = nil
        },
        connection(longName) { $0.probe = ProbeStatus(Samples.report(.network)) },
        connection("tailspin") {
            $0.attention = .renewalDue
            $0.contacts = ["eva@tailspin.example"]
            $0.acknowledgement = AcknowledgementStatus(
                Acknowledgement(by: "山田太郎", since: now, until: now + .days(3), person: "user 0"))
        },
    ]

    private func page(width: Int?, _ selection: StatusSelection = StatusSelection(), as format: StatusFormat? = nil)
        throws -> String
    {
        let times = LocalTimes(zone: try #require(Zone(identifier: "UTC")), now: Self.now)
        var overview = StatusOverview()
        let maker = StatusRow.Maker(times: times)
        for connection in Self.connections { overview.take(connection, selection, maker) }
        overview.rows.sort { $0.key.precedes($1.key, in: selection.order) }
        return StatusPage(times: times, output: Output(.never), width: width).text(overview, as: format)
    }

    @Test(arguments: [20, 40, 60, 80, 100, 120, 160, 200])
    func `fits every width and cuts nothing that matters`(width: Int) throws {
        let text = try page(width: width)
        let lines = text.split(separator: "\n").map(String.init)
        for line in lines.dropFirst() { #expect(line.columns <= width, "\(line.columns): \(line)") }
        let words = text.split(whereSeparator: \.isWhitespace).joined()
        for matter in [
            "contoso", "expired", "2025-11-19", "new client secret in Entra", "start by 2025-11-22", "nobody told yet",
            "2 contacts told 04:40", Self.longName, "not known: network", "山田太郎 is on it",
        ] {
            #expect(words.contains(matter.filter { $0 != " " }), "\(matter): \(text)")
        }
        #expect(!text.contains("…"))
    }

    @Test func `columns fall away before anything is wrapped`() throws {
        #expect(try page(width: nil).contains("METHOD") && page(width: nil).contains("NEXT"))
        #expect(try page(width: 240).contains("METHOD"))
        let narrow = try page(width: 170)
        #expect(!narrow.contains("METHOD") && narrow.contains("EXPIRES (UTC)"))
        #expect(try !page(width: 60).contains("EXPIRES"))
    }

    @Test func `the most urgent come first, or whatever is asked for`() throws {
        func names(_ order: StatusSelection.Order) throws -> [String] {
            var selection = StatusSelection()
            selection.order = order
            return try page(width: nil, selection, as: .names).split(separator: "\n").map(String.init)
        }
        let name = Self.longName
        #expect(try names(.urgency) == ["contoso", "northwind", "tailspin", name, "fabrikam"])
        #expect(try names(.name) == [name, "contoso", "fabrikam", "northwind", "tailspin"])
        #expect(try names(.expiry) == ["contoso", "northwind", name, "fabrikam", "tailspin"])
        #expect(try names(.checked) == [name, "contoso", "fabrikam", "northwind", "tailspin"])
    }

    @Test func `only what is asked for is shown, and all of it is counted`() throws {
        func names(_ change: (inout StatusSelection) -> Void) throws -> [String] {
            var selection = StatusSelection()
            change(&selection)
            return try page(width: nil, selection, as: .names).split(separator: "\n").map(String.init)
        }
        #expect(try names { $0.isFailing = true } == ["contoso", "northwind", "tailspin"])
        #expect(try names { $0.expiring = .days(6) } == ["contoso", "northwind"], "exactly that far away counts")
        #expect(try names { $0.expiring = .seconds(6 * 86_400 - 1) } == ["contoso"])
        #expect(try names { $0.contact = EmailAddress("Eva@tailspin.example") } == ["tailspin"])
        #expect(try names { $0.pattern = "WIND" } == ["northwind"])
        #expect(try names { $0.pattern = "*wind" } == ["northwind"])
        #expect(try names { $0.pattern = "[ft]*" } == ["tailspin", "fabrikam"])
        var none = StatusSelection()
        none.pattern = "zzz"
        #expect(try page(width: 80, none).hasSuffix("none of them is to be shown\n"))
        #expect(try page(width: 80, none).hasPrefix("3 of 5 need somebody, 1 unknown, 1 fine"))
    }

    @Test func `a line of CSV has its fields, in quotation marks where they need them`() throws {
        let lines = try page(width: nil, as: .csv).split(separator: "\r\n").map(String.init)
        #expect(lines[0] == "name,concern,state,needed,expires,checked,method,url,contacts")
        #expect(lines.count == 6)
        #expect(
            lines[2].hasPrefix(
                "northwind,expiring,expires soon,\"new client secret in Entra, start by 2025-11-22; nobody told yet\","
                    + "2025-11-27T04:40:00Z,2025-11-21T04:40:00Z,azure-ad,https://contoso.crm4.dynamics.com,"
                    + "ops@contoso.com sales@contoso.com"))
    }

    @Test func `options that say nothing sensible are refused`() throws {
        for arguments in [
            ["--sort", "size"], ["--expiring", "soon"], ["--expiring", "30"], ["--contact", "nobody"],
            ["-o", "xml"], ["-o", "csv", "--json"],
        ] {
            let invocation = try Invocation(["status"] + arguments)
            #expect(throws: Failure.self, "\(arguments)") { try StatusCommand.run(CommandContext(invocation)) }
        }
        let invocation = try Invocation(["status", "-o", "names", "--failing", "--expiring=2w", "--sort", "name"])
        let selection = try StatusSelection(invocation)
        #expect(selection.isFailing && selection.expiring == .days(14) && selection.order == .name)
    }

    @Test func `wide characters take two columns, marks none`() {
        #expect("山田".columns == 4 && "e\u{301}".columns == 1 && "é".columns == 1 && "abc".columns == 3)
        #expect("山田太郎".broken(to: 5) == ["山田", "太郎"])
        #expect("山田".padded(to: 6) == "山田  " && "山田太郎".shortened(to: 5).columns <= 5)
    }
}
