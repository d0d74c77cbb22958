import Credentials
import Foundation
import Testing

@Suite struct LeadDestinationTests {
    private let environment = "https://contoso.crm4.dynamics.com"

    private func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    private func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return try String(decoding: encoder.encode(value), as: UTF8.self)
    }

    @Test func `the words are Partner Center's and stay`() {
        #expect(LeadDestination.Kind.allCases.map(\.rawValue) == ["dynamics", "httpsEndpoint", "table"])
    }

    @Test func `a Dynamics environment is its address, in the ledger too`() throws {
        let destination = LeadDestination.dynamics(environment: environment)
        #expect(destination.kind == .dynamics && destination.address == environment)
        #expect(try text(destination) == "\"\(environment)\"")
        #expect(try read(LeadDestination.self, "\"\(environment)\"") == destination)
    }

    @Test(arguments: ["{}", "{\"kind\":\"table\"}", "{\"kind\":\"email\",\"origin\":\"x\"}", "7", "[]"])
    func `a form that is not known here is no Dynamics environment`(text: String) {
        #expect(throws: DecodingError.self) { try read(LeadDestination.self, text) }
    }

    @Test func `a connection is probed and copied, and leadkeeper's own are neither`() throws {
        let connection = try Sample.credential()
        #expect(connection.isProbed && connection.isCopied)
        #expect(Rotation.HandOff(of: connection) == .person)
        #expect(LeadConfiguration(of: connection)?.address == environment)
        var own = connection
        (own.name, own.destination) = (.administrator, nil)
        #expect(!own.isProbed && !own.isCopied)
        #expect(Rotation.HandOff(of: own) == .nobody)
        #expect(LeadConfiguration(of: own) == nil)
        own.offer = "contoso-offer"
        #expect(OfferQuestion(own) == nil)
    }

    @Test(arguments: LeadDestination.Kind.allCases)
    func `a known word is the same whoever says it`(kind: LeadDestination.Kind) throws {
        let said = Stated<LeadDestination.Kind>(kind.rawValue)
        #expect(said.known == kind && said == Stated(kind) && said.description == kind.rawValue)
        #expect(try text(said) == "\"\(kind.rawValue)\"")
        #expect(try read(Stated<LeadDestination.Kind>.self, text(said)) == said)
    }

    @Test(arguments: ["none", "email", "marketo", "salesforce", "Dynamics", "dynamics ", "", "\"\\é"])
    func `an unknown word is kept as it was said`(word: String) throws {
        let said = Stated<LeadDestination.Kind>(word)
        #expect(said.known == nil && said != Stated(.dynamics) && said.description == word)
        #expect(try read(Stated<LeadDestination.Kind>.self, text(said)) == said)
        let configuration = LeadConfiguration(kind: said, method: Stated(word))
        #expect(try read(LeadConfiguration.self, text(configuration)) == configuration)
    }

    @Test func `the key of an offer is masked by the kind of its secret, and what has none masks nothing`() throws {
        let masked = { (method: Stated<SignInMethod>?) in
            let declared = LeadConfiguration(kind: Stated(.dynamics), method: method)
            return OfferDrift(
                declared: declared,
                in: Offer(product: "product/1", draft: declared, live: nil, pendingEdits: [], submissions: [])
            ).masked
        }
        #expect(masked(Stated(.azureAD)) == [.applicationKey])
        #expect(masked(Stated(.office365)) == [.password])
        #expect(masked(Stated(.httpsEndpoint)) == [.url] && masked(Stated(.azureTable)) == [.connectionString])
        #expect(masked(Stated("certificate")) == [] && masked(nil) == [])
    }

    @Test func `a way to sign in that is not known here differs from the declared one, and is shown as it was said`()
        throws
    {
        let declared = try #require(LeadConfiguration(of: Sample.credential()))
        var found = declared
        found.method = Stated("certificate")
        let drift = OfferDrift(
            declared: declared,
            in: Offer(product: "product/1", draft: found, live: declared, pendingEdits: [], submissions: []))
        #expect(drift.differences.map(\.field) == [.method])
        #expect(drift.details == ["declared-method": "azure-ad", "draft-method": "certificate"])
    }
}
