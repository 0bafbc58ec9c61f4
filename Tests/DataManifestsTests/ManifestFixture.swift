import PipelineLanguage
import TestSupport

@testable import DataManifests

/// A small right manifest of a dataset `d`, whose lines tests replace.
enum ManifestFixture {
    /// Lines 1 to 6.
    static let header = """
        dataset: d
        schema: 1
        title: T
        description: D
        citation: C
        licence: L

        """
    static let files = "[{name: x.csv}]"
    static let layout = "{format: csv, files: x.csv, header: false, inputs: [0], targets: [1]}"

    /// The header, and from line 7 on one source with its name in line 8, fidelity in 9, files in
    /// 10 and layout in 11.
    static func manifest(
        header: String = header, name: String = "s", fidelity: String = "original",
        files: String = files, layout: String = layout, more: String = ""
    ) -> String {
        header + """
            sources:
              - name: \(name)
                fidelity: \(fidelity)
                files: \(files)
                layout: \(layout)

            """ + more
    }

    /// Loads a manifest given as text, in a project of its own.
    static func load(_ text: String) throws -> DataManifest {
        let project = try TemporaryProject()
        try project.write(text, to: "data-manifests/d.yaml")
        return try ManifestReader.load("d", projectRoot: project.path)
    }

    /// All diagnostics of a manifest, as they are printed; empty when it is right.
    static func diagnostics(_ text: String) throws -> String {
        do {
            _ = try load(text)
            return ""
        } catch let problems as PipelineDiagnostics {
            return problems.rendered()
        }
    }

    /// All diagnostics of loading `name` from a project; empty when it is right.
    static func diagnostics(of name: String, in project: TemporaryProject) -> String {
        do {
            _ = try ManifestReader.load(name, projectRoot: project.path)
            return ""
        } catch {
            return error.rendered()
        }
    }
}
