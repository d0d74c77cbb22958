/// What an address answered to somebody without a credential.
public struct EnvironmentTrialStatus: Codable, Hashable, Sendable {
    /// The address that was asked.
    public var url: String
    /// The directory that the environment belongs to, by its id; `null` where that is not known.
    @Nullable public var directory: String?
    /// What was found: its one step is `endpoint`.
    public var probe: ProbeStatus

    /// Joins the parts.
    public init(url: String, directory: String?, probe: ProbeStatus) {
        self.url = url
        self.directory = directory
        self.probe = probe
    }
}

extension EnvironmentTrialStatus: JSONAnswer {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "What an address answered to somebody without a credential.",
        [
            "url": .string("The address that was asked.", example: "https://contoso.crm4.dynamics.com"),
            "directory": .nullable(
                .string(
                    "The directory that the environment belongs to, by its id; null where that is not known.",
                    example: "12345678-8af1-4a5f-1234-12234d01db47")),
            "probe": .reference(ProbeStatus.self),
        ])
}
