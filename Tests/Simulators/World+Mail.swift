extension World {
    /// A mailbox of Exchange Online.
    public struct Mailbox: Codable, Sendable {
        /// Its address.
        public var address: String
        /// The GUID of its tenant.
        public var tenant: String
        /// The apps that have `Application Mail.Send` for it and need no permission in Entra.
        public var senders: [String] = []
        /// Whether it is in Exchange Online, and not on a server of the organisation's own.
        public var isOnline = true
        /// Whether a policy keeps apps away that may send as any mailbox.
        public var isGuarded = false

        /// A mailbox of that address, which these apps may send from.
        public init(_ address: String, in tenant: String, senders: [String] = []) {
            self.address = address
            self.tenant = tenant
            self.senders = senders
        }

        /// Reads what a world file says; what it leaves out has its default.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            address = try values.decode(String.self, forKey: .address)
            tenant = try values.decode(String.self, forKey: .tenant)
            senders = try values.decode(.senders, or: [])
            isOnline = try values.decode(.isOnline, or: true)
            isGuarded = try values.decode(.isGuarded, or: false)
        }
    }
}
