/// A file of the publish directory.
public enum PublishedFile: String, Hashable, Sendable, CaseIterable {
    /// The metrics, in the text format, written each minute: node_exporter's textfile collector takes names that end so.
    case metrics = "metrics.prom"
    /// The page, written each minute, so that it can say how old it is.
    case page = "status.html"
    /// How everything is, as JSON, written when that changes.
    case status = "status.json"
    /// The moments by which somebody has to do something, written when those change.
    case deadlines = "deadlines.ics"
}
