internal import Wording

extension Catalog {
    /// The things one after the other, as the language lists them: `a, b and c`; of more than `limit` the first ones,
    /// and how many there are beside: `a, b, c and 4 more`.
    func list(_ things: [String], atMost limit: Int = .max) -> String {
        guard things.count <= limit else {
            let shown = things.prefix(limit).map(\.self)
            let others = things.count - limit
            return joined(
                text("list.more", count: others), joined(middle: shown), String(others))
        }
        guard let last = things.last, things.count > 1 else { return things.first ?? "–" }
        return joined(
            text(things.count == 2 ? "list.two" : "list.last"), joined(middle: Array(things.dropLast())), last)
    }

    private func joined(middle things: [String]) -> String {
        things.dropFirst().reduce(things.first ?? "") { joined(text("list.middle"), $0, $1) }
    }

    private func joined(_ template: String, _ first: String, _ second: String) -> String {
        Markup { ["first": first, "second": second, "count": second][$0] }.plain(template)
    }
}
