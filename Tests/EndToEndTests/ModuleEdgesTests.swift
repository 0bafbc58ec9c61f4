import Foundation
import Testing

@Suite struct ModuleEdgesTests {
    @Test("ARCHITECTURE.md names every module with exactly the modules it imports")
    func architectureMatchesPackage() throws {
        let documented = try documentedEdges()
        let declared = try declaredEdges()
        #expect(Set(documented.keys) == Set(declared.keys))
        for (module, imports) in declared {
            #expect(documented[module] == imports, "\(module)")
        }
    }

    /// Rows of the table under "Modules": name → imports.
    private func documentedEdges() throws -> [String: Set<String>] {
        let page = try String(
            contentsOf: ScratchProject.repository.appendingPathComponent("ARCHITECTURE.md"),
            encoding: .utf8)
        var edges: [String: Set<String>] = [:]
        for line in page.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let imports = cells[2] == "–" ? [] : cells[2].components(separatedBy: ", ")
            edges[cells[0].replacingOccurrences(of: "`", with: "")] = Set(imports)
        }
        return edges
    }

    /// Targets but tests, with their dependencies inside the package.
    private func declaredEdges() throws -> [String: Set<String>] {
        let package = try JSONDecoder().decode(Package.self, from: packageDescription())
        let targets = package.targets.filter { $0.type != "test" }
        let names = Set(targets.map(\.name))
        return Dictionary(
            uniqueKeysWithValues: targets.map { target in
                (target.name, Set(target.dependencies.compactMap(\.byName)).intersection(names))
            })
    }

    /// With a scratch folder of its own: the one in use is locked by the test run.
    private func packageDescription() throws -> Data {
        let scratch = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-edges-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--scratch-path", scratch.path,
            "--package-path", ScratchProject.repository.path, "dump-package",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return data
    }

    private struct Package: Decodable {
        let targets: [Target]
    }

    private struct Target: Decodable {
        let name: String
        let type: String
        let dependencies: [Dependency]
    }

    /// `{"byName": [name, condition]}` or `{"product": …}`.
    private struct Dependency: Decodable {
        let byName: String?

        private enum CodingKeys: String, CodingKey { case byName }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard container.contains(.byName) else {
                byName = nil
                return
            }
            var list = try container.nestedUnkeyedContainer(forKey: .byName)
            byName = try list.decode(String.self)
        }
    }
}
