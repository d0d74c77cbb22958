internal import Glibc

/// Space on the disk that is held in reserve, so that a full disk still has room for the state of what was begun.
struct Ballast {
    private let path: String
    private let size: Int64
    /// Whether the space is held at present.
    private(set) var isHeld = false

    /// Finds or makes the file at `path`; where there is no room for it, it is not held.
    init(path: String, size: Int64) {
        self.path = path
        self.size = size
        restore()
    }

    /// Gives the space back to the file system.
    ///
    /// - Returns: whether there was any to give.
    mutating func release() -> Bool {
        guard isHeld else { return false }
        isHeld = false
        return unlink(path) == 0
    }

    /// How much room has to be on the disk for the space to be taken again, in bytes: four times as much.
    var roomNeeded: Int64 { Self.roomNeeded(for: size) }

    static func roomNeeded(for size: Int64) -> Int64 { 4 * size }

    /// How much room there is, in bytes; `nil` where that cannot be told.
    var room: Int64? { LedgerRoom(ofLedger: path, reserve: size)?.free }

    /// Takes the space again, once the disk has four times as much to spare; posix_fallocate(3).
    mutating func restore() {
        guard !isHeld else { return }
        var information = stat()
        if stat(path, &information) == 0, Int64(information.st_blocks) * 512 >= size {
            isHeld = true
            return
        }
        guard hasRoom, let descriptor = try? openFile(path, O_RDWR | O_CREAT, operation: "make \(path)") else { return }
        defer { close(descriptor) }
        isHeld = posix_fallocate(descriptor, 0, Int(size)) == 0
        if !isHeld { unlink(path) }
    }

    private var hasRoom: Bool { room.map { $0 >= roomNeeded } ?? false }
}
