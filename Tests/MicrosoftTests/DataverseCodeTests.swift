import Credentials
import Refusals
import Testing
import Wording

@testable import Microsoft

@Suite struct DataverseCodeTests {
    /// A code as it stands in an answer, two statuses that it came with, and what it means with either.
    struct Row: Sendable, CustomTestStringConvertible {
        var code: String
        var statuses: [Int]
        var `class`: ProbeClass

        init(_ code: String, _ statuses: Int..., class: ProbeClass) {
            self.code = code
            self.statuses = statuses
            self.class = `class`
        }

        var testDescription: String { "\(code) is \(`class`.rawValue)" }
    }

    static let rows: [Row] = [
        Row("0x80040220", 403, 500, class: .privilegeMissing),
        Row("0x80048306", 403, 400, class: .privilegeMissing),
        Row("0x80048405", 403, 401, class: .privilegeMissing),
        Row("0x8004f502", 403, 400, class: .privilegeMissing),
        Row("0x8004F507", 403, 500, class: .privilegeMissing),
        Row("0x80042f09", 403, 500, class: .noRole),
        Row("0x80072560", 403, 401, class: .noApplicationUser),
        Row("0x80040225", 403, 400, class: .userDisabled),
        Row("0x80041d1f", 400, 403, class: .userDisabled),
        Row("0x8004D24B", 403, 401, class: .userDisabled),
        Row("0x8004d24d", 403, 500, class: .userDisabled),
        Row("0x8004A104", 403, 503, class: .environmentDisabled),
        Row("0x8004A113", 403, 503, class: .environmentInMaintenance),
        Row("0x80095ffe", 403, 400, class: .addressBlocked),
        Row("0x80095FFC", 403, 401, class: .accessBlocked),
        Row("0x80040265", 400, 500, class: .pluginRefused),
        Row("0x80040224", 500, 400, class: .pluginRefused),
        Row("0x80044171", 500, 408, class: .pluginRefused),
        Row("0x8004418d", 500, 503, class: .pluginRefused),
        Row("0x80081111", 504, 400, class: .pluginRefused),
        Row("0x80040333", 412, 500, class: .pluginRefused),
        Row("0x80060892", 412, 400, class: .pluginRefused),
        Row("0x80060888", 404, 400, class: .noLeadTable),
        Row("0x80072322", 429, 503, class: .throttled),
        Row("0x80072321", 429, 400, class: .throttled),
        Row("0x80072326", 429, 500, class: .throttled),
        Row("0x80072559", 403, 500, class: .serviceFault),
        Row("0x80044150", 500, 400, class: .serviceFault),
        Row("0x80044151", 500, 403, class: .serviceFault),
        Row("0x8004418e", 500, 400, class: .serviceFault),
        Row("0x80040216", 500, 400, class: .serviceFault),
    ]

    @Test(arguments: rows)
    func `a code means the same beside either status`(row: Row) throws {
        let body = Array("{\"error\":{\"code\":\"\(row.code)\",\"message\":\"Something was refused.\"}}".utf8)
        #expect(row.statuses.count == 2 && Set(row.statuses).count == 2)
        for status in row.statuses {
            let trouble = DataverseError.trouble(try DataverseError(body.span), status: status, retryAfter: nil)
            #expect(trouble.class == row.class, "with \(status)")
            #expect(trouble.code?.lowercased() == row.code.lowercased())
            #expect(trouble.answeredBy == .dataverse)
            let advice = trouble.finding(at: .create).advice
            #expect(!advice.contains("login.microsoftonline.com") && !advice.contains("Conditional Access"))
        }
    }

    @Test func `there are twenty-five codes at least, each once, and they reach every code that a plug-in fails with`()
    {
        #expect(Set(Self.rows.map { $0.code.lowercased() }).count == Self.rows.count && Self.rows.count >= 25)
    }

    @Test(arguments: ["", "0x80040000", "0x8004F502", "0x80048d19"])
    func `column security is told by its sentence where the code is none that is known`(code: String) throws {
        let text = "User does not have create permissions for the leadsourcecode attribute in the lead entity."
        let body = Array("{\"error\":{\"code\":\"\(code)\",\"message\":\"\(text)\"}}".utf8)
        for status in [400, 403, 500] {
            let trouble = DataverseError.trouble(try DataverseError(body.span), status: status, retryAfter: nil)
            #expect(trouble.class == .privilegeMissing)
            #expect(trouble.message.contains("create permissions for the leadsourcecode attribute in the lead entity"))
        }
    }

    @Test(arguments: [
        "permissions for the", "create permissions", "permissions for the x attribute",
        "delete permissions for the x attribute",
        "create permissions for a x attribute", "create permissions for the x", "",
    ])
    func `what is no sentence of column security is none`(text: String) {
        #expect(SecuredColumn(message: text) == nil)
    }

    @Test func `an unknown code is looked up where Dataverse's codes are, whoever reads the advice`() throws {
        for (status, code) in [(400, "0x80041234"), (403, "0x8004BEEF"), (409, "0x80060001")] {
            let body = Array("{\"error\":{\"code\":\"\(code)\",\"message\":\"\"}}".utf8)
            let trouble = DataverseError.trouble(try DataverseError(body.span), status: status, retryAfter: nil)
            #expect(trouble.class == .unrecognised)
            let advice = trouble.finding(at: .create).advice
            #expect(advice.contains("web-service-error-codes") && advice.contains(code) && advice.contains("Dataverse"))
        }
    }
}
