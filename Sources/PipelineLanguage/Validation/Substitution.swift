extension Scope {
    /// The value of a scalar with its references replaced.
    ///
    /// Text that is one reference and nothing else takes the value's own place and quoting, and
    /// may be a list. In a command's values, `${inputs.x}` and `${outputs.x}` stay, and any other
    /// `${` that the result has is escaped as `$${`, so that `CommandTemplate` reads it back right.
    func substitute(
        _ scalar: Scalar, of node: Node, sources: SourceMap, state: inout ValidationState
    ) -> ReferencedValue {
        guard Template.isNeeded(for: scalar.text) else {
            return .scalar(
                ScalarValue(
                    text: scalar.text, isTextOnly: scalar.style != .plain,
                    origin: .source(node.place)))
        }
        let template: Template
        do throws(Template.Malformation) {
            template = try Template(scalar.text)
        } catch {
            state.log.report(.malformed(error, sources.place(of: "${", from: node.mark)))
            return .invalid
        }
        guard let whole = template.wholeReference else {
            return interpolate(template, of: node, sources: sources, state: &state)
        }
        switch look(up: whole, in: node, sources: sources, state: &state) {
        case .value(let value): return placeholders == nil ? value : escaped(value)
        case .verbatim:
            let origin = Origin.source(node.place)
            return .scalar(ScalarValue(text: whole.text, isTextOnly: false, origin: origin))
        case nil: return .invalid
        }
    }

    private enum Found {
        case value(ReferencedValue)
        case verbatim
    }

    /// `nil` when the reference names nothing, which is reported.
    private func look(
        up reference: Template.Reference, in node: Node, sources: SourceMap,
        state: inout ValidationState
    ) -> Found? {
        switch resolve(reference) {
        case .value(let value): return .value(value)
        case .placeholder: return .verbatim
        case .unknown(let candidates, let what):
            state.log.report(
                .unknownReference(
                    reference, what, candidates(),
                    at: sources.place(of: reference.text, from: node.mark)))
        case .hasNoFields(let what):
            state.log.report(
                .noFields(reference, what, at: sources.place(of: reference.text, from: node.mark)))
        case .notACommand:
            state.log.report(
                .notACommand(reference, at: sources.place(of: reference.text, from: node.mark)))
        }
        return nil
    }

    private func interpolate(
        _ template: Template, of node: Node, sources: SourceMap, state: inout ValidationState
    ) -> ReferencedValue {
        var text = ""
        var pieces: [ScalarValue.Piece] = []
        var isValid = true
        for part in template.parts {
            switch part {
            case .literal(let literal):
                text += placeholders == nil ? literal : Template.escaped(literal)
            case .reference(let reference):
                switch look(up: reference, in: node, sources: sources, state: &state) {
                case .verbatim:
                    text += reference.text
                case .value(.scalar(let value)):
                    let start = text.utf8.count
                    text += placeholders == nil ? value.text : Template.escaped(value.text)
                    pieces.append(
                        ScalarValue.Piece(
                            bytes: start..<text.utf8.count, origin: value.origin))
                case .value(.list):
                    isValid = false
                    state.log.report(
                        .listInText(
                            reference, at: sources.place(of: reference.text, from: node.mark)))
                case .value(.invalid), nil:
                    isValid = false
                }
            }
            guard state.spend(bytes: text.utf8.count, at: node.place) else { return .invalid }
        }
        guard isValid else { return .invalid }
        return .scalar(
            ScalarValue(
                text: text, isTextOnly: false, origin: .source(node.place), pieces: pieces))
    }

    private func escaped(_ value: ReferencedValue) -> ReferencedValue {
        let escape = { (scalar: ScalarValue) in
            var scalar = scalar
            let text = Template.escaped(scalar.text)
            if text != scalar.text { (scalar.text, scalar.pieces) = (text, []) }
            return scalar
        }
        return switch value {
        case .scalar(let scalar): .scalar(escape(scalar))
        case .list(let items, let origin): .list(items.map(escape), origin)
        case .invalid: .invalid
        }
    }
}

extension Diagnostic {
    fileprivate static func malformed(_ problem: Template.Malformation, _ place: Place) -> Self {
        let literal = "for a literal '${' write '$${'"
        switch problem {
        case .unclosed:
            return Self("'${' has no '}'", at: place, label: "expected '${name}'; \(literal)")
        case .badName(let name):
            return Self(
                "\(quoted("${\(name)}")) is no reference", at: place,
                label: "expected '${name}' or '${axis.field}'; \(literal)")
        }
    }

    fileprivate static func unknownReference(
        _ reference: Template.Reference, _ what: String, _ candidates: [String], at place: Place
    ) -> Self {
        let isField = what != "parameter or axis"
        let name = isField ? reference.field ?? "" : reference.name
        return Self(
            "\(quoted(reference.text)) names no \(what)", at: place,
            label: suggestion(for: name, among: candidates, otherwise: "there is no \(what) here"))
    }

    fileprivate static func noFields(
        _ reference: Template.Reference, _ what: String, at place: Place
    ) -> Self {
        Self(
            "\(quoted(reference.text)) asks for a field, but the \(what)"
                + " \(quoted(reference.name)) has none",
            at: place, label: "write '${\(reference.name)}', or give an axis named cases")
    }

    fileprivate static func notACommand(
        _ reference: Template.Reference, at place: Place
    ) -> Self {
        Self(
            "\(quoted(reference.text)) is only known where a command is run", at: place,
            label: "only 'with' of a stage that runs a command can refer to inputs and outputs")
    }

    fileprivate static func listInText(
        _ reference: Template.Reference, at place: Place
    ) -> Self {
        Self(
            "\(quoted(reference.text)) is a list, and can't be part of a text", at: place,
            label: "expected a reference to one value")
    }
}
