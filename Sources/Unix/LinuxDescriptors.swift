internal import CLinux
internal import Glibc

/// A descriptor that becomes readable when the process has ended, whoever waits for it; pidfd_open(2).
///
/// - Returns: the descriptor, which is closed on exec and is the caller's to close; `nil`, with `errno`, where there is
///   none.
public func processDescriptor(of process: Int32) -> Int32? {
    let descriptor = leadkeeper_open_process(process)
    return descriptor < 0 ? nil : descriptor
}

/// A pipe, both ends of which are closed on exec from its first moment on, whatever another thread starts meanwhile;
/// pipe2(2).
///
/// - Returns: its ends, which are the caller's to close; `nil`, with `errno`, where there is none.
public func makePipe() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard unsafe leadkeeper_make_pipe(&ends) == 0 else { return nil }
    return (ends[0], ends[1])
}

/// A file in memory that holds these bytes and is read from its beginning; memfd_create(2).
///
/// - Returns: its descriptor, which is closed on exec and is the caller's to close; `nil`, with `errno`, where there is
///   no room.
public func memoryFile(holding bytes: [UInt8]) -> Int32? {
    let descriptor = unsafe leadkeeper_make_memory_file("leadkeeper")
    guard descriptor >= 0 else { return nil }
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0 else {
        close(descriptor)
        return nil
    }
    return descriptor
}
