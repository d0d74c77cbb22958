import Glibc
import Testing
import Unix

@Suite struct UnixAddressTests {
    private func path(_ name: String) -> String? {
        UnixAddress.withAddress(of: name) { address, length in
            guard length == socklen_t(MemoryLayout<sockaddr_un>.size), address.pointee.sa_family == sa_family_t(AF_UNIX)
            else {
                return ""
            }
            return address.withMemoryRebound(to: sockaddr_un.self, capacity: 1) { address in
                withUnsafeBytes(of: address.pointee.sun_path) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
            }
        }
    }

    @Test func `a path of up to 107 bytes is an address`() {
        #expect(path("/run/leadkeeper/control.socket") == "/run/leadkeeper/control.socket")
        let longest = "/" + String(repeating: "a", count: 106)
        #expect(path(longest) == longest)
        #expect(path(longest + "a") == nil)
    }

    @Test(arguments: ["", "/a\0b", String(repeating: "é", count: 54)])
    func `what no address can hold is none`(name: String) {
        #expect(path(name) == nil)
    }
}

@Suite struct ErrorTextTests {
    @Test func `an error is said in the words of the system`() {
        #expect(errorText(ENOENT) == "No such file or directory")
        errno = EACCES
        #expect(errorText() == "Permission denied")
        #expect(!errorText(99_999).isEmpty)
    }
}

@Suite struct DescriptorTests {
    @Test func `a program that is started has neither end of a pipe, and what goes in comes out`() throws {
        let pipe = try #require(makePipe())
        defer { close(pipe.reading) }
        for end in [pipe.reading, pipe.writing] { #expect(fcntl(end, F_GETFD) & FD_CLOEXEC != 0) }
        #expect(write(pipe.writing, [7, 8] as [UInt8], 2) == 2)
        close(pipe.writing)
        var bytes: [UInt8] = [0, 0, 0]
        #expect(read(pipe.reading, &bytes, 3) == 2)
        #expect(bytes == [7, 8, 0])
        #expect(read(pipe.reading, &bytes, 3) == 0)
    }

    @Test(arguments: [[], [1, 2, 3], [UInt8](repeating: 5, count: 1 << 17)])
    func `a file in memory is read from its beginning, and no program that is started has it`(content: [UInt8]) throws {
        let descriptor = try #require(memoryFile(holding: content))
        defer { close(descriptor) }
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        var bytes = [UInt8](repeating: 0, count: content.count + 1)
        #expect(read(descriptor, &bytes, bytes.count) == content.count)
        #expect(bytes.dropLast() == content[...])
    }
}
