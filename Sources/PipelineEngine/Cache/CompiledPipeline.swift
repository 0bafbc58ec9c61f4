package import PipelineLanguage

/// A pipeline that is ready to be planned, loaded or remembered from the last time.
package struct CompiledPipeline: Sendable {
    package var graph: StageGraph
    /// Every file that was read, relative to the project root, each once; the root file first.
    package var files: [String]
    /// Profiles that the pipeline defines, in order.
    package var profileNames: [String]
    package var parameters: [ValidatedPipeline.ParameterInForce]
    /// In the order of definition.
    package var definitions: [LoadedPipeline.Definition]
    package var warnings: Warnings

    /// Remarks that stop nothing, as a person reads them; empty where there are none.
    package struct Warnings: Hashable, Sendable {
        package var plain = ""
        package var coloured = ""

        package func text(usesColour: Bool) -> String { usesColour ? coloured : plain }
    }

    package init(_ loaded: LoadedPipeline) {
        graph = loaded.graph
        var seen: Set<String> = []
        files = loaded.files.map(\.path).filter { seen.insert($0).inserted }
        profileNames = loaded.profileNames
        parameters = loaded.parameters
        definitions = loaded.definitions
        warnings = Warnings()
        if !loaded.warnings.diagnostics.isEmpty {
            warnings.plain = loaded.warnings.rendered(colour: false)
            warnings.coloured = loaded.warnings.rendered(colour: true)
        }
    }

    init(
        graph: StageGraph, files: [String], profileNames: [String],
        parameters: [ValidatedPipeline.ParameterInForce],
        definitions: [LoadedPipeline.Definition], warnings: Warnings
    ) {
        self.graph = graph
        self.files = files
        self.profileNames = profileNames
        self.parameters = parameters
        self.definitions = definitions
        self.warnings = warnings
    }
}
