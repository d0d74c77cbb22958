internal import Wording

extension NoticeDocument {
    /// The HTML form.
    ///
    /// It sets no colours, so that a dark reader keeps its own, uses only what Outlook's engine understands, and is
    /// well-formed XML.
    var html: String {
        var parts = [
            "<!DOCTYPE html>",
            "<html lang=\"\(languageTag.escapedForHTML)\">",
            "<head>",
            "<meta charset=\"utf-8\" />",
            "<meta name=\"color-scheme\" content=\"light dark\" />",
            "<meta name=\"viewport\" content=\"width=device-width\" />",
            "<title>\(subject.escapedForHTML)</title>",
            "</head>",
            "<body style=\"\(Style.body)\">",
            "<p style=\"\(Style.essence)\"><strong>\(Self.html(essence))</strong></p>",
        ]
        parts += blocks.map(Self.html)
        parts += ["</body>", "</html>"]
        return parts.joined(separator: "\n") + "\n"
    }

    private enum Style {
        static let body = "font-family:'Segoe UI',Arial,sans-serif;font-size:15px;line-height:1.45;max-width:44em"
        static let essence = "font-size:18px"
        static let heading = "font-size:16px;margin:1.5em 0 0.4em 0"
        static let item = "margin-bottom:0.5em"
        static let label = "text-align:left;vertical-align:top;padding:2px 16px 2px 0;font-weight:normal"
        static let value = "text-align:left;vertical-align:top;padding:2px 0"
        static let code = "font-family:Consolas,'Courier New',monospace"
        static let footer = "font-size:13px;margin-top:1.5em"
    }

    private static func html(_ block: Block) -> String {
        switch block {
        case .heading(let lines): "<h2 style=\"\(Style.heading)\">\(html(lines))</h2>"
        case .paragraph(let lines): "<p>\(html(lines))</p>"
        case .footer(let lines): "<p style=\"\(Style.footer)\">\(html(lines))</p>"
        case .steps(let items): "<ol>\n\(html(items: items))\n</ol>"
        case .points(let items): "<ul>\n\(html(items: items))\n</ul>"
        case .facts(let facts):
            "<table style=\"border-collapse:collapse\">\n"
                + facts.map { fact in
                    "<tr><th scope=\"row\" style=\"\(Style.label)\">\(html(fact.label))</th>"
                        + "<td style=\"\(Style.value)\">\(html(fact.value))</td></tr>"
                }.joined(separator: "\n") + "\n</table>"
        }
    }

    private static func html(items: [[Line]]) -> String {
        items.map { "<li style=\"\(Style.item)\">\(html($0))</li>" }.joined(separator: "\n")
    }

    private static func html(_ lines: [Line]) -> String {
        lines.map { line in
            switch line {
            case .sentence(let runs): runs.map(html).joined()
            case .command(let command): "<code style=\"\(Style.code)\">\(command.escapedForHTML)</code>"
            }
        }.joined(separator: "<br />\n")
    }

    private static func html(_ run: Run) -> String {
        let text = run.text.escapedForHTML
        let styled =
            switch run.style {
            case .plain: text
            case .label: "<strong>\(text)</strong>"
            case .code: "<code style=\"\(Style.code)\">\(text)</code>"
            }
        return run.link.map { "<a href=\"\($0.escapedForHTML)\">\(styled)</a>" } ?? styled
    }
}
