import Credentials
internal import GLib

/// Judges the lines, groups and keys of a file by the table of keys.
struct FileSurvey {
    let path: String
    let place: KeyDescription.Place

    /// The fault of a line that is not as it must be.
    func fault(of defect: KeyFile.Defect) -> Fault {
        var fault = Fault(
            file: path, line: defect.line, group: defect.group, key: defect.key, found: .nothing,
            accepted: "[Group], Key=value, or a comment that begins with #")
        switch defect.kind {
        case .byteOrderMark:
            (fault.found, fault.accepted) = (.description("a byte order mark"), "UTF-8 without one")
        case .notUTF8:
            (fault.found, fault.accepted) = (.description("bytes that are not UTF-8"), "UTF-8")
        case .controlCharacter:
            (fault.found, fault.accepted) = (.description("a control character"), "printable text")
        case .unrecognisedLine:
            fault.found = .description("a line that is neither group nor key nor comment")
        case .groupName:
            fault.found = .description("a group without a usable name")
        case .keyName:
            fault.found = .description("a key of that name")
            fault.accepted = "a key of \(fileName)"
        case .outsideGroups:
            (fault.found, fault.accepted) = (
                .description("a key before any group"), "a group such as [\(groups.first ?? "")] first"
            )
        case .repeatedGroup(let firstLine):
            (fault.found, fault.accepted) = (.description("the group a second time"), "one, as on line \(firstLine)")
        case .repeatedKey(let firstLine):
            (fault.found, fault.accepted) = (.description("the key a second time"), "one, as on line \(firstLine)")
        case .refused(let text):
            (fault.found, fault.accepted) = (.description("a fault that GLib calls “\(text)”"), "a key file")
        }
        return fault
    }

    /// The fault of a group that does not belong in the file; `nil` where it does.
    func fault(of group: KeyFile.Group) -> Fault? {
        if place == .settings, let name = channel(of: group.name) {
            guard ChannelName(name) == nil else { return nil }
            return Fault(
                file: path, line: group.line, group: group.name,
                found: .description(name.isEmpty ? "a channel without a name" : "a channel of that name"),
                accepted: "\(Keys.channelGroup), where NAME is \(Keys.acceptedChannelName)",
                suggestion: ChannelName(name.lowercased()).map { "[\(Keys.channelMark)\($0)]" })
        }
        guard !groups.contains(group.name) else { return nil }
        let isElsewhere =
            Keys.table.contains { $0.group == group.name } || channel(of: group.name) != nil
        return Fault(
            file: path, line: group.line, group: group.name,
            found: .description(isElsewhere ? "a group that belongs in \(otherFileName)" : "an unknown group"),
            accepted: (groups.map { "[\($0)]" } + (place == .settings ? [Keys.channelGroup] : []))
                .joined(separator: ", "),
            suggestion: meaning(ofGroup: group.name).map { "[\($0)]" })
    }

    /// The fault of a key that its group has not, or of a value with control characters in it; `nil` where there is
    /// none.
    ///
    /// Keys of a group that does not belong in the file are not judged one by one.
    func fault(of entry: KeyFile.Entry) -> Fault? {
        let keys = keys(of: entry.group)
        guard !keys.isEmpty, !keys.contains(entry.key) else { return nil }
        let suggestion = meaning(ofKey: entry.key, in: entry.group)
        return Fault(
            file: path, line: entry.line, group: entry.group, key: entry.key, found: .description("an unknown key"),
            accepted: keys.joined(separator: ", "), suggestion: suggestion,
            hint: suggestion == nil ? hint(for: entry.key) : nil)
    }

    /// The key that was meant by one that is misspelt or in the wrong place; `nil` where nobody can tell.
    ///
    /// It is there, so that its absence is no fault beside that one.
    func meaning(of entry: KeyFile.Entry) -> Synonyms.Name? {
        let isKnown = groups.contains(entry.group) || isChannel(entry.group)
        let group = isKnown ? entry.group : meaning(ofGroup: entry.group)
        guard let group else { return nil }
        let keys = keys(of: group)
        if keys.contains(entry.key) { return group == entry.group ? nil : Synonyms.Name(group: group, key: entry.key) }
        if let key = meaning(ofKey: entry.key, in: group) { return Synonyms.Name(group: group, key: key) }
        let homes = rows.filter { $0.key == entry.key }
        return homes.count == 1 ? homes.first.map { Synonyms.Name(group: $0.group, key: $0.key) } : nil
    }

    private func meaning(ofGroup name: String) -> String? {
        Keys.table.contains { $0.group == name } ? nil : Nearest.to(name, among: groups)
    }

    private func meaning(ofKey key: String, in group: String) -> String? {
        // A channel that is a mail server has the keys of [Mail], and others call them the same.
        let meant = Synonyms.key(called: key, in: isChannel(group) ? Keys.server.description.group : group)
        return meant.flatMap { keys(of: group).contains($0) ? $0 : nil } ?? Nearest.to(key, among: keys(of: group))
    }

    private func keys(of group: String) -> [String] {
        isChannel(group) ? Keys.ofChannels.map(\.key) : rows.filter { $0.group == group }.map(\.key)
    }

    /// What stands in the place of a channel's name; `nil` where the group is no channel's.
    private func channel(of group: String) -> String? {
        guard group == "Channel" || group.hasPrefix(Keys.channelMark) else { return nil }
        return String(group.dropFirst(Keys.channelMark.count))
    }

    private func isChannel(_ group: String) -> Bool {
        place == .settings && channel(of: group).flatMap(ChannelName.init) != nil
    }

    private func hint(for key: String) -> String? {
        let word = key.lowercased()
        if ["password", "secret", "applicationkey", "token"].contains(where: word.contains) {
            return "secrets are not kept in files, but stored with `leadkeeper secret set NAME`"
        }
        let homes = rows.filter { $0.key == key }.map { "[\($0.group)]" }
        return homes.isEmpty ? nil : "it belongs in \(homes.joined(separator: " or "))"
    }

    private var rows: [KeyDescription] {
        Keys.table.filter { $0.place == place || $0.place == .both }
    }

    private var groups: [String] {
        rows.map(\.group).reduce(into: []) { groups, group in
            if groups.last != group { groups.append(group) }
        }
    }

    private var fileName: String { place == .settings ? "leadkeeper.conf" : "a connection's file" }
    private var otherFileName: String { place == .settings ? "connections/NAME.conf" : "leadkeeper.conf" }
}
