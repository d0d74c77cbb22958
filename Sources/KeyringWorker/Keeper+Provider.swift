internal import Glibc
internal import KeyringProtocol
internal import SecretService

/// Which program keeps the secrets: the bus knows who answers, and the program tells its version.
extension Keeper {
    /// Names the provider, once for each time that it was started.
    ///
    /// Its process is of no use under systemd, where neither unit sees the processes of the other.
    func provider() throws(Obstacle) -> Reply {
        let owner = try ask { collection throws(SecretServiceError) in try collection.owner() }
        if let knownProvider, knownProvider.connection == owner.connection { return knownProvider.reply }
        let reply: Reply =
            owner.isGnomeKeyring
            ? .provider(
                name: "gnome-keyring",
                version: ProgramVersion.ask("gnome-keyring-daemon", within: .seconds(1)))
            : .provider(name: owner.processID.flatMap(Self.processName), version: nil)
        knownProvider = (owner.connection, reply)
        return reply
    }

    /// The name of a process, `nil` where it is not to be seen; the kernel keeps fifteen bytes of it.
    ///
    /// proc(5).
    private static func processName(_ id: UInt32) -> String? {
        guard let file = fopen("/proc/\(id)/comm", "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Wire.maximumWordCount)
        let count = fread(&bytes, 1, bytes.count, file)
        let name = String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return Wire.isWord(name) ? name : nil
    }
}
