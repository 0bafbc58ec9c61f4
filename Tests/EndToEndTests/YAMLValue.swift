import Foundation
import PipelineLanguage
import Testing

/// YAML as an editor reads it: plain scalars typed by YAML's core schema.
enum YAMLValue {
    static func of(_ text: String) throws -> Any {
        var log = DiagnosticLog()
        var budget = Document.maximumNodeCount
        var sources = SourceMap()
        let file = sources.add(SourceFile(path: "p.yaml", bytes: Array(text.utf8)))
        let document = try #require(
            Document(of: file, in: sources, nodeBudget: &budget, log: &log))
        return value(document.root)
    }

    private static func value(_ node: Node) -> Any {
        switch node.content {
        case .mapping(let fields):
            Dictionary(
                fields.map { ($0.key.text, value($0.value)) },
                uniquingKeysWith: { first, _ in first })
        case .sequence(let items): items.map(value)
        case .scalar(let scalar): value(scalar)
        case .invalid: NSNull()
        }
    }

    private static func value(_ scalar: Scalar) -> Any {
        if scalar.isNothing { return NSNull() }
        guard scalar.style == .plain else { return scalar.text }
        switch scalar.text {
        case "true", "True", "TRUE": return NSNumber(value: true)
        case "false", "False", "FALSE": return NSNumber(value: false)
        default:
            let isNumber = scalar.text.wholeMatch(
                of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/)
            guard isNumber != nil, let number = Double(scalar.text) else { return scalar.text }
            return NSNumber(value: number)
        }
    }
}
