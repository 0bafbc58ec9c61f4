internal import PipelineLanguage

extension DataLayout {
    /// Reads a layout; everything wrong with it goes to `log`.
    ///
    /// - Parameter sourceFiles: what the layout's files are looked for in; `nil` when something is
    ///   wrong with them.
    init?(_ node: Node, of sourceFiles: [DataFile]?, log: inout DiagnosticLog) {
        let kind = Self.kind(in: node)
        guard
            let section = ManifestSection(
                node, owner: kind.map { "the layout of format '\($0.rawValue)'" } ?? "'layout'",
                keys: Self.keys(of: kind), log: &log)
        else { return nil }
        guard let kind else {
            _ = section.requiredChoice(
                "format", as: DataFormat.Kind.self, example: "format: csv", log: &log)
            return nil
        }
        let files = section.required("files", example: "files: data.csv", log: &log)
            .flatMap { Self.files($0, of: sourceFiles, log: &log) }
        let rows = section.integer("rows", in: 1...Int.max, log: &log)
        let first = section.integer("first", in: 1...(rows ?? Int.max), log: &log)
        let columns = section.integer(
            "columns", in: 1...ColumnPositions.maximumCount, log: &log)
        let image = section["image"].flatMap { ImageShape($0, log: &log) }
        let format = DataFormat(kind, in: section, columnCount: columns, log: &log)
        guard let files, let format else { return nil }
        self.init(
            files: files, format: format, rows: rows, columns: columns, first: first, image: image)
    }

    private static func kind(in node: Node) -> DataFormat.Kind? {
        guard case .mapping(let fields) = node.content,
            case .scalar(let scalar) = fields["format"]?.value.content
        else { return nil }
        return DataFormat.Kind(rawValue: scalar.text)
    }

    /// The keys that mean something for a format; all of them where it is not known.
    private static func keys(of kind: DataFormat.Kind?) -> [String] {
        let specific: [String] =
            switch kind {
            case .csv: ["header", "inputs", "targets", "columns"]
            case .npy: ["inputs", "targets", "columns"]
            case .npz, .hdf5: ["inputs", "targets", "image"]
            case .parquet: ["inputs", "targets"]
            case .jpeg: ["targets", "image"]
            case nil: ["header", "inputs", "targets", "columns", "image"]
            }
        return ["format", "files"] + specific + ["rows", "first"]
    }

    private static func files(
        _ node: Node, of sourceFiles: [DataFile]?, log: inout DiagnosticLog
    ) -> PathPattern? {
        guard let pattern = PathPattern(node, of: "'files'", log: &log) else { return nil }
        guard let names = sourceFiles.flatMap(knownNames), !names.contains(where: pattern.matches)
        else { return pattern }
        log.report(.noSuchFile(pattern, among: names, at: node.place))
        return nil
    }

    /// What the source is sure to give; `nil` when only its archives know.
    private static func knownNames(of files: [DataFile]) -> [String]? {
        var names: [String] = []
        for file in files {
            guard let archive = file.archive else {
                names.append(file.name)
                continue
            }
            for path in archive.take {
                guard !path.hasWildcards, let name = path.stripped(archive.strip) else {
                    return nil
                }
                names.append(name)
            }
        }
        return names.isEmpty ? nil : names
    }
}

extension ImageShape {
    /// JPEG's limit.
    private static let sides = 1...65_535
    /// Grey, colour, and colour with transparency.
    private static let channelCounts = 1...4

    fileprivate init?(_ node: Node, log: inout DiagnosticLog) {
        guard let items = node.items(of: "'image'", log: &log) else { return nil }
        guard items.count == 3 else {
            log.report(.wrongImageShape(items.count, node))
            return nil
        }
        let height = items[0].integer(of: "an image's height", in: Self.sides, log: &log)
        let width = items[1].integer(of: "an image's width", in: Self.sides, log: &log)
        let channels = items[2].integer(
            of: "an image's number of channels", in: Self.channelCounts, log: &log)
        guard let height, let width, let channels else { return nil }
        self.init(height: height, width: width, channels: channels)
    }
}

extension Diagnostic {
    fileprivate static func noSuchFile(
        _ pattern: PathPattern, among names: [String], at place: Place
    ) -> Self {
        Self(
            "the source gives no file \(quoted(pattern.text))", at: place,
            label: suggestion(for: pattern.text, among: names, otherwise: "remove it"))
    }

    fileprivate static func wrongImageShape(_ count: Int, _ node: Node) -> Self {
        Self(
            "'image' has \(count) item\(count == 1 ? "" : "s")", at: node.place,
            label: "expected [height, width, channels]")
    }
}
