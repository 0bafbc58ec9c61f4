extension [Field] {
    /// The fields without references that YAML cut in pieces, which are reported.
    ///
    /// In `{model: train.model@seed=1,arm=wide}` the comma ends a plain scalar, so that `arm=wide`
    /// becomes a key without a value.
    func withoutCutReferences(log: inout DiagnosticLog) -> [Field] {
        var result: [Field] = []
        var continuesCut = false
        for field in self {
            let isPiece = field.key.text.contains("=") && field.value.isNothing
            if isPiece {
                log.report(.cutOff(field.key))
                if !continuesCut { _ = result.popLast() }
            } else {
                result.append(field)
            }
            continuesCut = isPiece
        }
        return result
    }
}

extension Diagnostic {
    fileprivate static func cutOff(_ key: Name) -> Self {
        Self(
            "\(quoted(key.text)) was cut off from the reference before it", at: key.place,
            label: "a reference with ',' needs quotes inside { } and [ ]")
    }
}
