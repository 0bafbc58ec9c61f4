/// What a server said about the body that it sent to the end.
struct WebAnswer: Hashable {
    /// Whether the body only continued bytes that were there before.
    let isAssembled: Bool
    let isWebPage: Bool
    /// `Content-Encoding`, unless it leaves the bytes as they are.
    let encoding: String?
}

/// The last look at bytes before they are taken for the file.
struct Verification {
    let download: Download
    /// `nil` for a copy of a local file.
    let answer: WebAnswer?

    /// Forgets the bytes when they are wrong, so that nothing is ever built on them.
    func check(_ partial: PartialFile) throws(TransferFailure) {
        guard let failure = try failure(of: partial) else { return }
        try partial.discard()
        throw failure
    }

    private func failure(of partial: PartialFile) throws(TransferFailure) -> TransferFailure? {
        if let size = download.size, partial.count != size {
            return .wrongSize(partial.count, expected: size)
        }
        guard let expected = download.sha256 else { return try failureOfForm(partial) }
        let found = partial.digest
        guard found != expected else { return nil }
        if answer?.isAssembled == true {
            return .changed("sent a rest that does not fit the bytes before it")
        }
        if try isUnwantedPage(partial) { return .webPage }
        return .wrongDigest(found: found, expected: expected, encoding: answer?.encoding)
    }

    /// A file without a digest can only be told by its form.
    private func failureOfForm(
        _ partial: PartialFile
    ) throws(TransferFailure) -> TransferFailure? {
        // A page of just the size that is expected of something else is none.
        if download.size == nil, try isUnwantedPage(partial) { return .webPage }
        guard let signature = download.signature else { return nil }
        let fits = try signature.fits(size: partial.count) {
            offset, count throws(TransferFailure) in
            try partial.bytes(from: offset, count: count)
        }
        return fits ? nil : .otherForm(signature)
    }

    private func isUnwantedPage(_ partial: PartialFile) throws(TransferFailure) -> Bool {
        guard !download.wantsWebPage else { return false }
        let begins = LeadingText.isWebPage(try partial.bytes(from: 0, count: 512))
        return begins || answer?.isWebPage == true
    }
}

extension TransferFailure {
    /// A file that is not as long as the manifest says, whether that is announced or found.
    static func wrongSize(_ size: Int, expected: Int) -> TransferFailure {
        .wrongContent("has \(size) bytes, not the expected \(expected)")
    }

    fileprivate static func otherForm(_ signature: FileSignature) -> TransferFailure {
        .wrongContent("does not have the bytes of \(signature.name); it may be an error message")
    }

    fileprivate static func wrongDigest(
        found: String, expected: String, encoding: String?
    ) -> TransferFailure {
        let packed = encoding.map { ", packed by the server (Content-Encoding: \($0))" } ?? ""
        return .wrongContent("has the sha256 \(found), not the expected \(expected)\(packed)")
    }
}
