internal import CGLib

/// How many columns of a terminal text takes.
public enum DisplayWidth {
    /// The columns of a text on one line: two for wide characters of East Asia and most pictographs, none for marks that
    /// stand on the one before.
    ///
    /// Does not depend on the locale, as wcwidth(3) does. `g_unichar_iswide`, `g_unichar_iszerowidth`.
    public static func of(_ text: String) -> Int {
        var width = 0
        for scalar in text.unicodeScalars { width += of(scalar) }
        return width
    }

    /// The columns of one character.
    public static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        if g_unichar_iszerowidth(scalar.value) != 0 { return 0 }
        return g_unichar_iswide(scalar.value) != 0 ? 2 : 1
    }
}
