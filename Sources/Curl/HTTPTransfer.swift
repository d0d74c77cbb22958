internal import Basics
internal import CCurl
internal import Glibc
internal import SecureMemory
internal import Unix

/// One HTTP request under way and the answer so far.
@safe final class HTTPTransfer: Transfer, @unchecked Sendable {
    // Sendable: as `Transfer`.

    private let request: HTTPRequest
    private let configuration: HTTPClient.Configuration
    private var continuation: CheckedContinuation<Result<HTTPResponse, CurlError>, Never>?

    private var headerList: CurlList?
    private var sent: UnsafeMutableRawBufferPointer?

    private var headers = HTTPHeaders()
    private var isHeaderComplete = false
    /// Whether what came is all that is wanted, and the rest is cut off.
    private var isEnough = false
    private var body: [UInt8] = []
    private var secretBody: WipedBuffer?
    private var bodyCount = 0
    private var refusal: (code: CurlError.Code, text: String)?

    init(_ request: HTTPRequest, _ configuration: HTTPClient.Configuration) {
        self.request = request
        self.configuration = configuration
        unsafe sent = nil
    }

    override var operation: String { request.operation }

    deinit {
        unsafe sent?.deallocate()
    }

    /// Names the one who waits; before the transfer is started.
    func resume(_ continuation: CheckedContinuation<Result<HTTPResponse, CurlError>, Never>) {
        self.continuation = continuation
    }

    override func prepare(_ handle: EasyHandle) throws(CurlError) {
        if let fault = request.fault {
            throw CurlError(.local, operation: operation, text: fault)
        }
        if request.bodyIsSecret { secretBody = WipedBuffer() }
        try handle.set(CURLOPT_URL, request.url)
        try setMethod(handle)
        let list = request.headerList()
        headerList = list
        unsafe try handle.set(CURLOPT_HTTPHEADER, pointer: list.first)
        try handle.set(CURLOPT_FRESH_CONNECT, request.needsFreshConnection ? 1 : 0)
        try handle.set(CURLOPT_TIMEOUT_MS, (request.timeout ?? configuration.timeout).milliseconds)
        // Whoever waits longer for an answer waits in silence.
        let silence = max(configuration.lowSpeedTime, request.timeout ?? .zero)
        try handle.set(CURLOPT_LOW_SPEED_TIME, silence.wholeSeconds)
    }

    /// POSTFIELDS makes libcurl read the body where it is; CUSTOMREQUEST then gives the method its name.
    private func setMethod(_ handle: EasyHandle) throws(CurlError) {
        try handle.set(CURLOPT_NOBODY, 0)
        switch (request.method, request.body) {
        case (.get, .none), (.delete, .none): try handle.set(CURLOPT_HTTPGET, 1)
        case (.head, _): try handle.set(CURLOPT_NOBODY, 1)
        case (.get, .bytes), (.get, .secret), (.delete, .bytes), (.delete, .secret), (.post, _), (.put, _), (.patch, _):
            try handle.set(CURLOPT_POST, 1)
            try setBody(handle)
        }
        let isPlain = request.method == .post || request.method == .head || request.isBodylessGet
        try handle.set(CURLOPT_CUSTOMREQUEST, isPlain ? nil : request.method.rawValue)
    }

