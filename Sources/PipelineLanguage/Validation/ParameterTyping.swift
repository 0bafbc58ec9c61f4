/// A value typed by a schema, and where it was written.
struct TypedValue: Sendable {
    var value: ParameterValue
    var origin: Origin
    /// What of it was written elsewhere; of lists and mappings one level deep.
    private(set) var pieces: [Piece] = []

    struct Piece: Sendable {
        /// The place in a list, or in a mapping by its sorted keys; `nil` in a text.
        var item: Int?
        /// Of the text, in UTF-8; `nil` for all of it.
        var bytes: Range<Int>?
        var origin: Origin
    }

    /// Of longer lists nobody looks for the line of an item.
    private static let mostItems = 256

    init(value: ParameterValue, origin: Origin) {
        self.value = value
        self.origin = origin
    }

    fileprivate init(_ value: ParameterValue, of scalar: ScalarValue) {
        self.init(value: value, origin: scalar.origin)
        pieces = scalar.pieces.map { Piece(item: nil, bytes: $0.bytes, origin: $0.origin) }
    }

    /// A list, or a mapping's values by their sorted keys.
    fileprivate init(_ value: ParameterValue, of items: [TypedValue], origin: Origin) {
        self.init(value: value, origin: origin)
        guard items.count <= Self.mostItems else { return }
        for (index, item) in items.enumerated() {
            pieces.append(Piece(item: index, bytes: nil, origin: item.origin))
            for piece in item.pieces where piece.item == nil {
                pieces.append(Piece(item: index, bytes: piece.bytes, origin: piece.origin))
            }
        }
    }
}

/// Reads values of one parameter (or another typed field) as a schema wants them.
struct ParameterTyping {
    /// What is read, as in `parameter 'width' of stage 'train'`, for messages.
    let owner: String
    /// Where the stage uses the value: what a diagnostic about a value from elsewhere shows as
    /// well.
    let use: Place
    var scope: Scope
    let sources: SourceMap

    /// The value of `node`; `nil` when it is wrong, which is reported.
    func value(
        of node: Node, as type: ParameterType, state: inout ValidationState
    ) -> TypedValue? {
        guard state.spend(values: 1, at: node.place) else { return nil }
        switch node.content {
        case .invalid:
            return nil
        case .scalar(let scalar):
            guard !scalar.isNothing else {
                state.log.report(.missingValue(owner, type, at: node.place))
                return nil
            }
            let content = scope.substitute(scalar, of: node, sources: sources, state: &state)
            return value(of: content, as: type, state: &state)
        case .sequence(let items):
            return list(of: items, in: node, as: type, state: &state)
        case .mapping(let fields):
            return mapping(of: fields, in: node, as: type, state: &state)
        }
    }

    private func value(
        of content: ReferencedValue, as type: ParameterType, state: inout ValidationState
    ) -> TypedValue? {
        switch content {
        case .invalid:
            return nil
        case .scalar(let scalar):
            return self.scalar(scalar, as: type, state: &state)
                .map { TypedValue($0, of: scalar) }
        case .list(let items, let origin):
            guard case .list(let element, let count) = type else {
                report(.mismatch(owner, "a list", type, at: use), from: origin, state: &state)
                return nil
            }
            guard count.contains(items.count) else {
                report(
                    .wrongCount(owner, items.count, type, at: use), from: origin, state: &state)
                return nil
            }
            guard state.spend(values: items.count, at: use) else { return nil }
            let values = items.compactMap { item in
                self.scalar(item, as: element, state: &state).map { TypedValue($0, of: item) }
            }
            guard values.count == items.count else { return nil }
            return TypedValue(.list(values.map(\.value)), of: values, origin: origin)
        }
    }

    private func list(
        of items: [Node], in node: Node, as type: ParameterType, state: inout ValidationState
    ) -> TypedValue? {
        guard case .list(let element, let count) = type else {
            state.log.report(.mismatch(owner, "a list", type, at: node.place))
            return nil
        }
        guard count.contains(items.count) else {
            state.log.report(.wrongCount(owner, items.count, type, at: node.place))
            return nil
        }
        let values = items.compactMap { value(of: $0, as: element, state: &state) }
        guard values.count == items.count else { return nil }
        return TypedValue(
            .list(values.map(\.value)), of: values, origin: .source(node.place))
    }

