internal import Basics
internal import CCurl
internal import Glibc

/// One libcurl easy handle and the buffer that it writes its sentence about a failure into.
///
/// Belongs to one `TransferLoop` and is touched on its queue alone. Kept and used again, since libcurl's own set-up
/// costs more than a small request.
@safe final class EasyHandle {
    /// The handle, for calls that have no method here.
    let raw: UnsafeMutableRawPointer

    /// What tells handles apart.
    typealias ID = UInt
    var id: ID { unsafe ID(bitPattern: raw) }

    private let errorText: UnsafeMutablePointer<CChar>

    /// Makes a handle with everything that no transfer may change.
    init(operation: String) throws(CurlError) {
        guard CurlLibrary.isReady, let raw = unsafe curl_easy_init() else {
            throw CurlError(.local, operation: operation, text: "libcurl cannot be set up")
        }
        unsafe self.raw = raw
        unsafe errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe try set(CURLOPT_ERRORBUFFER, pointer: UnsafeRawPointer(errorText))
        try set(CURLOPT_NOSIGNAL, 1)
        // Without it a transfer that ends while getaddrinfo(3) still hangs makes libcurl join that thread: the whole
        // loop would wait for the name server. libcurl's Curl_resolver_kill; the thread is left to end by itself
        // instead.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    }

    deinit {
        unsafe curl_easy_cleanup(raw)
        unsafe errorText.deallocate()
    }

    /// libcurl's words about the failure, or its general ones for `code`; what could steer a display and excess are
    /// removed.
    func text(about code: CURLcode) -> String {
        let special = unsafe String(cString: errorText)
        let text = special.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : special
        return text.displaySafe(.removed, limit: 200)
    }

    /// Forgets the words of an earlier failure.
    func clearText() {
        unsafe errorText.pointee = 0
    }
}

extension EasyHandle {
    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        unsafe try check(leadkeeper_curl_easy_set_long(raw, option, value), option)
    }

    func set(_ option: CURLoption, size: Int) throws(CurlError) {
        unsafe try check(leadkeeper_curl_easy_set_size(raw, option, curl_off_t(size)), option)
    }

    /// libcurl copies the string; nil restores what libcurl does without one.
    func set(_ option: CURLoption, _ value: String?) throws(CurlError) {
        guard let value else { return unsafe try set(option, pointer: nil) }
        let code = unsafe value.withCString { unsafe leadkeeper_curl_easy_set_pointer(raw, option, $0) }
        try check(code, option)
    }

    /// libcurl keeps the pointer; the caller keeps what it points to until the transfer is over.
    func set(_ option: CURLoption, pointer: UnsafeRawPointer?) throws(CurlError) {
        unsafe try check(leadkeeper_curl_easy_set_pointer(raw, option, pointer), option)
    }

    func set(
        _ option: CURLoption,
        stream: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int
    ) throws(CurlError) {
        unsafe try check(leadkeeper_curl_easy_set_stream(raw, option, stream), option)
    }

    func set(
        progress: @convention(c) (UnsafeMutableRawPointer?, curl_off_t, curl_off_t, curl_off_t, curl_off_t) -> Int32
    ) throws(CurlError) {
        unsafe try check(leadkeeper_curl_easy_set_progress(raw, progress), CURLOPT_XFERINFOFUNCTION)
        try set(CURLOPT_NOPROGRESS, 0)
    }

    /// Has each socket made by a function that sees where it is to lead: CURLOPT_OPENSOCKETFUNCTION(3).
    func set(
        openSocket:
            @convention(c) (
                UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?
            ) -> curl_socket_t
    ) throws(CurlError) {
        unsafe try check(leadkeeper_curl_easy_set_open_socket(raw, openSocket), CURLOPT_OPENSOCKETFUNCTION)
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        unsafe leadkeeper_curl_easy_get_long(raw, info, &value)
        return value
    }

    func size(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        unsafe leadkeeper_curl_easy_get_size(raw, info, &value)
        return Int(value)
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(CurlError) {
        guard code != CURLE_OK else { return }
        throw CurlError(
            .local, operation: "set option \(option.rawValue) of libcurl", number: Int(code.rawValue),
            text: text(about: code))
    }
}

/// libcurl's process-wide state.
enum CurlLibrary {
    /// Whether curl_global_init(3) did its work; it does it once, here.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
