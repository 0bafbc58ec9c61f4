internal import DataManifests
internal import Fetching
internal import Foundation
internal import Glibc
internal import PipelineLanguage
internal import WorkerProtocol

/// What a `dataset.fetch` stage is to get, and by which ways it may.
struct FetchOrder {
    /// Seconds that a download is left alone after it was last touched.
    private static let sweepAge = 3600.0

    /// With pins.
    let manifest: DataManifest
    /// Whether pins have been added since the stage was planned.
    private let hasNewPins: Bool
    private let sources: [DataSource]
    private let surroundings: StageSurroundings
    private let mirrors: [Mirror]
    /// What the user's own environment says of networks.
    private let environment: [String: String]

    init(_ context: StageContext) throws {
        guard let surroundings = context.surroundings else { throw StageError.noSurroundings }
        self.surroundings = surroundings
        let name = try context.parameters.text("dataset")
        (manifest, hasNewPins) = try Self.manifest(
            name, surroundings,
            planned: context.parameters.value("manifest").decoded(as: DataManifest.self))
        let names = try context.parameters.texts("sources")
        guard let sources = manifest.sources(named: names) else {
            throw StageError.manifestChanged(name)
        }
        self.sources = sources
        mirrors = try surroundings.settings["mirrors", default: []].map { try Mirror($0) }
        environment = Dictionary(
            surroundings.settings["environment", default: []].compactMap { assignment in
                let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
                return parts.count == 2 ? (parts[0], parts[1]) : nil
            }, uniquingKeysWith: { first, _ in first })
        // libcurl reads proxies of the environment, which stages do not inherit from the user.
        for (name, value) in environment { unsafe setenv(name, value, 1) }
    }

    /// The manifest as it lies in the project, with addresses and instructions; it must still say
    /// what the stage was planned with, but for pins that another stage has added meanwhile.
    private static func manifest(
        _ name: String, _ surroundings: StageSurroundings, planned: DataManifest
    ) throws -> (DataManifest, hasNewPins: Bool) {
        do {
            let published = try ManifestReader.load(name, projectRoot: surroundings.project)
            let pins = try PinFile.read(projectRoot: surroundings.project)
            let manifest = try published.pinned(by: pins)
            if manifest.decisive == planned { return (manifest, false) }
            guard planned.differsInPinsAlone(from: published, pinned: manifest) else {
                throw StageError.manifestChanged(name)
            }
            return (manifest, true)
        } catch let problems as PipelineDiagnostics {
            throw StageError(description: problems.rendered())
        }
    }

