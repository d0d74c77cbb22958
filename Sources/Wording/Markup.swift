/// The little markup of catalogues: `**label**`, `` `code` ``, `{value}`, `[words](address)`, and a line that begins
/// with `$ ` for a command.
///
/// The markup is read before values are put in, so no value can be taken for markup. The address of a link is a name
/// like that of a value, never an address itself; what stands for it is used only where it is plainly one of HTTPS or of
/// mail, and else the words stand alone.
public struct Markup {
    /// What stands for a value; `nil` leaves the braces as they are.
    private let value: (String) -> String?
    /// Where a link leads to; `nil` leaves its words alone.
    private let link: (String) -> String?

    /// Markup with these values.
    public init(_ value: @escaping (String) -> String?) {
        self.init(value, link: { _ in nil })
    }

    /// Markup with these values and these addresses.
    public init(_ value: @escaping (String) -> String?, link: @escaping (String) -> String?) {
        self.value = value
        self.link = link
    }

    /// The lines that the template makes with the values in their places.
    public func lines(_ template: String) -> [MarkedLine] {
        template.split(separator: "\n", omittingEmptySubsequences: true).map { line in
            if line.hasPrefix("$ ") { return .command(plain(String(line.dropFirst(2)))) }
            return .sentence(runs(line))
        }
    }

    /// The template with the values in their places and without any markup; of links, the words alone.
    public func plain(_ template: String) -> String {
        runs(Substring(template)).map(\.text).joined()
    }

    /// The template as a terminal shows it, with the values in their places.
    public func onTerminal(_ template: String) -> String {
        lines(template).map(\.onTerminal).joined(separator: "\n")
    }

    /// The template with the values in their places, and with its markup as it stands; of links, the words alone.
    public func verbatim(_ template: String) -> String {
        var text = ""
        var rest = Substring(template)
        while let character = rest.first {
            if let link = Link(at: rest) {
                text += verbatim(String(link.words))
                rest = link.rest
            } else if let (shown, after) = filled(rest) {
                text += shown
                rest = after
            } else {
                text.append(character)
                rest = rest.dropFirst()
            }
        }
        return text
    }

    private func runs(_ line: Substring, within address: String? = nil) -> [MarkedLine.Run] {
        var runs: [MarkedLine.Run] = []
        var style = MarkedLine.Run.Style.plain
        var text = ""
        var rest = line
        func finish(_ next: MarkedLine.Run.Style) {
            if !text.isEmpty { runs.append(.init(text: text, style: style, link: address)) }
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
            } else if style == .plain, address == nil, let link = Link(at: rest) {
                finish(.plain)
                runs += self.runs(link.words, within: self.link(String(link.name)).flatMap(Self.usable))
                rest = link.rest
            } else if let (shown, after) = filled(rest) {
                text += shown
                rest = after
            } else {
                text.append(character)
                rest = rest.dropFirst()
            }
        }
        finish(.plain)
        return runs
    }

    /// The value that the text begins with, and what stands behind it; `nil` where it begins with none.
    private func filled(_ text: Substring) -> (shown: String, rest: Substring)? {
        guard text.first == "{", let end = text.firstIndex(of: "}"),
            let shown = value(String(text[text.index(after: text.startIndex)..<end]))
        else { return nil }
        return (shown, text[text.index(after: end)...])
    }

    /// The address, if it is one of HTTPS or of mail in nothing but characters that RFC 3986 has; so it cannot end the
    /// attribute or the angle brackets that it stands in, nor run a script.
    private static func usable(_ address: String) -> String? {
        guard address.hasPrefix("https://") || address.hasPrefix("mailto:") else { return nil }
        let isClean = address.unicodeScalars.allSatisfy {
            (0x21...0x7E).contains($0.value) && !"\"<>\\^`{|}".unicodeScalars.contains($0)
        }
        return isClean ? address : nil
    }
}

/// A link at the beginning of a text: `[words](name)`, its name of letters alone.
private struct Link {
    let words: Substring
    let name: Substring
    let rest: Substring

    init?(at text: Substring) {
        guard text.first == "[", let middle = text.firstRange(of: "](") else { return nil }
        words = text[text.index(after: text.startIndex)..<middle.lowerBound]
        name = text[middle.upperBound...].prefix { $0.isASCII && $0.isLetter }
        rest = text[name.endIndex...].dropFirst()
        guard !words.isEmpty, !words.contains("["), !name.isEmpty, text[name.endIndex...].first == ")" else {
            return nil
        }
    }
}
