/// A pipeline that means something: every name is known and every value typed, for every instance
/// of every sweep. What is left to do is to write the instances out.
package struct ValidatedPipeline: Sendable {
    /// A parameter with its value in force.
    package struct ParameterInForce: Sendable, Hashable {
        package var name: String
        /// The text, or for a list `[1, 2]`.
        package var value: String
        /// `nil` for a value from `--set`.
        package var location: SourceLocation?

        package init(name: String, value: String, location: SourceLocation?) {
            self.name = name
            self.value = value
            self.location = location
        }
    }

    let sources: SourceMap
    let name: String
    let profile: String
    /// `quick`, or `quick+set` where `--set` overrides something.
    let resultsName: String
    let profileNames: [String]
    let parameters: [ParameterInForce]
    /// In the order of definition.
    let stages: [ValidatedStage]
    /// Indices of `stages`, producers before their consumers.
    let order: [Int]
    let figures: [ValidatedFigure]
    let claims: [ValidatedClaim]
}

/// One stage with all its instances.
struct ValidatedStage: Sendable {
    struct Parameter: Sendable {
        var name: String
        /// One entry per distinct value over the sweep.
        var values: SweepTable<TypedValue>
    }

    struct Input: Sendable {
        var name: String
        var isList: Bool
        var sources: [BoundSource]
        var mark: Mark
    }

    var name: Name
    var kind: StageKind
    var sweep: Sweep
    /// Sorted by name, defaults included.
    var parameters: [Parameter]
    /// Sorted by name.
    var inputs: [Input]
    /// Sorted by name.
    var outputs: [Stage.Output]
    var resources: ResourceTables
    /// Seconds.
    var timeout: SweepTable<Double>?
    var retries: SweepTable<Int>
}

/// What of the project an input names: the key that it is written under.
enum ProjectSourceKind: String, Sendable, CaseIterable {
    case file, folder
    case pattern = "files"

    func source(_ path: String) -> Stage.Source {
        switch self {
        case .file: .file(path)
        case .folder: .folder(path)
        case .pattern: .pattern(path)
        }
    }
}

/// Where an input comes from, for every instance of the consumer.
enum BoundSource: Sendable {
    /// Paths relative to the project's root.
    case project(ProjectSourceKind, SweepTable<String>)
    /// `offsets` add up to the producer's instance; each of `gathered` is added to that.
    case output(stage: Int, name: String, offsets: [SweepTable<Int>], gathered: [Int])
}

/// A figure whose publications are spelled out.
struct ValidatedFigure: Sendable {
    struct Publication: Sendable {
        var path: String
        /// Index of the stage's definition.
        var stage: Int
        var instance: Int
        var output: String
        var place: Place
    }

    var name: Name
    var title: String
    var publications: [Publication]
}

/// A claim whose measurements are found.
struct ValidatedClaim: Sendable {
    struct Source: Sendable, Hashable {
        /// Index of the stage's definition.
        var stage: Int
        var instance: Int
        var output: String
    }

    struct Arm: Sendable {
        var name: String
        var sources: [Source]
    }

    var name: Name
    var statement: String
    var measurements: [Source]
    var arms: [Arm]
    var controls: [Arm]
    var terms: ClaimTerms
}
