/// Tries at one address, until the right bytes are there or it makes no sense to go on.
struct RepeatedTransfer {
    let download: Download
    let location: Location
    let address: WebAddress
    let settings: FetchSettings
    let folder: DownloadsFolder
    let partial: PartialFile
    let watch: FetchWatch

    /// Fills the partial file with verified bytes.
    ///
    /// It ends: a restart follows only a try that built on earlier bytes and leaves none, and a try
    /// is left uncounted only when there are more bytes than ever before.
    func run() throws(TransferFailure) {
        var attempt = 1
        var mostBytes = partial.count
        var wait = settings.firstWait
        while true {
            do {
                let answer = try transfer(attempt)
                return try Verification(download: download, answer: answer).check(partial)
            } catch {
                switch error.consequence {
                case .restart:
                    try partial.discard()
                case .nextLocation, .stop:
                    throw error
                case .retry(let after):
                    if partial.count - mostBytes >= settings.progressThatCounts {
                        (attempt, wait) = (0, settings.firstWait)
                    }
                    mostBytes = max(mostBytes, partial.count)
                    guard attempt < settings.attempts else {
                        throw .exhausted(error, attempts: attempt)
                    }
                    if let after, after > settings.longestWait {
                        throw .askedToWait(error, seconds: after, limit: settings.longestWait)
                    }
                    settings.wait(max(after ?? 0, wait), watch.isCancelled)
                    wait = min(2 * wait, settings.longestWait)
                    attempt += 1
                }
            }
        }
    }

    private func transfer(_ attempt: Int) throws(TransferFailure) -> WebAnswer {
        try WebTransfer(
            download: download, location: location, address: address, attempt: attempt,
            settings: settings, folder: folder, partial: partial, watch: watch
        ).run()
    }
}

extension TransferFailure {
    fileprivate static func exhausted(
        _ failure: TransferFailure, attempts: Int
    ) -> TransferFailure {
        .permanent(attempts > 1 ? "\(failure.reason); tried \(attempts) times" : failure.reason)
    }

    fileprivate static func askedToWait(
        _ failure: TransferFailure, seconds: Double, limit: Double
    ) -> TransferFailure {
        .permanent(
            "\(failure.reason) and asks to wait \(Int(seconds.rounded(.up))) s, more than the "
                + "\(Int(limit)) s that are waited at most")
    }
}
