/// How many entries of a list are answered at once.
public enum PageLimit {
    /// How many may be asked for.
    public static let range = 1...1_000
    /// How many are answered where the client does not say.
    public static let usual = 100
}
