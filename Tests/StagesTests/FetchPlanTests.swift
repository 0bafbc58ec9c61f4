import Foundation
import Testing
import WorkerProtocol

@testable import PipelineLanguage

/// The manifest as a fetch was planned with it, beside the one that it finds.
@Suite struct FetchPlanTests {
    private static let changed = """
        the manifest or the pins of 'd' changed while the run was going on; run it again
        """
    private let project: FetchProject

    init() throws { project = try FetchProject() }

    @Test("a manifest that asks for other bytes than planned is refused")
    func otherBytes() throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project)
        try project.describe(OfferedFile.source("first", file))
        let request = try project.request()
        let other = try OfferedFile("a.csv", "3,4\n", in: project)
        try project.describe(OfferedFile.source("first", other))
        #expect(project.refusal(request) == Self.changed)
        #expect(project.files(in: "got") == [])
        try project.describe(OfferedFile.source("renamed", file))
        #expect(project.refusal(request) == Self.changed)
    }

    @Test("a pin that was taken meanwhile holds, and settles the manifest")
    func pinnedMeanwhile() throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project, isPublished: false)
        try project.describe(OfferedFile.source("first", file))
        let request = try project.request()
        let first = try project.fetch()
        let second = try project.fetch(request)
        #expect(second.response.settled == first.response.settled)
        #expect(second.response.settled != nil)
        // A pin that is another one by now is a change like every other.
        let pinned = try project.request()
        try project.forget("project/data-manifests/pins.json")
        try project.forget("cache")
        _ = try OfferedFile("a.csv", "3,4\n", in: project, isPublished: false)
        _ = try project.fetch()
        #expect(project.refusal(pinned) == Self.changed)
    }

    @Test("new words and new addresses of the same bytes are not")
    func sameBytes() throws {
        var file = try OfferedFile("a.csv", "1,2\n", in: project)
        let path = file.path
        file.path = project.folder.path("origin/nowhere.csv")
        try project.describe(OfferedFile.source("first", file))
        let request = try project.request()
        file.path = path
        try project.describe(
            OfferedFile.source("first", file, manual: "Ask."), description: "Other words.")
        #expect(try project.fetch(request).files == ["a.csv": "1,2\n"])
    }

    @Test("a manifest that was damaged meanwhile is told with its mistakes")
    func damaged() throws {
        try project.describe(
            OfferedFile.source("first", try OfferedFile("a.csv", "1,2\n", in: project)))
        let request = try project.request()
        let path = "project/data-manifests/d.yaml"
        let manifest = try String(contentsOfFile: project.folder.path(path), encoding: .utf8)
        _ = try project.folder.write(
            manifest.replacing("fidelity: original", with: "fidelity: high"), to: path)
        #expect(
            project.refusal(request) == """
                data-manifests/d.yaml:10:15: error: 'fidelity' is 'high'
                   10 |     fidelity: high
                      |               ^~~~ expected one of: original, equivalent, substitute

                """)
        try FileManager.default.removeItem(
            atPath: project.folder.path("project/data-manifests/d.yaml"))
        #expect(
            project.refusal(request) == """
                error: no dataset is named 'd'
                      = the project has no manifests in 'data-manifests/'

                """)
    }

    @Test("a request that does not say where to keep downloads is refused")
    func noSurroundings() throws {
        try project.describe(
            OfferedFile.source("first", try OfferedFile("a.csv", "1,2\n", in: project)))
        var request = try project.request()
        request.surroundings = nil
        #expect(
            project.refusal(request) == """
                the request does not say where downloads are kept: install nrc-pipe and \
                nrc-pipe-worker together
                """)
    }
}
