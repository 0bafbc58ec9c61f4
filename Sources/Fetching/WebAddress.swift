internal import CCurl

/// An `http` or `https` address, taken apart by the same parser that later connects to it.
struct WebAddress: Hashable, Sendable {
    /// What libcurl is given: percent-encoded, with credentials and query, without fragment.
    let text: String
    /// The address as messages show it: without credentials, and `?…` instead of a query, which
    /// may be a signature or a token.
    let display: String
    let isSecure: Bool
    /// Host and, unless it is the scheme's own, port.
    let host: String

    init(_ text: String) throws(WebAddressProblem) {
        try self.init(text, relativeTo: nil)
    }

    /// The target of a redirection, which may be relative to this address.
    func following(_ reference: String) throws(WebAddressProblem) -> WebAddress {
        try WebAddress(reference, relativeTo: text)
    }

    private init(_ reference: String, relativeTo base: String?) throws(WebAddressProblem) {
        guard let handle = unsafe curl_url() else { throw .outOfMemory }
        defer { unsafe curl_url_cleanup(handle) }
        for text in [base, reference].compactMap({ $0 }) {
            let status = unsafe curl_url_set(
                handle, CURLUPART_URL, text, UInt32(CURLU_URLENCODE))
            guard status == CURLUE_OK else { throw .malformed(status) }
        }
        let scheme = unsafe Self.part(CURLUPART_SCHEME, of: handle)?.lowercased() ?? ""
        guard ["http", "https"].contains(scheme) else { throw .otherScheme(scheme) }
        isSecure = scheme == "https"
        let name = unsafe Self.part(CURLUPART_HOST, of: handle) ?? ""
        let port = unsafe Self.part(CURLUPART_PORT, of: handle)
        host = name + (port.map { ":\($0)" } ?? "")

        unsafe curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
        text = unsafe Self.part(CURLUPART_URL, of: handle) ?? ""
        let hasQuery = unsafe Self.part(CURLUPART_QUERY, of: handle) != nil
        for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_QUERY] {
            unsafe curl_url_set(handle, part, nil, 0)
        }
        let plain = unsafe Self.part(CURLUPART_URL, of: handle) ?? ""
        display = hasQuery ? plain + "?…" : plain
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &value, 0) == CURLUE_OK, let value = unsafe value
        else { return nil }
        defer { unsafe curl_free(value) }
        return unsafe String(cString: value)
    }
}

/// Why a text is no `http` or `https` address.
struct WebAddressProblem: Error, Hashable {
    /// A clause that follows the address: `is …`.
    let text: String
}

extension WebAddressProblem {
    fileprivate static let outOfMemory = WebAddressProblem(text: "does not fit into memory")

    fileprivate static func malformed(_ status: CURLUcode) -> WebAddressProblem {
        let reason = unsafe String(cString: curl_url_strerror(status))
        return WebAddressProblem(text: "is not a valid address (\(reason))")
    }

    fileprivate static func otherScheme(_ scheme: String) -> WebAddressProblem {
        WebAddressProblem(text: "is a '\(scheme):' address, not http or https")
    }
}
