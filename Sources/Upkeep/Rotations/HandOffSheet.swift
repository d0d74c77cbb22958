public import Credentials
public import SecureMemory

/// What a person pastes into Partner Center.
public struct HandOffSheet: Sendable {
    /// The secret.
    public var secret: SharedSecret
    /// Where leads are to go, and as whom.
    public var destination: LeadDestination
    /// The rotation that it belongs to; `nil` where none is under way.
    public var rotation: Rotation?
}
