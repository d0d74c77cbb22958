/// A sign-in to Entra with a key of an application, as Microsoft's reports have it.
public struct KeySignIn: Hashable, Sendable {
    /// The issuer's handle for the key that signed in.
    public var keyID: GUID
    /// When.
    public var at: Instant
    /// Entra's own id of the sign-in; `nil` where the report has none.
    public var requestID: String?
    /// The id that whoever signed in gave it; `nil` where the report has none.
    public var correlationID: String?
    /// Where it came from; `nil` where the report does not say.
    public var address: String?
    /// What it was for; `nil` where the report does not say.
    public var resource: SignInResource?
    /// Whether Entra gave no token.
    public var isRefused: Bool

    /// A sign-in as it is reported.
    public init(
        keyID: GUID, at: Instant, requestID: String?, correlationID: String? = nil, address: String? = nil,
        resource: SignInResource? = nil, isRefused: Bool = false
    ) {
        (self.keyID, self.at) = (keyID, at)
        (self.requestID, self.correlationID) = (requestID, correlationID)
        (self.address, self.resource) = (address, resource)
        self.isRefused = isRefused
    }
}

/// What a sign-in was for.
public struct SignInResource: Hashable, Sendable, Codable {
    /// Its application's id; `nil` where the report gives none that can be read.
    public var id: GUID?
    /// What the report calls it; `nil` where it gives no name.
    public var name: String?

    /// A resource by its id, its name, or both.
    public init(id: GUID?, name: String? = nil) {
        (self.id, self.name) = (id, name)
    }

    /// The application's id of Dataverse, which Dynamics 365 stands on, in every directory.
    public static let dataverse = GUID(high: 0x0000_0007_0000_0000, low: 0xc000_0000_0000_0000)
    private static let graph = GUID(high: 0x0000_0003_0000_0000, low: 0xc000_0000_0000_0000)

    /// Whether it is where leads are written.
    public var takesLeads: Bool { id == Self.dataverse }

    /// What people call it.
    public var words: String {
        switch id {
        case Self.dataverse: "Dynamics 365"
        case Self.graph: "Microsoft Graph"
        case let id: name ?? id.map { "resource \($0)" } ?? "an unknown resource"
        }
    }
}

/// What Microsoft's reports say of the sign-ins of an application.
public struct SignInReport: Hashable, Sendable {
    /// The last sign-in with each key; `nil` where that may not be read.
    public var last: [KeySignIn]?
    /// The single sign-ins since the moment that was asked for; `nil` where they may not be read.
    public var events: [KeySignIn]?
    /// Whether these are all; there may be more than are read.
    public var areEventsWhole: Bool

    /// What was read.
    public init(last: [KeySignIn]?, events: [KeySignIn]?, areEventsWhole: Bool = true) {
        (self.last, self.events, self.areEventsWhole) = (last, events, areEventsWhole)
    }
}
