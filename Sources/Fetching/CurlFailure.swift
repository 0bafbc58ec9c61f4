internal import CCurl
internal import SystemPackage

extension TransferFailure {
    /// What libcurl's outcome of a failed transfer means.
    init(
        _ outcome: CURLcode, _ exchange: CurlExchange, _ address: WebAddress, received: Int
    ) {
        switch outcome {
        case CURLE_COULDNT_RESOLVE_HOST:
            self = .transient("the name \(address.host) cannot be resolved")
        case CURLE_COULDNT_RESOLVE_PROXY:
            self = .transient("the proxy's name cannot be resolved")
        case CURLE_COULDNT_CONNECT:
            self = .unreachable(address.host, code: exchange.systemError)
        case CURLE_OPERATION_TIMEDOUT:
            self = .transient("\(address.host) did not accept the connection in time")
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_HTTP2_STREAM, CURLE_HTTP2,
            CURLE_SEND_ERROR:
            let status = exchange.proxyStatus
            self = status >= 300 ? .proxyRefuses(status) : .connectionLost(received)
        case CURLE_GOT_NOTHING:
            self = .transient("closed the connection without an answer")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            self = .transient("sent no HTTP answer")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            self = .untrusted(address.host)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_OUT_OF_MEMORY:
            self = .permanent(Self.words(outcome))
        default:
            self = .transient(Self.words(outcome))
        }
    }

    private static func words(_ outcome: CURLcode) -> String {
        "libcurl failed: \(unsafe String(cString: curl_easy_strerror(outcome)))"
    }
}

extension TransferFailure {
    fileprivate static func unreachable(_ host: String, code: Int32) -> TransferFailure {
        let reason = code == 0 ? "" : " (\(Errno(rawValue: code)))"
        return .transient("cannot connect to \(host)\(reason)")
    }

    fileprivate static func proxyRefuses(_ status: Int) -> TransferFailure {
        let reason = "the proxy refuses to connect to it (\(status))"
        return status >= 500 ? .transient(reason) : .permanent(reason)
    }

    fileprivate static func connectionLost(_ received: Int) -> TransferFailure {
        .transient("the connection was lost after \(received) bytes")
    }

    fileprivate static func untrusted(_ host: String) -> TransferFailure {
        .permanent("the certificate of \(host) is not trusted")
    }
}
