internal import CSV
internal import Configuration
internal import Control
internal import Credentials

/// What a table of connections says, row by row, and all that is wrong with it.
struct ConnectionTable {
    /// A connection, by its row.
    struct Row {
        /// The line on which it begins.
        var line: Int
        /// Its file.
        var draft: ConnectionDraft
        /// What is said of its secret.
        var facts: SecretFacts
        /// What kind of secret it has.
        var kind: SecretKind
    }

    /// The rows without faults.
    private(set) var rows: [Row] = []
    /// What is wrong, by line.
    private(set) var faults: [(line: Int, text: String)] = []

    /// What the columns are; `nil` for one without a heading, which has to be empty.
    private let columns: [Column?]
    private let times: LocalTimes
    /// Where each name stands.
    private var lines: [CredentialName: Int] = [:]

    /// Reads a table in UTF-8 whose first row names its columns.
    init(_ bytes: [UInt8], times: LocalTimes) {
        self.times = times
        let text: CSVText
        do throws(CSVText.Flaw) {
            text = try CSVText(bytes)
        } catch {
            columns = []
            faults = [(error.line, error.cause)]
            return
        }
        var found: [Column?] = []
        for (index, name) in text.header.fields.enumerated() {
            guard !name.isEmpty else {
                found.append(nil)
                continue
            }
            switch Column.reading(name) {
            case .success(let column) where found.contains(column):
                faults.append((text.header.line, "column \(index + 1): a second column for \(column.rawValue)"))
            case .success(let column): found.append(column)
            case .failure(let refusal): faults.append((text.header.line, "column \(index + 1): \(refusal.text)"))
            }
        }
        columns = found
        if faults.isEmpty, !found.contains(.url) {
            faults.append((text.header.line, "there is no column url; the columns are \(Column.words)"))
        }
        guard faults.isEmpty else { return }
        for row in text.rows { read(row) }
        if text.rows.isEmpty { faults.append((text.header.line, "there is no row below the names of the columns")) }
    }

    private mutating func read(_ row: CSVRow) {
        guard row.fields.count == columns.count else {
            faults.append(
                (row.line, "\(row.fields.count) fields, where the first row names \(columns.count) columns"))
            return
        }
        var cells: [Column: String] = [:]
        for (index, (column, field)) in zip(columns, row.fields).enumerated() where !field.isEmpty {
            guard let column else {
                faults.append((row.line, "column \(index + 1) has no heading"))
                return
            }
            guard !LikelySecret.isOne(field) else {
                faults.append((row.line, "\(column.rawValue): this looks like a secret. \(LikelySecret.advice)"))
                return
            }
            cells[column] = field
        }
        let before = faults.count
        let given = value(.method, .method, in: cells, line: row.line)
        let method = cells[.method] == nil ? SignInMethod.azureAD : given.flatMap(SignInMethod.init)
        var values: [ConnectionValue: String] = [.method: method?.rawValue ?? ""]
        for case let column? in columns where column != .method && cells[column] != nil {
            if let key = method.flatMap(column.value) {
                values[key] = value(column, key, in: cells, line: row.line)
            } else if column.isOfMethods, let method {
                faults.append((row.line, "\(column.rawValue): nothing stands there with \(method.rawValue)"))
            }
        }
        let facts = facts(in: cells, line: row.line)
        let name = name(in: cells, url: values[.url], line: row.line)
        guard faults.count == before, let method, let facts, let name else { return }
        var draft = ConnectionDraft(name)
        for (key, value) in values { draft[key] = value }
        rows.append(Row(line: row.line, draft: draft, facts: facts, kind: method.secretKind))
    }

    /// The row's name, or one made of its URL; two rows have not the same.
    private mutating func name(in cells: [Column: String], url: String?, line: Int) -> CredentialName? {
        guard cells[.name] != nil || url != nil else {
            if cells[.url] == nil { faults.append((line, "url: missing")) }
            return nil
        }
        let text = cells[.name] ?? url.flatMap(CredentialName.init(proposedFor:))?.description ?? ""
        guard let name = CredentialName(text), !name.isReserved else {
            faults.append((line, "name: use 1 to 63 lower-case letters, digits and hyphens"))
            return nil
        }
        if let other = lines[name] {
            faults.append((line, "name: \(name) is that of line \(other) too"))
            return nil
        }
        lines[name] = line
        return name
    }

