public import Credentials

extension RotationPlan {
    /// One of its steps in a sentence for the terminal, in English.
    public func sentence(of step: Step) -> String {
        let (key, overlap): (String, String?) =
            switch step {
            case .effect(let effect): (effect.rawValue, nil)
            case .promotion: ("promotion", nil)
            case .handOver: ("hand-over", nil)
            case .overlap(let span): ("overlap", span.inWords)
            }
        let text = Catalog.english.text("plan.\(key)", [kind.rawValue])
        return Markup { $0 == "overlap" ? overlap : nil }.verbatim(text)
    }
}
