internal import PipelineLanguage

/// Everything that the verdict "nothing to do" for some targets rests on, as a run that ended well
/// left it: as long as all of it is the same, so is the verdict, and nothing has to be planned.
///
/// The stamp holds no fingerprints: the bytes that decide them are told apart by `stat`, and read
/// where that tells nothing, exactly as planning does it.
struct FreshStamp: Sendable {
    static let question = "fresh"

    /// A file whose bytes count.
    struct WatchedFile: Sendable {
        /// Relative to the project root.
        var path: String
        /// Part of what a stage reads, although `entry` does not have it.
        var isExecutable: Bool
        var entry: StatCache.Entry
    }

    /// A folder or pattern of the project, all files of which stages read.
    struct WatchedSelection: Sendable {
        var source: Stage.Source
        /// Of the paths, one a line.
        var paths: Digest

        init?(_ source: Stage.Source, _ paths: [String]) {
            guard source.isSelection else { return nil }
            self.source = source
            self.paths = Digest(of: Array(paths.joined(separator: "\n").utf8))
        }

        func holds(in space: ProjectSpace) -> Bool {
            guard let present = try? ProjectSelection.paths(of: source, in: space) else {
                return false
            }
            return WatchedSelection(source, present)?.paths == paths
        }
    }

    /// A file of the store, told by its seal.
    struct SealedObject: Hashable, Sendable {
        var digest: Digest
        var size: Int64
    }

    var summary: FreshSummary
    var trail: SourceTrail
    /// Of the state's database, closed.
    var state: FileIdentity
    /// The runner's variables that stages are given.
    var environment: [Manifest.Variable]
    /// The folders of `files`, relative to the project root: none of them is a link.
    var folders: [String]
    /// The project's files that stages read; none of them is a link.
    var files: [WatchedFile]
    /// Folders and patterns, and which files they stand for.
    var selections: [WatchedSelection]
    var objects: [SealedObject]
    /// What figures have below `results/`.
    var published: [WatchedFile]
}

extension FreshStamp {
    var encoded: [UInt8] {
        var writer = CompactWriter()
        writer.write(summary.pipeline)
        writer.write(summary.profile)
        writer.writeList(summary.definitions) { writer, definition in
            writer.write(definition.name)
            writer.write(definition.stageCount)
        }
        writer.writeList(summary.figures) { $0.write($1) }
        writer.writeList(summary.publishedLines) { $0.write($1) }
        writer.write(summary.warnings.plain)
        writer.write(summary.warnings.coloured)
        trail.encode(into: &writer)
        StatCache.Entry(identity: state, digest: Digest(of: []), hashedAtNanoseconds: 0)
            .encode(into: &writer)
        writer.writeList(environment) { writer, variable in
            writer.write(variable.name)
            writer.write(variable.value)
        }
        writer.writeList(folders) { $0.write($1) }
        writer.writeList(files) { Self.write($1, to: &$0) }
        writer.writeList(selections) { Self.write($1, to: &$0) }
        writer.writeList(objects) { writer, object in
            writer.write(object.digest)
            writer.write(UInt64(bitPattern: object.size))
        }
        writer.writeList(published) { Self.write($1, to: &$0) }
        return writer.bytes
    }

    init(from reader: inout CompactReader) throws(CompactReadingError) {
        summary = FreshSummary(
            pipeline: try reader.readText(), profile: try reader.readText(),
            definitions: try reader.readList { reader throws(CompactReadingError) in
                FreshSummary.Definition(
                    name: try reader.readText(), stageCount: try reader.readInteger())
            },
            figures: try reader.readList { reader throws(CompactReadingError) in
                try reader.readText()
            },
            publishedLines: try reader.readList { reader throws(CompactReadingError) in
                try reader.readText()
            },
            warnings: CompiledPipeline.Warnings(
                plain: try reader.readText(), coloured: try reader.readText()))
        trail = try SourceTrail(from: &reader)
        state = try StatCache.Entry(from: &reader).identity
        environment = try reader.readList { reader throws(CompactReadingError) in
            Manifest.Variable(name: try reader.readText(), value: try reader.readOptionalText())
        }
        folders = try reader.readList { reader throws(CompactReadingError) in
            try reader.readText()
        }
        files = try reader.readList(Self.readFile)
        selections = try reader.readList(Self.readSelection)
        objects = try reader.readList { reader throws(CompactReadingError) in
            SealedObject(
                digest: try reader.readDigest(), size: Int64(bitPattern: try reader.readNumber()))
        }
        published = try reader.readList(Self.readFile)
        guard reader.isAtEnd else { throw .malformed }
    }

    private static func write(_ file: WatchedFile, to writer: inout CompactWriter) {
        writer.write(file.path)
        writer.write(file.isExecutable)
        file.entry.encode(into: &writer)
    }

    private static func write(_ selection: WatchedSelection, to writer: inout CompactWriter) {
        if case .folder(let path) = selection.source {
            writer.write(true)
            writer.write(path)
        } else if case .pattern(let pattern) = selection.source {
            writer.write(false)
            writer.write(pattern)
        }
        writer.write(selection.paths)
    }

    private static func readSelection(
        _ reader: inout CompactReader
    ) throws(CompactReadingError) -> WatchedSelection {
        let isFolder = try reader.readBoolean()
        let path = try reader.readText()
        guard
            var selection = WatchedSelection(isFolder ? .folder(path) : .pattern(path), [])
        else { throw .malformed }
        selection.paths = try reader.readDigest()
        return selection
    }

    private static func readFile(
        _ reader: inout CompactReader
    ) throws(CompactReadingError) -> WatchedFile {
        WatchedFile(
            path: try reader.readText(), isExecutable: try reader.readBoolean(),
            entry: try StatCache.Entry(from: &reader))
    }
}

/// What a command shows of targets that need nothing to be done.
package struct FreshSummary: Sendable, Hashable {
    package struct Definition: Sendable, Hashable {
        package var name: String
        package var stageCount: Int
    }

    package var pipeline: String
    package var profile: String
    /// What the pipeline's file calls a stage, and how many stages that is; in the graph's order.
    package var definitions: [Definition]
    /// The figures that were asked for.
    package var figures: [String]
    /// Lines about the figures that were asked for.
    package var publishedLines: [String]
    package var warnings: CompiledPipeline.Warnings

    /// Stages that are fresh.
    package var stageCount: Int { definitions.reduce(0) { $0 + $1.stageCount } }
}
