internal import Basics

/// Who a client says that it is, in a field of the request.
///
/// Where the kernel hides users from the daemon (`PrivateUsers=`), it calls every one of them 65534; and behind sudo(8)
/// it says root. What the client says goes into the record as *said*, and nothing is ever permitted because of it.
public struct SaidCaller: Hashable, Sendable {
    /// The field's name.
    public static let field = "Leadkeeper-Caller"
    /// The largest user id; the one above stands for none (setreuid(2)).
    private static let largestUserID = UInt32.max - 1

    /// The user that the client runs as, by its own word.
    public var userID: UInt32?
    /// The user that has called sudo, by the client's word.
    public var sudoUserID: UInt32?

    /// Joins the parts.
    public init(userID: UInt32?, sudoUserID: UInt32?) {
        self.userID = userID
        self.sudoUserID = sudoUserID
    }

    /// Understands a field's values, of which there may be one; anything that is not as `value` writes it says nothing.
    public init?(values: [String]) {
        guard values.count == 1, let text = values.first, text.utf8.count <= 64 else { return nil }
        var said: [String: UInt32] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.drop { $0 == " " }.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, ["uid", "sudo-uid"].contains(sides[0]), let number = Self.userID(sides[1]),
                said.updateValue(number, forKey: sides[0]) == nil
            else { return nil }
        }
        self.init(userID: said["uid"], sudoUserID: said["sudo-uid"])
    }

    /// The field's value, such as `uid=0, sudo-uid=1000`; empty where nothing is said.
    public var value: String {
        [userID.map { "uid=\($0)" }, sudoUserID.map { "sudo-uid=\($0)" }].compactMap(\.self).joined(separator: ", ")
    }

    /// Reads a user id in decimal digits, as `$SUDO_UID` has it; `nil` for anything else.
    public static func userID(_ text: String) -> UInt32? {
        guard (1...10).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit),
            let number = UInt32(text), number <= largestUserID
        else { return nil }
        return number
    }
}
