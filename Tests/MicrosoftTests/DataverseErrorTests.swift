import Credentials
import JSON
import Refusals
import Testing

@testable import Microsoft

@Suite struct DataverseErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var status: Int
        var code: UInt32?
        var privilege: String?
        /// Whether the body was Dataverse's at all.
        var isLegible = true
        var `class`: ProbeClass

        var testDescription: String {
            "\(status) \(code.map(DataverseError.hexadecimal) ?? "-") is \(`class`.rawValue)"
        }
    }

    static let cases: [Case] = [
        Case(status: 403, code: 0x8004_0220, privilege: "prvCreateLead", class: .privilegeMissing),
        Case(status: 403, code: 0x8004_8306, class: .privilegeMissing),
        Case(status: 403, code: 0x8004_8405, class: .privilegeMissing),
        Case(status: 403, privilege: "prvReadLead", class: .privilegeMissing),
        Case(status: 403, code: 0x8004_2F09, class: .noRole),
        Case(status: 403, code: 0x8007_2560, class: .noApplicationUser),
        Case(status: 401, code: 0x8007_2560, class: .noApplicationUser),
        Case(status: 403, code: 0x8004_0225, class: .userDisabled),
        Case(status: 400, code: 0x8004_1D1F, class: .userDisabled),
        Case(status: 403, code: 0x8004_D24B, class: .userDisabled),
        Case(status: 403, code: 0x8004_D24D, class: .userDisabled),
        Case(status: 403, code: 0x8004_A104, class: .environmentDisabled),
        Case(status: 403, code: 0x8004_A113, class: .environmentInMaintenance),
        Case(status: 503, code: 0x8004_A113, class: .environmentInMaintenance),
        Case(status: 403, code: 0x8007_2559, class: .serviceFault),
        Case(status: 401, isLegible: false, class: .unrecognised),
        Case(status: 401, code: 0x8005_F101, class: .unrecognised),
        Case(status: 429, code: 0x8007_2322, class: .throttled),
        Case(status: 429, code: 0x8007_2321, class: .throttled),
        Case(status: 429, isLegible: false, class: .throttled),
        Case(status: 503, code: 0x8007_2326, class: .throttled),
        Case(status: 400, code: 0x8004_0265, class: .pluginRefused),
        Case(status: 412, code: 0x8004_0333, class: .pluginRefused),
        Case(status: 500, code: 0x8004_0333, class: .pluginRefused),
        Case(status: 412, code: 0x8006_0892, class: .pluginRefused),
        Case(status: 404, code: 0x8006_0888, class: .noLeadTable),
        Case(status: 400, code: 0x8006_0888, class: .noLeadTable),
        Case(status: 500, code: 0x8004_4150, class: .serviceFault),
        Case(status: 400, code: 0x8004_4151, class: .serviceFault),
        Case(status: 400, code: 0x8004_0216, class: .serviceFault),

        // A code that is known counts, whatever the status says.
        Case(status: 500, code: 0x8004_0220, privilege: "prvCreateLead", class: .privilegeMissing),
        Case(status: 502, isLegible: false, class: .serviceFault),
        Case(status: 503, code: 0x8004_2F09, class: .noRole),
        Case(status: 500, code: 0x8004_0265, class: .pluginRefused),
        Case(status: 429, code: 0x8004_0265, class: .pluginRefused),
        Case(status: 503, code: 0x8004_FFFF, class: .serviceFault),
        Case(status: 429, code: 0x8004_FFFF, class: .throttled),

        // What is not known stays so; what is not Dataverse's came from something else.
        Case(status: 403, class: .unrecognised),
        Case(status: 403, code: 0x8004_FFFF, class: .unrecognised),
        Case(status: 400, code: 0x8004_0203, class: .unrecognised),
        Case(status: 403, isLegible: false, class: .serviceFault),
        Case(status: 302, isLegible: false, class: .serviceFault),
        Case(status: 407, isLegible: false, class: .serviceFault),
        Case(status: 511, isLegible: false, class: .serviceFault),
        Case(status: 404, isLegible: false, class: .serviceFault),
        Case(status: 200, isLegible: false, class: .serviceFault),
        Case(status: 408, isLegible: false, class: .timeout),
    ]

    @Test(arguments: cases)
    func `each refusal has its class`(refusal: Case) {
        let error = refusal.isLegible ? DataverseError(code: refusal.code, privilege: refusal.privilege) : nil
        let trouble = DataverseError.trouble(error, status: refusal.status, retryAfter: nil)
        #expect(trouble.class == refusal.class)
        #expect(trouble.code != nil)
        #expect(!trouble.message.isEmpty && trouble.message.last != ".")
        if let privilege = refusal.privilege, refusal.class == .privilegeMissing {
            #expect(trouble.message.contains(privilege))
        }
        #expect((trouble.retryAfter != nil) == (refusal.class == .throttled))
    }

    @Test func `the code and the privilege are read from the error; anything that does not look like them is not`()
        throws
    {
        func read(_ text: String) throws -> DataverseError { try DataverseError(Array(text.utf8).span) }
        let real = """
            {"error":{"code":"0x80040220","message":"Principal user (Id=8a2f, type=8, roleCount=2, privilegeCount=120, \
            accessMode=0) is missing prvCreateLead privilege (Id=5a1b) on OTC=4 for entity 'lead'."}}
            """
        #expect(try read(real) == DataverseError(code: 0x8004_0220, privilege: "prvCreateLead"))
        #expect(try read(#"{"error":{"code":"","message":""}}"#) == DataverseError())
        #expect(try read(#"{"error":{"code":"0x8004d24b"}}"#) == DataverseError(code: 0x8004_D24B))
        for odd in [
            "0x8004022", "0x800402200", "80040220", "0x+8004022", "0x8004 220", "bob@contoso.com", "0x８0040220",
        ] {
            #expect(try read("{\"error\":{\"code\":\"\(odd)\"}}") == DataverseError(), "\(odd)")
        }
        #expect(try read(#"{"error":{"message":"prv prv-x"}}"#) == DataverseError())
        #expect(try read(#"{"error":{"code":5,"message":[]}}"#) == DataverseError())
        #expect(throws: JSONFault.wrongType) { try read(#"{"error":"x"}"#) }
        #expect(throws: JSONFault.wrongType) { try read(#"{"value":[]}"#) }
        #expect(throws: JSONFault.malformed) { try read("") }
    }

    @Test func `codes are shown as Microsoft writes them`() {
        #expect(DataverseError.hexadecimal(0x8004_D24B) == "0x8004D24B")
        #expect(DataverseError.hexadecimal(0x0000_00FF) == "0x000000FF")
    }
}
