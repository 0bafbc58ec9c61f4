internal import DataManifests
internal import FoundationEssentials
internal import PipelineLanguage

/// The data manifests that a stage names, as a parameter: what they say counts like what the
/// pipeline says.
enum ManifestParameter {
    /// For a stage with the parameters `dataset` and `sources`: what decides about the bytes, as
    /// the parameter `manifest`.
    static let ofDataset: ParameterDerivation = { context in
        guard let name = context.text("dataset"),
            let manifest = pinnedManifest(of: name, at: context.place(of: "dataset"), &context)
        else { return nil }
        for source in context.texts("sources") where manifest.sources(named: [source]) == nil {
            let known = manifest.sources.map(\.name)
            let place = context.place(of: source, in: "sources")
            context.log.report(.unknownSource(source, of: name, known: known, at: place))
        }
        return parameter("manifest", manifest.decisive, of: [name])
    }

    /// For a stage with the parameter `datasets`: what the paper states of each, as the parameter
    /// `stated`.
    static let ofComparison: ParameterDerivation = { context in
        let names = context.texts("datasets")
        let manifests = names.compactMap { name in
            manifest(of: name, at: context.place(of: name, in: "datasets"), &context)
        }
        guard manifests.count == names.count else { return nil }
        let rows = manifests.map { manifest in
            StatedDataset(
                dataset: manifest.dataset, title: manifest.title, stated: manifest.stated,
                needsHand: manifest.sources.allSatisfy { $0.manual != nil },
                hasTerms: manifest.terms != nil)
        }
        return parameter("stated", rows, of: names)
    }

    private static func manifest(
        of name: String, at place: Place?, _ context: inout DerivationContext
    ) -> DataManifest? {
        ManifestReader.read(
            name, at: place, project: context.project, sources: &context.sources,
            log: &context.log)
    }

    private static func pinnedManifest(
        of name: String, at place: Place?, _ context: inout DerivationContext
    ) -> DataManifest? {
        guard let manifest = manifest(of: name, at: place, &context) else { return nil }
        do throws(PinFileError) {
            let pins = try PinFile.read(projectRoot: context.project.root) { file in
                if let file {
                    _ = context.sources.add(file)
                } else {
                    context.missingFiles.insert(PinFile.path)
                }
            }
            return try manifest.pinned(by: pins)
        } catch {
            switch error {
            case .contradictions(let contradictions):
                for contradiction in contradictions {
                    context.log.report(.contradictingPin(contradiction, at: place))
                }
            case .damaged(let problems): context.log.report(.damagedPins(problems, at: place))
            default: context.log.report(.unusablePins(error, at: place))
            }
            return nil
        }
    }

    private static func parameter(
        _ name: String, _ value: some Encodable, of datasets: [String]
    ) -> [Stage.Parameter]? {
        guard let value = try? ParameterValue(encoding: value) else { return nil }
        let file = "\(ManifestReader.folder)/\(datasets.first ?? "")\(ManifestReader.suffix)"
        return [
            Stage.Parameter(
                name: name, value: value,
                origin: .written(SourceLocation(file: file, line: 1, column: 1)))
        ]
    }
}

extension ParameterValue {
    /// What a value is in JSON, as a parameter; keys without a value are left out.
    init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(JSONParameter.self, from: JSONEncoder().encode(value)).value
    }
}

/// JSON without reals and nulls, which manifests do not have.
private struct JSONParameter: Decodable {
    let value: ParameterValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self.value = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self.value = .integer(value)
        } else if let value = try? container.decode(String.self) {
            self.value = .text(value)
        } else if let values = try? container.decode([JSONParameter].self) {
            self.value = .list(values.map(\.value))
        } else {
            let values = try container.decode([String: JSONParameter].self)
            self.value = .mapping(
                values.sorted { $0.key < $1.key }
                    .map { ParameterValue.Entry(key: $0.key, value: $0.value.value) })
        }
    }
}

extension Diagnostic {
    fileprivate static func unknownSource(
        _ source: String, of dataset: String, known: [String], at place: Place?
    ) -> Self {
        let remedy =
            NearestName.of(source, among: known).map { "did you mean '\($0)'?" }
            ?? "expected one of: \(known.joined(separator: ", "))"
        return Self("dataset '\(dataset)' has no source '\(source)'", at: place, label: remedy)
    }

    fileprivate static func contradictingPin(
        _ contradiction: PinContradiction, at place: Place?
    ) -> Self {
        let sha256 = contradiction.sha256.map { "sha256 \($0)" } ?? "no sha256"
        let size = contradiction.size.map { "\($0) bytes" } ?? "no size"
        return Self(
            """
            '\(contradiction.manifest)' has \(sha256) and \(size) for '\(contradiction.key)', but \
            '\(PinFile.path)' has \(contradiction.pin)
            """, at: place,
            label: "the manifest decides: remove the entry '\(contradiction.key)' of the pins")
    }

    /// The first mistake is enough: the file is no one's to mend by hand.
    fileprivate static func damagedPins(_ problems: PipelineDiagnostics, at place: Place?) -> Self {
        let problem = problems.diagnostics.first.map { first in
            let place = problems.location(of: first).map { "\($0): " } ?? ""
            return ": \(place)\(first.message)"
        }
        return Self(
            "the file '\(PinFile.path)' is damaged\(problem ?? "")", at: place,
            label: "restore it from version control, or remove it to pin afresh")
    }

    fileprivate static func unusablePins(_ error: PinFileError, at place: Place?) -> Self {
        Self("\(error)", at: place)
    }
}
