/// Fetches files into a folder in which every file bears its digest as its name.
///
/// A file is there whole and verified, or not at all; what an interrupted fetch left is gone on
/// with. Fetches of the same file by several processes take turns.
package struct Fetcher: Sendable {
    package let settings: FetchSettings

    package init(_ settings: FetchSettings) { self.settings = settings }

    /// The verified file, from the downloads folder or from the first location that has it.
    ///
    /// - Parameters:
    ///   - progress: called some times a second while bytes come in.
    ///   - isCancelled: asked some times a second; what was received is kept.
    package func fetch(
        _ download: Download, progress: @escaping (FetchProgress) -> Void = { _ in },
        isCancelled: @escaping () -> Bool = { false }
    ) throws(FetchError) -> FetchedFile {
        let run = FetchRun(
            download: download, settings: settings,
            folder: DownloadsFolder(path: settings.folder),
            watch: FetchWatch(progress: progress, isCancelled: isCancelled))
        var failures: [LocationFailure] = []
        do {
            if let file = try run.file(&failures) { return file }
        } catch {
            throw .stopped(download, error)
        }
        throw settings.offline
            ? .offline(download, failures, folder: settings.folder)
            : .unobtainable(download, failures)
    }
}

extension FetchError {
    /// The fault lies on this side, so that no location was of help.
    fileprivate static func stopped(_ download: Download, _ failure: TransferFailure) -> FetchError
    {
        guard case .stop(let kind) = failure.consequence else {
            fatalError("a failure of one location ended the whole fetch: \(failure.reason)")
        }
        return FetchError(
            kind: kind, download: download.name, problem: failure.reason, failures: [])
    }

    fileprivate static func offline(
        _ download: Download, _ failures: [LocationFailure], folder: String
    ) -> FetchError {
        FetchError(
            kind: .offline, download: download.name,
            problem: "is not in '\(folder)', and nothing may be downloaded offline; fetch it once "
                + "online, or copy it to this machine and name its folder as a mirror",
            failures: failures)
    }

    fileprivate static func unobtainable(
        _ download: Download, _ failures: [LocationFailure]
    ) -> FetchError {
        let problem =
            switch failures.count {
            case 0: "has no location to fetch it from"
            case 1: "could not be fetched from its only location"
            case let count: "could not be fetched from any of its \(count) locations"
            }
        return FetchError(
            kind: .unobtainable, download: download.name, problem: problem, failures: failures)
    }
}
