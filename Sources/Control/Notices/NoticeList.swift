/// Notices, newest first, and what keeps others from being sent.
public struct NoticeList: Codable, Hashable, Sendable {
    /// The notices, one for each recipient.
    public var notices: [NoticeRecord]
    /// How many older ones there are that were asked for and not answered.
    public var more: Int
    /// What people have answered, about each connection where somebody has.
    public var answers: [NoticeAnswers]
    /// Whether notices to contacts are held back; `null` where they are not.
    @Nullable public var hold: HoldStatus?

    /// Those notices.
    public init(notices: [NoticeRecord], more: Int = 0, answers: [NoticeAnswers] = [], hold: HoldStatus? = nil) {
        self.notices = notices
        self.more = more
        self.answers = answers
        self.hold = hold
    }
}

extension NoticeList: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "Notices, newest first, and what keeps others from being sent.",
        [
            "notices": .array(.reference(NoticeRecord.self)),
            "more": .integer("How many older ones there are that were not answered.", example: 0),
            "answers": .array(.reference(NoticeAnswers.self)),
            "hold": .nullable(.reference(HoldStatus.self)),
        ])
}
