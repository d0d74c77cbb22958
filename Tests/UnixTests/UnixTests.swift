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
