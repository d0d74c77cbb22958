internal import Credentials

/// What is typed while `status --watch` shows the connections, and what follows from it.
struct WatchKeys {
    /// What a key asks for.
    enum Effect: Equatable {
        /// To end.
        case quit
        /// To ask the daemon anew.
        case ask
        /// To show the same otherwise.
        case show
        case nothing
    }

    /// The lines that say which keys there are.
    static let help = [
        "q      quit", "s      sort by urgency, name, expiry, checked",
        "f      only what needs somebody or does not work",
        "e      only what expires within 30 days, 7 days; any", "/      only names and addresses with a text in them",
        "r      ask again now", "j k    down, up; also arrows, space and b", "?      these keys",
    ]

    /// What is shown.
    var selection: StatusSelection
    /// How many lines of the table are scrolled away.
    var offset = 0
    /// Whether the keys are explained.
    var showsHelp = false
    /// The pattern that is being typed; `nil` while none is.
    var typing: String?

    init(_ selection: StatusSelection) {
        self.selection = selection
    }

    /// Takes in bytes that were typed, and answers the strongest that they ask for.
    ///
    /// - Parameter page: how many lines a page has.
    mutating func take(_ bytes: [UInt8], page: Int) -> Effect {
        var effects: [Effect] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            if typing != nil {
                effects.append(edit(byte))
            } else if byte == 0x1B, rest.first == UInt8(ascii: "[") {
                rest = rest.dropFirst()
                let parameters = rest.prefix { !(0x40...0x7E).contains($0) }
                rest = rest.dropFirst(parameters.count)
                effects.append(escape(rest.popFirst(), parameters, page))
            } else {
                effects.append(press(byte, page))
            }
        }
        return [.quit, .ask, .show].first(where: effects.contains) ?? .nothing
    }

    private mutating func press(_ byte: UInt8, _ page: Int) -> Effect {
        switch UnicodeScalar(byte) {
        case "q", "Q", "\u{04}": return .quit
        case "s":
            let all = StatusSelection.Order.allCases
            let index = all.firstIndex(of: selection.order) ?? 0
            selection.order = all[(index + 1) % all.count]
            return .show
        case "f":
            selection.isFailing.toggle()
            return again
        case "e":
            selection.expiring =
                selection.expiring == nil ? .days(30) : selection.expiring == .days(30) ? .days(7) : nil
            return again
        case "/":
            typing = selection.pattern ?? ""
            return .show
        case "r": return .ask
        case "?":
            showsHelp.toggle()
            return .show
        case "j": return scroll(1)
        case "k": return scroll(-1)
        case " ": return scroll(page)
        case "b": return scroll(-page)
        case "\u{1B}":
            showsHelp = false
            return .show
        default: return .nothing
        }
    }

    /// A key that sends more than one byte: the arrows, and a page up or down.
    private mutating func escape(_ last: UInt8?, _ parameters: ArraySlice<UInt8>, _ page: Int) -> Effect {
        switch last.map(UnicodeScalar.init) {
        case "A": scroll(-1)
        case "B": scroll(1)
        case "~" where parameters.first == UInt8(ascii: "5"): scroll(-page)
        case "~" where parameters.first == UInt8(ascii: "6"): scroll(page)
        default: .nothing
        }
    }

    private mutating func scroll(_ lines: Int) -> Effect {
        offset = max(0, offset + lines)
        return .show
    }

    private var again: Effect {
        mutating get {
            offset = 0
            return .ask
        }
    }

    /// A key while a pattern is typed: Enter takes it, Escape leaves the old one.
    private mutating func edit(_ byte: UInt8) -> Effect {
        switch byte {
        case 0x0A, 0x0D:
            selection.pattern = typing.flatMap { $0.isEmpty ? nil : $0 }
            typing = nil
            return again
        case 0x1B:
            typing = nil
            return .show
        case 0x08, 0x7F:
            typing = typing.map { String($0.dropLast()) }
            return .show
        case 0x20...0x7E:
            typing?.unicodeScalars.append(UnicodeScalar(byte))
            return .show
        default: return .nothing
        }
    }
}
