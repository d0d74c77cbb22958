/// `DELETE /v1/backup`: end a backup.
public struct EndBackup: PlainRequest {
    /// What it answers.
    public typealias Answer = BackupStatus

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "endBackup", .delete, "/v1/backup", for: .changing, within: .seconds(30),
        "end a backup",
        "Removes the copy and lets removals go on.")

    /// The request.
    public init() {}
}
