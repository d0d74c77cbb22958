import Credentials
import Foundation
import TestSupport
import Testing

@testable import Wording

/// `leadkeeper explain`: class, meaning, who acts and what to do, of a text that somebody found.
@Suite struct ExplainCommandTests {
    @Test func `a code is explained with who acts, the steps, and where Microsoft explains it`() async throws {
        let told = try await Program.run(["explain", "AADSTS7000222:", "The", "provided", "client", "secret", "keys"])
        #expect(told.status == 0 && told.output.hasPrefix("secret-expired (AADSTS7000222)\n"), "\(told.output)")
        #expect(told.output.contains("Microsoft Entra says: the client secret has expired."))
        #expect(told.output.contains("who acts: a contact of the connection"))
        #expect(told.output.contains("more: https://login.microsoftonline.com/error?code=7000222"))
        #expect(told.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `a message is read from standard input, and everything in it is told`() async throws {
        let pasted = """
            > Could not save the lead to Dynamics CRM. LastCRMError: SecLib::RetrievePriv
            > ilegeForUser failed - no roles are assigned to user.
            535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.
            """
        let told = try await Program.run(["explain"], input: pasted)
        #expect(told.status == 0 && told.output.hasPrefix("no-role\n"), "\(told.output)")
        #expect(told.output.contains("Partner Center says: the user has no security role in the environment."))
        #expect(told.output.contains("\nmail-smtp-auth-off (535 5.7.139)\n"))
        let json = try await Program.run(["explain", "--json"], input: pasted)
        let body = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let found = try #require(body["found"] as? [[String: Any]])
        #expect(found.map { $0["word"] as? String } == ["no-role", "mail-smtp-auth-off"])
        #expect(found.allSatisfy { ($0["steps"] as? [String])?.isEmpty == false && $0["who"] is String })
    }

    @Test func `what nobody knows is not explained, and nothing is no text`() async throws {
        let strange = try await Program.run(["explain", "the printer is on fire"])
        #expect(
            strange.status == 1 && strange.output.isEmpty && strange.errors.contains("nothing in this text is known"))
        let json = try await Program.run(["explain", "--json", "the printer is on fire"])
        #expect(json.status == 1 && json.output.contains("\"found\""))
        let nothing = try await Program.run(["explain"], input: " \n")
        #expect(nothing.status == 64 && nothing.errors.contains("needs a text"))
    }

    @Test func `every word that leadkeeper uses is explained whole: no value is left open, and there is a step`() {
        var all = ProbeClass.allCases.map(Explanation.init)
        all += Rotation.Attention.Reason.allCases.map(Explanation.init)
        all += DaemonFault.allCases.map(Explanation.init)
        for explanation in all {
            #expect(!explanation.who.isEmpty && !explanation.steps.isEmpty, "\(explanation.word)")
            let texts = [explanation.reason] + explanation.meaning + explanation.steps
            for text in texts {
                #expect(
                    !text.isEmpty && !text.contains("{") && !text.contains("class."), "\(explanation.word): \(text)")
            }
        }
    }
}
