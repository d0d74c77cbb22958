internal import Basics
internal import Wording

extension NoticeDocument {
    /// The HTML form.
    ///
    /// What a reader needs is in inline styles that Outlook's engine understands too; the style sheet adds the colours
    /// of the dark mode. It fetches nothing, wraps whatever is long, and is well-formed XML.
    var html: String {
        var parts = [
            "<!DOCTYPE html>",
            "<html lang=\"\(languageTag.escapedForHTML)\">",
            "<head>",
            "<meta charset=\"utf-8\" />",
            "<meta name=\"color-scheme\" content=\"light dark\" />",
            "<meta name=\"supported-color-schemes\" content=\"light dark\" />",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />",
            "<title>\(subject.escapedForHTML)</title>",
            "<style>\(Style.sheet)</style>",
            "</head>",
            "<body style=\"\(Style.body)\">",
            "<div role=\"main\" style=\"\(Style.page)\">",
            "<p style=\"\(Style.level);background-color:\(level.colour)\">"
                + "<strong>\(levelWord.escapedForHTML)</strong></p>",
            "<h1 style=\"\(Style.headline)\">\(Self.html(headline))</h1>",
        ]
        parts += opening.prefix(1).map { "<p style=\"\(Style.essence)\"><strong>\(Self.html($0))</strong></p>" }
        parts += opening.dropFirst().map { "<p style=\"\(Style.opening)\">\(Self.html($0))</p>" }
        parts += blocks.map(Self.html)
        parts += ["</div>", "</body>", "</html>"]
        return parts.joined(separator: "\n") + "\n"
    }

    private enum Style {
        private static let wraps = "overflow-wrap:anywhere;word-break:break-word"
        static let body =
            "margin:0;padding:0;background-color:#ffffff;color:#1b1b1b;"
            + "font-family:'Segoe UI',Arial,sans-serif;font-size:15px;line-height:1.45;\(wraps)"
        static let page = "max-width:44em;margin:0 auto;padding:16px"
        static let level = "margin:0 0 12px 0;padding:8px 12px;color:#ffffff;font-size:15px;letter-spacing:0.06em"
        static let headline = "font-size:22px;line-height:1.25;margin:0 0 8px 0"
        static let essence = "font-size:17px;margin:0 0 8px 0"
        static let opening = "font-size:16px;margin:0 0 6px 0"
        static let heading = "font-size:18px;margin:24px 0 6px 0"
        static let subheading = "font-size:16px;margin:16px 0 4px 0"
        static let item = "margin-bottom:8px"
        static let list = "margin:0;padding-left:26px"
        static let label =
            "text-align:left;vertical-align:top;padding:2px 16px 2px 0;font-weight:normal;"
            + "overflow-wrap:normal;word-break:normal"
        static let value = "text-align:left;vertical-align:top;padding:2px 0"
        static let code = "font-family:Consolas,'Courier New',monospace;white-space:pre-wrap"
        static let footer = "font-size:13px;margin:16px 0 0 0"
        static let link = "color:#0b57d0"
        /// The inline colours are those of the light mode, so these must outrank them.
        static let sheet =
            "@media (prefers-color-scheme:dark){body{background-color:#1b1b1b !important;color:#f1f1f1 !important}"
            + "a{color:#a8c7fa !important}}"
    }

    private static func html(_ block: Block) -> String {
        switch block {
        case .heading(let lines): "<h2 style=\"\(Style.heading)\">\(html(lines))</h2>"
        case .subheading(let lines): "<h3 style=\"\(Style.subheading)\">\(html(lines))</h3>"
        case .paragraph(let lines): "<p>\(html(lines))</p>"
        case .footer(let lines): "<p style=\"\(Style.footer)\">\(html(lines))</p>"
        case .steps(let items): "<ol style=\"\(Style.list)\">\n\(html(items: items))\n</ol>"
        case .points(let items): "<ul style=\"\(Style.list)\">\n\(html(items: items))\n</ul>"
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
            case .sentence(let runs): html(runs)
            case .command(let command): "<code style=\"\(Style.code)\">\(command.escapedForHTML)</code>"
            }
        }.joined(separator: "<br />\n")
    }

    /// The runs, those of one link within one element.
    private static func html(_ runs: [Run]) -> String {
        var html = ""
        var isLinkOpen = false
        for (index, run) in runs.enumerated() {
            if let link = run.link, !isLinkOpen {
                html += "<a href=\"\(link.escapedForHTML)\" style=\"\(Style.link)\">"
                isLinkOpen = true
            }
            html += styled(run)
            if MarkedLine.address(endingAt: index, in: runs) != nil {
                html += "</a>"
                isLinkOpen = false
            }
        }
        return html
    }

    private static func styled(_ run: Run) -> String {
        let text = run.text.escapedForHTML
        return switch run.style {
        case .plain: text
        case .label: "<strong>\(text)</strong>"
        case .code: "<code style=\"\(Style.code)\">\(text)</code>"
        }
    }
}
