internal import CCurl

/// The library that transfers files.
package enum TransferLibrary {
    /// Of libcurl and what it is built with, as `libcurl/7.88.1 OpenSSL/3.0.17 …`.
    package static var version: String {
        guard let text = unsafe curl_version() else { return "unknown" }
        return unsafe String(cString: text)
    }
}
