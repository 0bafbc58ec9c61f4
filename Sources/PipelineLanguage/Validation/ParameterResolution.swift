/// Gives every entry of `parameters` its value in force: `--set`, else the profile, else its own.
struct ParameterResolution {
    /// Parameters may refer to each other in chains up to this long.
    private static let maximumDepth = 64

    private enum Written {
        case node(Node)
        case option(ReferencedValue)
    }

    private let sources: SourceMap
    private var written: [String: Written] = [:]
    /// Names on the way from the parameter that was asked for to the one being resolved.
    private var trail: [Name] = []
    private(set) var scope: Scope

    /// - Parameter builtIns: `profile` and `pipeline`.
    init(
        _ definition: PipelineDefinition, profile: ProfileDefinition?,
        overrides: [(String, String)], builtIns: [String: String], state: inout ValidationState
    ) {
        sources = definition.sources
        scope = Scope(
            parameters: builtIns.mapValues {
                .scalar(ScalarValue(text: $0, isTextOnly: false, origin: .builtIn))
            })
        for field in definition.parameters { written[field.key.text] = .node(field.value) }
        for field in profile?.parameters ?? [] where written[field.key.text] != nil {
            written[field.key.text] = .node(field.value)
        }
        for (name, text) in overrides {
            guard let declared = written[name] else {
                let names = definition.parameters.map(\.key.text)
                state.log.report(.unknownOption(name, text, names: names))
                continue
            }
            guard let value = Self.optionValue(text, of: name, replacing: declared) else {
                state.log.report(.badOption(name, text))
                continue
            }
            written[name] = .option(value)
        }
        for field in definition.parameters { resolve(field.key, state: &state) }
    }

    /// `5e-4`, `[1, 2]`, or `1,2` for a parameter that is a list; `nil` for text with `${`, which
    /// only files may have.
    private static func optionValue(
        _ text: String, of name: String, replacing declared: Written
    ) -> ReferencedValue? {
        guard !Template.isNeeded(for: text), !text.isEmpty else { return nil }
        let origin = Origin.option(name)
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let isList =
            switch declared {
            case .node(let node): if case .sequence = node.content { true } else { false }
            case .option(let value): if case .list = value { true } else { false }
            }
        guard isBracketed || isList else {
            return .scalar(ScalarValue(text: text, isTextOnly: false, origin: origin))
        }
        let inside = isBracketed ? text.dropFirst().dropLast() : text[...]
        let items = inside.split(separator: ",", omittingEmptySubsequences: false).map { item in
            let trimmed = item.drop { $0 == " " }
            let end = trimmed.lastIndex { $0 != " " }.map(trimmed.index(after:))
            return String(trimmed[..<(end ?? trimmed.startIndex)])
        }
        guard items.allSatisfy({ !$0.isEmpty }) else { return nil }
        return .list(
            items.map { ScalarValue(text: $0, isTextOnly: false, origin: origin) }, origin)
    }

    private mutating func resolve(_ name: Name, state: inout ValidationState) {
        guard scope.parameters[name.text] == nil, let value = written[name.text] else { return }
        if let start = trail.firstIndex(where: { $0.text == name.text }) {
            let cycle = trail[start...].map(\.text) + [name.text]
            let reference = "${" + name.text + "}"
            state.log.report(.cycle(cycle, at: sources.place(of: reference, from: name.mark)))
            scope.parameters[name.text] = .invalid
            return
        }
        guard trail.count < Self.maximumDepth else {
            state.log.report(.tooDeep(at: Place(name.mark)))
            scope.parameters[name.text] = .invalid
            return
        }
        switch value {
        case .option(let value):
            scope.parameters[name.text] = value
        case .node(let node):
            trail.append(name)
            resolveReferences(in: node, state: &state)
            trail.removeLast()
            let value = self.value(of: node, name: name.text, state: &state)
            // A cycle through this parameter has made it invalid meanwhile.
            if scope.parameters[name.text] == nil { scope.parameters[name.text] = value }
        }
    }

    private mutating func resolveReferences(in node: Node, state: inout ValidationState) {
        switch node.content {
        case .scalar(let scalar):
            guard Template.isNeeded(for: scalar.text), let template = try? Template(scalar.text)
            else { return }
            for case .reference(let reference) in template.parts {
                resolve(Name(text: reference.name, mark: node.mark), state: &state)
            }
        case .sequence(let items):
            for item in items { resolveReferences(in: item, state: &state) }
        case .mapping, .invalid:
            break
        }
    }

    private func value(
        of node: Node, name: String, state: inout ValidationState
    ) -> ReferencedValue {
        let owner = "parameter \(Diagnostic.quoted(name))"
        switch node.content {
        case .invalid:
            return .invalid
        case .mapping:
            state.log.report(.wrongShape(owner, node))
            return .invalid
        case .scalar(let scalar):
            guard !scalar.isNothing else {
                state.log.report(.wrongShape(owner, node))
                return .invalid
            }
            return scope.substitute(scalar, of: node, sources: sources, state: &state)
        case .sequence(let items):
            let values = scope.scalars(in: items, of: owner, sources: sources, state: &state)
            return values.map { .list($0, .source(node.place)) } ?? .invalid
        }
    }
}

extension Scope {
    /// The items of a list of scalars; `nil` when one isn't, which is reported.
    func scalars(
        in items: [Node], of owner: String, sources: SourceMap, state: inout ValidationState
    ) -> [ScalarValue]? {
        let values = items.compactMap { item -> ScalarValue? in
            guard case .scalar(let scalar) = item.content, !scalar.isNothing else {
                if !item.isInvalid { state.log.report(.notAScalar(owner, item)) }
                return nil
            }
            switch substitute(scalar, of: item, sources: sources, state: &state) {
            case .scalar(let value): return value
            case .invalid: return nil
            case .list:
                state.log.report(.listInList(owner, item))
                return nil
            }
        }
        return values.count == items.count ? values : nil
    }
}

extension Diagnostic {
    fileprivate static func unknownOption(_ name: String, _ text: String, names: [String]) -> Self {
        Self(
            "--set \(name)=\(text): the pipeline has no parameter \(quoted(name))", at: nil,
            label: suggestion(for: name, among: names, otherwise: "it has no parameters at all"))
    }

    fileprivate static func badOption(_ name: String, _ text: String) -> Self {
        Self(
            "--set \(name)=\(text): this is no value", at: nil,
            label: "expected a value such as 5e-4, or a list such as [1, 2]; '${…}' is not replaced"
        )
    }

    fileprivate static func cycle(_ names: [String], at place: Place) -> Self {
        Self(
            "parameters refer to each other: \(names.joined(separator: " → "))", at: place,
            label: "one of them needs a value of its own")
    }

    fileprivate static func tooDeep(at place: Place) -> Self {
        Self(
            "parameters refer to each other in a chain that is too long", at: place,
            label: "expected at most 64 steps from a parameter to its value")
    }

    fileprivate static func wrongShape(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) \(node.predicate)", at: node.place,
            label: "expected a value, or a list of values"
                + (node.isNothing ? ", found nothing" : ""))
    }

    fileprivate static func notAScalar(_ owner: String, _ node: Node) -> Self {
        Self(
            "an item of \(owner) \(node.predicate)", at: node.place,
            label: "expected a single value" + (node.isNothing ? ", found nothing" : ""))
    }

    fileprivate static func listInList(_ owner: String, _ node: Node) -> Self {
        Self(
            "an item of \(owner) is \(node.summary), which is a list itself", at: node.place,
            label: "expected a single value; write the reference without the brackets around it")
    }
}
