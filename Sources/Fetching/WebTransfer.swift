internal import CCurl

/// One try to get a file, or the rest of it, from an `http` or `https` address.
struct WebTransfer {
    let download: Download
    let location: Location
    let address: WebAddress
    /// Counted from 1.
    let attempt: Int
    let settings: FetchSettings
    let folder: DownloadsFolder
    let partial: PartialFile
    let watch: FetchWatch

    /// Fills the partial file; whether its bytes are right is not looked at here.
    func run() throws(TransferFailure) -> WebAnswer {
        let request = TransferRequest(download, at: location, after: partial)
        var current = address
        for _ in 0...settings.maximumRedirects {
            let receiver = receiver(request)
            try exchange(request, with: current, receiver)
            guard case .redirect(let target) = receiver.verdict else {
                return try receiver.finish()
            }
            current = try follow(target, from: current)
        }
        throw .tooManyRedirects(settings.maximumRedirects)
    }

    private func receiver(_ request: TransferRequest) -> ResponseReceiver {
        let (folder, reserve) = (folder, settings.freeSpaceReserve)
        return ResponseReceiver(
            judge: ResponseJudge(
                download: download, request: request, maximumSize: settings.maximumSize),
            location: location, partial: partial
        ) { needed throws(TransferFailure) in
            try folder.checkFreeSpace(for: needed, reserve: reserve)
        }
    }

    private func exchange(
        _ request: TransferRequest, with address: WebAddress, _ receiver: ResponseReceiver
    ) throws(TransferFailure) {
        let exchange = try CurlExchange(address, request, settings, receiver: receiver)
        var meter = SpeedMeter(window: settings.speedWindow)
        var nextReport = 0.0
        let patience = min(settings.progressInterval, settings.speedWindow / 4)
        while true {
            try watch.check()
            let outcome = try exchange.step(waiting: patience)
            let now = MonotonicClock.seconds()
            if exchange.isConnected { meter.note(bytes: receiver.bodyBytes, at: now) }
            if receiver.bodyBytes > 0, outcome != nil || now >= nextReport {
                report(receiver, meter)
                nextReport = now + settings.progressInterval
            }
            if let outcome {
                return try end(outcome, exchange, address, receiver)
            }
            if meter.isSlower(than: settings.minimumSpeed) { throw .tooSlow(settings, meter) }
        }
    }

    /// What stopped the receiver is more telling than libcurl's report that it was stopped.
    private func end(
        _ outcome: CURLcode, _ exchange: CurlExchange, _ address: WebAddress,
        _ receiver: ResponseReceiver
    ) throws(TransferFailure) {
        if let failure = receiver.failure { throw failure }
        switch receiver.verdict {
        case .redirect, .complete: return
        case .whole, .rest, nil: break
        }
        guard outcome == CURLE_OK else {
            throw TransferFailure(outcome, exchange, address, received: receiver.bodyBytes)
        }
    }

    private func report(_ receiver: ResponseReceiver, _ meter: SpeedMeter) {
        let total: Int? =
            switch receiver.verdict {
            case .whole(let size), .rest(let size): size ?? download.size
            case .redirect, .complete, nil: download.size
            }
        watch.progress(
            FetchProgress(
                received: partial.count, total: total, bytesPerSecond: meter.bytesPerSecond,
                location: location, attempt: attempt))
    }

    private func follow(
        _ target: String, from current: WebAddress
    ) throws(TransferFailure) -> WebAddress {
        let next: WebAddress
        do {
            next = try current.following(target)
        } catch {
            throw .wrongRedirect(error)
        }
        guard next.isSecure || !current.isSecure else { throw .downgrade(next) }
        return next
    }
}

extension TransferFailure {
    fileprivate static func tooManyRedirects(_ limit: Int) -> TransferFailure {
        .permanent("redirects more than \(limit) times")
    }

    fileprivate static func wrongRedirect(_ problem: WebAddressProblem) -> TransferFailure {
        .permanent("redirects to what \(problem.text)")
    }

    fileprivate static func downgrade(_ target: WebAddress) -> TransferFailure {
        .permanent("redirects from https to unprotected http on \(target.host)")
    }

    fileprivate static func tooSlow(
        _ settings: FetchSettings, _ meter: SpeedMeter
    ) -> TransferFailure {
        .transient(
            "sent \(ByteCount(Int(meter.bytesPerSecond))) a second, less than "
                + "\(ByteCount(settings.minimumSpeed)), for \(settings.speedWindow) s")
    }
}
