public import Foundation

extension World {
    /// The commercial marketplace, and Partner Center, where offers are written and published.
    public struct Marketplace: Codable, Sendable {
        /// The ids of the apps that Partner Center knows as managers of the account.
        public var managers: [String] = []
        /// The offers.
        public var products: [Product] = []
        /// How many seconds it takes to write something into a draft.
        public var configuring: TimeInterval = 30
        /// How many seconds it takes from a draft to preview: certification, up to four days as publishers have seen
        /// it.
        public var certifying: TimeInterval = 2 * 86_400
        /// How many seconds it takes from preview to live.
        public var goingLive: TimeInterval = 3_600

        /// Without managers or offers.
        public init() {}

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            self.init()
            let values = try decoder.container(keyedBy: CodingKeys.self)
            managers = try values.decode(.managers, or: [])
            products = try values.decode(.products, or: [])
            configuring = try values.decode(.configuring, or: configuring)
            certifying = try values.decode(.certifying, or: certifying)
            goingLive = try values.decode(.goingLive, or: goingLive)
        }
    }

    /// An offer, in Partner Center's words a product.
    public struct Product: Codable, Sendable {
        /// Its GUID.
        public var id: String
        /// Its id in the portal.
        public var externalID: String
        /// Its name.
        public var name = "An offer"
        /// What is being edited.
        public var draft: Edition
        /// What is in preview and is not live; nil for nothing.
        public var preview: Edition?
        /// What customers see, and by which their leads are sent; nil for an offer that was never published.
        public var live: Edition?
        /// Whether it fails certification.
        public var failsCertification = false
        /// Every how many seconds a customer leaves a lead; nil for only when the test says so.
        public var leadInterval: TimeInterval?
        /// What became of the leads.
        public var tally = Tally()

        private enum CodingKeys: CodingKey {
            case id, externalID, name, draft, preview, live, failsCertification, leadInterval, tally
        }

        /// An offer of this id in the portal, live as it is being edited unless told otherwise.
        public init(
            id: String = UUID().uuidString.lowercased(), externalID: String, draft: Edition, isLive: Bool = true
        ) {
            self.id = id
            self.externalID = externalID
            self.draft = draft
            live = isLive ? draft : nil
        }

        /// Reads what a world file says; what it leaves out has its default.
        ///
        /// An offer of which nothing is said to be live is live as it is being edited.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(.id, or: UUID().uuidString.lowercased())
            externalID = try values.decode(String.self, forKey: .externalID)
            name = try values.decode(.name, or: name)
            draft = try values.decode(.draft, or: Edition())
            preview = try values.decodeIfPresent(Edition.self, forKey: .preview)
            live = values.contains(.live) ? try values.decodeIfPresent(Edition.self, forKey: .live) : draft
            failsCertification = try values.decode(.failsCertification, or: false)
            leadInterval = try values.decodeIfPresent(TimeInterval.self, forKey: .leadInterval)
            tally = try values.decode(.tally, or: tally)
        }

        /// Writes all of it; that nothing is live, too.
        public func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(id, forKey: .id)
            try values.encode(externalID, forKey: .externalID)
            try values.encode(name, forKey: .name)
            try values.encode(draft, forKey: .draft)
            try values.encodeIfPresent(preview, forKey: .preview)
            try values.encode(live, forKey: .live)
            try values.encode(failsCertification, forKey: .failsCertification)
            try values.encodeIfPresent(leadInterval, forKey: .leadInterval)
            try values.encode(tally, forKey: .tally)
        }
    }

    /// How many leads reached Dynamics, and how many are gone for good: a lead that fails is not sent again.
    public struct Tally: Codable, Sendable, Equatable {
        /// Customers' leads that were written.
        public var delivered = 0
        /// Customers' leads that were not.
        public var lost = 0
        /// Test leads that were written.
        public var testsDelivered = 0
        /// Test leads that were not.
        public var testsLost = 0
        /// What the last lead ended with that was not written: the AADSTS or Dataverse code; nil for none.
        public var lastFailure: String?

        /// None yet.
        public init() {}
    }

    /// All that an offer consists of, in one of its states.
    public struct Edition: Codable, Sendable {
        /// Where its leads go; nil where nobody has said.
        public var leads: LeadConfiguration?
        /// Everything else.
        public var resources: [Resource] = []

        /// An edition.
        public init(leads: LeadConfiguration? = nil, resources: [Resource] = []) {
            self.leads = leads
            self.resources = resources
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            leads = try values.decodeIfPresent(LeadConfiguration.self, forKey: .leads)
            resources = try values.decode(.resources, or: [])
        }
    }

    /// A part of an offer that has nothing to do with leads: a listing, a picture, a plan.
    public struct Resource: Codable, Sendable, Equatable {
        /// Its durable id, such as `listing/<guid>/public/main/default/en-us`.
        public var id: String
        /// Its members, a JSON object without id, schema and product; addresses in `url` and `uri` are shown with a new
        /// signature each time.
        public var content: String

        /// A part.
        public init(id: String, content: String) {
            self.id = id
            self.content = content
        }
    }

    /// Where leads go, with the secret that nobody but the marketplace reads.
    public struct LeadConfiguration: Codable, Sendable, Equatable {
        /// `dynamics`, or another destination.
        public var destination = "dynamics"
        /// The environment's address.
        public var instanceURL = ""
        /// `azureAD` or `office365`.
        public var authentication = "azureAD"
        /// The application's id, or the user's name.
        public var account = ""
        /// The application's secret, or the user's password.
        public var key = ""
        /// The application's directory; nil for a user.
        public var directory: String?
        /// Who is told of new leads.
        public var contacts: [String] = []

        /// Leads that go to a Dynamics environment, as an application.
        public init(instanceURL: String, application: String, directory: String, key: String, contacts: [String] = []) {
            self.instanceURL = instanceURL
            account = application
            self.directory = directory
            self.key = key
            self.contacts = contacts
        }

        /// Leads that go to a Dynamics environment, as a user.
        public init(instanceURL: String, userName: String, password: String, contacts: [String] = []) {
            self.instanceURL = instanceURL
            authentication = "office365"
            account = userName
            key = password
            self.contacts = contacts
        }

        /// Leads that go to an HTTPS endpoint.
        public init(endpoint url: String, contacts: [String] = []) {
            (destination, instanceURL, self.contacts) = ("httpsEndpoint", url, contacts)
        }

        /// Leads that go into a table of a storage account.
        public init(storage connectionString: String, contacts: [String] = []) {
            (destination, key, self.contacts) = ("table", connectionString, contacts)
        }

        /// Leads that go nowhere, or by mail.
        public init(destination: String, contacts: [String] = []) {
            self.destination = destination
            self.contacts = contacts
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            destination = try values.decode(.destination, or: "dynamics")
            instanceURL = try values.decode(.instanceURL, or: "")
            authentication = try values.decode(.authentication, or: "azureAD")
            account = try values.decode(.account, or: "")
            key = try values.decode(.key, or: "")
            directory = try values.decodeIfPresent(String.self, forKey: .directory)
            contacts = try values.decode(.contacts, or: [])
        }
    }
}

extension World {
    /// Adds a live offer for each environment, by the first part of its host's name, whose leads go by the
    /// environment's first member.
    public mutating func addOffers() {
        for environment in environments {
            guard let member = environment.members.first, let name = environment.host.split(separator: ".").first else {
                continue
            }
            let address = "https://\(environment.host)"
            let leads: LeadConfiguration
            if let user = users.first(where: { $0.name.lowercased() == member.identity.lowercased() }) {
                leads = LeadConfiguration(instanceURL: address, userName: user.name, password: user.password)
            } else if let app = apps.first(where: { $0.id.lowercased() == member.identity.lowercased() }),
                let secret = app.secrets.last
            {
                leads = LeadConfiguration(
                    instanceURL: address, application: app.id, directory: environment.tenant, key: secret.value)
            } else {
                continue
            }
            var product = Product(externalID: String(name), draft: Edition(leads: leads))
            product.draft.resources = [
                Resource(id: "listing/\(product.id)/public/main/default/en-us", content: "{\"title\":\"\(name)\"}")
            ]
            product.live = product.draft
            marketplace.products.append(product)
        }
    }
}
