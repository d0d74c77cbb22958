internal import Foundation
internal import Microhttpd

extension CloudState {
    /// Writes a lead into Dynamics, as the marketplace does it: with what is live, at Entra's token endpoint and at
    /// Dataverse's.
    ///
    /// It is tried once: what fails is lost. Answers whether it was written, and counts it.
    @discardableResult
    mutating func deliver(isTest: Bool, from index: Int) -> Bool {
        let product = world.marketplace.products[index]
        return deliver(isTest: isTest, by: product.live?.leads, from: index)
    }

    /// Writes a lead by a configuration, which the portal's Validate button does with what stands in the form.
    @discardableResult
    mutating func deliver(isTest: Bool, by leads: World.LeadConfiguration?, from index: Int) -> Bool {
        let product = world.marketplace.products[index]
        guard let leads, leads.destination == "dynamics" else { return false }
        let failure = send(Self.columns(of: product, isTest: isTest, at: now), by: leads)
        var tally = product.tally
        switch (isTest, failure == nil) {
        case (false, true): tally.delivered += 1
        case (false, false): tally.lost += 1
        case (true, true): tally.testsDelivered += 1
        case (true, false): tally.testsLost += 1
        }
        if let failure { tally.lastFailure = failure }
        world.marketplace.products[index].tally = tally
        return failure == nil
    }

    /// Signs in and writes; answers what went wrong.
    private mutating func send(_ lead: JSON, by leads: World.LeadConfiguration) -> String? {
        let host = URLComponents(string: leads.instanceURL)?.host?.lowercased() ?? ""
        guard let environment = environmentIndex(host) else { return "no such environment" }
        let login = world.loginHosts.first ?? ""
        var form = ["scope": "https://\(host)/.default"]
        var directory = leads.directory ?? ""
        if leads.authentication == "azureAD" {
            form.merge(["grant_type": "client_credentials", "client_id": leads.account, "client_secret": leads.key]) {
                $1
            }
        } else {
            directory = "organizations"
            let domain = leads.account.split(separator: "@").last.map(String.init) ?? ""
            let tenant = Entra.tenant(domain, in: world)?.id.lowercased()
            let client = world.apps.first { $0.isPublicClient && $0.tenants.contains { $0.lowercased() == tenant } }
            form.merge([
                "grant_type": "password", "client_id": client?.id ?? "", "username": leads.account,
                "password": leads.key,
            ]) { $1 }
        }
        let signIn = Entra.answer(
            Call(posting: form, to: "/\(directory)/oauth2/v2.0/token", at: login), propagation: nil, &self)
        guard signIn.status == 200, let token = signIn.json?["access_token"]?.string else { return signIn.outcome }
        var columns: [(name: String, value: JSON)] = []
        if case .object(let members) = lead { columns = members }
        if let source = world.environments[environment].leadSources.first {
            columns.append(("leadsourcecode", .number(source)))
        }
        let written = Dataverse.answer(
            Call(posting: .object(columns), to: "/api/data/v9.2/leads", at: host, token: token), environment, &self)
        return written.status == 204 ? nil : written.outcome
    }

    /// What a lead says; a test lead carries its mark, with .NET's ticks, wherever there is room.
    private static func columns(of product: World.Product, isTest: Bool, at time: Date) -> JSON {
        guard isTest else {
            return [
                "firstname": "Ada", "lastname": "Customer", "companyname": "Adventure Works",
                "emailaddress1": "ada@adventure-works.example", "subject": .string("Test drive of \(product.name)"),
                "address1_country": "DE",
            ]
        }
        let mark = "MSFT_TEST_\(Int(time.timeIntervalSince1970 * 10_000_000) + 621_355_968_000_000_000)"
        return [
            "firstname": .string(mark), "lastname": .string(mark), "companyname": .string(mark),
            "description": .string(mark),
            "subject": .string("\(mark)-\(mark)|\(product.name)"), "emailaddress1": .string("\(mark)@test.com"),
            "telephone1": "1234567890", "address1_country": "US",
        ]
    }
}

extension Call {
    /// A request that the marketplace makes within the cloud.
    private init(
        _ body: String, type: String, to path: String, at host: String, headers: [(name: String, value: String)] = []
    ) {
        method = "POST"
        self.host = host
        authority = host
        self.path = path
        query = ServerFields()
        self.headers = ServerFields(headers + [("Content-Type", type)])
        self.body = Array(body.utf8)
        step = "marketplace"
    }

    fileprivate init(posting form: [String: String], to path: String, at host: String) {
        let pairs = form.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
        self.init(pairs.joined(separator: "&"), type: "application/x-www-form-urlencoded", to: path, at: host)
    }

    fileprivate init(posting json: JSON, to path: String, at host: String, token: String) {
        self.init(
            json.text, type: "application/json", to: path, at: host, headers: [("Authorization", "Bearer \(token)")])
    }
}
