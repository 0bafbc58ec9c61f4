internal import DataManifests
internal import Datasets
internal import Foundation
internal import LinearAlgebra

/// Samples of a tabular data set, as its files have them.
struct SampleTable {
    /// `[samples, d]`.
    var inputs: Matrix<Double>
    /// `[samples, t]`.
    var targets: Matrix<Double>
    /// In the files, of which the first may be all that is here.
    var samplesInFiles: Int

    /// Reads what a layout describes.
    ///
    /// - Parameters:
    ///   - folder: holds the layout's files.
    ///   - first: only so many samples from the start; `nil` for the layout's own limit.
    /// - Throws: for files that are not what the layout says.
    init(_ layout: DataLayout, in folder: String, first: Int?) throws {
        let paths = try Self.paths(of: layout, in: folder)
        var table = try Self.table(layout.format, layout, paths)
        if let rows = layout.rows, rows != table.samplesInFiles {
            throw StageError.wrongRowCount(layout.files.text, table.samplesInFiles, expected: rows)
        }
        if let first = first ?? layout.first { try table.keep(first: first) }
        self = table
    }

    /// Reads a CSV file of somebody's own.
    init(csv path: String, columns: TableColumns, first: Int?) throws {
        self = try Self.csv([path], columns, expectedColumns: nil)
        if let first { try keep(first: first) }
    }

    private init(inputs: Matrix<Double>, targets: Matrix<Double>) {
        self.inputs = inputs
        self.targets = targets
        samplesInFiles = inputs.rows
    }

