internal import PipelineLanguage

extension Manifest {
    /// Bumped when the layout changes or the runner gives stages a different environment: old
    /// records then fit nothing, and everything is made anew.
    private static let version = 1
    private static let heading = "nrc-pipe manifest"
    /// No parameter that a schema accepts nests as deep as this.
    private static let deepestValue = 64

    /// SHA-256 of the canonical bytes.
    package var fingerprint: Digest { Digest(of: canonicalBytes) }

    var canonicalBytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.encode(Self.heading)
        encoder.encode(Self.version)
        encoder.encode(kind)
        encoder.encode(kindRevision)
        encoder.encode(profile)
        encoder.beginMapping(count: parameters.count)
        for parameter in parameters {
            encoder.encode(parameter.name)
            Self.encode(parameter.value, into: &encoder)
        }
        encoder.beginMapping(count: inputs.count)
        for input in inputs {
            encoder.encode(input.name)
            encoder.encode(input.isList)
            encoder.beginList(count: input.contents.count)
            for content in input.contents {
                encoder.encode(Int(content.kind.rawValue))
                encoder.encode(content.digest)
                encoder.encode(content.visibleName)
            }
        }
        encoder.beginMapping(count: outputs.count)
        for output in outputs {
            encoder.encode(output.name)
            encoder.encode(output.path)
            encoder.encode(output.format)
        }
        encoder.beginMapping(count: environment.count)
        for variable in environment {
            encoder.encode(variable.name)
            encoder.encode(variable.value)
        }
        return encoder.bytes
    }

    private static func encode(_ value: ParameterValue, into encoder: inout CanonicalEncoder) {
        switch value {
        case .integer(let value): encoder.encode(value)
        case .real(let value): encoder.encode(value)
        case .text(let value): encoder.encode(value)
        case .boolean(let value): encoder.encode(value)
        case .list(let values):
            encoder.beginList(count: values.count)
            for value in values { encode(value, into: &encoder) }
        case .mapping(let entries):
            encoder.beginMapping(count: entries.count)
            for entry in entries {
                encoder.encode(entry.key)
                encode(entry.value, into: &encoder)
            }
        }
    }

    init(canonicalBytes: [UInt8]) throws(CanonicalDecodingError) {
        var decoder = CanonicalDecoder(canonicalBytes)
        guard try decoder.decodeText() == Self.heading else { throw .unknownVersion(0) }
        let version = try decoder.decodeInteger()
        guard version == Self.version else { throw .unknownVersion(version) }
        kind = try decoder.decodeText()
        kindRevision = try decoder.decodeInteger()
        profile = try decoder.decodeOptionalText()
        parameters = []
        for _ in 0..<(try decoder.decodeMappingCount()) {
            let name = try decoder.decodeText()
            let value = try Self.decodeValue(&decoder, depth: 0)
            parameters.append(Parameter(name: name, value: value))
        }
        inputs = []
        for _ in 0..<(try decoder.decodeMappingCount()) {
            inputs.append(try Self.decodeInput(&decoder))
        }
        outputs = []
        for _ in 0..<(try decoder.decodeMappingCount()) {
            outputs.append(
                Output(
                    name: try decoder.decodeText(), path: try decoder.decodeText(),
                    format: try decoder.decodeText()))
        }
        environment = []
        for _ in 0..<(try decoder.decodeMappingCount()) {
            environment.append(
                Variable(
                    name: try decoder.decodeText(), value: try decoder.decodeOptionalText()))
        }
        guard decoder.isAtEnd else { throw .trailingBytes }
    }

    private static func decodeInput(
        _ decoder: inout CanonicalDecoder
    ) throws(CanonicalDecodingError) -> Input {
        var input = Input(
            name: try decoder.decodeText(), isList: try decoder.decodeBoolean(), contents: [])
        for _ in 0..<(try decoder.decodeListCount()) {
            let number = try decoder.decodeInteger()
            guard let kind = UInt8(exactly: number).flatMap(Artifact.Kind.init(rawValue:)) else {
                throw .unknownValue(number)
            }
            input.contents.append(
                Content(
                    kind: kind, digest: try decoder.decodeDigest(),
                    visibleName: try decoder.decodeText()))
        }
        return input
    }

    private static func decodeValue(
        _ decoder: inout CanonicalDecoder, depth: Int
    ) throws(CanonicalDecodingError) -> ParameterValue {
        guard depth < deepestValue else { throw .nestedTooDeeply }
        switch decoder.peek() {
        case .integer: return .integer(try decoder.decodeInteger())
        case .real: return .real(try decoder.decodeReal())
        case .text: return .text(try decoder.decodeText())
        case .list:
            var values: [ParameterValue] = []
            for _ in 0..<(try decoder.decodeListCount()) {
                values.append(try decodeValue(&decoder, depth: depth + 1))
            }
            return .list(values)
        case .mapping:
            var entries: [ParameterValue.Entry] = []
            for _ in 0..<(try decoder.decodeMappingCount()) {
                let key = try decoder.decodeText()
                let value = try decodeValue(&decoder, depth: depth + 1)
                entries.append(ParameterValue.Entry(key: key, value: value))
            }
            return .mapping(entries)
        default: return .boolean(try decoder.decodeBoolean())
        }
    }
}
