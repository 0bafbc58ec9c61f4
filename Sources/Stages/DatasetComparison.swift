internal import DataManifests

/// One data set as the paper states it and as it was found.
struct DatasetComparison {
    enum Verdict: String {
        case yes, no
        /// One of the two sides does not say, or the data are not the paper's at all.
        case unknown
    }

    struct Quantity {
        let name: String
        let stated: String?
        let found: String?
        let verdict: Verdict

        /// What a person reads.
        var cell: String {
            switch (stated, found) {
            case (let stated?, let found?):
                switch verdict {
                case .yes: return stated
                case .no: return "\(stated) **≠ \(found)**"
                case .unknown: return "\(stated) / \(found)"
                }
            case (let stated?, nil): return "\(stated) / –"
            case (nil, let found?): return "– / \(found)"
            case (nil, nil): return "–"
            }
        }
    }

    let stated: StatedDataset
    /// `nil` for data that were not looked at.
    let found: DatasetSummary?

    init(_ stated: StatedDataset, found: DatasetSummary?) {
        self.stated = stated
        self.found = found
    }

    var quantities: [Quantity] {
        let paper = stated.stated
        return [
            quantity("samples", paper.map { $0.samples }, found?.usedSamples),
            quantity(
                "input", paper.map { Self.shape($0.inputs) }, found.map { Self.shape($0.inputs) }),
            quantity("targets", paper.map { $0.targets }, found?.targets),
            quantity("rank of targets", paper?.targetRank, found?.targetRank),
        ]
    }

    private func quantity<Value: Equatable & CustomStringConvertible>(
        _ name: String, _ stated: Value?, _ found: Value?
    ) -> Quantity {
        let verdict: Verdict =
            if let stated, let found, self.found?.standIn == nil {
                stated == found ? .yes : .no
            } else {
                .unknown
            }
        return Quantity(
            name: name, stated: stated?.description, found: found?.description, verdict: verdict)
    }

    /// `14`, `88×200×3`.
    private static func shape(_ dimensions: [Int]) -> String {
        dimensions.map(String.init).joined(separator: "×")
    }

    var fidelity: String {
        guard let found else { return "" }
        return found.standIn != nil ? "stand-in" : found.fidelity?.rawValue ?? ""
    }

    /// Which data were looked at.
    var origin: String {
        guard let found else {
            if stated.needsHand { return "not looked at: to be got by hand" }
            return stated.hasTerms ? "not looked at: terms to accept" : "not looked at"
        }
        if let standIn = found.standIn { return "**stand-in data**: \(standIn)" }
        let fidelity = found.fidelity.map { ", \($0.rawValue)" } ?? ""
        return "source \(found.source ?? "unknown")\(fidelity)"
    }

    /// What else a reader has to know of the data.
    var notes: [String] {
        guard let found else { return [] }
        var notes: [String] = []
        if let note = found.note { notes.append(note) }
        if found.isCut == true {
            notes.append("The first \(found.usedSamples) samples; nobody has counted the others.")
        } else if found.samples != found.usedSamples {
            notes.append("The first \(found.usedSamples) of \(found.samples) samples.")
        }
        if let constant = found.constantInputs, !constant.isEmpty {
            let list = constant.map(String.init).joined(separator: ", ")
            notes.append("Input columns that never change (from 0): \(list).")
        }
        return notes
    }
}
