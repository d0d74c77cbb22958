/// Who asks, as the kernel says (`SO_PEERCRED`), and as the client says.
public struct Caller: Hashable, Sendable {
    /// The user.
    public var userID: UInt32
    /// The user's group at that time.
    public var groupID: UInt32
    /// The process.
    public var processID: Int32
    /// What the client says of itself, for the record alone: no right depends on it.
    public var said: SaidCaller?

    /// Joins the parts.
    public init(userID: UInt32, groupID: UInt32, processID: Int32, said: SaidCaller? = nil) {
        self.userID = userID
        self.groupID = groupID
        self.processID = processID
        self.said = said
    }
}

extension Caller: CustomStringConvertible {
    /// Who it is, for the record: "user 65534 (said: user 1000)", "user 0 (said: by sudo of user 1000)", "user 0".
    public var description: String {
        var words: [String] = []
        if let user = said?.userID, user != userID { words.append("user \(user)") }
        if let user = said?.sudoUserID { words.append("by sudo of user \(user)") }
        return "user \(userID)" + (words.isEmpty ? "" : " (said: \(words.joined(separator: ", ")))")
    }
}
