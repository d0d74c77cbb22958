/// `GET /metrics`: how the connections and leadkeeper itself are, for a monitoring system.
public struct GetMetrics: ControlRequest {
    /// What it answers.
    public typealias Answer = MetricsText

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "getMetrics", .get, "/metrics", for: .reading, within: .seconds(30),
        "metrics for Prometheus",
        """
        Answers how the connections and leadkeeper itself are as metrics, in Prometheus' text format 0.0.4, or as \
        OpenMetrics 1.0 where the request's Accept field names application/openmetrics-text. Moments are seconds since \
        1970; what is not known has no sample. Documentation/Monitoring.md lists all of them.
        """)

    /// In which form.
    public var format: MetricsFormat

    /// The request for that form.
    public init(as format: MetricsFormat = .text) {
        self.format = format
    }

    /// Understands the `Accept` field.
    public init(_ parts: RequestParts) {
        self.init(as: MetricsFormat(accepting: parts.accept))
    }

    /// The `Accept` field.
    public var parts: RequestParts {
        var parts = RequestParts()
        parts.accept = format.mediaType
        return parts
    }
}

/// Metrics as they are sent.
public struct MetricsText: TextAnswer {
    /// That of the form that every client understands.
    public static var mediaType: String { MetricsFormat.text.mediaType }
    /// Those of all forms.
    public static var mediaTypes: [String] { MetricsFormat.allCases.map(\.mediaType) }
    /// Its own rules describe it.
    public static var contentSchema: Schema? { nil }

    /// The metrics.
    public let text: String
    /// In which form they are.
    public let format: MetricsFormat

    /// Metrics in that form.
    public init(text: String, as format: MetricsFormat) {
        self.text = text
        self.format = format
    }

    /// Metrics in the form that every client understands.
    public init(text: String) {
        self.init(text: text, as: .text)
    }

    /// That of its form.
    public var contentType: String { format.mediaType }
}
