import Testing
import Unix

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.168.1.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "255.255.255.255", "0.0.0.0", "::", "::1", "fe80::1", "febf::1", "fc00::1",
        "fd12:3456::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::c0a8:101",
        "2002:7f00:1::", "2001:db8::1", "100::1", "::127.0.0.1", "64:ff9b:1::1",
    ]) func `what is not of the Internet is not public`(text: String) throws {
        #expect(try !#require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
        "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1", "64:ff9b::808:808",
        "2002:808:808::",
    ]) func `what is of the Internet is public`(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test func `this host is told from other private places`() throws {
        for text in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            #expect(try #require(NetworkAddress(text)).isLoopback)
        }
        for text in ["10.0.0.1", "fe80::1", "128.0.0.1"] { #expect(try !#require(NetworkAddress(text)).isLoopback) }
    }

    @Test func `what inet_pton does not read is no address`() {
        for text in ["", "localhost", "127.1", "2130706433", "1.2.3.4.5", "[::1]"] {
            #expect(NetworkAddress(text) == nil)
        }
    }
}
