import Credentials
import Testing

@testable import Configuration

/// When all ways out may end together.
@Suite struct AlertCircleTests {
    private let directory = "12345678-8af1-4a5f-1234-12234d01db47"
    private let contoso: Credential
    /// One of another directory.
    private let fabrikam: Credential
    private let relay = WayOut(name: "[Mail]", host: "localhost", credential: nil, directory: nil)
    private var mail: WayOut {
        WayOut(name: "[Mail]", host: "smtp.office365.com", credential: .mail, directory: directory)
    }

    init() throws {
        let inventory = try settings(["connections/contoso.conf": azureAD, "connections/fabrikam.conf": office365])
            .inventory
        contoso = try #require(inventory.first)
        fabrikam = try #require(inventory.last)
    }

    @Test func `one way without a secret is no circle, and neither is none at all`() throws {
        #expect(AlertCircle.all(of: [relay], beside: [contoso]) == [])
        #expect(AlertCircle.all(of: [], beside: [contoso]) == [])
    }

    @Test func `a way by the connections' directory with a watched secret is two`() throws {
        #expect(
            AlertCircle.all(of: [mail], beside: [contoso]) == [
                .credentials([.mail]), .directory(directory, connections: [contoso.name]),
            ])
        // Another directory is another matter.
        #expect(AlertCircle.all(of: [mail], beside: [fabrikam]) == [.credentials([.mail])])
    }

    @Test func `a second way that does without it ends the circle`() throws {
        #expect(AlertCircle.all(of: [mail, relay], beside: [contoso]) == [])
        #expect(AlertCircle.all(of: [relay, mail], beside: [contoso]) == [])
    }

    @Test func `two ways by one host are one`() throws {
        #expect(AlertCircle.all(of: [relay, relay], beside: []) == [.host("localhost")])
        var other = relay
        other.host = "hooks.contoso.com"
        #expect(AlertCircle.all(of: [relay, other], beside: []) == [])
    }

    @Test func `the sentence names no more than a few of many connections`() throws {
        let many = (1...500).map { number in
            var one = contoso
            one.name = CredentialName("c\(number)") ?? one.name
            return one
        }
        let circle = try #require(AlertCircle.all(of: [mail], beside: many).last)
        #expect(circle.sentence.contains("as c1, c10, c100 and 497 more does") && circle.sentence.count < 300)
    }
}
