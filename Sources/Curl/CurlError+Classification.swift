internal import CCurl

extension EasyHandle {
    /// Whether a byte of the request went out, as far as libcurl knows.
    ///
    /// CURLINFO_REQUEST_SIZE counts a CONNECT to the proxy too; behind a proxy the request can only have followed a TLS
    /// handshake, on a new connection one with a time.
    func hasSentRequest(throughProxy: Bool) -> Bool {
        guard long(CURLINFO_REQUEST_SIZE) > 0 else { return false }
        return !throughProxy || long(CURLINFO_NUM_CONNECTS) == 0 || size(CURLINFO_APPCONNECT_TIME_T) > 0
    }

    /// Whether the proxy was asked for a tunnel and gave none: CURLINFO_HTTP_CONNECTCODE(3).
    var wasRefusedByProxy: Bool {
        let code = long(CURLINFO_HTTP_CONNECTCODE)
        return code != 0 && !(200..<300).contains(code)
    }
}

extension CurlError.Code {
    /// What libcurl's number means for a caller: libcurl-errors(3).
    init(_ code: CURLcode, _ handle: EasyHandle, mayHaveBeenSent: Bool) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: self = .resolve
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: self = .proxy
        case _ where handle.wasRefusedByProxy: self = .proxy
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: self = .connect
        case CURLE_OPERATION_TIMEDOUT: self = .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CLIENTCERT, CURLE_SSL_SHUTDOWN_FAILED:
            self = .tls
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            self = mayHaveBeenSent ? .interrupted : .connect
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            self = .badAnswer
        // HTTP/0.9, and a line of header beyond libcurl's own limit, have no numbers of their own.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY: self = mayHaveBeenSent ? .badAnswer : .local
        default: self = mayHaveBeenSent ? .interrupted : .local
        }
    }
}
