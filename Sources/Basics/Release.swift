/// What this program calls itself.
public enum Release {
    /// The version of the program, by semver.org.
    public static let version = "0.1.0"
}
