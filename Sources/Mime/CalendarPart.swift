/// An iCalendar object that a mail carries, for the recipient's calendar (RFC 6047).
public struct CalendarPart: Hashable, Sendable {
    /// What it does, such as `REQUEST`: the `METHOD` in the object.
    public var method: String
    /// The object in UTF-8.
    public var object: [UInt8]
    /// What the file is called where people see one, such as `leadkeeper.ics`.
    public var fileName: String

    /// An object that does that.
    public init(method: String, object: [UInt8], fileName: String) {
        self.method = method
        self.object = object
        self.fileName = fileName
    }
}
