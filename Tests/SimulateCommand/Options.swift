/// What the command line asks for.
struct Options {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let help = """
        Usage: leadkeeper-simulate [OPTION…]

        Years of the real engine and the real ledger in minutes: on a virtual clock, with Microsoft, keyring, mail server and
        people simulated. After every step it looks whether anything happened that must not.

          --mail            years of mail instead: people with fifty connections each answer it, put it off and forget, while
                            daemon and mail server are away for days and clocks are set wrong
          --connections N   how many connections there are (default: 200)
          --years N         how long it lasts (default: 3)
          --days N          the same in days
          --rotations P     for how many of a hundred connections the secret is rotated, half of them by people who hand it over,
                            half through Partner Center; of the others people renew and store it (default: 100)
          --faults N        how many of a thousand requests to Microsoft go wrong (default: 50); with any, keys are deleted in the
                            portal, some never work, and the daemon is killed now and then; with 0 the ledger is in memory alone
          --people P        how many of a hundred of people's entries are wrong, and of their hand-offs weeks late (default: 20)
          --seed N          what determines all of it (default: drawn and printed)
          --log FILE        writes what is printed there too
          --help            this text

        The same options with the same seed bring the same history, and so the same figures but for processor seconds: all of it
        runs on one queue, on a virtual clock, and what is drawn is drawn from the seed.

        Progress is one line a simulated month, on standard error. Figures are on standard output: actions of the engine are
        probes, mails, effects of rotations and the like; processor seconds are those of the engine, its ledger and the world that
        answers, of all threads, without the judge that looks on.

        Exit status: 0 nothing happened that must not; 64 wrong usage; 70 something did, and its seed and command are printed;
        73 the log cannot be written; 75 the simulation could not go on.
        """

    var connections = 200
    var days: Int64 = 3 * 365
    var rotations = 100
    var faults = 50
    var people = 20
    var seed = UInt64.random(in: 0...UInt64(UInt32.max))
    var log: String?
    /// Whether it is about mail instead of rotations.
    var isMail = false
    var isHelp = false

    init(_ arguments: ArraySlice<String>) throws {
        var rest = arguments
        while let name = rest.popFirst() {
            switch name {
            case "--help": isHelp = true
            case "--mail": isMail = true
            case "--connections": connections = try Self.number(of: name, &rest, 1...10_000)
            case "--years": days = try Self.number(of: name, &rest, 1...20) * 365
            case "--days": days = try Self.number(of: name, &rest, 1...7_300)
            case "--rotations": rotations = try Self.number(of: name, &rest, 0...100)
            case "--faults": faults = try Self.number(of: name, &rest, 0...500)
            case "--people": people = try Self.number(of: name, &rest, 0...100)
            case "--seed": seed = try Self.number(of: name, &rest, 0...UInt64.max)
            case "--log": log = try Self.text(of: name, &rest)
            default: throw Failure(description: "unknown option \(name); see --help")
            }
        }
    }

    /// The command that does the same once more.
    var command: String {
        "leadkeeper-simulate \(isMail ? "--mail " : "")--connections \(connections) --days \(days) --rotations \(rotations) --faults \(faults) "
            + "--people \(people) --seed \(seed)"
    }

    private static func text(of name: String, _ rest: inout ArraySlice<String>) throws -> String {
        guard let text = rest.popFirst() else { throw Failure(description: "\(name) wants a value; see --help") }
        return text
    }

    private static func number<Number: FixedWidthInteger>(
        of name: String, _ rest: inout ArraySlice<String>, _ range: ClosedRange<Number>
    ) throws -> Number {
        let text = try text(of: name, &rest)
        guard let number = Number(text), range.contains(number) else {
            throw Failure(
                description: "\(name): \"\(text)\" is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
