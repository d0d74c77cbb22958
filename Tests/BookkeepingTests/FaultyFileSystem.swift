import CSQLite
import Foundation
import Synchronization

/// A file system for SQLite that goes through to the real one, tells of every change before it is made, and fails on
/// order; sqlite3_vfs(3), as in SQLite's own test_vfs.c.
final class FaultyFileSystem: @unchecked Sendable {
    // Sendable: `vfs` is written by `init` and `deinit` alone, all else is behind the mutex.

    /// A change to a file.
    enum Change: Hashable, CaseIterable {
        case write, truncate, sync, delete
    }

    private struct State {
        var changes = 0
        var fault: (kinds: Set<Change>, number: Int, code: Int32)?
        var willChange: (@Sendable (Change, String) -> Void)?
        var didSync: (@Sendable (String) -> Void)?
    }

    /// The name to open databases with.
    let name = "faulty-\(UUID().uuidString)"
    /// Whether a sync reaches the disk; without it tests are fast.
    private let syncsForReal: Bool
    private let state = Mutex(State())
    private let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    private let vfsName: UnsafeMutablePointer<CChar>?

    init(syncsForReal: Bool = false) {
        self.syncsForReal = syncsForReal
        vfsName = strdup(name)
        guard let real = sqlite3_vfs_find(nil) else { fatalError("SQLite has no file system") }
        // What is not replaced here works on paths alone and does not look at the structure.
        vfs.initialize(to: real.pointee)
        vfs.pointee.pNext = nil
        vfs.pointee.zName = vfsName.map { UnsafePointer($0) }
        vfs.pointee.szOsFile = Int32(PassingFile.offsetOfReal) + real.pointee.szOsFile
        vfs.pointee.pAppData = Unmanaged.passUnretained(self).toOpaque()
        vfs.pointee.xOpen = openFile
        vfs.pointee.xDelete = deleteFile
        sqlite3_vfs_register(vfs, 0)
    }

    deinit {
        sqlite3_vfs_unregister(vfs)
        vfs.deallocate()
        free(vfsName)
    }

    /// Lets the `number`th change of those kinds from now on fail with `code`, and all after it, until `heal`.
    func fail(_ kinds: Set<Change>, number: Int, code: Int32) {
        state.withLock { state in
            state.changes = 0
            state.fault = (kinds, number, code)
        }
    }

    /// Fails no more.
    ///
    /// - Returns: whether a fault was still to come.
    @discardableResult
    func heal() -> Bool {
        state.withLock { state in
            defer { state.fault = nil }
            return state.fault.map { state.changes < $0.number } ?? false
        }
    }

    /// Calls `willChange` before every change, with the file's path, and `didSync` after every sync.
    func observe(
        willChange: @escaping @Sendable (Change, String) -> Void, didSync: @escaping @Sendable (String) -> Void
    ) {
        state.withLock { state in
            state.willChange = willChange
            state.didSync = didSync
        }
    }

    fileprivate func admit(_ change: Change, _ path: String) -> Int32 {
        state.withLock { $0.willChange }?(change, path)
        return state.withLock { state in
            guard let fault = state.fault, fault.kinds.contains(change) else { return SQLITE_OK }
            state.changes += 1
            return state.changes >= fault.number ? fault.code : SQLITE_OK
        }
    }

    fileprivate func sync(_ path: String, _ real: () -> Int32) -> Int32 {
        let code = admit(.sync, path)
        guard code == SQLITE_OK else { return code }
        let result = syncsForReal ? real() : SQLITE_OK
        state.withLock { $0.didSync }?(path)
        return result
    }
}

/// An open file: SQLite's structure first, then ours, then the real file system's.
private struct PassingFile {
    var base: sqlite3_file
    var owner: Unmanaged<Owner>

    final class Owner {
        let system: FaultyFileSystem
        let path: String

        init(system: FaultyFileSystem, path: String) {
            self.system = system
            self.path = path
        }
    }

    static let offsetOfReal = 64

    static func owner(of file: UnsafeMutablePointer<sqlite3_file>?) -> Owner {
        raw(file).assumingMemoryBound(to: PassingFile.self).pointee.owner.takeUnretainedValue()
    }

