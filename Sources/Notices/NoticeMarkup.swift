/// The little markup of catalogues: `**label**`, `` `code` ``, `{value}`, and a line that begins with `$ ` for a command.
///
/// The markup is read before values are put in, so no value can be taken for markup.
struct NoticeMarkup {
    /// What stands for the values.
    let values: @Sendable (NoticeValue) -> String

    /// The lines that the template makes with the values in their places.
    func lines(_ template: String) -> [NoticeDocument.Line] {
        template.split(separator: "\n", omittingEmptySubsequences: true).map { line in
            if line.hasPrefix("$ ") { return .command(plain(String(line.dropFirst(2)))) }
            return .sentence(runs(line))
        }
    }

    /// The template with the values in their places and without any markup.
    func plain(_ template: String) -> String {
        runs(Substring(template)).map(\.text).joined()
    }

    private func runs(_ line: Substring) -> [NoticeDocument.Run] {
        var runs: [NoticeDocument.Run] = []
        var style = NoticeDocument.Run.Style.plain
        var text = ""
        var rest = line
        func finish(_ next: NoticeDocument.Run.Style) {
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
                let value = NoticeValue(rawValue: String(rest[rest.index(after: rest.startIndex)..<end]))
            {
                text += values(value)
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
