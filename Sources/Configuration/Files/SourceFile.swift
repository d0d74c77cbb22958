import Credentials
internal import GLib

/// One file with its groups and keys, of which it is known that they may stand in it.
struct SourceFile {
    /// The path under which it was read.
    let path: String
    /// Which kind of file it is.
    let place: KeyDescription.Place
    /// What is wrong with its lines, groups and keys, whatever their values.
    let faults: [Fault]

    private let keyFile: KeyFile
    /// The keys that are there under another name or in another group.
    private let meant: Set<Synonyms.Name>

    /// Tells the lines of a file apart and looks every group and key up in the table.
    init(path: String, bytes: [UInt8], place: KeyDescription.Place) {
        self.path = path
        self.place = place
        keyFile = KeyFile(bytes)
        let survey = FileSurvey(path: path, place: place)
        meant = Set(keyFile.entries.compactMap(survey.meaning))
        faults =
            keyFile.defects.map(survey.fault) + keyFile.groups.compactMap(survey.fault)
            + keyFile.entries.compactMap(survey.fault)
    }

    /// The value of a key with its line; `nil` where the key is not in the file.
    func value(_ group: String, _ key: String) -> (text: ValueText, line: Int)? {
        keyFile.entry(group, key).map { (ValueText(whole: $0.value, elements: $0.elements), $0.line) }
    }

    /// The line of a group's header; `nil` where the group is not in the file.
    func line(ofGroup name: String) -> Int? {
        keyFile.groups.first { $0.name == name }?.line
    }

    /// The channels that have a group in the file.
    var channels: [ChannelName] {
        keyFile.groups.compactMap { group in
            group.name.hasPrefix(Keys.channelMark)
                ? ChannelName(String(group.name.dropFirst(Keys.channelMark.count))) : nil
        }
    }

    /// Whether a key stands in the file but in a line that could not be read, misspelt, or in the wrong group: one
    /// fault, which is told.
    func hasDefect(_ group: String, _ key: String) -> Bool {
        meant.contains(Synonyms.Name(group: group, key: key))
            || keyFile.defects.contains { $0.group == group && $0.key == key }
    }
}