    /// The files that a layout means, in the byte order of their paths.
    static func paths(of layout: DataLayout, in folder: String) throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { layout.files.matches($0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let files = names.map { "\(folder)/\($0)" }.filter { path in
            var isFolder: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        guard !files.isEmpty else { throw StageError.noFiles(layout.files.text) }
        return files
    }

    private mutating func keep(first count: Int) throws {
        guard count <= inputs.rows else {
            throw StageError.fewSamples(inputs.rows, wanted: count)
        }
        inputs = inputs.gatheringRows(Array(0..<count))
        targets = targets.gatheringRows(Array(0..<count))
    }

    // MARK: Formats

    private static func table(
        _ format: DataFormat, _ layout: DataLayout, _ paths: [String]
    ) throws -> SampleTable {
        switch format {
        case .csv(let columns):
            return try csv(paths, columns, expectedColumns: layout.columns)
        case .npy(let inputs, let targets):
            let values = try stacked(
                paths.map { try ArrayFile(path: $0).doubles().finite(in: $0) }, paths)
            try requireColumns(layout.columns, values, paths[0])
            return SampleTable(
                inputs: try values.columns(inputs, of: paths[0]),
                targets: try values.columns(targets, of: paths[0]))
        case .npz(let inputs, let targets):
            return try paired(paths, inputs, targets) { path, array in
                try ArrayArchive(path: path).array(array).doubles()
            }
        case .hdf5(let inputs, let targets):
            return try paired(paths, inputs, targets) { path, array in
                try HDF5File(path: path).matrix(array)
            }
        case .parquet: throw StageError.needsConversion(paths[0])
        case .jpeg: throw StageError.picturesAreNoTable(paths[0])
        }
    }

    private static func csv(
        _ paths: [String], _ columns: TableColumns, expectedColumns: Int?
    ) throws -> SampleTable {
        let (hasHeader, wanted, inputCount): (Bool, CSVLayout.Columns, Int) =
            switch columns {
            case .named(let inputs, let targets): (true, .named(inputs + targets), inputs.count)
            case .at(let inputs, let targets):
                (false, .ranges((inputs + targets).map { $0..<$0 + 1 }), inputs.count)
            }
        let layout = CSVLayout(
            hasHeader: hasHeader, columns: wanted, expectedColumns: expectedColumns)
        let values = try stacked(paths.map { try CSVTable(path: $0, layout).values }, paths)
        return SampleTable(
            inputs: try values.columns(Array(0..<inputCount), of: paths[0]),
            targets: try values.columns(Array(inputCount..<values.columns), of: paths[0]))
    }

    /// The files' samples, one after the other.
    private static func stacked(
        _ parts: [Matrix<Double>], _ paths: [String]
    ) throws -> Matrix<Double> {
        guard let columns = parts.first?.columns else { throw StageError.noFiles("") }
        for (part, path) in zip(parts, paths) where part.columns != columns {
            throw StageError.otherColumns(path, part.columns, before: columns)
        }
        return Matrix(
            rows: parts.reduce(0) { $0 + $1.rows }, columns: columns,
            elements: parts.count == 1 ? parts[0].elements : parts.flatMap(\.elements))
    }

    /// The samples of files that have inputs and targets as arrays of their own.
    private static func paired(
        _ paths: [String], _ inputs: ArraySelection, _ targets: ArraySelection,
        read: (_ path: String, _ array: String) throws -> Matrix<Double>
    ) throws -> SampleTable {
        let parts = try paths.map { path in
            func values(_ selection: ArraySelection) throws -> Matrix<Double> {
                let name = "\(path)/\(selection.array)"
                return try read(path, selection.array).finite(in: name)
                    .selected(selection, of: name)
            }
            let (x, y) = (try values(inputs), try values(targets))
            // In each file: lengths that only add up would pair samples with others' targets.
            guard x.rows == y.rows else { throw StageError.unequalLengths(path, x.rows, y.rows) }
            return (inputs: x, targets: y)
        }
        return SampleTable(
            inputs: try stacked(parts.map(\.inputs), paths),
            targets: try stacked(parts.map(\.targets), paths))
    }

    private static func requireColumns(
        _ expected: Int?, _ values: Matrix<Double>, _ path: String
    ) throws {
        guard let expected, expected != values.columns else { return }
        throw StageError.otherColumns(path, values.columns, before: expected)
    }
}

extension Matrix where Element == Double {
    /// Columns by their places from 0, `[rows, indices]`.
    fileprivate func columns(_ indices: [Int], of path: String) throws -> Matrix<Double> {
        if let beyond = indices.first(where: { $0 >= columns }) {
            throw StageError.noColumn(path, beyond, of: columns)
        }
        var elements: [Double] = []
        elements.reserveCapacity(rows * indices.count)
        for row in 0..<rows {
            for index in indices { elements.append(self.elements[row * columns + index]) }
        }
        return Matrix(rows: rows, columns: indices.count, elements: elements)
    }

    fileprivate func selected(
        _ selection: ArraySelection, of path: String
    ) throws -> Matrix<Double> {
        if let count = selection.columnCount, count != columns {
            throw StageError.otherColumns(path, columns, before: count)
        }
        return try selection.columns.map { try columns($0, of: path) } ?? self
    }

    /// The matrix itself, in which nothing is NaN or infinite: such samples have no mean.
    func finite(in path: String) throws -> Matrix<Double> {
        if let place = firstNonFinite {
            throw StageError.notFinite(path, self[place.row, place.column], place)
        }
        return self
    }
}

extension StageError {
    fileprivate static func wrongRowCount(
        _ files: String, _ count: Int, expected: Int
    ) -> StageError {
        StageError(
            description: """
                '\(files)' has \(count) samples, but the manifest says \(expected); fetch the data \
                again, or correct 'rows' in the manifest
                """)
    }

    fileprivate static func noFiles(_ pattern: String) -> StageError {
        StageError(
            description: """
                none of the data set's files is called '\(pattern)'; correct 'files' of the layout \
                in the manifest
                """)
    }

    fileprivate static func fewSamples(_ count: Int, wanted: Int) -> StageError {
        StageError(
            description: "the first \(wanted) samples are wanted, but there are \(count)")
    }

    fileprivate static func needsConversion(_ path: String) -> StageError {
        StageError(
            description: """
                '\(path)' is a Parquet file; put an exec stage with tools/parquet/as-arrays \
                between 'dataset.fetch' and this stage
                """)
    }

    fileprivate static func picturesAreNoTable(_ path: String) -> StageError {
        StageError(description: "'\(path)' is a picture; 'dataset.images' reads pictures")
    }

    fileprivate static func otherColumns(_ path: String, _ count: Int, before: Int) -> StageError {
        StageError(description: "'\(path)' has \(count) columns, not \(before)")
    }

    fileprivate static func noColumn(_ path: String, _ index: Int, of count: Int) -> StageError {
        StageError(
            description: """
                '\(path)' has no column \(index): it has \(count), counted from 0
                """)
    }

    fileprivate static func notFinite(
        _ path: String, _ value: Double, _ place: MatrixPosition
    ) -> StageError {
        StageError(
            description: """
                '\(path)' has \(value) in row \(place.row), column \(place.column) (from 0); leave \
                such samples out
                """)
    }

    fileprivate static func unequalLengths(
        _ path: String, _ inputs: Int, _ targets: Int
    ) -> StageError {
        StageError(
            description: "'\(path)' has \(inputs) samples of inputs, but \(targets) of targets")
    }
}
