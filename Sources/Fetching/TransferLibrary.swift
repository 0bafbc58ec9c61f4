internal import CCurl

/// The library that transfers files.
package enum TransferLibrary {
    /// Of libcurl and its TLS library, as `7.88.1 OpenSSL/3.0.17`.
    package static var version: String {
        guard let facts = unsafe curl_version_info(CURLVERSION_FIRST) else { return "unknown" }
        let tls = unsafe facts.pointee.ssl_version.map { unsafe " \(String(cString: $0))" } ?? ""
        return unsafe String(cString: facts.pointee.version) + tls
    }
}
