import Credentials
import Curl
import JSON
import TestSupport
import Testing

@testable import Microsoft

@Suite struct OfferParsingTests {
    private static let guid = "f0e1d2c3-b4a5-4697-8899-aabbccddeeff"

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func tree(_ resources: String, target: String = "draft") throws -> OfferTree {
        let text = bytes(#"{"target":{"targetType":"\#(target)"},"resources":[\#(resources)]}"#)
        return try OfferTree(text.span, .draft)
    }

    @Test
    func `two resources are the same in spite of order, escapes, nulls, schemas, targets, annotations and signatures`()
        throws
    {
        let left = try Self.tree(
            #"""
            {"$schema":"a/1","id":"plan/1","a":[1,{"c":"é","d":null}],"uri":"https://x/y?sv=1&sig=2","target":{"targetType":"draft"}}
            """#)
        let right = try Self.tree(
            #"""
            {"uri":"https:\/\/x/y?sig=9&se=3","x":null,"a":[1,{"@odata.etag":"W","c":"\u00e9","targetType":"live"}],"id":"plan/1"}
            """#)
        #expect(left.differences(from: right).isEmpty)
    }

    @Test(arguments: [
        (#""a":1"#, #""a":"1""#), (#""a":[1,2]"#, #""a":[2,1]"#), (#""a":[12]"#, #""a":[1,2]"#),
        (#""a":{}"#, #""a":[]"#),
        (#""a":"x""#, #""b":"x""#), (#""a":["1:b"]"#, #""a":["1","b"]"#), (#""a":true"#, #""a":false"#),
        (#""uri":"https://x/y?sig=1""#, #""uri":"https://x/z?sig=1""#),
        (#""u":"https://x/y?a=1""#, #""u":"https://x/y?a=2""#),
        (#""url":"https://x/1""#, #""url":"https://x/2""#), (#""a":{"target":"x"}"#, #""a":{"target":"y"}"#),
        (#""a":[null]"#, #""a":[]"#),
    ])
    func `two resources that differ in anything else differ`(left: String, right: String) throws {
        let one = try Self.tree(#"{"id":"plan/1",\#(left)}"#)
        let other = try Self.tree(#"{"id":"plan/1",\#(right)}"#)
        #expect(one.differences(from: other) == ["plan/1"])
    }

    @Test func `where a picture is stored is no difference, and what else it is, is one`() throws {
        func asset(_ members: String) throws -> OfferTree { try Self.tree(#"{"id":"listing-asset/1",\#(members)}"#) }
        #expect(
            try asset(#""url":"https://a/1","n":"x""#).differences(from: asset(#""url":"https://b/2","n":"x""#)).isEmpty
        )
        #expect(
            try !asset(#""url":"https://a/1","n":"x""#).differences(from: asset(#""url":"https://a/1","n":"y""#))
                .isEmpty)
    }

    @Test
    func
        `a tree of another state, two destinations of leads, and resources without an id are no answer; ids are shown in plain ASCII`()
        throws
    {
        #expect(throws: JSONFault.wrongType) { try Self.tree("", target: "live") }
        #expect(throws: JSONFault.wrongType) { try Self.tree(#"{"a":1}"#) }
        #expect(throws: JSONFault.wrongType) { try Self.tree("1") }
        #expect(throws: JSONFault.wrongType) { try OfferTree(Self.bytes("{}").span, .draft) }
        #expect(throws: JSONFault.tooMany) {
            try OfferTree(Self.bytes(#"{"resources":[],"@nextLink":"x"}"#).span, .draft)
        }
        #expect(try !Self.tree("").holds("product/\(Self.guid)"), "a tree without its product is not all of it")
        #expect(try Self.tree(#"{"id":"product/\#(Self.guid.uppercased())"}"#).holds("product/\(Self.guid)"))
        let leads = #"{"id":"customer-leads/1","leadDestination":"none"}"#
        #expect(throws: JSONFault.duplicate) { try Self.tree("\(leads),\(leads)") }
        #expect(
            try Self.tree(#"{"id":"plan/\u001b[1m<é>"}"#).differences(from: nil)
                == ["plan/__1m____"])
    }

    @Test
    func
        `a state that is none, or a list that is not there, is no answer; a missing submission is not one that has ended`()
        throws
    {
        for text in [
            "{}", #"{"value":1}"#, #"{"value":null}"#, #"{"value":[],"@nextLink":"https://elsewhere/"}"#,
            #"{"value":[1]}"#,
            #"{"value":[{"target":{"targetType":"live"},"id":"x"}]}"#,
        ] {
            #expect(throws: JSONFault.self) { try Submissions.read(Self.bytes(text).span) }
        }
        let list = """
            {"value":[{"id":"submission/\(Self.guid)/0","target":{"targetType":"draft"}},
            {"id":"submission/\(Self.guid)/7","target":{"targetType":"live"},"status":"completed","result":"succeeded",
            "created":"2022-01-25T07:13:06.4408032Z"},
            {"id":"submission/\(Self.guid)/8","target":{"targetType":"preview"},"status":"running","result":"pending"},
            {"id":"submission/\(Self.guid)/9","target":{"targetType":"preview"},"result":"pending","created":"2022-02-25T07:13:06Z"},
            {"id":"submission/\(Self.guid)/9","target":{"targetType":"elsewhere"}}]}
            """
        let read = try Submissions.read(Self.bytes(list).span)
        #expect(read.map { String($0.id.suffix(1)) } == ["9", "7", "8"])
        #expect(read.map(\.isComplete) == [false, true, false])
        #expect(read.map(\.hasSucceeded) == [nil, true, nil])
    }

    @Test func `products are told by the external id that was asked for; an answer without any is none`() throws {
        func read(_ text: String) throws -> [String] {
            try PartnerCenterSession.products(Self.bytes(text).span, "offer").map(\.description)
        }
        let product = #"{"id":"product/\#(Self.guid.uppercased())","identity":{"externalId":"offer"}}"#
        #expect(try read(product) == ["product/\(Self.guid)"])
        #expect(try read(#"{"value":[\#(product),{"id":"product/x","identity":{"externalId":"Offer"}}]}"#).count == 1)
        #expect(try read(#"{"value":[]}"#).isEmpty)
        for text in [
            "{}", #"{"value":[{}]}"#, #"{"value":[],"@nextLink":"https://elsewhere/"}"#,
            #"{"value":[],"@odata.nextLink":"https://elsewhere/"}"#, #"{"value":null}"#,
            product.replacing("product/", with: "plan/"),
        ] {
            #expect(throws: JSONFault.self) { try read(text) }
        }
    }

    @Test(
        arguments: [
            (#"{"jobStatus":"notStarted","jobResult":"pending"}"#, .running), (#"{"jobStatus":"running"}"#, .running),
            (#"{"jobStatus":"completed","jobResult":"succeeded","errors":[]}"#, .succeeded),
            (
                #"{"jobStatus":"completed","jobResult":"failed","errors":[{"code":"<b>"},{"code":"conflict"}]}"#,
                .failed(code: "conflict")
            ),
            (#"{"jobStatus":"completed","jobResult":"cancelled"}"#, .failed(code: nil)),
            (#"{"jobStatus":"later"}"#, nil),
            ("{}", nil),
            (#"{"jobStatus":"completed","jobResult":"failed","errors":"none"}"#, nil),
        ] as [(String, Offer.JobState?)])
    func `a job's state is one of four`(text: String, state: Offer.JobState?) {
        #expect((try? PartnerCenterSession.jobState(Self.bytes(text).span)) == state)
    }

    @Test(
        arguments: [
            (401, "", .unauthorised, .unauthorised), (403, "", .forbidden, .forbidden), (404, "", .absent, .absent),
            (404, "<html>", .transient, .transient), (403, "<html>", .transient, .transient),
            (409, "{}", .transient, .transient),
            (409, #"{"error":{"code":"conflict"}}"#, .transient, .transient), (429, "<html>", .transient, .transient),
            (400, #"{"error":{"code":"badRequest"}}"#, .refused, .refused), (500, "", .transient, .uncertain),
            (502, "<html>", .transient, .uncertain), (503, "", .transient, .uncertain),
            (504, "", .transient, .uncertain),
            (408, "", .transient, .uncertain), (302, "", .transient, .transient),
            (200, "<html>", .transient, .uncertain),
        ] as [(Int, String, Setback.Kind, Setback.Kind)])
    func `what a refusal means`(status: Int, body: String, reading: Setback.Kind, changing: Setback.Kind) {
        let response = HTTPResponse(
            status: status, headers: HTTPHeaders(), body: Self.bytes(body), secretBody: nil, totalMilliseconds: 0)
        #expect(PartnerCenterSession.setback(response, hasEffect: false).kind == reading)
        #expect(PartnerCenterSession.setback(response, hasEffect: true).kind == changing)
    }

    @Test func `whatever comes, the readers answer a value or a typed error and never trap`() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed of the offers: \(seed)")
        var generator = SeededGenerator(seed: seed)
        let seeds = [
            """
            {"target":{"targetType":"draft"},"resources":[{"id":"plan/1","a":[1,{"b":"\\u00e9"}],"u":"https://x/?sig=1"},
            {"id":"customer-leads/1","leadDestination":"dynamics","dynamicsLeadConfiguration":{"instanceUrl":"https://x/",
            "authentication":"azureAD","applicationId":"\(Self.guid)","directoryId":"\(Self.guid)","contactEmail":["a@b"]}}]}
            """,
            """
            {"value":[{"id":"submission/\(Self.guid)/7","target":{"targetType":"live"},"status":"completed","result":"succeeded",
            "created":"2022-01-25T07:13:06.4408032Z"},{"id":"product/\(Self.guid)","identity":{"externalId":"offer"}}]}
            """,
            #"{"jobId":"\#(Self.guid)","jobStatus":"completed","jobResult":"failed","errors":[{"code":"x"}]}"#,
        ].map(Self.bytes)
        for _ in 0..<20_000 {
            var text = seeds.randomElement(using: &generator) ?? []
            FuzzTests.mutate(&text, by: &generator)
            if let tree = try? OfferTree(text.span, .draft) { _ = tree.differences(from: nil) }
            _ = try? Submissions.read(text.span)
            _ = try? PartnerCenterSession.products(text.span, "offer")
            _ = try? PartnerCenterSession.jobState(text.span)
        }
    }
}
