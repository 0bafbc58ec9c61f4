internal import CCurl

/// One request and its answer on libcurl's handles, which live as long as this does.
///
/// libcurl calls back only during `step`, on the thread that calls it.
@safe
final class CurlExchange {
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private let receiver: ResponseReceiver

    init(
        _ address: WebAddress, _ request: TransferRequest, _ settings: FetchSettings,
        receiver: ResponseReceiver
    ) throws(TransferFailure) {
        guard let easy = unsafe curl_easy_init() else { throw .outOfMemory }
        guard let multi = unsafe curl_multi_init() else {
            unsafe curl_easy_cleanup(easy)
            throw .outOfMemory
        }
        unsafe self.easy = unsafe easy
        unsafe self.multi = unsafe multi
        unsafe headers = nil
        self.receiver = receiver
        try configure(address, settings)
        try addHeaders(request.headers)
        try installCallbacks()
        guard unsafe curl_multi_add_handle(multi, easy) == CURLM_OK else { throw .outOfMemory }
    }

    deinit {
        // A name look-up that hangs is left to its thread instead of waiting for it.
        _ = unsafe ccurl_set_long(easy, CURLOPT_QUICK_EXIT, 1)
        unsafe curl_multi_remove_handle(multi, easy)
        unsafe curl_easy_cleanup(easy)
        unsafe curl_multi_cleanup(multi)
        unsafe curl_slist_free_all(headers)
    }

    /// Whether the request is on its way, so that the server's speed counts.
    var isConnected: Bool {
        var microseconds: curl_off_t = 0
        let status = unsafe ccurl_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        return status == CURLE_OK && microseconds > 0
    }

    /// The status of a proxy that refused to connect through; 0 without one.
    var proxyStatus: Int { number(CURLINFO_HTTP_CONNECTCODE) }

    /// The system's `errno` of the last connection that failed; 0 without one.
    var systemError: Int32 { Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO)) }

    /// Moves what can be moved now, then waits for more, but no longer than `seconds`.
    ///
    /// - Returns: libcurl's outcome once the transfer is over.
    func step(waiting seconds: Double) throws(TransferFailure) -> CURLcode? {
        var running: Int32 = 0
        let status = unsafe curl_multi_perform(multi, &running)
        guard status == CURLM_OK else { throw .multi(status) }
        var outcome = CURLE_OK
        if unsafe ccurl_outcome(multi, &outcome) != 0 { return outcome }
        let milliseconds = Int32(max(1, seconds * 1000))
        let polled = unsafe curl_multi_poll(multi, nil, 0, milliseconds, nil)
        guard polled == CURLM_OK else { throw .multi(polled) }
        return nil
    }

    private func configure(
        _ address: WebAddress, _ settings: FetchSettings
    ) throws(TransferFailure) {
        try set(CURLOPT_URL, address.text)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_USERAGENT, "nrc-pipe")
        // Redirections are followed by the caller, who knows what to refuse.
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_HTTP09_ALLOWED, 0)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, settings.connectTimeout * 1000)))
        try set(CURLOPT_BUFFERSIZE, 256 << 10)
        if !settings.usesProxies { try set(CURLOPT_PROXY, "") }
        if let file = settings.certificateFile { try set(CURLOPT_CAINFO, file) }
    }

    private func addHeaders(_ lines: [String]) throws(TransferFailure) {
        for line in lines {
            guard let longer = unsafe curl_slist_append(headers, line) else { throw .outOfMemory }
            unsafe headers = unsafe longer
        }
        try check(unsafe ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers))
    }

    private func installCallbacks() throws(TransferFailure) {
        let context = unsafe Unmanaged.passUnretained(receiver).toOpaque()
        try check(unsafe ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context))
        try check(unsafe ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context))
        try check(
            unsafe ccurl_set_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                unsafe CurlExchange.hand(bytes, size * count, to: context) { receiver, line in
                    unsafe receiver.takeHeaderLine(line)
                }
            })
        try check(
            unsafe ccurl_set_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                unsafe CurlExchange.hand(bytes, size * count, to: context) { receiver, body in
                    unsafe receiver.takeBody(body)
                }
            })
    }

    /// - Returns: the number of bytes taken; none ends the transfer.
    private static func hand(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, to context: UnsafeMutableRawPointer?,
        _ take: (ResponseReceiver, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context = unsafe context else { return 0 }
        let receiver = unsafe Unmanaged<ResponseReceiver>.fromOpaque(context)
            .takeUnretainedValue()
        let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        // libcurl takes any other number than `count` for an error, also where `count` is 0.
        let isTaken = unsafe take(receiver, buffer)
        return isTaken ? count : count == 0 ? 1 : 0
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
        try check(unsafe ccurl_set_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(TransferFailure) {
        try check(unsafe ccurl_set_text(easy, option, value))
    }

    private func check(_ status: CURLcode) throws(TransferFailure) {
        guard status == CURLE_OK else { throw .setting(status) }
    }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe ccurl_get_long(easy, info, &value) == CURLE_OK ? value : 0
    }
}

extension TransferFailure {
    fileprivate static let outOfMemory = TransferFailure.permanent(
        "could not be asked: libcurl has no memory left")

    fileprivate static func multi(_ status: CURLMcode) -> TransferFailure {
        let reason = unsafe String(cString: curl_multi_strerror(status))
        return .permanent("could not be asked: libcurl failed (\(reason))")
    }

    fileprivate static func setting(_ status: CURLcode) -> TransferFailure {
        let reason = unsafe String(cString: curl_easy_strerror(status))
        return .permanent("could not be asked: libcurl refused a setting (\(reason))")
    }
}
