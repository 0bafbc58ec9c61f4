internal import PipelineLanguage

/// Where a parameter's value, or an item of it, was written: what a change of it comes from.
struct ParameterWriting {
    private var whole: Stage.Parameter.Origin
    private var pieces: [Stage.Parameter.Piece] = []

    init(origin: Stage.Parameter.Origin) { whole = origin }

    init(_ parameter: Stage.Parameter) {
        whole = parameter.origin
        pieces = parameter.pieces
    }

    /// - Parameter index: in a list, or in a mapping by its sorted keys; `nil` for what is gone.
    func ofItem(_ index: Int?) -> Self {
        var result = self
        let own = pieces.filter { $0.item == index && index != nil }
        if let item = own.first(where: { $0.bytes == nil }) { result.whole = item.origin }
        result.pieces = own.compactMap { piece in
            piece.bytes.map { Stage.Parameter.Piece(item: nil, bytes: $0, origin: piece.origin) }
        }
        return result
    }

    /// What the new value comes from: of a text in which nothing has changed but what one
    /// reference stands for, where that was written.
    func origin(from old: ParameterValue?, to new: ParameterValue?) -> Stage.Parameter.Origin {
        guard case .text(let before) = old, case .text(let after) = new, !pieces.isEmpty else {
            return whole
        }
        let changed = Self.change(from: Array(before.utf8), to: Array(after.utf8))
        let piece = pieces.first { piece in
            guard piece.item == nil, let bytes = piece.bytes else { return false }
            // What is gone from beside a reference may have been the template's.
            if changed.isEmpty {
                return bytes.lowerBound < changed.lowerBound
                    && changed.upperBound < bytes.upperBound
            }
            return bytes.lowerBound <= changed.lowerBound && changed.upperBound <= bytes.upperBound
        }
        return piece?.origin ?? whole
    }

    /// What is left of the new text without what both begin and end with.
    private static func change(from old: [UInt8], to new: [UInt8]) -> Range<Int> {
        let shorter = min(old.count, new.count)
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
        return start..<new.count - min(end, shorter - start)
    }
}