    private mutating func value(_ column: Column, _ key: ConnectionValue, in cells: [Column: String], line: Int)
        -> String?
    {
        guard let text = cells[column] else { return nil }
        switch key.read(text) {
        case .success(let text): return text
        case .failure(let fault):
            faults.append((line, "\(column.rawValue): \(fault.cause)"))
            return nil
        }
    }

    private mutating func facts(in cells: [Column: String], line: Int) -> SecretFacts? {
        var facts = SecretFacts(keyID: cells[.keyID], waits: false)
        do throws(Failure) {
            if let text = cells[.issued] { facts.issuedAt = try EnteredDates.time(text, .issued, times.zone) }
            if let text = cells[.expires] {
                facts.expiry =
                    text == "never" ? .never : .at(try EnteredDates.time(text, .expires, times.zone), origin: .operator)
            }
        } catch {
            faults.append((line, error.message))
            return nil
        }
        if let objection = facts.dates.objection(today: times.today) {
            let texts = [objection.description, objection.advice].compactMap(\.self)
            faults.append((line, texts.joined(separator: "; ")))
            return nil
        }
        return facts
    }

    /// Adds what is wrong with the rows beside that.
    mutating func add(_ faults: [(line: Int, text: String)]) { self.faults += faults }
}

/// A column of a table of connections.
enum Column: String, CaseIterable {
    case name, url, method, directory, application, contacts, user, offer, language, issued, expires
    case keyID = "key id"

    struct Refusal: Error {
        var text: String
    }

    /// All of them, for a message.
    static let words = allCases.map(\.rawValue).joined(separator: ", ")

    /// The column that a heading names.
    static func reading(_ heading: String) -> Result<Column, Refusal> {
        let bare = heading.lowercased().filter { $0.isLetter || $0.isNumber }
        if let column = allCases.first(where: { $0.isCalled(bare) }) { return .success(column) }
        guard !LikelySecret.isOne(heading) else {
            return .failure(Refusal(text: "this looks like a secret. \(LikelySecret.advice)"))
        }
        if LikelySecret.isHeading(bare) {
            return .failure(
                Refusal(text: "“\(heading.printable.shortened(to: 40))” is a column of secrets. \(LikelySecret.advice)")
            )
        }
        let near = Suggestion.nearest(to: heading.lowercased(), among: allCases.map(\.rawValue))
        return .failure(
            Refusal(
                text: "“\(heading.printable.shortened(to: 40))” is no column; the columns are \(words)"
                    + (near.map { "; did you mean \($0)?" } ?? "")))
    }

    private func isCalled(_ bare: String) -> Bool {
        let own = rawValue.filter { $0.isLetter }
        if bare == own { return true }
        switch self {
        case .name: return ["connection", "connectionname"].contains(bare)
        case .issued: return ["issuedat", "start"].contains(bare)
        case .expires: return ["expiry", "expiresat", "expirydate", "end"].contains(bare)
        case .keyID: return ["secretid", "keyid"].contains(bare)
        case .url, .method, .directory, .application, .user, .contacts, .offer, .language:
            return SignInMethod.ofLeads.compactMap { value(for: $0) }.contains { $0.isCalled(bare) }
        }
    }

    /// The key that the column fills in; `nil` where it fills in none with that method.
    func value(for method: SignInMethod) -> ConnectionValue? {
        switch self {
        case .url: return .url(of: method)
        case .method: return .method
        case .contacts: return .contacts
        case .offer: return .offer
        case .language: return .language
        case .directory: return field(of: method, by: .directoryID)
        case .application: return field(of: method, by: .applicationID)
        case .user: return field(of: method, by: .userName)
        case .name, .issued, .expires, .keyID: return nil
        }
    }

    private func field(of method: SignInMethod, by option: Option) -> ConnectionValue? {
        SignInField.fields(of: method).first { $0.option == option }?.value
    }

    /// Whether it depends on the method whether it is filled in.
    var isOfMethods: Bool {
        switch self {
        case .directory, .application, .user: true
        case .name, .url, .method, .contacts, .offer, .language, .issued, .expires, .keyID: false
        }
    }
}
