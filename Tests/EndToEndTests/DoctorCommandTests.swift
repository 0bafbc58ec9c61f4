import Foundation
import Testing

@Suite struct DoctorCommandTests {
    @Test("programs, libraries, data and figures are reported, to people and to programs")
    func report() throws {
        let data = try DataProject(file: ["size: 10", "urls: [http://127.0.0.1:1/numbers.csv]"])
        let text = try data.project.run("doctor")
        #expect(text.status == 0)
        #expect(text.output.contains("\n  libcurl"))
        #expect(text.output.contains("\n  numbers  absent  10 B  nrc-pipe fetch numbers\n"))
        #expect(text.output.contains("\n  shown  could run, and would fetch: numbers\n"))
        let answer = try JSONSerialization.jsonObject(
            with: Data(try data.project.run("doctor", "--json").output.utf8))
        let json = try #require(answer as? [String: Any])
        #expect(json["can_run"] as? Bool == true)
        let datasets = try #require(json["data"] as? [[String: Any]])
        #expect(datasets.map { $0["state"] as? String } == ["fetchable"])
    }

    @Test("a project without manifests, or with a pipeline that is wrong, is examined all the same")
    func broken() throws {
        let project = try ScratchProject(pipelines: ["a.yaml": "stages: ["])
        let result = try project.run("doctor")
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("programs\n  nrc-pipe-worker"))
        #expect(result.errors.contains("pipelines/a.yaml:"))
    }
}