    static func real(of file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<sqlite3_file> {
        (raw(file) + offsetOfReal).assumingMemoryBound(to: sqlite3_file.self)
    }

    static func raw(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutableRawPointer {
        guard let file else { fatalError("SQLite passes its file") }
        return UnsafeMutableRawPointer(file)
    }
}

private func openFile(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?,
    _ file: UnsafeMutablePointer<sqlite3_file>?,
    _ flags: Int32, _ outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let context = vfs?.pointee.pAppData, let realSystem = sqlite3_vfs_find(nil) else { return SQLITE_MISUSE }
    let system = Unmanaged<FaultyFileSystem>.fromOpaque(context).takeUnretainedValue()
    let real = PassingFile.real(of: file)
    let code = realSystem.pointee.xOpen(realSystem, name, real, flags, outFlags)
    guard code == SQLITE_OK else {
        file?.pointee.pMethods = nil
        return code
    }
    let owner = PassingFile.Owner(system: system, path: name.map { String(cString: $0) } ?? "")
    PassingFile.raw(file).assumingMemoryBound(to: PassingFile.self).initialize(
        to: PassingFile(base: sqlite3_file(pMethods: methods), owner: .passRetained(owner)))
    return code
}

private func deleteFile(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?, _ syncsDirectory: Int32
)
    -> Int32
{
    guard let context = vfs?.pointee.pAppData, let realSystem = sqlite3_vfs_find(nil), let name else {
        return SQLITE_MISUSE
    }
    let system = Unmanaged<FaultyFileSystem>.fromOpaque(context).takeUnretainedValue()
    let code = system.admit(.delete, String(cString: name))
    return code == SQLITE_OK ? realSystem.pointee.xDelete(realSystem, name, syncsDirectory) : code
}

/// The methods of an open file; made once, as SQLite keeps the address.
nonisolated(unsafe) private let methods: UnsafePointer<sqlite3_io_methods> = {
    var methods = sqlite3_io_methods()
    methods.iVersion = 1
    methods.xClose = { file in
        let real = PassingFile.real(of: file)
        PassingFile.raw(file).assumingMemoryBound(to: PassingFile.self).pointee.owner.release()
        return real.pointee.pMethods.pointee.xClose(real)
    }
    methods.xRead = { file, bytes, count, offset in
        let real = PassingFile.real(of: file)
        return real.pointee.pMethods.pointee.xRead(real, bytes, count, offset)
    }
    methods.xWrite = { file, bytes, count, offset in
        let owner = PassingFile.owner(of: file)
        let code = owner.system.admit(.write, owner.path)
        let real = PassingFile.real(of: file)
        return code == SQLITE_OK ? real.pointee.pMethods.pointee.xWrite(real, bytes, count, offset) : code
    }
    methods.xTruncate = { file, size in
        let owner = PassingFile.owner(of: file)
        let code = owner.system.admit(.truncate, owner.path)
        let real = PassingFile.real(of: file)
        return code == SQLITE_OK ? real.pointee.pMethods.pointee.xTruncate(real, size) : code
    }
    methods.xSync = { file, flags in
        let owner = PassingFile.owner(of: file)
        let real = PassingFile.real(of: file)
        return owner.system.sync(owner.path) { real.pointee.pMethods.pointee.xSync(real, flags) }
    }
    methods.xFileSize = { file, size in
        let real = PassingFile.real(of: file)
        return real.pointee.pMethods.pointee.xFileSize(real, size)
    }
    methods.xLock = { file, lock in
        let real = PassingFile.real(of: file)
        return real.pointee.pMethods.pointee.xLock(real, lock)
    }
    methods.xUnlock = { file, lock in
        let real = PassingFile.real(of: file)
        return real.pointee.pMethods.pointee.xUnlock(real, lock)
    }
    methods.xCheckReservedLock = { file, answer in
        let real = PassingFile.real(of: file)
        return real.pointee.pMethods.pointee.xCheckReservedLock(real, answer)
    }
    methods.xFileControl = { file, operation, argument in
        let real = PassingFile.real(of: file)
        return real.pointee.pMethods.pointee.xFileControl(real, operation, argument)
    }
    methods.xSectorSize = { file in
        let real = PassingFile.real(of: file)
        return real.pointee.pMethods.pointee.xSectorSize(real)
    }
    methods.xDeviceCharacteristics = { file in
        let real = PassingFile.real(of: file)
        return real.pointee.pMethods.pointee.xDeviceCharacteristics(real)
    }
    let address = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    address.initialize(to: methods)
    return UnsafePointer(address)
}()
