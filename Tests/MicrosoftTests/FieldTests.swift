import Credentials
import Curl
import Foundation
import JSON
import SecureMemory
import Testing

@testable import Microsoft

@Suite struct FieldTests {
    @Test func `entra's challenge is read, quoted or not, in either case`() {
        let directory = GUID("12345678-8af1-4a5f-1234-12234d01db47")
        for field in [
            "Bearer authorization_uri=https://login.microsoftonline.com/12345678-8af1-4a5f-1234-12234d01db47/oauth2/authorize, "
                + "resource_id=https://contoso.crm4.dynamics.com/",
            "bearer resource_id=x,  Authorization_URI = \"https://LOGIN.microsoftonline.com/12345678-8AF1-4A5F-1234-12234D01DB47\"",
        ] {
            #expect(BearerChallenge(field)?.directory == directory, "\(field)")
            #expect(BearerChallenge(field)?.authority == "login.microsoftonline.com", "\(field)")
        }
        #expect(BearerChallenge("Bearer authorization_uri=https://login.windows.net/common/oauth2/authorize") != nil)
        #expect(
            BearerChallenge("Bearer authorization_uri=https://login.windows.net/common/oauth2/authorize")?.directory
                == nil)
    }

    @Test(arguments: [
        "", "Bearer", "Negotiate", "NTLM", "Basic realm=\"x\"", "Bearer realm=\"x\"", "Bearer authorization_uri=",
        "Bearer authorization_uri=http://login.windows.net/common", "Bearer authorization_uri=https://", "Bearer =,=,,",
        "Bearer authorization_uri=https://host", "Bearer authorization_uri=https:///x",
        "Digest authorization_uri=https://a/b",
        "Bearer authorization_uri=\"",
    ])
    func `other challenges are none of Entra's`(field: String) {
        #expect(BearerChallenge(field) == nil)
    }

    @Test func `dates of HTTP agree with Foundation's over four centuries, both ways`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let written = ISO8601DateFormatter()
        for seconds in stride(from: Int64(-6_000_000_000), to: 8_000_000_000, by: 31_415_927) {
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(Instant(httpDate: formatter.string(from: date)) == Instant(secondsSinceEpoch: seconds))
            #expect(Instant(secondsSinceEpoch: seconds).rfc3339 == written.string(from: date))
        }
        #expect(Instant(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT") == Instant(secondsSinceEpoch: 784_111_777))
        #expect(Instant(httpDate: "Thu, 29 Feb 2024 00:00:00 GMT") == Instant(secondsSinceEpoch: 1_709_164_800))
    }

    @Test(arguments: [
        "", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:-1 GMT",
        "Sun  06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 ٠٨:49:37 GMT",
    ])
    func `what is no date is not read as one`(text: String) {
        #expect(Instant(httpDate: text) == nil)
    }

    @Test
    func
        `Retry-After is obeyed within a second and a day, as seconds or as a date by the server's clock; garbage is a minute`()
    {
        let now = Instant(secondsSinceEpoch: 784_111_777)
        func span(_ field: String?) -> TimeSpan? { RetryAfter.span(field, now: now) }
        #expect(span(nil) == nil)
        #expect(span("1") == .seconds(1))
        #expect(span("0") == .seconds(1))
        #expect(span("120") == .seconds(120))
        #expect(span("86400") == .hours(24))
        #expect(span("86401") == .hours(24))
        #expect(span("99999999999999999999999") == .hours(24))
        #expect(span("Sun, 06 Nov 1994 08:51:37 GMT") == .seconds(120))
        #expect(span("Sun, 06 Nov 1994 08:49:00 GMT") == .seconds(1))
        #expect(span("Sun, 06 Nov 2094 08:49:37 GMT") == .hours(24))
        for garbage in ["", "soon", "-5", "1.5", "+3", "1e9", "١"] {
            #expect(span(garbage) == .seconds(60), "\(garbage)")
        }

        let answer = HTTPResponse(
            status: 429,
            headers: HTTPHeaders([
                ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"),
            ]))
        #expect(RetryAfter.span(of: answer, now: Instant(secondsSinceEpoch: 0)) == .seconds(30))
    }

    @Test func `the form of an application's sign-in holds every byte of the secret, encoded, and nothing else of it`()
        throws
    {
        let directory = try #require(GUID("12345678-8af1-4a5f-1234-12234d01db47"))
        let application = try #require(GUID("23456052-aaaa-bbbb-8662-1234df56788f"))
        let signIn = try #require(
            SignIn(
                .azureAD(directory: directory, application: application), resource: "https://contoso.crm4.dynamics.com")
        )
        let form = signIn.form(with: SecretBytes(copying: Array("a~8Q&=+%/ é".utf8)))
        let text = form.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(
            text
                == "client_id=23456052-aaaa-bbbb-8662-1234df56788f&scope=https%3A%2F%2Fcontoso.crm4.dynamics.com%2F.default"
                + "&grant_type=client_credentials&client_secret=a~8Q%26%3D%2B%25%2F%20%C3%A9")
        #expect(signIn.directory == "12345678-8af1-4a5f-1234-12234d01db47")
    }

    @Test func `the form of a user's sign-in has no client secret`() throws {
        let client = try #require(GUID("51f81489-12ee-4a9e-aaae-a2591f45987d"))
        let identity = Identity.office365(
            userName: "lead+writer@contoso.onmicrosoft.com", client: client, directory: "contoso.onmicrosoft.com")
        let signIn = try #require(SignIn(identity, resource: "https://contoso.crm4.dynamics.com"))
        let form = signIn.form(with: SecretBytes(copying: (0...255).map { UInt8($0) }))
        let text = form.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        let password = try #require(text.components(separatedBy: "&password=").last)
        #expect(
            text.hasPrefix(
                "client_id=51f81489-12ee-4a9e-aaae-a2591f45987d&scope=https%3A%2F%2Fcontoso.crm4.dynamics.com%2F.default"
                    + "&grant_type=password&username=lead%2Bwriter%40contoso.onmicrosoft.com&password="))
        #expect(password.hasPrefix("%00%01") && password.hasSuffix("%FE%FF"))
        #expect(signIn.directoryID == nil)
    }

    @Test func `a token goes from the answer into memory of its own; what could not be sent in a header is refused`() {
        func token(_ text: String) -> String? {
            guard let token = try? Entra.token(in: SecretBytes(copying: Array(text.utf8))) else { return nil }
            return token.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        }
        #expect(
            token(#"{"token_type":"Bearer","expires_in":3599,"access_token":"eyJ0.e-_30.sig"}"#) == "eyJ0.e-_30.sig")
        #expect(token(#"{"access_token":"a\/b\u002b"}"#) == "a/b+")
        for odd in [
            "", "{}", "<html>", #"{"access_token":""}"#, #"{"access_token":7}"#, #"{"access_token":null}"#,
            #"{"access_token":"a\r\nX-Injected: b"}"#, #"{"access_token":"a b"}"#, #"{"access_token":"é"}"#,
            #"{"access_token":"a","access_token":"b"}"#, #"{"access_token":"a"#,
        ] {
            #expect(token(odd) == nil, "\(odd)")
        }
    }

    @Test func `the validation lead is recognisable, is no customer, and cannot be written to`() throws {
        let name = try #require(CredentialName("contoso"))
        let body = ValidationLead.body(connection: name, at: Instant(secondsSinceEpoch: 784_111_777))
        let lead = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        #expect(lead["subject"] as? String == "leadkeeper validation lead: safe to delete")
        #expect(lead["lastname"] as? String == "leadkeeper validation")
        let description = try #require(lead["description"] as? String)
        #expect(
            description.hasPrefix("Written by leadkeeper for its connection contoso at 1994-11-06T08:49:37Z to prove"))
        for flag in ["donotemail", "donotbulkemail", "donotphone", "donotsendmm"] {
            #expect(lead[flag] as? Bool == true, "\(flag)")
        }
        let sourced = ValidationLead.body(
            connection: name, at: Instant(secondsSinceEpoch: 784_111_777), source: 100_000_000)
        #expect(try JSONObject(sourced.span).integer("leadsourcecode", in: sourced.span) == 100_000_000)
        #expect(
            lead["leadsourcecode"] == nil
                && !lead.keys.contains { $0.contains("emailaddress") || $0.contains("telephone") })
        #expect(!lead.values.contains { ($0 as? String)?.contains("MSFT_TEST_") == true })
        #expect(try JSONObject(body.span).string("companyname", in: body.span) == "leadkeeper")
    }

    @Test func `each probe has a request id of its own in the form of a UUID of version 4`() throws {
        let ids = (0..<100).map { _ in RequestID.random() }
        #expect(Set(ids).count == 100)
        for id in ids {
            #expect(GUID(id) != nil)
            let digits = Array(id)
            #expect(digits[14] == "4" && "89ab".contains(digits[19]))
        }
    }

    @Test func `every error of the transfer has a class, and none of them counts against the credential`() {
        let classes: [CurlError.Code: ProbeClass] = [
            .resolve: .network, .connect: .network, .proxy: .network, .interrupted: .network, .cancelled: .network,
            .tls: .tls,
            .timeout: .timeout, .tooLarge: .serviceFault, .badAnswer: .serviceFault, .local: .unrecognised,
        ]
        for code in CurlError.Code.allCases {
            let trouble = ExchangeFailure(
                CurlError(code, operation: "GET https://host", number: 7, text: "text", mayHaveBeenSent: true))
            #expect(trouble.class == classes[code])
            #expect(trouble.class.result == .unknown)
            #expect(trouble.code == "curl 7")
            #expect(trouble.isConnectionLost == (code == .interrupted))
        }
    }
}
