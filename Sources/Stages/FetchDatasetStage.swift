internal import Archives
internal import DataManifests
internal import Fetching
internal import Foundation
internal import WorkerProtocol

/// `dataset.fetch`: finds a source that can be had, gets and checks its files, unpacks them and says
/// what they are.
enum FetchDatasetStage {
    static func run(_ context: StageContext) throws {
        let order = try FetchOrder(context)
        order.sweepDownloads()
        try order.acceptTerms()
        let (source, files, passedOver) = try order.obtainedSource(progress: context.progress)
        if !passedOver.isEmpty {
            let text = passedOver.joined(separator: "\n")
            StageLog.tell("took source '\(source.name)', since\n\(text)")
            context.findings.note("sources_passed_over", text)
        }
        for (file, fetched) in zip(source.files, files) {
            StageLog.tell("\(file.name): \(fetched.size) bytes, SHA-256 \(fetched.sha256)")
        }
        let pins = try order.pins(of: source, files)
        try unpack(zip(source.files, files), into: context.output("files"), context.progress)
        let description = DatasetDescription(
            dataset: order.manifest.dataset, title: order.manifest.title, source: source.name,
            fidelity: source.fidelity, note: source.note,
            licence: source.licence ?? order.manifest.licence,
            files: zip(source.files, files).map { file, fetched in
                DatasetDescription.File(
                    name: file.name, size: fetched.size, sha256: fetched.sha256)
            }, layout: source.layout)
        try ResultFile.writeVerbatim(description, to: context.output("description"))
        for (file, fetched) in zip(source.files, files) {
            guard let location = fetched.location else { continue }
            context.findings.note("fetched_from \(file.name)", "\(location)")
        }
        // Last: a file that could not be used is not pinned.
        if let settled = try order.pinning(pins) {
            context.findings.settle("manifest", try RequestValue(encoding: settled.decisive))
        }
    }

    /// Archives give what the manifest takes of them; other files go as they are. The downloads stay
    /// until the store has them, whatever happens to the stage.
    private static func unpack(
        _ files: some Sequence<(DataFile, FetchedFile)>, into folder: String,
        _ progress: ProgressReporter
    ) throws {
        let manager = FileManager.default
        let unpacked = "\(folder).unpacked"
        defer { try? manager.removeItem(atPath: unpacked) }
        var tree = FileTree()
        for (file, fetched) in files {
            guard let archive = file.archive else {
                try tree.add(fetched.path, as: file.name)
                continue
            }
            let inside = "\(unpacked)/\(file.name)"
            try manager.createDirectory(atPath: inside, withIntermediateDirectories: true)
            let paths = try ArchiveExtractor.extract(
                fetched.path, named: file.name, into: inside,
                ArchiveSelection(
                    take: archive.take.map { pattern in
                        EntryPattern(pattern.text) { pattern.matches($0) }
                    }, strip: archive.strip,
                    maximumEntries: archive.maximumEntries, maximumBytes: archive.maximumBytes),
                progress: { progress.report($0, "unpacking \(file.name)") })
            for path in paths { try tree.add("\(inside)/\(path)", as: path) }
        }
        try tree.link(into: folder)
    }
}
