/// Takes a server's answer from libcurl's callbacks and puts its body where it belongs.
///
/// What goes wrong is kept in `failure`, since no error can pass through C.
final class ResponseReceiver {
    /// What a server may send before the body; libcurl limits only each single line.
    private static let longestHead = 256 << 10
    /// Bytes of a body of unknown size between two looks at the free space.
    private static let spaceCheckInterval = 4 << 20

    private(set) var failure: TransferFailure?
    private(set) var verdict: ResponseJudge.Verdict?
    private(set) var head = ResponseHead()
    /// Bytes of bodies: what counts for the speed.
    private(set) var bodyBytes = 0

    private let judge: ResponseJudge
    private let location: Location
    private let partial: PartialFile
    private let checkSpace: (_ needed: Int) throws(TransferFailure) -> Void
    private var headBytes = 0
    /// What `bodyBytes` must come to for the next look at the free space.
    private var nextSpaceCheck = 0

    init(
        judge: ResponseJudge, location: Location, partial: PartialFile,
        checkSpace: @escaping (_ needed: Int) throws(TransferFailure) -> Void
    ) {
        self.judge = judge
        self.location = location
        self.partial = partial
        self.checkSpace = checkSpace
    }

    /// Bytes that the file will have.
    private var size: Int? {
        switch verdict {
        case .whole(let size), .rest(let size): size ?? judge.download.size
        case .complete, .redirect, nil: judge.download.size
        }
    }

    /// The most bytes that the file may have.
    private var limit: Int { size ?? judge.maximumSize }

    /// - Returns: whether the transfer is to go on.
    func takeHeaderLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // What comes after the body is none of the answer's head.
        guard verdict == nil else { return true }
        headBytes += bytes.count
        let line = unsafe String(decoding: bytes, as: UTF8.self)
            .prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" }
        return attempt { () throws(TransferFailure) in
            guard headBytes <= Self.longestHead else { throw .hugeHead }
            guard line.isEmpty else { return head.take(String(line)) }
            if head.status >= 200 { try begin(judge.verdict(on: head)) }
        } && (verdict == nil || wantsBody)
    }

    /// The body of a redirection is of no use: the transfer ends with its head.
    private var wantsBody: Bool {
        switch verdict {
        case .whole, .rest: true
        case .redirect, .complete, nil: false
        }
    }

    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        attempt { () throws(TransferFailure) in
            guard wantsBody else { throw .noAnswer }
            bodyBytes += bytes.count
            guard bytes.count <= limit - partial.count else {
                throw size == nil ? .tooLarge(limit) : .tooLong(limit)
            }
            try checkSpaceForUnknownSize(bytes.count)
            do throws(DiskFault) {
                try unsafe partial.append(bytes)
            } catch {
                throw error.isFull
                    ? .diskFull(error, received: partial.count) : .disk(error.description)
            }
        }
    }

    /// Judges the answer after libcurl has taken it for a whole one.
    func finish() throws(TransferFailure) -> WebAnswer {
        if let failure { throw failure }
        let isAssembled: Bool
        switch verdict {
        case .whole(let size), .rest(let size):
            if let expected = size ?? judge.download.size, partial.count < expected {
                throw .endedEarly(received: partial.count, expected: expected)
            }
            if case .rest = verdict { isAssembled = true } else { isAssembled = false }
        case .complete: isAssembled = true
        case .redirect, nil: throw .noAnswer
        }
        return WebAnswer(
            isAssembled: isAssembled, isWebPage: head.isWebPage, encoding: head.contentEncoding)
    }

    /// Space for a body of known size was asked for when it began; any other may grow until nothing
    /// is left for anybody else.
    private func checkSpaceForUnknownSize(_ count: Int) throws(TransferFailure) {
        guard size == nil, bodyBytes >= nextSpaceCheck else { return }
        nextSpaceCheck = bodyBytes + Self.spaceCheckInterval
        try checkSpace(count)
    }

    private func begin(_ verdict: ResponseJudge.Verdict) throws(TransferFailure) {
        switch verdict {
        case .whole(let size):
            try partial.begin(
                PartialRecord(
                    location: location.description,
                    locationDigest: PartialRecord.digest(of: location),
                    validator: Validator(head), entityTag: head["etag"], size: size,
                    boot: PartialRecord.currentBoot()))
            if let size { try checkSpace(size) }
        case .rest(let size):
            if let size { try checkSpace(size - partial.count) }
        case .complete, .redirect: break
        }
        self.verdict = verdict
    }

    private func attempt(_ step: () throws(TransferFailure) -> Void) -> Bool {
        do throws(TransferFailure) {
            try step()
            return true
        } catch {
            failure = error
            return false
        }
    }
}

extension TransferFailure {
    fileprivate static let hugeHead = TransferFailure.transient(
        "sent a header of more than 256 KiB")

    fileprivate static let noAnswer = TransferFailure.transient("sent no HTTP answer")

    fileprivate static func tooLong(_ expected: Int) -> TransferFailure {
        .wrongContent("sends more than the expected \(expected) bytes")
    }

    fileprivate static func endedEarly(received: Int, expected: Int) -> TransferFailure {
        .transient("ended after \(received) of \(expected) bytes")
    }

    fileprivate static func diskFull(_ fault: DiskFault, received: Int) -> TransferFailure {
        .disk("\(fault), after \(ByteCount(received)); free some space and fetch again")
    }
}
