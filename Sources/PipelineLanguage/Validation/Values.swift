/// Where a value was written.
enum Origin: Hashable, Sendable {
    case source(Place)
    /// By `--set` with this parameter's name.
    case option(String)
    /// The default of a stage's kind.
    case standard
    /// Built in, such as the profile's name.
    case builtIn

    var place: Place? {
        if case .source(let place) = self { return place }
        return nil
    }
}

/// A scalar after references have been replaced, not typed yet.
struct ScalarValue: Sendable {
    var text: String
    /// It was quoted (or a block), so that it is text and nothing else.
    var isTextOnly: Bool
    var origin: Origin
    /// What references stand for in it, where they are not all of it.
    var pieces: [Piece] = []

    struct Piece: Sendable {
        /// Of the text, in UTF-8.
        var bytes: Range<Int>
        var origin: Origin
    }
}

/// What a parameter, an axis or a field of a named case stands for.
enum ReferencedValue: Sendable {
    case scalar(ScalarValue)
    case list([ScalarValue], Origin)
    /// Reported already; what depends on it is left alone.
    case invalid
}

/// An axis of a sweep.
struct Axis: Sendable {
    struct Value: Sendable {
        /// The text in stage names and selectors.
        var text: String
        var content: ReferencedValue
        /// Values of a named case's fields, in the order of the first case.
        var fields: [ReferencedValue] = []
    }

    var name: Name
    /// Empty when the axis is wrong, which was reported.
    private(set) var values: [Value]
    /// Where each field of named cases stands in `Value.fields`; empty without named cases.
    private(set) var fieldPositions: [String: Int]
    /// The index of each value, by its text.
    private(set) var positions: [String: Int]

    init(name: Name, values: [Value], fields: [String] = []) {
        self.name = name
        self.values = values
        fieldPositions = [:]
        for (position, field) in fields.enumerated() { fieldPositions[field] = position }
        positions = [:]
        for (position, value) in values.enumerated() { positions[value.text] = position }
    }

    /// An axis about which nothing is known but its name; the reason was reported.
    static func invalid(_ name: Name) -> Self { Self(name: name, values: []) }

    var isInvalid: Bool { values.isEmpty }
}

/// What is shared by all steps of a validation: the log, and how much may still be computed.
struct ValidationState {
    /// Values that substitution and typing may make: what a hostile pipeline could multiply.
    private static let valueLimit = 2_000_000
    /// Bytes of text that replacing references may make.
    private static let textLimit = 16 << 20
    /// Edges of the expanded graph.
    static let connectionLimit = 1_000_000
    /// Files and folders that figures publish.
    static let publicationLimit = 100_000

    var log: DiagnosticLog
    private var remainingValues = valueLimit
    private var remainingBytes = textLimit
    private var remainingConnections = connectionLimit
    private var remainingPublications = publicationLimit

    init(log: DiagnosticLog) {
        self.log = log
    }

    /// Counts what is about to be made; `false`, with a report, when it is too much.
    mutating func spend(values: Int = 0, bytes: Int = 0, at place: Place?) -> Bool {
        remainingValues -= values
        remainingBytes -= bytes
        guard remainingValues < 0 || remainingBytes < 0 else { return true }
        // Reported once: what follows is bound to be too much as well.
        if remainingValues != .min {
            log.report(.tooMuch(at: place))
            remainingValues = .min
        }
        return false
    }

    /// Counts the edges that one input makes; `false`, with a report, when they are too many.
    mutating func connect(instances: Int, sourcesEach: Int, at place: Place) -> Bool {
        let (count, overflow) = instances.multipliedReportingOverflow(by: sourcesEach)
        guard !overflow, count <= remainingConnections else {
            log.report(.tooManyConnections(instances, sourcesEach, at: place))
            return false
        }
        remainingConnections -= count
        return true
    }

    /// Counts what a figure publishes; `false`, with a report, when it is too much.
    mutating func publish(_ count: Int, at place: Place) -> Bool {
        guard count <= remainingPublications else {
            log.report(.tooManyPublications(count, at: place))
            return false
        }
        remainingPublications -= count
        return true
    }
}

extension Diagnostic {
    fileprivate static func tooManyConnections(
        _ instances: Int, _ sources: Int, at place: Place
    ) -> Self {
        Self(
            "the pipeline has more than \(ValidationState.connectionLimit) connections"
                + " between stages",
            at: place, label: "this input alone connects \(instances) × \(sources)")
    }

    fileprivate static func tooManyPublications(_ count: Int, at place: Place) -> Self {
        Self(
            "figures publish more than \(ValidationState.publicationLimit) artifacts", at: place,
            label: "this reference alone stands for \(count)")
    }

    fileprivate static func tooMuch(at place: Place?) -> Self {
        Self(
            "the pipeline's values grow too large once references are replaced", at: place,
            label: "expected fewer or shorter values")
    }
}
