/// What the foot of a figure says of the trainings behind it.
enum TrainingFacts {
    static let decayBudgetSymbol = "Decay budget B = Σ lr·wd/(1 − momentum)"

    /// What is said of one group, under its title.
    typealias Entry = (title: String, text: String)

    /// How much was trained on, and how long: a quick profile's figures look like the paper's.
    ///
    /// - Parameters:
    ///   - samples: at least one.
    ///   - epochs: of those that know them.
    static func notes(samples: [Entry], epochs: [Entry]) -> [String] {
        let (count, last) = (common(samples), common(epochs))
        let ofSamples = count.map { "N = \($0) training samples" }
        let ofEpochs = last.map { $0 == "1" ? "one epoch" : "\($0) epochs" }
        if let ofSamples, let ofEpochs { return ["\(ofSamples), \(ofEpochs)."] }
        var notes = [ofSamples.map { "\($0)." } ?? "Training samples N: \(list(samples))."]
        if let ofEpochs {
            notes.append("Trained for \(ofEpochs).")
        } else if !epochs.isEmpty {
            notes.append("Epochs: \(list(epochs)).")
        }
        return notes
    }

    /// The text that all have; `nil` where they differ.
    static func common(_ entries: [Entry]) -> String? {
        entries.first.flatMap { first in
            entries.allSatisfy { $0.text == first.text } ? first.text : nil
        }
    }

    /// `2 of 3 (Swimmer: k = 2); none of 3 (Hopper)`.
    static func list(_ entries: [Entry]) -> String {
        entries.map { $0.title.isEmpty ? $0.text : "\($0.text) (\($0.title))" }
            .joined(separator: "; ")
    }
}