    private func setBody(_ handle: EasyHandle) throws(CurlError) {
        if case .secret(let secret) = request.body, secret.bytes.count > 0 {
            // The pages neither move nor end before the secret does, and `request` holds it until libcurl has let go in
            // `release`.
            let bytes = unsafe secret.bytes.withBytes { unsafe $0 }
            try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.count)
            return unsafe try handle.set(CURLOPT_POSTFIELDS, pointer: bytes.baseAddress)
        }
        var array: [UInt8] = []
        if case .bytes(let bytes) = request.body { array = bytes }
        // A byte at least, since libcurl takes nil for "ask the read function".
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, array.count), alignment: 1)
        unsafe copy.copyBytes(from: array)
        unsafe sent = copy
        try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: array.count)
        unsafe try handle.set(CURLOPT_POSTFIELDS, pointer: UnsafeRawPointer(copy.baseAddress))
    }

    override func release(_ handle: EasyHandle) {
        // What cannot be taken back must not be used again; setting a pointer to nil has no way to fail.
        unsafe try? handle.set(CURLOPT_POSTFIELDS, pointer: nil)
        unsafe try? handle.set(CURLOPT_HTTPHEADER, pointer: nil)
        headerList = nil
        secretBody = nil
    }

    override func permits(_ address: UnsafePointer<sockaddr>) -> Bool {
        let isPlain = request.url.hasPrefix("http:")
        let objection = configuration.peers.objection(to: unsafe NetworkAddress(address), isPlain: isPlain)
        // Of several addresses of a host, one that may be connected to is enough.
        refusal = objection.map { (.local, $0) }
        return objection == nil
    }

    override func receive(header: UnsafeRawBufferPointer) -> Bool {
        // Fields after the body are trailers; nobody here wants them.
        if isHeaderComplete && bodyCount > 0 { return true }
        if unsafe header.starts(with: "HTTP/".utf8) {
            headers = HTTPHeaders()
            isHeaderComplete = false
            return true
        }
        if unsafe header.allSatisfy({ $0 == 13 || $0 == 10 }) {
            isHeaderComplete = true
            // An interim answer is none yet (RFC 9110, 15.2).
            isEnough = request.endsWithHeader && (handle?.long(CURLINFO_RESPONSE_CODE) ?? 0) >= 200
            if !isEnough, !request.bodyIsSecret { expectBody() }
            return !isEnough
        }
        unsafe headers.append(line: header)
        if headers.byteCount > configuration.maximumHeaderBytes || headers.count > configuration.maximumHeaderFields {
            refusal = (
                .badAnswer,
                "the answer has more header than \(configuration.maximumHeaderBytes) bytes or "
                    + "\(configuration.maximumHeaderFields) fields"
            )
            return false
        }
        return true
    }

    /// Makes room for a body whose length is stated, unless that is long: then it is believed as it comes.
    private func expectBody() {
        let length = handle?.size(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T) ?? -1
        if (1...Self.roomAtOnce).contains(length) { body.reserveCapacity(length) }
    }

    /// The longest body that room is made for before it comes, in bytes.
    private static let roomAtOnce = 65_536

    override func receive(body piece: UnsafeRawBufferPointer) -> Bool {
        bodyCount += piece.count
        guard bodyCount <= request.bodyLimit else {
            refusal = (.tooLarge, "the answer has more than \(request.bodyLimit) bytes")
            return false
        }
        if let secretBody {
            unsafe secretBody.append(piece)
        } else {
            unsafe body.append(contentsOf: piece)
        }
        return true
    }

    override func end(_ code: CURLcode, _ handle: EasyHandle) {
        guard closes() else { return }
        guard code == CURLE_OK || isEnough else {
            finish(.failure(error(code, handle)))
            return
        }
        finish(
            .success(
                HTTPResponse(
                    status: handle.long(CURLINFO_RESPONSE_CODE), headers: headers, body: body,
                    secretBody: bodyCount > 0 ? secretBody?.secret() : nil,
                    totalMilliseconds: handle.size(CURLINFO_TOTAL_TIME_T) / 1000)))
    }

    override func fail(_ error: CurlError) {
        guard closes() else { return }
        finish(.failure(error))
    }

    private func finish(_ result: Result<HTTPResponse, CurlError>) {
        continuation?.resume(returning: result)
        continuation = nil
    }

    private func error(_ code: CURLcode, _ handle: EasyHandle) -> CurlError {
        let mayHaveBeenSent = handle.hasSentRequest(throughProxy: configuration.proxy != nil)
        if let refusal {
            return CurlError(
                refusal.code, operation: operation, number: Int(code.rawValue), text: refusal.text,
                mayHaveBeenSent: mayHaveBeenSent)
        }
        return CurlError(
            CurlError.Code(code, handle, mayHaveBeenSent: mayHaveBeenSent), operation: operation,
            number: Int(code.rawValue),
            text: handle.text(about: code), mayHaveBeenSent: mayHaveBeenSent)
    }
}

extension HTTPRequest {
    /// The host of the URL, in lower case; `nil` where it names none.
    var host: String? {
        // Asked of each request, so it is bytes that are looked at.
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")), url.utf8[colon...].starts(with: "://".utf8) else {
            return nil
        }
        let host = url.utf8[colon...].dropFirst("://".utf8.count).prefix { !":/?#".utf8.contains($0) }
        guard host.contains(where: \.isUpperCaseLetter) else { return host.isEmpty ? nil : String(host) }
        return String(host)?.lowercased()
    }

    var isBodylessGet: Bool {
        guard method == .get, case .none = body else { return false }
        return true
    }

    /// What is wrong with the request before anyone is asked, or nil.
    var fault: String? {
        guard url.utf8.allSatisfy(\.isVisible) else {
            return "the URL has a character that must be percent-encoded"
        }
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(Self.isToken) else {
                return "a header's name is not a token"
            }
            guard !header.value.utf8.contains(where: \.isControl) else {
                return "the header \(header.name) has a control character"
            }
        }
        if let authorization {
            let isPlain = unsafe authorization.bytes.withBytes { bytes in
                unsafe !bytes.isEmpty && bytes.allSatisfy(\.isVisible)
            }
            guard isPlain else { return "the bearer token has a byte that no token may have" }
        }
        return nil
    }

    /// RFC 9110, 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    private static let bearer = "Authorization: Bearer "

    /// All header lines of the request.
    ///
    /// A field without a value is written as `Name;`, since libcurl drops `Name:`.
    func headerList() -> CurlList {
        var lines = headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        // libcurl would wait for "100 Continue" before a body of a megabyte.
        lines.append("Expect:")
        let plainCount = lines.count
        let length = lines.reduce(0) { $0 + $1.utf8.count + 1 }
        let tokenLength = authorization.map { Self.bearer.utf8.count + $0.bytes.count + 1 } ?? 0
        return unsafe CurlList(count: plainCount + (authorization == nil ? 0 : 1), textLength: length + tokenLength) {
            index, room in
            if index < plainCount {
                unsafe room.copyBytes(from: lines[index].utf8)
                return lines[index].utf8.count
            }
            unsafe room.copyBytes(from: Self.bearer.utf8)
            let start = Self.bearer.utf8.count
            unsafe authorization?.bytes.withBytes { token in
                unsafe UnsafeMutableRawBufferPointer(rebasing: room[start...]).copyMemory(from: token)
            }
            return start + (authorization?.bytes.count ?? 0)
        }
    }
}

extension Duration {
    /// Whole milliseconds, at least 1: libcurl takes 0 for "no limit".
    var milliseconds: Int {
        max(1, Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000))
    }

    /// Whole seconds, rounded up, at least 1.
    var wholeSeconds: Int {
        max(1, Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0))
    }
}
