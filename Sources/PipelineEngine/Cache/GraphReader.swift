internal import PipelineLanguage

/// Reads what `GraphWriter` wrote.
struct GraphReader {
    /// No parameter that a schema accepts nests as deep as this.
    private static let deepestValue = 64

    private let textTable: [String]
    private var values: [ParameterValue] = []
    var reader: CompactReader
    private(set) var stageCount = 0

    static func read(
        _ reader: inout CompactReader
    ) throws(CompactReadingError) -> CompiledPipeline {
        let texts = try reader.readList { reader throws(CompactReadingError) in
            try reader.readText()
        }
        let valueCount = try reader.readInteger()
        let valueBytes = try reader.readBytes()
        var graphReader = GraphReader(textTable: texts, reader: CompactReader(valueBytes))
        try graphReader.readValues(count: valueCount)
        graphReader.reader = CompactReader(try reader.readBytes())
        let pipeline = try graphReader.readPipeline()
        guard reader.isAtEnd, graphReader.reader.isAtEnd else { throw .malformed }
        return pipeline
    }

    private init(textTable: [String], reader: CompactReader) {
        self.textTable = textTable
        self.reader = reader
    }

    private mutating func readPipeline() throws(CompactReadingError) -> CompiledPipeline {
        let name = try text()
        let profile = try text()
        let resultsName = try text()
        let warnings = CompiledPipeline.Warnings(plain: try text(), coloured: try text())
        let files = try list { reader throws(CompactReadingError) in try reader.text() }
        let profileNames = try list { reader throws(CompactReadingError) in try reader.text() }
        let parameters = try list { reader throws(CompactReadingError) in
            ValidatedPipeline.ParameterInForce(
                name: try reader.text(), value: try reader.text(),
                location: try reader.optionalLocation())
        }
        let definitions = try list { reader throws(CompactReadingError) in
            LoadedPipeline.Definition(
                name: try reader.text(), kind: try reader.text(),
                stageCount: try reader.reader.readInteger(), location: try reader.location())
        }
        stageCount = try reader.readCount(elementSize: 8)
        var stages: [Stage] = []
        stages.reserveCapacity(stageCount)
        for index in 0..<stageCount { stages.append(try stage(StageID(index))) }
        let figures = try list { reader throws(CompactReadingError) in try reader.figure() }
        let claims = try list { reader throws(CompactReadingError) in try reader.claim() }
        let graph = StageGraph(
            pipelineName: name, profile: profile, resultsName: resultsName, stages: stages,
            figures: figures, claims: claims)
        return CompiledPipeline(
            graph: graph, files: files, profileNames: profileNames, parameters: parameters,
            definitions: definitions, warnings: warnings)
    }

    private mutating func stage(_ id: StageID) throws(CompactReadingError) -> Stage {
        let name = try text()
        let definitionName = try text()
        let kind = try text()
        let revision = try reader.readInteger()
        let runner: StageKind.Runner = try reader.readBoolean() ? .command : .worker
        let parameters = try list { reader throws(CompactReadingError) in
            var parameter = Stage.Parameter(
                name: try reader.text(), value: try reader.value(),
                origin: try reader.origin())
            parameter.pieces = try reader.list { reader throws(CompactReadingError) in
                try reader.piece()
            }
            return parameter
        }
        let inputs = try list { reader throws(CompactReadingError) in
            try reader.input(of: id)
        }
        let outputs = try list { reader throws(CompactReadingError) in
            Stage.Output(
                name: try reader.text(), path: try reader.text(), format: try reader.format())
        }
        let resources = try resources()
        let timeout = try reader.readBoolean() ? Double(bitPattern: try reader.readWord()) : nil
        let retries = try reader.readInteger()
        let stampedProfile = try reader.readBoolean() ? try text() : nil
        let standIns = try list { reader throws(CompactReadingError) in try reader.text() }
        var stage = Stage(
            id: id, name: name, definitionName: definitionName, kind: kind,
            kindRevision: revision, runner: runner, parameters: parameters, inputs: inputs,
            outputs: outputs, resources: resources, timeoutSeconds: timeout, retries: retries,
            stampedProfile: stampedProfile, location: try location())
        stage.standIns = standIns
        return stage
    }

