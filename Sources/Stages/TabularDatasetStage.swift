internal import DataManifests
internal import Datasets
internal import Foundation
internal import LinearAlgebra

/// `dataset.tabular`: reads samples, splits them, standardises them, writes arrays.
enum TabularDatasetStage {
    static func run(_ context: StageContext) throws {
        let description = try context.datasetDescription()
        let table = try table(context, description)
        let split = try context.split(of: table.inputs.rows)
        let standardises = try context.parameters.boolean("standardise")
        try context.write(table.inputs, named: "features", split, standardises: standardises)
        try context.write(table.targets, named: "targets", split, standardises: standardises)
        var summary = try DatasetSummary(
            description, samples: table.samplesInFiles, inputs: [table.inputs.columns],
            targets: table.targets, split: split)
        summary.constantInputs = constantColumns(of: table.inputs)
        try ResultFile.write(summary, to: context.output("summary"))
    }

    private static func table(
        _ context: StageContext, _ description: DatasetDescription?
    ) throws -> SampleTable {
        let first = try context.parameters.optionalInteger("first")
        let files = try context.optionalInput("files")
        if let table = try context.optionalInput("table") {
            guard files == nil, description == nil else { throw StageError.tableAndFiles }
            return try SampleTable(
                csv: table, columns: try ownColumns(context.parameters), first: first)
        }
        guard let files, let layout = description?.layout else { throw StageError.noSamples }
        for name in ["header", "features", "targets"] where context.parameters.has(name) {
            throw StageError.columnsOfManifest(name)
        }
        return try SampleTable(layout, in: files, first: first)
    }

    /// The columns that the stage itself names, of a table without a manifest.
    private static func ownColumns(_ parameters: StageParameters) throws -> TableColumns {
        guard let inputs = try parameters.optionalTexts("features"),
            let targets = try parameters.optionalTexts("targets")
        else { throw StageError.unnamedColumns }
        if try parameters.optionalBoolean("header") ?? true {
            return .named(inputs: inputs, targets: targets)
        }
        return .at(
            inputs: try inputs.flatMap(positions(_:)),
            targets: try targets.flatMap(positions(_:)))
    }

    /// `3`, or the range `0-7`.
    private static func positions(_ text: String) throws -> [Int] {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
            .map { Int($0) }
        switch bounds.count {
        case 1: if let index = bounds[0], index >= 0 { return [index] }
        case 2:
            if let lower = bounds[0], let upper = bounds[1], lower >= 0, upper >= lower,
                upper < 1_000_000
            {
                return Array(lower...upper)
            }
        default: break
        }
        throw StageError.noPosition(text)
    }

    private static func constantColumns(of matrix: Matrix<Double>) -> [Int] {
        (0..<matrix.columns).filter { column in
            let first = matrix[0, column]
            return (1..<matrix.rows).allSatisfy { matrix[$0, column] == first }
        }
    }
}

extension StageContext {
    /// What the stage before says of the data; `nil` without the input `description`.
    func datasetDescription() throws -> DatasetDescription? {
        guard let path = try optionalInput("description") else { return nil }
        do {
            return try DatasetDescription(
                json: try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch let error as UnknownDescriptionVersion {
            throw StageError(description: "\(error)")
        } catch {
            throw StageError.notADescription(path)
        }
    }
}

extension StageError {
    fileprivate static func notADescription(_ path: String) -> StageError {
        StageError(
            description: """
                '\(path)' does not describe a data set; give the output 'description' of a \
                'dataset.fetch' or 'standin' stage
                """)
    }

    fileprivate static let tableAndFiles = StageError(
        description: """
            there are samples twice: give the input 'table', or 'files' and 'description' of a \
            'dataset.fetch' stage
            """)

    fileprivate static let noSamples = StageError(
        description: """
            there are no samples: give the inputs 'files' and 'description' of a 'dataset.fetch' \
            stage, or a CSV file as 'table'
            """)

    fileprivate static let unnamedColumns = StageError(
        description: "'table' needs the parameters 'features' and 'targets': the columns to read")

    fileprivate static func columnsOfManifest(_ parameter: String) -> StageError {
        StageError(
            description: """
                '\(parameter)' is for a CSV file given as 'table'; where the columns of a fetched \
                data set are, its manifest says
                """)
    }

    fileprivate static func noPosition(_ text: String) -> StageError {
        StageError(
            description: """
                '\(text)' is no column of a table without header: expected an index from 0, such \
                as 3, or a range such as 0-7
                """)
    }
}
