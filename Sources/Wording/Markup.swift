/// The little markup of catalogues: `**label**`, `` `code` ``, `{value}`, and a line that begins with `$ ` for a
/// command.
///
/// The markup is read before values are put in, so no value can be taken for markup.
public struct Markup {
    /// What stands for a value; `nil` leaves the braces as they are.
    private let value: (String) -> String?

    /// Markup with these values.
    public init(_ value: @escaping (String) -> String?) {
        self.value = value
    }

    /// The lines that the template makes with the values in their places.
    public func lines(_ template: String) -> [MarkedLine] {
        template.split(separator: "\n", omittingEmptySubsequences: true).map { line in
            if line.hasPrefix("$ ") { return .command(plain(String(line.dropFirst(2)))) }
            return .sentence(runs(line))
        }
    }

    /// The template with the values in their places and without any markup.
    public func plain(_ template: String) -> String {
        runs(Substring(template)).map(\.text).joined()
    }

    /// The template as a terminal shows it, with the values in their places.
    public func onTerminal(_ template: String) -> String {
        lines(template).map(\.onTerminal).joined(separator: "\n")
    }

    /// The template with the values in their places, and with its markup as it stands.
    public func verbatim(_ template: String) -> String {
        var text = ""
        var rest = Substring(template)
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            text += rest[..<start] + (value(String(rest[rest.index(after: start)..<end])) ?? String(rest[start...end]))
            rest = rest[rest.index(after: end)...]
        }
        return text + rest
    }

    private func runs(_ line: Substring) -> [MarkedLine.Run] {
        var runs: [MarkedLine.Run] = []
        var style = MarkedLine.Run.Style.plain
        var text = ""
        var rest = line
        func finish(_ next: MarkedLine.Run.Style) {
            if !text.isEmpty { runs.append(.init(text: text, style: style)) }
            text = ""
            style = next
        }
        while let character = rest.first {
            if rest.hasPrefix("**"), style != .code {
                finish(style == .label ? .plain : .label)
                rest = rest.dropFirst(2)
            } else if character == "`" {
                finish(style == .code ? .plain : .code)
                rest = rest.dropFirst()
            } else if character == "{", let end = rest.firstIndex(of: "}"),
                let shown = value(String(rest[rest.index(after: rest.startIndex)..<end]))
            {
                text += shown
                rest = rest[rest.index(after: end)...]
            } else {
                text.append(character)
                rest = rest.dropFirst()
            }
        }
        finish(.plain)
        return runs
    }
}
