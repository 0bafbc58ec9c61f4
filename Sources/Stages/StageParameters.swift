internal import WorkerProtocol

/// Typed access to a request's parameters.
///
/// The runner validated them against the kind's schema, so a mismatch means that the runner and
/// this worker are not of one build; the error says so.
struct StageParameters {
    private let values: [String: RequestValue]

    init(_ values: [String: RequestValue]) { self.values = values }

    /// Whether a parameter is given; one with a default always is.
    func has(_ name: String) -> Bool { values[name] != nil }

    func integer(_ name: String) throws -> Int {
        guard case .integer(let value) = values[name] else { throw StageError.badParameter(name) }
        return value
    }

    func optionalInteger(_ name: String) throws -> Int? {
        values[name] == nil ? nil : try integer(name)
    }

    func real(_ name: String) throws -> Double {
        switch values[name] {
        case .real(let value): return value
        // JSON writes 1.0 as 1.
        case .integer(let value): return Double(value)
        default: throw StageError.badParameter(name)
        }
    }

    func text(_ name: String) throws -> String {
        guard case .text(let value) = values[name] else { throw StageError.badParameter(name) }
        return value
    }

    func optionalText(_ name: String) throws -> String? {
        values[name] == nil ? nil : try text(name)
    }

    func boolean(_ name: String) throws -> Bool {
        guard case .boolean(let value) = values[name] else { throw StageError.badParameter(name) }
        return value
    }

    /// A text that names a case, such as `nonlinear`.
    func choice<Choice: RawRepresentable<String>>(_ name: String) throws -> Choice {
        guard let choice = Choice(rawValue: try text(name)) else {
            throw StageError.badParameter(name)
        }
        return choice
    }

    func optionalChoice<Choice: RawRepresentable<String>>(_ name: String) throws -> Choice? {
        values[name] == nil ? nil : try choice(name)
    }

    func texts(_ name: String) throws -> [String] {
        try texts(in: values[name], of: name)
    }

    /// A list of lists.
    func textLists(_ name: String) throws -> [[String]] {
        guard case .list(let lists) = values[name] else { throw StageError.badParameter(name) }
        return try lists.map { try texts(in: $0, of: name) }
    }

    private func texts(in list: RequestValue?, of name: String) throws -> [String] {
        guard case .list(let values) = list else { throw StageError.badParameter(name) }
        return try values.map { value in
            guard case .text(let text) = value else { throw StageError.badParameter(name) }
            return text
        }
    }

    func optionalTexts(_ name: String) throws -> [String]? {
        values[name] == nil ? nil : try texts(name)
    }

    func optionalBoolean(_ name: String) throws -> Bool? {
        values[name] == nil ? nil : try boolean(name)
    }

    /// A structured parameter that the kind derives, such as a data manifest.
    func value(_ name: String) throws -> RequestValue {
        guard let value = values[name] else { throw StageError.badParameter(name) }
        return value
    }

    func mapping(_ name: String) throws -> [String: String] {
        guard case .mapping(let entries) = values[name] else {
            throw StageError.badParameter(name)
        }
        return try entries.mapValues { value in
            guard case .text(let text) = value else { throw StageError.badParameter(name) }
            return text
        }
    }

    /// A mapping to texts that name cases.
    func choices<Choice: RawRepresentable<String>>(_ name: String) throws -> [String: Choice] {
        try mapping(name).mapValues { text in
            guard let choice = Choice(rawValue: text) else { throw StageError.badParameter(name) }
            return choice
        }
    }
}

extension StageError {
    fileprivate static func badParameter(_ name: String) -> StageError {
        StageError(
            description: """
                the request has no proper parameter '\(name)'; nrc-pipe and nrc-pipe-worker are \
                not of the same build: install both together
                """)
    }
}
