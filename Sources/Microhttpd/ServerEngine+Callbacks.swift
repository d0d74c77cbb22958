internal import CMicrohttpd

// What the library calls, always on the engine's queue, from within MHD_run or MHD_stop_daemon.

/// MHD_AccessHandlerCallback: once for the header, once for each piece of the body, and then until there is an answer.
func requestArrives(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, path: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?,
    version: UnsafePointer<CChar>?, bytes: UnsafePointer<CChar>?, count: UnsafeMutablePointer<Int>?,
    request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = unsafe context, let connection = unsafe connection, let request = unsafe request,
        let count = unsafe count, let path = unsafe path, let method = unsafe method
    else { return .NO }
    let engine = unsafe Unmanaged<ServerEngine>.fromOpaque(context).takeUnretainedValue()
    guard let known = unsafe request.pointee else {
        guard let client = unsafe leadkeeper_mhd_socket_context(connection) else { return .NO }
        let exchange = unsafe Exchange(
            engine: engine, client: Unmanaged<Client>.fromOpaque(client).takeUnretainedValue(), connection: connection,
            method: String(cString: method), path: String(validatingCString: path))
        engine.began()
        unsafe request.pointee = Unmanaged.passRetained(exchange).toOpaque()
        return exchange.begin()
    }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
    guard unsafe count.pointee > 0, let bytes = unsafe bytes else { return exchange.proceed() }
    let piece = unsafe UnsafeMutableRawBufferPointer(
        start: UnsafeMutableRawPointer(mutating: bytes), count: count.pointee)
    unsafe count.pointee = 0
    return unsafe exchange.receive(piece)
}

/// MHD_RequestCompletedCallback: the answer is out, or the connection broke.
func requestEnds(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    how: MHD_RequestTerminationCode
) {
    guard let request = unsafe request, let known = unsafe request.pointee else { return }
    unsafe request.pointee = nil
    unsafe Unmanaged<Exchange>.fromOpaque(known).takeRetainedValue().end()
}

/// MHD_NotifyConnectionCallback: somebody came or went.
func connectionChanges(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    client: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    what: MHD_ConnectionNotificationCode
) {
    guard let context = unsafe context, let connection = unsafe connection, let client = unsafe client else { return }
    let engine = unsafe Unmanaged<ServerEngine>.fromOpaque(context).takeUnretainedValue()
    if what == .CONNECTION_NOTIFY_STARTED {
        let connected = engine.connected(unsafe leadkeeper_mhd_socket(connection))
        unsafe client.pointee = Unmanaged.passRetained(connected).toOpaque()
    } else if let known = unsafe client.pointee {
        unsafe client.pointee = nil
        engine.disconnected(unsafe Unmanaged<Client>.fromOpaque(known).takeRetainedValue())
    }
}

/// gnutls_certificate_retrieve_function2: it has no context of its own, so the engine is found by its queue.
func chooseCertificate(
    session: gnutls_session_t?, authorities: UnsafePointer<gnutls_datum_t>?, authorityCount: Int32,
    algorithms: UnsafePointer<gnutls_pk_algorithm_t>?, algorithmCount: Int32,
    chain: UnsafeMutablePointer<UnsafeMutablePointer<gnutls_pcert_st>?>?, count: UnsafeMutablePointer<UInt32>?,
    key: UnsafeMutablePointer<gnutls_privkey_t?>?
) -> Int32 {
    var name = [CChar](repeating: 0, count: 256)
    var length = name.count - 1
    var kind: UInt32 = 0
    let status = unsafe gnutls_server_name_get(session, &name, &length, &kind, 0)
    let host = status == 0 ? String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    guard let identity = ServerEngine.current?.certificate(for: host) else { return -1 }
    unsafe identity.lend(chain, count, key)
    return 0
}
