import Foundation
import TestSupport
import Testing

/// `fetch`, and `run` with `dataset.fetch` stages, against a real server.
@Suite(.enabled(if: Nginx.program != nil, "nginx is not installed (Debian: nginx-light)"))
struct FetchCommandTests {
    private let server: Nginx
    private let content = DataProject.rows(2_000)

    init() throws {
        let folder = try TemporaryProject()
        try folder.write(content, to: "www/numbers.csv")
        server = try Nginx(folder)
    }

    private func urls(_ path: String = "numbers.csv") -> String { "urls: [\(server.url(path))]" }

    @Test("what is in the store is not got again, by no command")
    func noNetwork() throws {
        let data = try DataProject(file: [urls()])
        let first = try data.project.run("fetch")
        #expect(first.status == 0)
        #expect(first.output.contains("numbers: 1 built"))
        #expect(server.log(lines: 1).count == 1)
        let second = try data.project.run("fetch", "numbers")
        #expect(second.output.hasPrefix("numbers: nothing to do, 1 stage fresh\n"))
        #expect(try data.project.run("run", "numbers").status == 0)
        #expect(try data.fetched() == content)
        #expect(server.log(lines: 1).count == 1)
    }

    @Test(
        "a first download without a checksum is pinned; other bytes are an error with both digests")
    func pins() throws {
        let data = try DataProject(file: [urls()])
        try data.project.run("fetch")
        let pins = try data.project.text("data-manifests/pins.json")
        let digest = try #require(pins.firstMatch(of: /"sha256" : "([0-9a-f]{64})"/)).1
        try data.forget()
        try server.project.write(content + "1,2\n", to: "www/numbers.csv")
        let second = try data.project.run("fetch")
        #expect(second.status == 1)
        #expect(second.errors.contains(digest))
        #expect(second.errors.matches(of: /[0-9a-f]{64}/).contains { $0.output != digest })
        #expect(try data.project.text("data-manifests/pins.json") == pins)
        #expect(!data.project.exists("results"))
    }

    @Test("a killed download goes on where it was, with the right bytes in the end")
    func killed() throws {
        let content = DataProject.rows(120_000)
        try server.project.write(content, to: "www/numbers.csv")
        let data = try DataProject(file: [urls("slow/numbers.csv")])
        let partials = data.project.root.appendingPathComponent(
            ".nrc-pipe/cache/downloads/partial")
        let first = try BuiltProgram.start(["fetch"], in: data.project.root)
        let half = try Self.wait { Self.bytes(below: partials) > 200_000 }
        #expect(half)
        kill(first.process.processIdentifier, SIGKILL)
        #expect(try first.wait().status == 128 + SIGKILL)
        // The worker notices that its runner is gone; until then it holds the download's lock.
        try server.project.write("", to: "www/marker")
        let second = try data.project.run("fetch")
        #expect(second.status == 0, "\(second.errors)")
        #expect(try data.fetched() == content)
        let requests = server.log(lines: 2)
        #expect(requests.contains { $0.hasPrefix("206 /slow/numbers.csv bytes=") })
    }

    @Test("a mirror is tried first, and then no source is asked")
    func mirror() throws {
        let data = try DataProject(file: [urls()])
        let mirror = try TemporaryProject()
        try mirror.write(content, to: "numbers.csv")
        let result = try data.project.run(
            "fetch", environment: ["NRC_PIPE_MIRROR": mirror.path])
        #expect(result.status == 0)
        #expect(try data.fetched() == content)
        #expect(server.log(lines: 0).isEmpty)
        try data.forget()
        // An empty mirror is no obstacle.
        #expect(try data.project.run("fetch", "--mirror", server.project.path).status == 0)
        #expect(server.log(lines: 1).count == 1)
    }

    @Test("offline, what is not here is told, and nothing is asked for")
    func offline() throws {
        let data = try DataProject(file: [urls()])
        for result in [
            try data.project.run("fetch", "--offline"),
            try data.project.run("run", "numbers", environment: ["NRC_PIPE_OFFLINE": "1"]),
        ] {
            #expect(result.status == 1)
            #expect(result.errors.contains("no source of 'numbers' could be had"))
        }
        #expect(server.log(lines: 0).isEmpty)
    }

    @Test("terms are shown before anything is asked for; an acceptance is remembered")
    func terms() throws {
        let data = try DataProject(file: [urls()], terms: "For research only.")
        for command in [["fetch"], ["run", "numbers"]] {
            let refused = try BuiltProgram.run(command, in: data.project.root)
            #expect(refused.status == 2)
            #expect(
                refused.errors == """
                    error: the terms of 'numbers' must be accepted before it is got:
                        For research only.
                    to accept them: --accept-terms numbers

                    """)
        }
        #expect(server.log(lines: 0).isEmpty)
        let slip = try data.project.run("fetch", "--accept-terms", "number")
        #expect(slip.status == 2)
        #expect(
            slip.errors
                == "error: --accept-terms: no data set is named 'number'; did you mean numbers?\n")
        #expect(try data.project.run("fetch", "--accept-terms", "numbers").status == 0)
        #expect(
            try data.project.text(".nrc-pipe/cache/accepted-terms/numbers.json").contains(
                "research"))
        #expect(try data.project.run("run", "numbers", "--force").status == 0)
    }

    private static func bytes(below folder: URL) -> Int {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: folder.appendingPathComponent(name).path)
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }

    private static func wait(for condition: () -> Bool) throws -> Bool {
        let end = Date().addingTimeInterval(20)
        while !condition() {
            guard Date() < end else { return false }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return true
    }
}
