import Credentials
import Foundation
import JSON
import Testing

@testable import Bookkeeping

/// What releases wrote that knew an environment's address where there is a lead destination now.
@Suite struct ReleasedFormTests {
    private static let connection = #"""
        {"name":"contoso","identity":{"azureAD":{"directory":"12345678-8af1-4a5f-8123-12234d01db47",\#
        "application":"12345678-8af1-4a5f-8123-12234d01db47"}},"environment":"https://contoso.crm4.dynamics.com",\#
        "contacts":["ops@contoso.com"],"lifetime":{"span":{"_0":7776000}},\#
        "probing":{"leadInterval":86400,"signInInterval":21600,"cleanup":"delete"},\#
        "notices":{"leadTimes":[2592000,1209600,604800,259200,86400,0],"uncheckedAfter":43200,\#
        "language":"en","timeZone":"UTC"},\#
        "rotation":{"mode":"remind","before":2592000,"overlap":604800,"lifetime":15552000},"offer":"contoso-offer"}
        """#
    private static let mail = #"""
        {"name":"@mail","identity":{"mailbox":{"userName":"keeper"}},"contacts":[],"lifetime":{"never":{}},\#
        "probing":{"leadInterval":86400,"signInInterval":21600,"cleanup":"delete"},\#
        "notices":{"leadTimes":[2592000,1209600,604800,259200,86400,0],"uncheckedAfter":43200,\#
        "language":"en","timeZone":"UTC"},\#
        "rotation":{"mode":"remind","before":2592000,"overlap":604800,"lifetime":15552000}}
        """#
    private static let offer = #"""
        {"product":"product/1","draft":{"kind":"dynamics","environment":"https://contoso.crm4.dynamics.com",\#
        "method":"azure-ad","account":"12345678-8af1-4a5f-8123-12234d01db47",\#
        "directory":"12345678-8af1-4a5f-8123-12234d01db47","contacts":["ops@contoso.com"]},\#
        "live":{"kind":"table","contacts":[]},"pendingEdits":[],"submissions":[]}
        """#

    private func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    @Test func `a credential is read as releases wrote it, and written as they did`() throws {
        let connection = try value(Credential.self, Self.connection)
        #expect(connection.destination == .dynamics(environment: "https://contoso.crm4.dynamics.com"))
        #expect(try JSONCoder.text(connection) == Self.connection)
        let mail = try value(Credential.self, Self.mail)
        #expect(mail.destination == nil)
        #expect(try JSONCoder.text(mail) == Self.mail)
    }

    @Test func `what later releases know of notices is kept where it is not the default`() throws {
        var connection = try value(Credential.self, Self.connection)
        #expect(connection.notices == NoticePolicy())
        let contact = try Sample.address()
        connection.notices = NoticePolicy(
            languages: [contact: .fr], calendar: false, escalation: [.days(1)], escalateTo: [contact])
        #expect(try value(Credential.self, try JSONCoder.text(connection)) == connection)
    }

    @Test func `an offer is read as releases wrote it, and written as they did`() throws {
        let offer = try value(Offer.self, Self.offer)
        #expect(offer.draft == LeadConfiguration(of: try value(Credential.self, Self.connection)))
        #expect(offer.live == LeadConfiguration(kind: Stated("table")))
        #expect(try JSONCoder.text(offer) == Self.offer)
    }
}
