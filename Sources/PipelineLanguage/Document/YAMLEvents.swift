internal import CYAML

/// One step through a YAML file, with the place where it starts (lines and columns from 1).
struct YAMLEvent {
    enum Kind {
        case documentStart
        case alias(String)
        case scalar(Scalar, Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties)
        case collectionEnd
    }

    /// What may stand before a node: `&anchor` and `!tag`.
    struct Properties {
        var anchor: String?
        var tag: String?
    }

    var kind: Kind
    var line: Int
    var column: Int
}

/// What libyaml found wrong, in its own words.
struct YAMLSyntaxError: Error {
    struct Position {
        var line: Int
        var column: Int
    }

    var problem: String
    var position: Position
    /// What libyaml was reading, and where that began.
    var context: String?
    var contextPosition: Position
}

/// libyaml's parser; all of its pointers live and end in this file.
enum YAMLEvents {
    /// Reads UTF-8 text and hands each event to `body` until that returns `false`.
    ///
    /// - Throws: the first syntax error; `body` has then seen everything before it.
    static func read(
        _ bytes: ArraySlice<UInt8>, _ body: (YAMLEvent) -> Bool
    ) throws(YAMLSyntaxError) {
        var failure: YAMLSyntaxError?
        // libyaml asserts that there is an address, which an empty array need not have.
        guard !bytes.isEmpty else { return }
        unsafe bytes.withUnsafeBufferPointer { buffer in
            var parser = unsafe yaml_parser_t()
            guard unsafe yaml_parser_initialize(&parser) == 1 else {
                failure = YAMLSyntaxError(
                    problem: "could not allocate memory", position: .init(line: 1, column: 1),
                    contextPosition: .init(line: 1, column: 1))
                return
            }
            defer { unsafe yaml_parser_delete(&parser) }
            unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            var isFinished = false
            while !isFinished, failure == nil {
                var event = unsafe yaml_event_t()
                guard unsafe yaml_parser_parse(&parser, &event) == 1 else {
                    failure = unsafe syntaxError(of: parser)
                    return
                }
                defer { unsafe yaml_event_delete(&event) }
                if unsafe event.type == YAML_STREAM_END_EVENT { isFinished = true }
                if let event = unsafe translated(event), !body(event) { isFinished = true }
            }
        }
        if let failure { throw failure }
    }

    /// `nil` for events that say nothing here.
    private static func translated(_ event: yaml_event_t) -> YAMLEvent? {
        guard let kind = unsafe kind(of: event) else { return nil }
        return unsafe YAMLEvent(
            kind: kind, line: Int(event.start_mark.line) + 1,
            column: Int(event.start_mark.column) + 1)
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind? {
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT:
            return .documentStart
        case YAML_ALIAS_EVENT:
            return .alias(unsafe string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            return unsafe scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return .sequenceStart(
                unsafe YAMLEvent.Properties(anchor: string(start.anchor), tag: string(start.tag)))
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return .mappingStart(
                unsafe YAMLEvent.Properties(anchor: string(start.anchor), tag: string(start.tag)))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return .collectionEnd
        default:
            return nil
        }
    }

    private static func scalar(_ event: yaml_event_t) -> YAMLEvent.Kind {
        let data = unsafe event.data.scalar
        let style: Scalar.Style =
            switch unsafe data.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .plain
            }
        // The length counts, not a terminating zero: an escape may have written one inside.
        let bytes = unsafe UnsafeBufferPointer(start: data.value, count: Int(data.length))
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        return .scalar(
            Scalar(text: text, style: style),
            unsafe YAMLEvent.Properties(anchor: string(data.anchor), tag: string(data.tag)))
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let text = unsafe text else { return nil }
        return unsafe String(cString: text)
    }

    private static func syntaxError(of parser: yaml_parser_t) -> YAMLSyntaxError {
        let problem = unsafe parser.problem.map { unsafe String(cString: $0) }
        let context = unsafe parser.context.map { unsafe String(cString: $0) }
        return unsafe YAMLSyntaxError(
            problem: problem ?? "could not allocate memory",
            position: position(parser.problem_mark), context: context,
            contextPosition: position(parser.context_mark))
    }

    private static func position(_ mark: yaml_mark_t) -> YAMLSyntaxError.Position {
        YAMLSyntaxError.Position(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
