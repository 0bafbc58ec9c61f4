/// What is known of one dataset: what it is, where it can be had, and how it is laid out.
///
/// It is read from `data-manifests/NAME.yaml` and travels to the worker as JSON.
package struct DataManifest: Codable, Hashable, Sendable {
    /// The dataset's name, which is also the file's.
    package var dataset: String
    package var title: String
    package var description: String
    package var citation: String
    /// Of the first source; `unknown` where nobody says.
    package var licence: String
    /// What has to be accepted before a download; `nil` for nothing.
    package var terms: String?
    /// What the paper says of the dataset; `nil` for one that no paper mentions.
    package var stated: StatedFacts?
    /// At least one, in order of fidelity, each with a name of its own.
    package var sources: [DataSource]
}

/// What the paper's table of datasets says, right or wrong.
package struct StatedFacts: Codable, Hashable, Sendable {
    package var samples: Int
    /// The shape of one sample's input: `[8]`, or `[288, 200, 3]`.
    package var inputs: [Int]
    /// The dimension of one sample's target.
    package var targets: Int
    /// The rank of the targets where the paper names one; `nil` else.
    package var targetRank: Int?
    package var task: String
    package var architecture: String

    private enum CodingKeys: String, CodingKey {
        case samples, inputs, targets, task, architecture
        case targetRank = "target_rank"
    }
}
