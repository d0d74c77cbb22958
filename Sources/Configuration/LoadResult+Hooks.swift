internal import Credentials

extension LoadResult {
    /// The same with a warning where channels lead to a script and the unit that has it run does not listen.
    ///
    /// - Parameters:
    ///   - unit: the unit.
    ///   - remedy: the command that has it listen.
    ///   - isListening: asked only where there is such a channel.
    public func expecting(hook unit: String, remedy: String, isListening: () -> Bool) -> LoadResult {
        let channels = settings?.channels.filter { $0.kind == .command } ?? []
        guard !channels.isEmpty, !isListening() else { return self }
        return warning(
            of: channels.map { channel in
                Fault(
                    file: directory, group: Keys.channelMark + channel.name.description,
                    key: Keys.channelKind.description.key,
                    found: .description("that \(unit), which runs the script of this channel, does not listen"),
                    accepted: "that it does; run `\(remedy)`", severity: .warning)
            })
    }
}
