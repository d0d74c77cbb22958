/// Notices, newest first.
public struct NoticeList: Codable, Hashable, Sendable {
    /// The notices, one for each recipient.
    public var notices: [NoticeRecord]
    /// How many older ones there are that were asked for and not answered.
    public var more: Int

    /// Those notices.
    public init(notices: [NoticeRecord], more: Int = 0) {
        self.notices = notices
        self.more = more
    }
}

extension NoticeList: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Notices, newest first.",
        [
            "notices": .array(.reference(NoticeRecord.self)),
            "more": .integer("How many older ones there are that were not answered.", example: 0),
        ])
}
