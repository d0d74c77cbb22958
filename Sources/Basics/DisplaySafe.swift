/// What becomes of a scalar that could steer a display.
public enum UnsafeScalars: Hashable, Sendable {
    /// It is left out.
    case removed
    /// This one stands in its place.
    case replaced(by: Unicode.Scalar)
}

extension String {
    /// The text fit to be shown to people, wherever it came from: nothing in it steers a terminal, a mail program or a
    /// reader's eye.
    ///
    /// Unsafe are control characters, format characters (bidirectional marks, zero-width joiners, tags), separators of
    /// lines and paragraphs, private and unassigned scalars. What is merely invisible, such as variation selectors, is
    /// always left out.
    ///
    /// - Parameters:
    ///   - unsafe: what becomes of unsafe scalars.
    ///   - squeezesSpace: whether white space of any kind becomes single spaces, with none at the ends; line ends are
    ///     white space then.
    ///   - isASCII: whether everything beyond ASCII is unsafe too.
    ///   - limit: the most scalars that the answer may have; what is longer is cut, and ends in `…`. Counted by
    ///     scalars, since one character may have any number of them.
    public func displaySafe(
        _ unsafe: UnsafeScalars = .replaced(by: "?"), squeezesSpace: Bool = false, isASCII: Bool = false,
        limit: Int = .max
    ) -> String {
        // What is printable ASCII is as it should be, which nearly all texts are.
        if !squeezesSpace, utf8.count <= limit, utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return self }
        var kept = UnicodeScalarView()
        var count = 0
        var isSpacePending = false
        func keep(_ scalar: Unicode.Scalar) {
            if isSpacePending {
                kept.append(" ")
                count += 1
            }
            isSpacePending = false
            kept.append(scalar)
            count += 1
        }
        for scalar in unicodeScalars {
            // One scalar more than there is room for tells that the text has to be cut; the rest may be as long as a
            // file.
            guard count <= limit else { break }
            if squeezesSpace, scalar.properties.isWhitespace {
                isSpacePending = count > 0
            } else if !isASCII || scalar.isASCII, scalar.isDisplaySafe {
                keep(scalar)
            } else if isASCII || !scalar.isMerelyInvisible, case .replaced(let substitute) = unsafe {
                keep(substitute)
            }
        }
        guard count > limit else { return String(kept) }
        return String(UnicodeScalarView(kept.prefix(max(0, limit - 1)))) + "…"
    }
}

extension StringProtocol {
    /// Whether a control character stands in it, of ASCII or of Latin-1.
    public var hasControlCharacter: Bool { unicodeScalars.contains { $0.isControl } }
}

extension Unicode.Scalar {
    /// Whether it is a control character: general category Cc, U+0000–001F and U+007F–009F.
    public var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// Whether it shows as what it is, and steers nothing.
    public var isDisplaySafe: Bool { !isSteering && !properties.isDefaultIgnorableCodePoint }

    /// Whether it shows as nothing, and steers nothing either.
    fileprivate var isMerelyInvisible: Bool { !isSteering && properties.isDefaultIgnorableCodePoint }

    private var isSteering: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }
}
