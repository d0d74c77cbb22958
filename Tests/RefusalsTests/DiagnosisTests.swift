import Credentials
import Foundation
import Refusals
import TestBasics
import Testing

/// What `leadkeeper explain` makes of texts that people paste.
@Suite struct DiagnosisTests {
    /// What surrounds a message where it is copied from.
    private static let surroundings: [@Sendable (String) -> String] = [
        { $0 },
        { "\n\n  \($0)\n" },
        { "2026-11-29T07:12:44Z ERROR [lead-writer] failed (attempt 3 of 5): \($0) | retrying in 00:00:30\n" },
        { "> **\($0)**\n> \n> Regards\n" },
        { "{\"level\":\"error\",\"message\":\"\($0.replacing("\"", with: "\\\""))\",\"thread\":17}" },
        { "Trace ID: 1f0c0a44-9a0b-4f0e-8d2c-0d6f5c7e2b00\nTimestamp: 2026-11-29 07:12:44Z\n\($0)" },
    ]

    /// The text in lines of that width, wherever they end, as a quotation or not.
    private func wrapped(_ text: String, at width: Int, quoting mark: String = "") -> String {
        var lines: [Substring] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            lines.append(rest.prefix(width))
            rest = rest.dropFirst(width)
        }
        return lines.map { mark + $0 }.joined(separator: "\r\n")
    }

    private func classes(_ text: String) -> [ProbeClass] {
        Diagnosis.all(in: text).compactMap { if case .class(let known) = $0.matter { known } else { nil } }
    }

    @Test func `each number of Entra's is found with anything around it, and across the end of a line`() throws {
        for (number, meaning) in EntraError.known {
            let code = EntraError.code(number)
            for surround in Self.surroundings {
                let text = surround("\(code): The sentence of Microsoft's. Trace ID: 5a.")
                #expect(classes(text) == [meaning.class], "\(text)")
            }
            let message = "Could not sign in. \(code): The sentence of Microsoft's."
            for width in 20...(20 + code.count) {
                #expect(classes(wrapped(message, at: width)) == [meaning.class], "\(width) \(code)")
                #expect(classes(wrapped(message, at: width, quoting: "> ")) == [meaning.class], "\(width) \(code)")
            }
            #expect(classes("\(number)") == [meaning.class])
            #expect(classes("https://login.microsoftonline.com/error?code=\(number)") == [meaning.class])
            #expect(classes("{\"error_codes\": [\(number)], \"correlation_id\": \"7\"}") == [meaning.class])
            #expect(classes("aadsts\(number)") == [meaning.class])
        }
        #expect(classes("AADSTS70002: Error. AADSTS50126: Invalid username or password.") == [.passwordWrong])
        let strange = Diagnosis.all(in: "AADSTS123456: something new")
        #expect(strange.map(\.code) == ["AADSTS123456"] && classes("AADSTS123456: new") == [.unrecognised])
    }

    @Test func `OAuth's words are Entra's where Entra says them, or where they are all that there is`() {
        #expect(classes("invalid_client") == [.secretWrong])
        #expect(classes("\"user_password_expired\"") == [.passwordExpired])
        #expect(
            classes("{\"error\":\"invalid_grant\",\"suberror\":\"consent_required\",\"trace_id\":\"1\"}")
                == [.consentMissing])
        #expect(classes("oauth2: \"invalid_client\" \"The OAuth client was not found.\"").isEmpty)
    }

    @Test func `each code of Dataverse's is found, in hexadecimal and as a signed number`() {
        for (code, meaning) in DataverseError.known {
            let shown = DataverseError.hexadecimal(code)
            for spelling in [shown, shown.lowercased(), String(Int32(bitPattern: code))] {
                for surround in Self.surroundings {
                    #expect(
                        classes(surround("Error code: \(spelling), message: no.")) == [meaning.class], "\(spelling)")
                }
            }
        }
        #expect(classes("0x80070005 E_ACCESSDENIED").isEmpty && classes("0x800402200").isEmpty)
    }

    @Test func `Graph's codes say what stands in the way of a rotation, or of mail`() {
        func matters(_ text: String) -> [Diagnosis.Matter] { Diagnosis.all(in: text).map(\.matter) }
        #expect(
            matters("{\"error\":{\"code\":\"Authorization_RequestDenied\"}}") == [.rotation(.administratorForbidden)])
        #expect(matters("CredentialTypeNotAllowedAsPerAppPolicy") == [.rotation(.policyForbids)])
        #expect(
            matters("Credential lifetime exceeds the max value allowed as per assigned policy")
                == [.rotation(.policyForbids)])
        #expect(matters("No password credential found with keyId 7.") == [.rotation(.applicationNotFound)])
        #expect(matters("Directory_QuotaExceeded") == [.rotation(.noRoom)])
        for (code, meaning) in GraphMailCode.known {
            let found = matters("Microsoft Graph, sendMail: {\"error\":{\"code\":\"\(code)\",\"message\":\"no\"}}")
            if let problem = meaning.problem {
                #expect(found == [.class(problem)], "\(code)")
            } else {
                #expect(found.count == 1, "\(code)")
            }
        }
        #expect(matters("<Error><Code>AccessDenied</Code><HostId>s3</HostId></Error>").isEmpty)
    }

    /// Partner Center's sentences, from Microsoft's page on questions about leads.
    private static let ofPartnerCenter: [(text: String, class: ProbeClass)] = [
        (
            "Could not save the lead to Dynamics CRM. Check the Dynamics CRM account settings. LastCRMError: Unable to "
                + "sign in to Dynamics CRM, LastCRMException:", .unrecognised
        ),
        ("Unable to login to Dynamics CRM", .unrecognised),
        ("please make sure it has access to Dynamics 365 and has a license assigned", .userDisabled),
        (
            "Could not save the lead to Dynamics CRM. User does not have create permissions for the leadsourcecode "
                + "attribute in the lead entity", .privilegeMissing
        ),
        (
            "Could not save the lead to Dynamics CRM using AAD. Exception:: Tenant not found. This instance may happen if "
                + "there are no active subscriptions for the tenant.", .tenantNotFound
        ),
        ("using AAD. Exception:: Tenant not found", .tenantNotFound),
        (
            "Could not save the lead to Dynamics CRM. LastCRMError: SecLib::RetrievePrivilegeForUser failed - no roles are "
                + "assigned to user.", .noRole
        ),
        (
            "Could not save the lead to Dynamics CRM using AAD. Exception:: Application with identifier was not found in "
                + "the directory", .appNotFound
        ),
        (
            "Application with identifier '1f0c0a44-9a0b-4f0e-8d2c-0d6f5c7e2b00' was not found in the directory 'Contoso'",
            .appNotFound
        ),
        (
            "Could not save the lead to Dynamics CRM using AAD. Exception:: Requested tenant identifier is not valid and "
                + "not valid external domain format", .tenantNotFound
        ),
        ("Error validating credentials.: Invalid client secret is provided.", .secretWrong),
        (
            "LastCRMError: The request channel timed out while waiting for a reply after 00:02:00. Increase the timeout "
                + "value passed to the call to Request or increase the SendTimeout value on the Binding.", .tooSlow
        ),
        ("The request channel timed out … after 00:02:00", .tooSlow),
    ]

    @Test func `each sentence of Partner Center's is known, however it is quoted, marked and wrapped`() {
        for (text, expected) in Self.ofPartnerCenter {
            for surround in Self.surroundings { #expect(classes(surround(text)) == [expected], "\(text)") }
            for width in 11...80 {
                #expect(classes(wrapped(text, at: width)) == [expected], "\(width): \(text)")
                #expect(classes(wrapped(text, at: width, quoting: "  > ")) == [expected], "\(width): \(text)")
            }
            #expect(classes(text.uppercased()) == [expected], "\(text)")
        }
        #expect(
            Diagnosis.all(in: Self.ofPartnerCenter[3].text).first?.sentence.contains("the leadsourcecode attribute")
                == true)
    }

    @Test func `what a mail server answers is known by its status, or by its words where it has none`() {
        let known: [(text: String, class: ProbeClass)] = [
            ("550 5.7.30 Basic authentication is not supported for Client Submission.", .mailBasicAuthOff),
            (
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
                    + "https://aka.ms/smtp_auth_disabled for more information.", .mailSMTPAuthOff
            ),
            ("535 5.7.3 Authentication unsuccessful [AM0PR02CA0001.eurprd02.prod.outlook.com]", .mailTokenRefused),
            (
                "554 5.2.252 SendAsDenied; leads@contoso.com not allowed to send as other@contoso.com",
                .mailSendAsDenied
            ),
        ]
        for (text, expected) in known {
            for surround in Self.surroundings { #expect(classes(surround(text)) == [expected], "\(text)") }
            #expect(classes("smtp.office365.com said: \(text)") == [expected])
        }
        func verdict(_ text: String) -> MailVerdict? {
            guard case .mail(let verdict) = Diagnosis.all(in: text).first?.matter else { return nil }
            return verdict
        }
        let gone = verdict("550 5.1.1 <bob@contoso.com>: Recipient address rejected: User unknown")
        #expect(gone?.subject == .recipient && gone?.consequence == .ends)
        #expect(verdict("452 4.2.2 Mailbox full")?.subject == .recipient)
        #expect(verdict("421-4.7.0 Too many connections")?.consequence == .restsAll)
        #expect(verdict("host mx.contoso.com said: 550 Sender address rejected: not owned by user")?.subject == .sender)
        #expect(verdict("554 5.7.1 Relay access denied (in reply to RCPT TO command)")?.subject == .sender)
        #expect(verdict("5.2.3")?.subject == .content)
    }

    @Test func `leadkeeper's own words count alone, or where leadkeeper says them`() {
        for known in ProbeClass.allCases { #expect(classes(known.rawValue) == [known]) }
        #expect(classes("leadkeeper: contoso: no-role at whoami: the user has no role") == [.noRole])
        #expect(Diagnosis.all(in: "mail-refused").map(\.matter) == [.daemon(.mailRefused)])
        #expect(Diagnosis.all(in: "policy-forbids").map(\.matter) == [.rotation(.policyForbids)])
        #expect(Diagnosis.all(in: "a no-role system in a too-slow network").isEmpty)
    }

    @Test func `cause and consequence are both told, and each once`() {
        let text = """
            AADSTS7000222: The provided client secret keys for app '1' are expired.
            AADSTS7000222: once more
            Error 0x80042f09: no roles
            """
        #expect(classes(text) == [.secretExpired, .noRole])
    }

    @Test func `unrelated lines mean nothing`() throws {
        var lines: [String] = []
        let licences = "/usr/share/common-licenses"
        for file in try FileManager.default.contentsOfDirectory(atPath: licences).sorted() {
            let text = try String(contentsOfFile: "\(licences)/\(file)", encoding: .isoLatin1)
            lines += text.split(separator: "\n").map(String.init)
        }
        #expect(lines.count > 1000)
        var random = SeededGenerator(seed: 12)
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        for _ in 0..<200 {
            lines += [
                "\(number(1...255)).\(number(0...255)).3.4 - - \"GET /a/\(number(1...9999)) HTTP/1.1\" \(number(400...599)) \(number(0...99999))",
                "\(number(400...599)) Service Unavailable: upstream sent too many requests",
                "kernel: Linux version \(number(4...6)).\(number(0...20)).\(number(0...300)) (gcc 12.2.0)",
                "segfault at 0x\(String(number(0x1000_0000...0xFFFF_FFFF), radix: 16)) ip 0x7f\(number(10...99)) error 4",
                "Installed leftpad \(number(4...5)).\(number(0...9)).\(number(0...99)) in \(number(400...599)) ms",
                "balance -\(number(1_000_000_000...1_999_999_999)), order \(number(10_000...99_999_999)) shipped",
                "\(number(400...599)) items in the basket, tenant not found in row \(number(1...500))",
                "error=access_denied state=\(number(1...99)) scope=calendar timeout network configuration throttled",
                "Read-only file system: cannot write /var/mail/\(number(500...599)): disk-full, refused",
            ]
        }
        for line in lines { #expect(Diagnosis.all(in: line).isEmpty, "\(line)") }
    }

    @Test func `nothing that is pasted stops it`() {
        var random = SeededGenerator(seed: 3)
        let pieces = [
            "AADSTS", "0x8004", "-21474", "550 ", "5.7.", "\"error_codes\":[", "…", "\u{1F512}", "\n> ", "0220",
        ]
        for _ in 0..<500 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            _ = Diagnosis.all(in: text)
        }
        _ = Diagnosis.all(in: String(repeating: "550 5.7.1 no\n", count: 500))
        _ = Diagnosis.all(in: String(repeating: "AADSTS", count: 3_000))
        #expect(Diagnosis.all(in: "").isEmpty && Diagnosis.all(in: "\0\0").isEmpty)
    }
}
