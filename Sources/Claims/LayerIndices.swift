internal import PipelineLanguage

extension LayerSelection {
    /// The selected layers of a model with `count` of them, ascending for all but `indices`;
    /// `nil` when it has not all of them.
    func indices(of count: Int) -> [Int]? {
        switch self {
        case .last: return count > 0 ? [count - 1] : nil
        case .hidden: return count > 2 ? Array(1...(count - 2)) : nil
        case .aboveInput: return count > 1 ? Array(1..<count) : nil
        case .all: return count > 0 ? Array(0..<count) : nil
        case .top(let number): return number < count ? Array((count - number)..<count) : nil
        case .indices(let indices):
            let resolved = indices.map { $0 < 0 ? count + $0 : $0 }
            return resolved.allSatisfy { (0..<count).contains($0) } ? resolved : nil
        }
    }

    /// `the last layer`, `the hidden layers`.
    var title: String {
        switch self {
        case .last: return "the last layer"
        case .hidden: return "the hidden layers"
        case .aboveInput: return "the layers above the input"
        case .all: return "all layers"
        case .top(let number): return number == 1 ? "the last layer" : "the top \(number) layers"
        case .indices(let indices):
            let names = indices.map(String.init).joined(separator: ", ")
            return indices.count == 1 ? "layer \(names)" : "layers \(names)"
        }
    }
}

extension LayerPlace {
    /// `in the last layer`, `in 1 of the hidden layers`.
    var title: String { "in \(wanted)" }

    /// `the last layer`, `1 of the hidden layers`.
    var wanted: String { (atLeast.map { "\($0) of " } ?? "") + layers.title }
}
