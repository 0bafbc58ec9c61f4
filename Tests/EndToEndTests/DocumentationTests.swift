import Foundation
import Testing

@Suite struct DocumentationTests {
    @Test("the complete pipelines in the documents are valid")
    func examplesAreValid() throws {
        let page = try String(
            contentsOf: ScratchProject.repository.appendingPathComponent("docs/pipeline-format.md"),
            encoding: .utf8)
        let blocks = page.components(separatedBy: "```yaml\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
            .filter { $0.hasPrefix("pipeline:") }
        #expect(!blocks.isEmpty)
        for block in blocks {
            let project = try ScratchProject(pipelines: ["example.yaml": block])
            for profile in ["quick", "paper"] {
                let plan = try project.run("plan", "--profile", profile)
                #expect(plan.status == 0, "\(plan.errors)")
                #expect(plan.errors == "")
            }
        }
    }

    @Test("pages link only to files that exist")
    func linksResolve() throws {
        let root = ScratchProject.repository
        for page in [
            "README.md", "ARCHITECTURE.md", "docs/pipeline-format.md", "docs/data-manifests.md",
            "docs/stand-ins.md", "docs/reproduction.md", "docs/tutorial.md", "docs/caching.md",
            "docs/events.md", "docs/stage-kinds.md",
        ] {
            let file = root.appendingPathComponent(page)
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\]\(([^)#:]+)\)/) {
                let target = file.deletingLastPathComponent()
                    .appendingPathComponent(String(match.1))
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.1)")
            }
        }
    }
}