    /// Removes downloads that the store has by now, and that nobody is at work with.
    func sweepDownloads() {
        let manager = FileManager.default
        let folder = "\(surroundings.cache)/downloads"
        for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            guard let age = Self.age(of: path), age > Self.sweepAge,
                manager.fileExists(atPath: storedPath(name))
            else { continue }
            try? manager.removeItem(atPath: path)
        }
    }

    /// Seconds since a file's status changed, as it does when it is linked; `nil` for no file.
    private static func age(of path: String) -> Double? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Date.now.timeIntervalSince1970 - Double(status.st_ctim.tv_sec)
    }

    /// Where the store has a file of this digest, if it has it.
    private func storedPath(_ digest: String) -> String {
        "\(surroundings.store)/\(digest.prefix(2))/\(digest.dropFirst(2))"
    }

    private var isOffline: Bool { surroundings.settings["offline"] != nil }

    // MARK: Terms

    /// - Throws: with the terms, unless they are accepted now or were before.
    func acceptTerms() throws {
        guard let terms = manifest.terms else { return }
        let name = manifest.dataset
        let accepted = AcceptedTerms(in: surroundings.cache)
        if accepted.covers(terms, of: name) { return }
        guard surroundings.settings["accepted_terms", default: []].contains(name) else {
            throw StageError.unacceptedTerms(name, terms)
        }
        try accepted.record(terms, of: name)
    }

    // MARK: Getting

    /// The first source whose files can all be had: from the mirrors, if there are any, before any
    /// source is asked itself. What was passed over is told.
    func obtainedSource(
        progress: ProgressReporter
    ) throws -> (source: DataSource, files: [FetchedFile], passedOver: [String]) {
        var failures: [String] = []
        // The first source whose bytes were there, but wrong: nothing lesser is quietly taken for it.
        var spoilt = Int.max
        for usesMirrors in mirrors.isEmpty ? [false] : [true, false] {
            for (index, source) in sources.enumerated() where index <= spoilt {
                do {
                    let files = try obtainedFiles(
                        of: source, usesMirrors: usesMirrors, progress: progress)
                    return (source, files, failures)
                } catch let error as FetchError where error.kind == .disk {
                    throw error
                } catch {
                    let way = usesMirrors ? "mirror" : "source"
                    failures.append("\(way) '\(source.name)': \(error)")
                    if (error as? FetchError)?.hasWrongContent == true {
                        spoilt = min(spoilt, index)
                    }
                }
            }
        }
        throw StageError.unobtainable(manifest, sources, failures)
    }

    private func obtainedFiles(
        of source: DataSource, usesMirrors: Bool, progress: ProgressReporter
    ) throws -> [FetchedFile] {
        var settings = FetchSettings(folder: "\(surroundings.cache)/downloads")
        settings.offline = isOffline
        settings.certificateFile = environment["CURL_CA_BUNDLE"] ?? environment["SSL_CERT_FILE"]
        let fetcher = Fetcher(settings)
        let known = source.files.compactMap(\.size)
        let total = known.count == source.files.count ? known.reduce(0, +) : nil
        var done = 0
        var files: [FetchedFile] = []
        for file in source.files {
            let locations = try locations(of: file, in: source, usesMirrors: usesMirrors)
            guard !locations.isEmpty else { throw StageError.noWay(file.name) }
            // Of a pinned file the size alone would tell that it is another one, but not which.
            let download = Download(
                name: file.name, locations: locations, size: file.isPinned ? nil : file.size,
                sha256: file.sha256, signature: FileSignature.forName(file.name))
            let fetched = try fetcher.fetch(download) { state in
                let text = DownloadProgress(name: file.name, state)
                progress.report(
                    text.fraction(before: done, ofAll: total), text.message)
            }
            done += fetched.size
            files.append(fetched)
        }
        return files
    }

    /// The store first: what is there by its digest needs no network.
    private func locations(
        of file: DataFile, in source: DataSource, usesMirrors: Bool
    ) throws -> [Location] {
        var locations: [Location] = []
        if let digest = file.sha256 {
            let object = storedPath(digest)
            if FileManager.default.fileExists(atPath: object) {
                locations.append(Location(path: object))
            }
        }
        if usesMirrors {
            for mirror in mirrors {
                locations += try mirror.locations(file: file.name, dataset: manifest.dataset)
            }
        } else {
            locations += try file.urls.map { try Location($0) }
        }
        return locations
    }

    // MARK: Pins

    /// Pins for the files whose digest nobody had published, as they turned out to be.
    func pins(of source: DataSource, _ files: [FetchedFile]) throws -> [String: Pin] {
        var pins: [String: Pin] = [:]
        for (file, fetched) in zip(source.files, files) where file.sha256 == nil {
            let key = PinFile.key(
                dataset: manifest.dataset, source: source.name, file: file.name)
            pins[key] = Pin(
                sha256: fetched.sha256, size: fetched.size,
                from: Self.origin(of: fetched) ?? file.urls.first ?? file.name)
        }
        return pins
    }

    /// Pins are committed, so that a folder of this machine is not named in them.
    private static func origin(of file: FetchedFile) -> String? {
        file.location.map { $0.isLocal ? "local-file" : "\($0)" }
    }

    /// Adds pins to the project's file.
    ///
    /// - Returns: the manifest with them; `nil` when the stage was planned with all of them.
    func pinning(_ pins: [String: Pin]) throws -> DataManifest? {
        guard !pins.isEmpty else { return hasNewPins ? manifest : nil }
        return try manifest.pinned(
            by: PinFile.add(pins, projectRoot: surroundings.project))
    }
}

extension StageError {
    fileprivate static let noSurroundings = StageError(
        description: """
            the request does not say where downloads are kept: install nrc-pipe and \
            nrc-pipe-worker together
            """)

    fileprivate static func manifestChanged(_ name: String) -> StageError {
        StageError(
            description: """
                the manifest or the pins of '\(name)' changed while the run was going on; run it \
                again
                """)
    }

    fileprivate static func unacceptedTerms(_ name: String, _ terms: String) -> StageError {
        StageError(
            description: """
                the terms of '\(name)' must be accepted before it is got:
                \(terms)
                to accept them: --accept-terms \(name)
                """)
    }

    fileprivate static func noWay(_ file: String) -> StageError {
        StageError(description: "\(file): the source has no address; a mirror may have it")
    }

    fileprivate static func unobtainable(
        _ manifest: DataManifest, _ sources: [DataSource], _ failures: [String]
    ) -> StageError {
        var lines = ["no source of '\(manifest.dataset)' could be had"] + failures
        for source in sources {
            guard let manual = source.manual else { continue }
            lines.append("by hand, source '\(source.name)':")
            lines += manual.split(separator: "\n").map { "    \($0)" }
        }
        for source in sources {
            for file in source.files where file.isPinned {
                let key = PinFile.key(
                    dataset: manifest.dataset, source: source.name, file: file.name)
                lines.append(
                    "\(file.name) was pinned when it was first got: if another file is the right "
                        + "one now, remove the entry '\(key)' from '\(PinFile.path)'")
            }
        }
        let names = sources.flatMap(\.files).map(\.name)
        lines.append(
            "with the file in a folder of yours (\(names.joined(separator: ", or "))): "
                + "--mirror FOLDER")
        return StageError(description: lines.joined(separator: "\n"))
    }
}
