/// Reads `matrix` of a stage.
struct SweepReading {
    /// More axes make names that nobody reads.
    private static let maximumAxisCount = 16
    /// Bytes of `train@seed=1,arm=narrow`: with what the engine appends it has to be a file's name.
    private static let maximumNameLength = 200
    private static let maximumValueLength = 100

    /// The stage's name.
    let stage: Name
    /// Parameters; axes can't refer to each other.
    let scope: Scope
    let sources: SourceMap

    func sweep(_ matrix: [Field]?, state: inout ValidationState) -> Sweep {
        guard let matrix else { return .none }
        guard matrix.count <= Self.maximumAxisCount else {
            state.log.report(.tooManyAxes(stage, matrix[Self.maximumAxisCount].key))
            return Sweep(axes: matrix.map { .invalid($0.key) })
        }
        let sweep = Sweep(
            axes: matrix.map { field in
                NameRule.check(field.key, as: .axis, log: &state.log)
                return axis(field, state: &state)
            })
        let length = sweep.axes.reduce(stage.text.utf8.count) { sum, axis in
            let longest = axis.values.map(\.text.utf8.count).max() ?? 0
            return sum + axis.name.text.utf8.count + longest + 2
        }
        if length > Self.maximumNameLength {
            state.log.report(.longNames(stage, length, limit: Self.maximumNameLength))
        }
        return sweep
    }

    private func axis(_ field: Field, state: inout ValidationState) -> Axis {
        let owner =
            "axis \(Diagnostic.quoted(field.key.text)) of stage"
            + " \(Diagnostic.quoted(stage.text))"
        let invalid = Axis.invalid(field.key)
        switch field.value.content {
        case .invalid:
            return invalid
        case .mapping(let cases):
            return axis(field, cases: cases, owner: owner, state: &state) ?? invalid
        case .sequence(let items):
            let values = scope.scalars(in: items, of: owner, sources: sources, state: &state)
            return values.flatMap {
                axis(field, values: $0, from: nil, owner: owner, state: &state)
            } ?? invalid
        case .scalar(let scalar):
            guard !scalar.isNothing else {
                state.log.report(.noList(owner, "empty", at: field.value.place))
                return invalid
            }
            switch scope.substitute(scalar, of: field.value, sources: sources, state: &state) {
            case .invalid:
                return invalid
            case .list(let values, _):
                let use = field.value.place
                return axis(field, values: values, from: use, owner: owner, state: &state)
                    ?? invalid
            case .scalar(let value):
                state.log.report(
                    .noList(owner, Diagnostic.quoted(value.text), at: field.value.place)
                        .moved(to: value.origin, usedAt: field.value.place))
                return invalid
            }
        }
    }
    /// - Parameter use: where the axis refers to values that are written elsewhere.
    private func axis(
        _ field: Field, values: [ScalarValue], from use: Place?, owner: String,
        state: inout ValidationState
    ) -> Axis? {
        guard !values.isEmpty else {
            state.log.report(.noValues(owner, at: field.value.place))
            return nil
        }
        guard state.spend(values: values.count, at: field.value.place) else { return nil }
        var first: [String: Origin] = [:]
        var isValid = true
        for value in values {
            if !Self.isValueText(value.text) {
                isValid = false
                state.log.report(
                    .badValue(owner, value.text, at: field.value.place)
                        .moved(to: value.origin, usedAt: use))
            } else if let earlier = first.updateValue(value.origin, forKey: value.text) {
                isValid = false
                state.log.report(
                    .repeatedValue(owner, value.text, earlier, at: field.value.place)
                        .moved(to: value.origin, usedAt: use))
            }
        }
        guard isValid else { return nil }
        return Axis(
            name: field.key,
            values: values.map { Axis.Value(text: $0.text, content: .scalar($0)) })
    }

    private func axis(
        _ field: Field, cases: [Field], owner: String, state: inout ValidationState
    ) -> Axis? {
        guard let model = cases.first else {
            state.log.report(.noValues(owner, at: field.value.place))
            return nil
        }
        guard
            let names = model.value.fields(
                of: "case \(Diagnostic.quoted(model.key.text)) of \(owner)", log: &state.log)?
                .map(\.key)
        else { return nil }
        for name in names { NameRule.check(name, as: .caseField, log: &state.log) }
        let values = cases.compactMap { entry in
            value(entry, fields: names, model: model.key, owner: owner, state: &state)
        }
        guard values.count == cases.count else { return nil }
        return Axis(name: field.key, values: values, fields: names.map(\.text))
    }

