import Foundation
import TestSupport

/// What a reader sees of an HTML form, laid out like the plain form, without white space and quotation marks.
struct PlainReading {
    enum Fault: Error { case unclosed(String), stray(String) }

    private(set) var text = ""
    private var open: [(tag: String, items: Int)] = []
    private var heading = ""
    private var address = ""

    init(of html: String) throws {
        var rest = Substring(html)
        if let body = rest.range(of: "<body") { rest = rest[body.lowerBound...] }
        while let character = rest.first {
            guard character == "<" else {
                let end = rest.firstIndex(of: "<") ?? rest.endIndex
                take(Self.unescaped(String(rest[..<end])))
                rest = rest[end...]
                continue
            }
            guard let end = rest.firstIndex(of: ">") else { throw Fault.unclosed(String(rest)) }
            try take(tag: rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        }
    }

    private mutating func take(_ words: String) {
        text += Self.squeezed(words)
        heading += words
    }

    private mutating func take(tag: Substring) throws {
        if tag.hasSuffix("/") { return }
        if tag.hasPrefix("/") {
            if tag == "/html" { return }
            guard let last = open.popLast(), last.tag == tag.dropFirst() else { throw Fault.stray(String(tag)) }
            if last.tag == "a" { text += "<\(address)>" }
            if last.tag == "h1" { text += String(repeating: "=", count: heading.count) }
            if last.tag == "h2" { text += String(repeating: "-", count: heading.count) }
            return
        }
        let name = String(tag.prefix { $0 != " " })
        if name == "a", let start = tag.firstRange(of: "href=\"") {
            address = Self.unescaped(String(tag[start.upperBound...].prefix { $0 != "\"" }))
        }
        if name != "a", name != "strong", name != "code" { heading = "" }
        if name == "li", let list = open.indices.last {
            open[list].items += 1
            text += open[list].tag == "ol" ? "\(open[list].items)." : "*"
        }
        open.append((name, 0))
    }

    static func squeezed(_ text: String) -> String {
        text.filter { !$0.isWhitespace && $0 != "\"" }
    }

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}

/// Another implementation's opinion of the HTML forms: Python's XML and HTML parsers.
enum MarkupCheck {
    private static let script = """
        import glob, sys
        from html.parser import HTMLParser
        from xml.etree import ElementTree

        allowed = set("html head meta title style body div p h1 h2 h3 ol ul li table tr th td strong code br a".split())
        faults = []

        class Reader(HTMLParser):
            def handle_starttag(self, tag, attributes):
                if tag not in allowed: faults.append(tag)
                for name, value in attributes:
                    if name not in ("lang", "charset", "name", "content", "style", "scope", "href", "role"): faults.append(name)
                    if name == "href" and not value.startswith(("https://", "mailto:")): faults.append(value)

        files = glob.glob(sys.argv[1] + "/*.html")
        if not files: faults.append("no files")
        for file in files:
            text = open(file, encoding="utf-8", newline="").read()
            try: ElementTree.fromstring(text)
            except ElementTree.ParseError as error: faults.append(f"{file}: {error}")
            reader = Reader(convert_charrefs=True)
            reader.feed(text)
            reader.close()
        print("; ".join(faults), end="")
        """

    /// Reads every `.html` of the folder; answers what is wrong, or nothing.
    static func check(_ folder: URL) async throws -> String {
        let python = try await ChildProcess.run("/usr/bin/python3", ["-I", "-c", script, folder.path])
        return python.output + python.errors
    }
}
