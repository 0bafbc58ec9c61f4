internal import PipelineLanguage

extension DataFormat {
    /// Reads what a format takes from its files.
    ///
    /// - Parameter columnCount: the columns that the layout says there are.
    init?(
        _ kind: Kind, in section: ManifestSection, columnCount: Int?, log: inout DiagnosticLog
    ) {
        switch kind {
        case .csv:
            guard
                let columns = TableColumns(in: section, columnCount: columnCount, log: &log)
            else { return nil }
            self = .csv(columns: columns)
        case .npy:
            guard let (inputs, targets) = Self.positions(in: section, columnCount, log: &log)
            else { return nil }
            self = .npy(inputs: inputs, targets: targets)
        case .npz, .hdf5:
            let inputs = Self.array("inputs", in: section, log: &log)
            let targets = Self.array("targets", in: section, log: &log)
            guard let inputs, let targets else { return nil }
            if let shared = inputs.shared(with: targets), let place = section["targets"]?.place {
                log.report(.selectedTwice(shared, of: inputs.array, at: place))
                return nil
            }
            self =
                kind == .npz
                ? .npz(inputs: inputs, targets: targets) : .hdf5(inputs: inputs, targets: targets)
        case .parquet:
            guard let (inputs, targets) = Self.names(in: section, log: &log) else { return nil }
            self = .parquet(inputs: inputs, targets: targets)
        case .jpeg:
            guard let target = Self.fileNameTarget(in: section, log: &log) else { return nil }
            self = .jpeg(targets: target)
        }
    }

    fileprivate static func names(
        in section: ManifestSection, log: inout DiagnosticLog
    ) -> (inputs: [String], targets: [String])? {
        var names = ColumnNames()
        let inputs = names.read("inputs", in: section, log: &log)
        let targets = names.read("targets", in: section, log: &log)
        guard let inputs, let targets else { return nil }
        return (inputs, targets)
    }

    fileprivate static func positions(
        in section: ManifestSection, _ columnCount: Int?, log: inout DiagnosticLog
    ) -> (inputs: [Int], targets: [Int])? {
        var positions = ColumnPositions(columnCount: columnCount)
        let inputs = positions.read("inputs", example: "inputs: [0-7]", in: section, log: &log)
        let targets = positions.read("targets", example: "targets: [8, 9]", in: section, log: &log)
        guard let inputs, let targets else { return nil }
        return (inputs, targets)
    }

    private static func array(
        _ key: String, in section: ManifestSection, log: inout DiagnosticLog
    ) -> ArraySelection? {
        section.required(key, example: "\(key): name", log: &log)
            .flatMap { ArraySelection($0, key: key, log: &log) }
    }

    private static func fileNameTarget(
        in section: ManifestSection, log: inout DiagnosticLog
    ) -> FileNameTarget? {
        let example = "targets: {file_name: leading_integer}"
        guard let node = section.required("targets", example: example, log: &log) else {
            return nil
        }
        return ManifestSection(node, owner: "'targets'", keys: ["file_name"], log: &log)?
            .requiredChoice(
                "file_name", as: FileNameTarget.self, example: "file_name: leading_integer",
                log: &log)
    }
}

extension TableColumns {
    fileprivate init?(
        in section: ManifestSection, columnCount: Int?, log: inout DiagnosticLog
    ) {
        let header = section.requiredBoolean("header", example: "header: true", log: &log)
        switch header {
        case true:
            guard let (inputs, targets) = DataFormat.names(in: section, log: &log) else {
                return nil
            }
            self = .named(inputs: inputs, targets: targets)
        case false:
            guard let (inputs, targets) = DataFormat.positions(in: section, columnCount, log: &log)
            else { return nil }
            self = .at(inputs: inputs, targets: targets)
        case nil:
            _ = section.required("inputs", example: "inputs: […]", log: &log)
            _ = section.required("targets", example: "targets: […]", log: &log)
            return nil
        }
    }
}

/// What two selections of one array have in common.
private enum SharedSelection {
    case all
    case column(Int)
}

extension Diagnostic {
    fileprivate static func selectedTwice(
        _ shared: SharedSelection, of array: String, at place: Place
    ) -> Self {
        let what =
            switch shared {
            case .all: "the array \(quoted(array))"
            case .column(let column): "column \(column) of \(quoted(array))"
            }
        return Self(
            "\(what) is an input and a target", at: place,
            label: "name other columns for the one and the other")
    }
}

extension ArraySelection {
    fileprivate func shared(with other: ArraySelection) -> SharedSelection? {
        guard array == other.array else { return nil }
        guard let own = columns, let others = other.columns else { return .all }
        return Set(own).intersection(others).min().map { .column($0) }
    }

    private static let keys = ["array", "columns", "of"]

    /// Reads `name`, or `{array: name, columns: […], of: n}`.
    fileprivate init?(_ node: Node, key: String, log: inout DiagnosticLog) {
        guard case .mapping = node.content else {
            guard let array = Self.array(node, of: "'\(key)'", log: &log) else { return nil }
            self.init(array: array, columns: nil, columnCount: nil)
            return
        }
        guard let section = ManifestSection(node, owner: "'\(key)'", keys: Self.keys, log: &log)
        else { return nil }
        let array = section.required("array", example: "array: name", log: &log)
            .flatMap { Self.array($0, of: "'array'", log: &log) }
        let count = section.integer("of", in: 1...ColumnPositions.maximumCount, log: &log)
        var columns: [Int]?
        if section["columns"] != nil {
            var positions = ColumnPositions(columnCount: count)
            columns = positions.read(
                "columns", example: "columns: [0]", in: section, log: &log)
        }
        guard let array else { return nil }
        self.init(array: array, columns: columns, columnCount: count)
    }

    private static func array(
        _ node: Node, of owner: String, log: inout DiagnosticLog
    ) -> String? {
        guard let word = node.word(of: owner, log: &log) else { return nil }
        if let path = try? ProjectPath.normalised(word.text), path == word.text { return path }
        log.report(.badArrayName(owner, word))
        return nil
    }
}

extension Diagnostic {
    fileprivate static func badArrayName(_ owner: String, _ name: Name) -> Self {
        Self(
            "\(owner) is \(quoted(name.text))", at: name.place,
            label: "expected the name of an array, as in 'targets' or 'group/targets'")
    }
}
