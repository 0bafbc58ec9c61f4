internal import PipelineLanguage

/// A compiled pipeline in few bytes: texts and parameter values stand in tables, each once.
struct GraphWriter {
    private var texts: [String: Int] = [:]
    private var textList: [String] = []
    private var values: [ParameterValue: Int] = [:]
    private var valueBytes = CompactWriter()
    var body = CompactWriter()

    static func write(_ pipeline: CompiledPipeline, to writer: inout CompactWriter) {
        var graphWriter = GraphWriter()
        graphWriter.writeHead(pipeline)
        for stage in pipeline.graph.stages { graphWriter.write(stage) }
        graphWriter.writeList(pipeline.graph.figures) { $0.write($1) }
        graphWriter.writeList(pipeline.graph.claims) { $0.write($1) }
        writer.writeList(graphWriter.textList) { $0.write($1) }
        writer.write(graphWriter.values.count)
        writer.writeBytes(graphWriter.valueBytes.bytes)
        writer.writeBytes(graphWriter.body.bytes)
    }

    private mutating func writeHead(_ pipeline: CompiledPipeline) {
        let graph = pipeline.graph
        for text in [
            graph.pipelineName, graph.profile, graph.resultsName,
            pipeline.warnings.plain, pipeline.warnings.coloured,
        ] { write(text) }
        writeList(pipeline.files) { $0.write($1) }
        writeList(pipeline.profileNames) { $0.write($1) }
        writeList(pipeline.parameters) { writer, parameter in
            writer.write(parameter.name)
            writer.write(parameter.value)
            writer.write(parameter.location)
        }
        writeList(pipeline.definitions) { writer, definition in
            writer.write(definition.name)
            writer.write(definition.kind)
            writer.body.write(definition.stageCount)
            writer.write(definition.location)
        }
        body.write(graph.stages.count)
    }

    private mutating func write(_ stage: Stage) {
        write(stage.name)
        write(stage.definitionName)
        write(stage.kind)
        body.write(stage.kindRevision)
        body.write(stage.runner == .command)
        writeList(stage.parameters) { writer, parameter in
            writer.write(parameter.name)
            writer.body.write(writer.index(of: parameter.value))
            writer.write(parameter.origin)
            writer.writeList(parameter.pieces) { writer, piece in
                writer.body.write(piece.item ?? -1)
                writer.body.write(piece.bytes?.lowerBound ?? -1)
                writer.body.write(piece.bytes?.upperBound ?? -1)
                writer.write(piece.origin)
            }
        }
        writeList(stage.inputs) { $0.write($1) }
        writeList(stage.outputs) { writer, output in
            writer.write(output.name)
            writer.write(output.path)
            writer.write(output.format.rawValue)
        }
        write(stage.resources)
        body.write(stage.timeoutSeconds != nil)
        if let seconds = stage.timeoutSeconds { body.writeWord(seconds.bitPattern) }
        body.write(stage.retries)
        body.write(stage.stampedProfile != nil)
        if let profile = stage.stampedProfile { write(profile) }
        writeList(stage.standIns) { $0.write($1) }
        write(stage.location)
    }

    private mutating func write(_ resources: Stage.Resources) {
        body.write(resources.cpu)
        body.write(resources.memoryBytes != nil)
        if let bytes = resources.memoryBytes { body.write(Int(bytes)) }
        body.write(resources.gpus)
        writeList(resources.exclusive) { $0.write($1) }
    }

    private mutating func write(_ origin: Stage.Parameter.Origin) {
        switch origin {
        case .written(let location):
            body.write(UInt8(0))
            write(location)
        case .option(let name):
            body.write(UInt8(1))
            write(name)
        case .standard: body.write(UInt8(2))
        case .builtIn: body.write(UInt8(3))
        }
    }

    private mutating func write(_ input: Stage.Input) {
        write(input.name)
        body.write(input.isList)
        write(input.location)
        writeList(input.sources) { writer, source in
            switch source {
            case .output(let producer, let name):
                writer.body.write(UInt8(0))
                writer.body.write(producer.index)
                writer.write(name)
            case .file(let path):
                writer.body.write(UInt8(1))
                writer.write(path)
            case .folder(let path):
                writer.body.write(UInt8(2))
                writer.write(path)
            case .pattern(let pattern):
                writer.body.write(UInt8(3))
                writer.write(pattern)
            }
        }
    }

    private mutating func write(_ figure: Figure) {
        write(figure.name)
        write(figure.title)
        writeList(figure.publications) { writer, publication in
            writer.write(publication.path)
            writer.body.write(publication.stage.index)
            writer.write(publication.output)
        }
        write(figure.location)
    }

    private mutating func write(_ location: SourceLocation?) {
        body.write(location != nil)
        if let location { write(location) }
    }

    mutating func write(_ location: SourceLocation) {
        write(location.file)
        body.write(location.line)
        body.write(location.column)
    }

    mutating func writeList<Element>(
        _ elements: [Element], _ write: (inout GraphWriter, Element) -> Void
    ) {
        body.write(elements.count)
        for element in elements { write(&self, element) }
    }

    mutating func write(_ text: String) { body.write(index(of: text)) }

    private mutating func index(of text: String) -> Int {
        if let known = texts[text] { return known }
        texts[text] = textList.count
        textList.append(text)
        return textList.count - 1
    }

    private mutating func index(of value: ParameterValue) -> Int {
        if let known = values[value] { return known }
        let index = values.count
        values[value] = index
        write(value)
        return index
    }

    private mutating func write(_ value: ParameterValue) {
        switch value {
        case .integer(let number):
            valueBytes.write(ValueTag.integer.rawValue)
            valueBytes.write(number)
        case .real(let number):
            valueBytes.write(ValueTag.real.rawValue)
            valueBytes.writeWord(number.bitPattern)
        case .text(let text):
            valueBytes.write(ValueTag.text.rawValue)
            valueBytes.write(index(of: text))
        case .boolean(let truth):
            valueBytes.write(ValueTag.boolean.rawValue)
            valueBytes.write(truth)
        case .list(let elements):
            valueBytes.write(ValueTag.list.rawValue)
            valueBytes.write(elements.count)
            for element in elements { write(element) }
        case .mapping(let entries):
            valueBytes.write(ValueTag.mapping.rawValue)
            valueBytes.write(entries.count)
            for entry in entries {
                valueBytes.write(index(of: entry.key))
                write(entry.value)
            }
        }
    }

    /// What a parameter value begins with.
    enum ValueTag: UInt8 {
        case integer, real, text, boolean, list, mapping
    }
}
