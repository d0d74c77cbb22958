public import Foundation

/// One request that the cloud has seen.
public struct HistoryEntry: Codable, Sendable {
    /// Its number, from 1.
    public var number: Int
    /// When it came, by the cloud's clock.
    public var at: Date
    /// Which host it came to.
    public var host: String
    /// The method.
    public var method: String
    /// The path.
    public var path: String
    /// What the request is: `token`, `realm`, `discovery`, `endpoint`, `identity`, `create`, `read`, `write`, `remove`,
    /// `find`, `privilege`, `user`, `roles`, `solution`, `keys`, `add-key`, `remove-key`, `add-certificate`,
    /// `remove-certificate`, `policy`, `own-policy`, `password-facts`, `domain`, `change-password`, `reset-password`, `send-mail`, `other`; at Partner Center `product`, `tree`,
    /// `submissions`, `configure`, `job`, `resource`.
    public var step: String
    /// The application id or user name it was made for.
    public var identity: String?
    /// The status answered; nil where no answer was sent.
    public var status: Int?
    /// `ok`, the AADSTS, Dataverse or Graph code of a refusal, or `fault`.
    public var outcome: String
    /// Whether the secret or password was right, where one was looked at.
    public var secretWasRight: Bool?
    /// The key id of the client secret that was used, right and whether or not lapsed; or that was added or removed.
    public var keyID: String?
    /// What a request for a token asked for, without its secret; nil for other requests.
    public var form: [String: String]?
    /// The fault that happened.
    public var fault: String?
}