    private mutating func resources() throws(CompactReadingError) -> Stage.Resources {
        Stage.Resources(
            cpu: try reader.readInteger(),
            memoryBytes: try reader.readBoolean() ? Int64(try reader.readInteger()) : nil,
            gpus: try reader.readInteger(),
            exclusive: try list { reader throws(CompactReadingError) in try reader.text() })
    }

    private mutating func piece() throws(CompactReadingError) -> Stage.Parameter.Piece {
        let item = try reader.readInteger()
        let (start, end) = (try reader.readInteger(), try reader.readInteger())
        guard start <= end else { throw .malformed }
        return Stage.Parameter.Piece(
            item: item < 0 ? nil : item, bytes: start < 0 ? nil : start..<end,
            origin: try origin())
    }

    private mutating func origin() throws(CompactReadingError) -> Stage.Parameter.Origin {
        switch try reader.readByte() {
        case 0: return .written(try location())
        case 1: return .option(try text())
        case 2: return .standard
        case 3: return .builtIn
        default: throw .malformed
        }
    }

    private mutating func input(of id: StageID) throws(CompactReadingError) -> Stage.Input {
        let name = try text()
        let isList = try reader.readBoolean()
        let location = try location()
        let sources = try list { reader throws(CompactReadingError) -> Stage.Source in
            switch try reader.reader.readByte() {
            case 0: break
            case 1: return .file(try reader.text())
            case 2: return .folder(try reader.text())
            case 3: return .pattern(try reader.text())
            default: throw .malformed
            }
            let producer = try reader.reader.readInteger()
            // Producers stand before their consumers.
            guard (0..<id.index).contains(producer) else { throw .malformed }
            return .output(of: StageID(producer), named: try reader.text())
        }
        return Stage.Input(name: name, isList: isList, sources: sources, location: location)
    }

    private mutating func figure() throws(CompactReadingError) -> Figure {
        let name = try text()
        let title = try text()
        let publications = try list { reader throws(CompactReadingError) in
            Figure.Publication(
                path: try reader.text(), stage: try reader.stageID(), output: try reader.text())
        }
        return Figure(
            name: name, title: title, publications: publications, location: try location())
    }

    // MARK: Tables

    private mutating func readValues(count: Int) throws(CompactReadingError) {
        for _ in 0..<count { values.append(try readValue(depth: 0)) }
        guard reader.isAtEnd else { throw .malformed }
    }

    private mutating func readValue(depth: Int) throws(CompactReadingError) -> ParameterValue {
        guard depth < Self.deepestValue,
            let tag = GraphWriter.ValueTag(rawValue: try reader.readByte())
        else { throw .malformed }
        switch tag {
        case .integer: return .integer(try reader.readInteger())
        case .real: return .real(Double(bitPattern: try reader.readWord()))
        case .text: return .text(try text())
        case .boolean: return .boolean(try reader.readBoolean())
        case .list:
            return .list(
                try list { reader throws(CompactReadingError) in
                    try reader.readValue(depth: depth + 1)
                })
        case .mapping:
            return .mapping(
                try list { reader throws(CompactReadingError) in
                    ParameterValue.Entry(
                        key: try reader.text(), value: try reader.readValue(depth: depth + 1))
                })
        }
    }

    private mutating func value() throws(CompactReadingError) -> ParameterValue {
        let index = try reader.readInteger()
        guard values.indices.contains(index) else { throw .malformed }
        return values[index]
    }

    mutating func stageID() throws(CompactReadingError) -> StageID {
        let index = try reader.readInteger()
        guard (0..<stageCount).contains(index) else { throw .malformed }
        return StageID(index)
    }

    mutating func text() throws(CompactReadingError) -> String {
        let index = try reader.readInteger()
        guard textTable.indices.contains(index) else { throw .malformed }
        return textTable[index]
    }

    private mutating func format() throws(CompactReadingError) -> ArtifactFormat {
        guard let format = ArtifactFormat(rawValue: try text()) else { throw .malformed }
        return format
    }

    mutating func location() throws(CompactReadingError) -> SourceLocation {
        SourceLocation(
            file: try text(), line: try reader.readInteger(), column: try reader.readInteger())
    }

    private mutating func optionalLocation() throws(CompactReadingError) -> SourceLocation? {
        try reader.readBoolean() ? try location() : nil
    }

    mutating func list<Element>(
        _ element: (inout GraphReader) throws(CompactReadingError) -> Element
    ) throws(CompactReadingError) -> [Element] {
        let count = try reader.readCount(elementSize: 1)
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }
}
