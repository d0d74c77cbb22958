internal import Control
internal import Credentials

/// `leadkeeper handoff NAME compare`: whether the offer in Partner Center is as declared.
enum OfferReport {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let comparison = try ask(name, context)
        if context.isJSON {
            try context.print(json: comparison)
        } else {
            try context.output.write(text(comparison, context.output))
        }
        return comparison.agrees ? .done : .no
    }

    /// That nobody could be asked must not look like a difference, whatever the reason.
    private static func ask(_ name: CredentialName, _ context: CommandContext) throws(Failure) -> OfferComparison {
        do {
            return try context.client.ask(CompareOffer(name), to: "compare the offer of \(name)")
        } catch {
            guard error.code == .no else { throw error }
            throw Failure(.temporary, error.message, hint: error.hint)
        }
    }

    private static func text(_ comparison: OfferComparison, _ output: Output) -> String {
        let verdict =
            comparison.agrees
            ? "\(comparison.name): the offer in Partner Center is as declared, as far as it can be compared"
            : "\(comparison.name): the offer in Partner Center is not as declared"
        var text = output.toned(Paragraph.wrap(verdict.printable), .strong) + "\n" + row("offer", comparison.offer)
        for difference in comparison.differences {
            text += "\n" + output.toned("  \(difference.field.words), \(difference.edition.words)", .bad) + "\n"
            text += row("  declared", difference.declared ?? "nothing")
            text += row("  there", difference.found ?? "nothing")
        }
        if !comparison.differences.isEmpty { text += "\n" }
        if !comparison.isLive { text += row("live", "no lead destination is live; the draft alone was compared") }
        for masked in comparison.masked { text += row(masked.words, "masked, cannot be compared") }
        let contacts = [
            (comparison.contacts.onlyFound, "Microsoft tells them of new leads, but Contacts= does not list them"),
            (comparison.contacts.onlyDeclared, "Contacts= lists them, but Microsoft does not tell them of new leads"),
        ]
        for (people, what) in contacts where !people.isEmpty {
            text += row("contacts", "\(people.joined(separator: ", ")): \(what), which is no fault")
        }
        return text
    }

    private static func row(_ label: String, _ value: String) -> String {
        Paragraph.wrap(value.printable, label: "  " + label.padded(to: 15)) + "\n"
    }
}

extension OfferDrift.Edition {
    fileprivate var words: String {
        switch self {
        case .live: "live: customers' leads go by it"
        case .draft: "in the draft: the next publication makes it live"
        }
    }
}

extension OfferDrift.Masked {
    fileprivate var words: String {
        switch self {
        case .applicationKey: "client secret"
        case .password: "password"
        case .url: "URL but for its host"
        case .connectionString: "connection string"
        }
    }
}
