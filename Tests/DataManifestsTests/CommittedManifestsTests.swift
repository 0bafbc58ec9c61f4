import Foundation
import PipelineLanguage
import TestSupport
import Testing

@testable import DataManifests

/// What lies in the project, and beside it.
private enum Shipped {
    static let project = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let names = ["carla2d", "hopper", "reacher", "sgemm", "swimmer", "utkface"]
}

/// The manifests that the project ships.
@Suite struct CommittedManifestsTests {
    private static func load(_ name: String) throws -> DataManifest {
        do {
            return try ManifestReader.load(name, projectRoot: Shipped.project.path)
        } catch {
            Issue.record("\(error.rendered())")
            throw error
        }
    }

    @Test("there is one for each dataset of the paper")
    func names() {
        #expect(ManifestReader.names(projectRoot: Shipped.project.path) == Shipped.names)
    }

    @Test("each is right and survives the way to the worker", arguments: Shipped.names)
    func loads(name: String) throws {
        let manifest = try Self.load(name)
        #expect(manifest.dataset == name)
        #expect(try DataManifest(json: manifest.json()) == manifest)
    }

    @Test("each states what Table 2 says")
    func stated() throws {
        let table = try Shipped.names.map { name in
            let stated = try #require(try Self.load(name).stated)
            return "\(name) \(stated.inputs) \(stated.targets) \(stated.samples)"
                + " \(stated.architecture)" + (stated.targetRank.map { " rank \($0)" } ?? "")
        }
        #expect(
            table == [
                "carla2d [288, 200, 3] 2 50000 ResNet-18", "hopper [11] 3 5000 MLP 8×256",
                "reacher [11] 2 1000 MLP 8×512", "sgemm [14] 4 240000 MLP 8×512 rank 1",
                "swimmer [8] 2 1000 MLP 8×256", "utkface [200, 200, 3] 1 25000 ResNet-34",
            ])
    }

    @Test("as many inputs and targets are read from a table as the paper states")
    func dimensions() throws {
        for name in Shipped.names {
            let manifest = try Self.load(name)
            let stated = try #require(manifest.stated)
            for source in manifest.sources {
                guard case .csv(let columns) = source.layout.format else { continue }
                let counts: (Int, Int) =
                    switch columns {
                    case .named(let inputs, let targets): (inputs.count, targets.count)
                    case .at(let inputs, let targets): (inputs.count, targets.count)
                    }
                #expect(counts == (stated.inputs[0], stated.targets), "\(name)/\(source.name)")
                #expect(source.layout.columns == counts.0 + counts.1)
            }
        }
    }

    @Test("what needs consent says so, and what needs hands too")
    func conditions() throws {
        for name in Shipped.names {
            let manifest = try Self.load(name)
            #expect((manifest.terms != nil) == (name == "utkface"))
            #expect(manifest.sources.contains { $0.manual != nil } == (name == "carla2d"))
        }
    }

    @Test("the committed pins are right, and written as the program writes them")
    func pins() throws {
        let pins = try PinFile.read(projectRoot: Shipped.project.path)
        let bytes = try Data(contentsOf: Shipped.project.appendingPathComponent(PinFile.path))
        #expect(try Array(bytes) == pins.json())
        for name in Shipped.names { _ = try Self.load(name).pinned(by: pins) }
    }

    @Test(
        "sizes are those of the real files",
        .enabled(
            if: RealData.isPresent("sgemm_product_dataset.zip"), "\(RealData.absence)"),
        arguments: Shipped.names)
    func sizes(name: String) throws {
        for file in try Self.load(name).sources.flatMap(\.files) {
            let path = RealData.path(file.name)
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.size] as? Int == file.size, "\(file.name)")
        }
    }

    @Test(
        "columns are those of the real tables",
        .enabled(
            if: RealData.isPresent("swimmer.csv", "reacher.csv", "hopper.csv"),
            "\(RealData.absence)"),
        arguments: ["swimmer", "reacher", "hopper"])
    func columns(name: String) throws {
        let source = try #require(try Self.load(name).sources.last)
        let text = try String(
            contentsOfFile: RealData.path(source.files[0].name), encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == source.layout.rows)
        #expect(lines[0].split(separator: ",").count == source.layout.columns)
    }

    @Test("the documented manifest and pins are right")
    func documentation() throws {
        let page = try String(
            contentsOf: Shipped.project.appendingPathComponent("docs/data-manifests.md"),
            encoding: .utf8)
        let blocks = page.components(separatedBy: "```").enumerated()
            .filter { $0.offset % 2 == 1 }.map(\.element)
        let example = try #require(blocks.first { $0.hasPrefix("yaml\n") }).dropFirst(5)
        let pins = try #require(blocks.first { $0.hasPrefix("json\n") }).dropFirst(5)
        let project = try TemporaryProject()
        try project.write(String(example), to: "data-manifests/kernels.yaml")
        try project.write(String(pins), to: PinFile.path)
        #expect(ManifestFixture.diagnostics(of: "kernels", in: project) == "")
        let manifest = try ManifestReader.load("kernels", projectRoot: project.path)
        let read = try PinFile.read(projectRoot: project.path)
        #expect(try manifest.pinned(by: read) == manifest)
        #expect(try String(decoding: read.json(), as: UTF8.self) == pins)
    }
}
