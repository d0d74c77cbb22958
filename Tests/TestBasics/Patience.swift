/// How long tests wait for what must come.
public enum Patience {
    /// There only to end a hang: a machine that is busy with ten other tests may take minutes for anything.
    public static let seconds: Double = 300
}
