/// Decides from status and header what a server's answer is good for.
struct ResponseJudge {
    enum Verdict: Hashable {
        /// The body is the file from its first byte on.
        case whole(size: Int?)
        /// The body continues the bytes that are there.
        case rest(size: Int?)
        /// All bytes are there already.
        case complete
        case redirect(to: String)
    }

    let download: Download
    let request: TransferRequest
    let maximumSize: Int

    func verdict(on head: ResponseHead) throws(TransferFailure) -> Verdict {
        switch head.status {
        case 200:
            try checkForm(head)
            return .whole(size: try wholeSize(head))
        case 206:
            return try part(head)
        case 416 where request.offset > 0:
            return try unsatisfiable(head)
        case 300..<400:
            guard let target = head["location"], !target.isEmpty else {
                throw .redirectToNowhere(head.status)
            }
            return .redirect(to: target)
        default:
            throw .refusal(head)
        }
    }

    private func wholeSize(_ head: ResponseHead) throws(TransferFailure) -> Int? {
        guard let announced = head.contentLength else {
            let isCutNoticed =
                download.size != nil || download.sha256 != nil || head.marksItsEnd
            guard isCutNoticed else { throw .noLength }
            return download.size
        }
        if let size = download.size, announced != size {
            throw head.isWebPage && !download.wantsWebPage
                ? .webPage : .wrongSize(announced, expected: size)
        }
        guard announced <= maximumSize || download.size != nil else { throw .tooLarge(maximumSize) }
        return announced
    }

    /// Refuses what cannot be the file, unless its digest or size is known and may yet agree.
    private func checkForm(_ head: ResponseHead) throws(TransferFailure) {
        if let encoding = head.contentEncoding, download.sha256 == nil { throw .encoded(encoding) }
        let mayAgree =
            download.sha256 != nil || (download.size.map { $0 == head.contentLength } ?? false)
        if head.isWebPage, !download.wantsWebPage, !mayAgree { throw .webPage }
    }

    private func part(_ head: ResponseHead) throws(TransferFailure) -> Verdict {
        guard request.offset > 0 else { throw .uncalledPart }
        guard let range = head.contentRange, let bytes = range.bytes else {
            throw .changed("answered with a part of the file without saying which")
        }
        guard bytes.lowerBound == request.offset else {
            throw .otherPart(asked: request.offset, sent: bytes.lowerBound)
        }
        let known = download.size ?? request.record?.size
        if let total = range.total, let known, total != known {
            throw .changed("changed the file's size from \(known) to \(total) bytes")
        }
        guard !isOfOtherVersion(head) else {
            throw .changed("changed the file during the download")
        }
        guard head.contentEncoding == nil else {
            throw .changed("packed the rest of the file")
        }
        guard let size = range.total ?? known else {
            guard download.sha256 != nil else {
                throw .changed("answered with a part of a file of unknown size")
            }
            return .rest(size: nil)
        }
        return .rest(size: size)
    }

    /// Whether an answer names another version of the file than the bytes so far are of.
    ///
    /// One without a date is let through, since RFC 9110, section 15.3.7, wants none in a part: a
    /// date alone is built on only where a digest tells in the end.
    private func isOfOtherVersion(_ head: ResponseHead) -> Bool {
        guard let record = request.record else { return false }
        if let old = record.entityTag, let new = head["etag"], old != new { return true }
        guard let date = record.validator, !date.isEntityTag, let new = head["last-modified"]
        else { return false }
        return date.value != new
    }

    /// `416` to a conditional request says that the bytes are those of the server's file; if there
    /// are as many as it has, nothing is missing.
    private func unsatisfiable(_ head: ResponseHead) throws(TransferFailure) -> Verdict {
        guard request.record?.validator != nil, request.record?.size == request.offset,
            let range = head.contentRange, range.bytes == nil, range.total == request.offset
        else { throw .changed("has no bytes after the first \(request.offset)") }
        return .complete
    }
}

extension TransferFailure {
    /// A body that is an HTML page where something else was to be had.
    static let webPage = TransferFailure.wrongContent(
        "is a web page instead of the file, perhaps a log-in or an error page")

    fileprivate static let noLength = TransferFailure.permanent(
        "gives no length, so that a cut download could not be told from a whole one; state the "
            + "file's size or sha256")

    fileprivate static let uncalledPart = TransferFailure.permanent(
        "answered with a part of the file when asked for all of it")

    static func tooLarge(_ limit: Int) -> TransferFailure {
        .permanent(
            "sends more than \(ByteCount(limit)), the most for a file whose size is not stated")
    }

    fileprivate static func encoded(_ encoding: String) -> TransferFailure {
        .permanent(
            "packed the file (Content-Encoding: \(encoding)), although its own bytes were asked "
                + "for; state its sha256 if it is meant to be like that")
    }

    fileprivate static func otherPart(asked: Int, sent: Int) -> TransferFailure {
        .changed("answered with the bytes from \(sent) on when asked for those from \(asked) on")
    }

    fileprivate static func redirectToNowhere(_ status: Int) -> TransferFailure {
        .permanent("redirects (\(status)) without saying where to")
    }

    /// An answer that is neither the file nor a redirection.
    fileprivate static func refusal(_ head: ResponseHead) -> TransferFailure {
        let status = head.status
        switch status {
        case 401: return .permanent("asks for a log-in (401)")
        case 403: return .permanent("refuses access (403)")
        case 404, 410: return .permanent("does not have the file (\(status))")
        case 407: return .permanent("cannot be reached: the proxy asks for a log-in (407)")
        case 408, 425:
            return .transient("gave up on the request (\(status))", after: head.retryAfter)
        case 429:
            return .transient("has had too many requests (429)", after: head.retryAfter)
        case 500...599:
            return .transient("has a fault of its own (\(status))", after: head.retryAfter)
        default: return .permanent("answered with the status \(status)")
        }
    }
}