    private func mapping(
        of fields: [Field], in node: Node, as type: ParameterType, state: inout ValidationState
    ) -> TypedValue? {
        guard case .mapping(let element) = type else {
            state.log.report(.mismatch(owner, "a mapping", type, at: node.place))
            return nil
        }
        let entries = fields.compactMap { field in
            value(of: field.value, as: element, state: &state)
                .map { (key: field.key.text, typed: $0) }
        }
        guard entries.count == fields.count else { return nil }
        let sorted = entries.sorted { $0.key < $1.key }
        return TypedValue(
            .mapping(sorted.map { ParameterValue.Entry(key: $0.key, value: $0.typed.value) }),
            of: sorted.map(\.typed), origin: .source(node.place))
    }

    // MARK: Scalars

    private func scalar(
        _ scalar: ScalarValue, as type: ParameterType, state: inout ValidationState
    ) -> ParameterValue? {
        if let value = Self.typed(scalar, as: type) { return value }
        var unquoted = scalar
        unquoted.isTextOnly = false
        if scalar.isTextOnly, Self.typed(unquoted, as: type) != nil {
            report(
                .quotedValue(owner, scalar.text, type, at: use), from: scalar.origin, state: &state)
        } else {
            let found = Diagnostic.quoted(scalar.text)
            report(.mismatch(owner, found, type, at: use), from: scalar.origin, state: &state)
        }
        return nil
    }

    private static func typed(_ scalar: ScalarValue, as type: ParameterType) -> ParameterValue? {
        let text = scalar.text
        switch type {
        case .text: return .text(text)
        case .choice(let choices): return choices.contains(text) ? .text(text) : nil
        case .list, .mapping: return nil
        case .integer, .real, .boolean:
            if scalar.isTextOnly { return nil }
        }
        switch type {
        case .integer(let range):
            return NumberSyntax.integer(text).flatMap {
                range.contains($0) ? .integer($0) : nil
            }
        case .real(let range):
            return NumberSyntax.real(text).flatMap { range.contains($0) ? .real($0) : nil }
        default:
            return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        }
    }

    /// Reports at the place where the value was written, and shows where it is used if that is
    /// another.
    private func report(
        _ diagnostic: @autoclosure () -> Diagnostic, from origin: Origin,
        state: inout ValidationState
    ) {
        state.log.report(diagnostic().moved(to: origin, usedAt: use))
    }
}

extension RealRange {
    func contains(_ value: Double) -> Bool {
        (excludesLowest ? value > lowest : value >= lowest) && value <= highest
    }
}

extension Diagnostic {
    /// The diagnostic of a value that was written elsewhere than where it is used.
    func moved(to origin: Origin, usedAt use: Place?) -> Self {
        var moved = self
        switch origin {
        case .source(let place):
            moved.place = place
            if let use, place.mark != use.mark {
                moved.related.append(Related("it is used here", at: use))
            }
        case .option(let name):
            moved.message += " (from --set \(name))"
        case .standard, .builtIn:
            break
        }
        return moved
    }

    fileprivate static func mismatch(
        _ owner: String, _ found: String, _ type: ParameterType, at place: Place
    ) -> Self {
        Self(
            "\(owner) is \(found)", at: place,
            label: "expected \(type.expectation)\(nearest(to: found, type))")
    }

    /// What somebody who mistyped a choice probably meant.
    private static func nearest(to found: String, _ type: ParameterType) -> String {
        guard case .choice(let choices) = type else { return "" }
        let name = String(found.drop { $0 == "'" }.prefix { $0 != "'" })
        return NearestName.of(name, among: choices).map { "; did you mean '\($0)'?" } ?? ""
    }

    fileprivate static func missingValue(
        _ owner: String, _ type: ParameterType, at place: Place
    ) -> Self {
        Self(
            "\(owner) is empty", at: place, label: "expected \(type.expectation), found nothing")
    }

    fileprivate static func wrongCount(
        _ owner: String, _ count: Int, _ type: ParameterType, at place: Place
    ) -> Self {
        Self(
            "\(owner) has \(count) item\(count == 1 ? "" : "s")", at: place,
            label: "expected \(type.expectation)")
    }

    fileprivate static func quotedValue(
        _ owner: String, _ text: String, _ type: ParameterType, at place: Place
    ) -> Self {
        Self(
            "\(owner) is the quoted text \(quoted(text))", at: place,
            label: "expected \(type.expectation); remove the quotes")
    }
}
