internal import Basics

/// A form in which metrics are exposed.
public enum MetricsFormat: String, Hashable, Sendable, CaseIterable {
    /// Prometheus' text format 0.0.4, which everything that scrapes understands.
    case text = "text/plain; version=0.0.4; charset=utf-8"
    /// OpenMetrics 1.0.
    case openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    /// Its media type, with version and character set.
    public var mediaType: String { rawValue }

    /// The form that a client likes best, by the `Accept` field of its request (RFC 9110 §12.5.1): OpenMetrics only
    /// where that is named and liked no less than text; text for everything else, and without the field.
    public init(accepting field: String?) {
        let ranges = (field ?? "").split(separator: ",").compactMap { Range(String($0)) }
        let wish = { (type: String, versions: Set<String>) in
            ranges.filter { $0.type == type && ($0.version.map(versions.contains) ?? true) }.map(\.weight).max() ?? 0
        }
        let openMetrics = wish("application/openmetrics-text", ["0.0.1", "1.0.0"])
        self = openMetrics > 0 && openMetrics >= wish("text/plain", ["0.0.4"]) ? .openMetrics : .text
    }

    /// One element of the field: `application/openmetrics-text;version=1.0.0;q=0.5`.
    private struct Range {
        var type: String
        var version: String?
        var weight = 1.0

        private static func plain(_ text: Substring) -> String {
            String(text.trimming { $0 == " " || $0 == "\t" }).lowercased()
        }

        init?(_ text: String) {
            let parts = text.split(separator: ";").map { Self.plain($0) }
            guard let type = parts.first else { return nil }
            self.type = type
            for part in parts.dropFirst() {
                if part.hasPrefix("version=") { version = String(part.dropFirst(8).filter { $0 != "\"" }) }
                if part.hasPrefix("q=") { weight = Double(part.dropFirst(2)) ?? 0 }
            }
        }
    }
}
