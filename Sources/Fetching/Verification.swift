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
        guard let expected = download.sha256 else {
            // A size that agrees is as much as can be known about a file without a digest.
            let mayBePage = download.size == nil && answer != nil
            guard mayBePage, try isUnwantedPage(partial) else { return nil }
            return .webPage
        }
        let found = partial.digest
        guard found != expected else { return nil }
        if answer?.isAssembled == true {
            return .changed("sent a rest that does not fit the bytes before it")
        }
        if try isUnwantedPage(partial) { return .webPage }
        return .wrongDigest(found: found, expected: expected, encoding: answer?.encoding)
    }

    private func isUnwantedPage(_ partial: PartialFile) throws(TransferFailure) -> Bool {
        guard !download.wantsWebPage else { return false }
        let begins = WebPageText.begins(try partial.beginning())
        return begins || answer?.isWebPage == true
    }
}

extension TransferFailure {
    /// A file that is not as long as the manifest says, whether that is announced or found.
    static func wrongSize(_ size: Int, expected: Int) -> TransferFailure {
        .wrongContent("has \(size) bytes, not the expected \(expected)")
    }

    fileprivate static func wrongDigest(
        found: String, expected: String, encoding: String?
    ) -> TransferFailure {
        let packed = encoding.map { ", packed by the server (Content-Encoding: \($0))" } ?? ""
        return .wrongContent("has the sha256 \(found), not the expected \(expected)\(packed)")
    }
}