    /// One named case; `nil` when its fields are not those of the first case, which is reported.
    private func value(
        _ entry: Field, fields: [Name], model: Name, owner: String, state: inout ValidationState
    ) -> Axis.Value? {
        NameRule.check(entry.key, as: .sweepCase, log: &state.log)
        let name = "case \(Diagnostic.quoted(entry.key.text)) of \(owner)"
        guard let written = entry.value.fields(of: name, log: &state.log) else { return nil }
        let nodes = Dictionary(
            written.map { ($0.key.text, $0.value) }, uniquingKeysWith: { first, _ in first })
        let known = Set(fields.map(\.text))
        for field in written where !known.contains(field.key.text) {
            state.log.report(.extraField(field.key, name, model: model))
        }
        var values: [ReferencedValue] = []
        for field in fields {
            guard let node = nodes[field.text] else {
                state.log.report(.missingField(field, name, at: entry.key.place))
                continue
            }
            values.append(self.value(of: node, owner: "field '\(field.text)' of \(name)", &state))
        }
        guard values.count == fields.count, written.count == fields.count else { return nil }
        let text = ScalarValue(
            text: entry.key.text, isTextOnly: false, origin: .source(entry.key.place))
        return Axis.Value(text: entry.key.text, content: .scalar(text), fields: values)
    }

    private func value(
        of node: Node, owner: String, _ state: inout ValidationState
    ) -> ReferencedValue {
        switch node.content {
        case .invalid:
            return .invalid
        case .sequence(let items):
            let values = scope.scalars(in: items, of: owner, sources: sources, state: &state)
            return values.map { .list($0, .source(node.place)) } ?? .invalid
        case .scalar(let scalar) where !scalar.isNothing:
            return scope.substitute(scalar, of: node, sources: sources, state: &state)
        default:
            state.log.report(.badField(owner, node))
            return .invalid
        }
    }

    /// Letters, digits and `_ . + -`: the text is part of names, selectors and files' names.
    private static func isValueText(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= maximumValueLength
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || NameRule.isNameByte(byte)
            }
    }
}

extension Diagnostic {
    fileprivate static func tooManyAxes(_ stage: Name, _ axis: Name) -> Self {
        Self(
            "stage \(quoted(stage.text)) is swept over more than 16 axes", at: axis.place,
            label: "join axes into one with named cases")
    }

    fileprivate static func longNames(_ stage: Name, _ length: Int, limit: Int) -> Self {
        Self(
            "names of stage \(quoted(stage.text)) have up to \(length) characters with their axes",
            at: stage.place,
            label: "expected at most \(limit): shorten names, or use named cases for long values")
    }

    fileprivate static func noList(_ owner: String, _ found: String, at place: Place) -> Self {
        Self(
            "\(owner) is \(found)", at: place,
            label: "expected a list of values, or named cases")
    }

    fileprivate static func noValues(_ owner: String, at place: Place) -> Self {
        Self("\(owner) has no values", at: place, label: "expected at least one")
    }

    fileprivate static func badValue(_ owner: String, _ text: String, at place: Place) -> Self {
        Self(
            "\(owner) has the value \(quoted(text))", at: place,
            label: "expected letters, digits and '_.+-', at most 100: give other text a named case")
    }

    fileprivate static func repeatedValue(
        _ owner: String, _ text: String, _ first: Origin, at place: Place
    ) -> Self {
        Self(
            "\(owner) has the value \(quoted(text)) twice", at: place,
            label: "remove one of the two",
            related: first.place.map { [Related("it first stands here", at: $0)] } ?? [])
    }

    fileprivate static func extraField(_ field: Name, _ owner: String, model: Name) -> Self {
        Self(
            "\(owner) has the field \(quoted(field.text)), which the first case lacks",
            at: field.place, label: "expected the same fields in all cases",
            related: [Related("the first case is here", at: model.place)])
    }

    fileprivate static func missingField(_ field: Name, _ owner: String, at place: Place) -> Self {
        Self(
            "\(owner) lacks the field \(quoted(field.text))", at: place,
            label: "expected '\(field.text): …', as in the first case",
            related: [Related("the first case has it here", at: field.place)])
    }

    fileprivate static func badField(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) \(node.predicate)", at: node.place,
            label: "expected a value, or a list of values"
                + (node.isNothing ? ", found nothing" : ""))
    }
}
