/// The expanded pipeline: sweeps unrolled, references resolved, topologically sorted.
package struct StageGraph: Sendable {
    package var pipelineName: String
    package var profile: String
    /// The folder below `results/`: the profile, marked where `--set` changed it, so that a trial
    /// never passes for the profile's result.
    package var resultsName: String
    /// Producers stand before their consumers; `stages[id.index]` is the stage with that id.
    package var stages: [Stage]
    package var figures: [Figure]
    package var claims: [Claim]

    /// - Parameter resultsName: the profile's own name by default.
    package init(
        pipelineName: String, profile: String, resultsName: String? = nil, stages: [Stage],
        figures: [Figure], claims: [Claim] = []
    ) {
        self.pipelineName = pipelineName
        self.profile = profile
        self.resultsName = resultsName ?? profile
        self.stages = stages
        self.figures = figures
        self.claims = claims
    }

    package subscript(id: StageID) -> Stage {
        // A stage is large: whoever reads one of its properties is not to be given a copy of all, which
        // took a tenth of the time of deciding what to run.
        _read { yield stages[id.index] }
    }

    /// The stages and everything that they need; in the graph's order.
    package func closure(of ids: some Sequence<StageID>) -> [StageID] {
        var isNeeded = [Bool](repeating: false, count: stages.count)
        for id in ids { isNeeded[id.index] = true }
        // Consumers stand behind their producers, so that one walk backwards finds everything.
        for index in stages.indices.reversed() where isNeeded[index] {
            stages[index].forEachProducer { isNeeded[$0.index] = true }
        }
        return stages.indices.filter { isNeeded[$0] }.map { StageID($0) }
    }
}

