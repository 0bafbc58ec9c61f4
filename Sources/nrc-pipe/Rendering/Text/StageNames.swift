/// Lists of stages in a sentence.
enum StageNames {
    private static let shown = 3

    static func waiting(for stages: [String]) -> String {
        "if the bytes of \(list(stages)) change"
    }

    static func list(_ stages: [String]) -> String {
        let names = stages.prefix(shown).joined(separator: ", ")
        let rest = stages.count - shown
        return rest > 0 ? "\(names) and \(rest) more" : names
    }
}