/// Dense index of a stage in its graph.
package struct StageID: Hashable, Sendable, Comparable {
    package var index: Int

    package init(_ index: Int) { self.index = index }

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

package struct Stage: Sendable {
    package var id: StageID
    /// `train`, or for one instance of a sweep `train@seed=1,width=256` (axes in declared order).
    package var name: String
    /// The name under `stages:`.
    package var definitionName: String
    package var kind: String
    package var kindRevision: Int
    package var runner: StageKind.Runner
    /// Sorted by name, defaults filled in.
    package var parameters: [Parameter]
    /// Sorted by name; the sources of a `many` input keep their order.
    package var inputs: [Input]
    /// Sorted by name.
    package var outputs: [Output]
    package var resources: Resources
    /// Seconds after which the stage is stopped and failed.
    package var timeoutSeconds: Double?
    package var retries: Int
    /// Set for kinds whose output names the profile; part of the fingerprint then.
    package var stampedProfile: String?
    /// What stands in for real data among all that the stage is made from; sorted.
    package var standIns: [String] = []
    /// Where the stage is defined.
    package var location: SourceLocation

    package init(
        id: StageID, name: String, definitionName: String, kind: String, kindRevision: Int,
        runner: StageKind.Runner, parameters: [Parameter], inputs: [Input], outputs: [Output],
        resources: Resources = Resources(), timeoutSeconds: Double? = nil, retries: Int = 0,
        stampedProfile: String? = nil, location: SourceLocation
    ) {
        self.id = id
        self.name = name
        self.definitionName = definitionName
        self.kind = kind
        self.kindRevision = kindRevision
        self.runner = runner
        self.parameters = parameters
        self.inputs = inputs
        self.outputs = outputs
        self.resources = resources
        self.timeoutSeconds = timeoutSeconds
        self.retries = retries
        self.stampedProfile = stampedProfile
        self.location = location
    }

    /// The parameter's value; `nil` where the stage has none of that name.
    package func parameter(_ name: String) -> ParameterValue? {
        parameters.first { $0.name == name }?.value
    }

    package struct Parameter: Sendable, Hashable {
        package var name: String
        package var value: ParameterValue
        package var origin: Origin
        /// What of the value was not written where the whole was; a piece of an item follows the
        /// item.
        package var pieces: [Piece] = []

        /// A part of a value, such as what a reference in a command stands for.
        package struct Piece: Sendable, Hashable {
            /// The place in a list, or in a mapping by its sorted keys; `nil` in a text.
            package var item: Int?
            /// Of the text, in UTF-8; `nil` for all of it.
            package var bytes: Range<Int>?
            package var origin: Origin

            package init(item: Int?, bytes: Range<Int>?, origin: Origin) {
                self.item = item
                self.bytes = bytes
                self.origin = origin
            }
        }

        /// Where the value in force was written; `nil` for one that is in no file.
        package var location: SourceLocation? {
            if case .written(let location) = origin { location } else { nil }
        }

        package init(name: String, value: ParameterValue, origin: Origin) {
            self.name = name
            self.value = value
            self.origin = origin
        }

        /// What gave a parameter the value that is in force.
        package enum Origin: Sendable, Hashable {
            /// A profile, a sweep's axis, a parameter or `with:`.
            case written(SourceLocation)
            /// `--set` with this parameter of the pipeline.
            case option(String)
            /// The kind's default.
            case standard
            /// The pipeline itself, such as the profile's name or the stand-ins upstream.
            case builtIn
        }
    }

    package struct Input: Sendable, Hashable {
        package var name: String
        package var isList: Bool
        package var sources: [Source]
        package var location: SourceLocation

        package init(name: String, isList: Bool, sources: [Source], location: SourceLocation) {
            self.name = name
            self.isList = isList
            self.sources = sources
            self.location = location
        }
    }

    package enum Source: Sendable, Hashable {
        case output(of: StageID, named: String)
        /// Path relative to the project root, normalised, proven to stay inside it.
        case file(String)
        /// All files below a folder of the project; a path as of a file.
        case folder(String)
        /// Files of the project whose paths match, such as `scripts/*.py`.
        case pattern(String)
    }

    package struct Output: Sendable, Hashable {
        package var name: String
        /// Relative to the stage's scratch folder, normalised.
        package var path: String
        package var format: ArtifactFormat

        package init(name: String, path: String, format: ArtifactFormat) {
            self.name = name
            self.path = path
            self.format = format
        }
    }

    /// What the stage occupies while it runs; stages wait for each other where it is short.
    package struct Resources: Sendable, Hashable {
        /// Cores, of which the scheduler counts up to `-j`.
        package var cpu: Int
        /// Bytes that are kept free for the stage, and that it may not exceed; `nil` for no limit.
        package var memoryBytes: Int64?
        /// Graphics processors that are its own.
        package var gpus: Int
        /// Names of things that one stage at a time may use, sorted.
        package var exclusive: [String]

        package init(
            cpu: Int = 1, memoryBytes: Int64? = nil, gpus: Int = 0, exclusive: [String] = []
        ) {
            self.cpu = cpu
            self.memoryBytes = memoryBytes
            self.gpus = gpus
            self.exclusive = exclusive
        }
    }

    /// Goes through the stages whose outputs this one reads, some more than once.
    fileprivate func forEachProducer(_ body: (StageID) -> Void) {
        for input in inputs {
            for case .output(let producer, _) in input.sources { body(producer) }
        }
    }

    /// The stages whose outputs this one reads, each once, in order.
    package var producers: [StageID] {
        var all: [StageID] = []
        forEachProducer { all.append($0) }
        // Most stages have two or three; a set would cost each of them more than the sorting.
        all.sort()
        var distinct: [StageID] = []
        for producer in all where producer != distinct.last { distinct.append(producer) }
        return distinct
    }
}

/// A named target: what has to be built, and where its files go below `results/<profile>/`.
package struct Figure: Sendable {
    package var name: String
    package var title: String
    package var publications: [Publication]
    package var location: SourceLocation

    package init(
        name: String, title: String, publications: [Publication], location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.publications = publications
        self.location = location
    }

    package struct Publication: Sendable, Hashable {
        /// Relative to `results/<profile>/`; a folder output is published as a folder.
        package var path: String
        package var stage: StageID
        package var output: String

        package init(path: String, stage: StageID, output: String) {
            self.path = path
            self.stage = stage
            self.output = output
        }
    }
}
