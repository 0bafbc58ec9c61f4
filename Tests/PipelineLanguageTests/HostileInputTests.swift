import TestSupport
import Testing

@testable import PipelineLanguage

/// Inputs made to exhaust the reader are refused before they cost much.
///
/// What the limits allow takes 5 s and 500 MB in release builds, and these inputs less; a debug build
/// gets six times the time, counted as the processor's, whatever else goes on, and a process that runs
/// other tests as well twice the memory. Growth that the limits are there to stop would take hours, or
/// all memory.
@Suite(.serialized) struct HostileInputTests {
    private static let secondsLimit = 30.0
    private static let kilobyteLimit = 1_000_000

    /// What is printed, after checking what that took.
    private func bounded(_ text: String) throws -> String {
        let (output, seconds) = try processorSeconds { try Fixtures.diagnostics(text) }
        #expect(seconds < Self.secondsLimit)
        #expect(try Self.peakKilobytes() < Self.kilobyteLimit)
        return output
    }

    /// The first line of what is printed, after checking what that took.
    private func refusal(_ text: String) throws -> String {
        String(try bounded(text).prefix { $0 != "\n" })
    }

    /// `VmHWM: 1234 kB` of this process.
    private static func peakKilobytes() throws -> Int {
        let status = try FileContents.read("/proc/self/status", limit: 1 << 20)
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("VmHWM:") }
        return try #require(
            line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap {
                Int($0)
            })
    }

    private static let tooMany =
        "error: the pipeline has more than 2500000 values, aliases expanded"

    @Test("an alias bomb is refused where it goes off")
    func aliasBomb() throws {
        let levels = (1..<12).map { level in
            "a\(level): &a\(level) ["
                + Array(repeating: "*a\(level - 1)", count: 10)
                .joined(separator: ",") + "]\n"
        }
        let bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + levels.joined()
        #expect(try refusal(bomb) == "p.yaml:7:14: " + Self.tooMany)
    }

    @Test("an alias bomb of mappings is refused")
    func mappingBomb() throws {
        let levels = (1..<12).map { level in
            let fields = (0..<10).map { "k\($0): *a\(level - 1)" }.joined(separator: ", ")
            return "a\(level): &a\(level) {\(fields)}\n"
        }
        let output = try refusal("a0: &a0 {x: 1}\n" + levels.joined())
        #expect(output.hasSuffix(Self.tooMany))
    }

    @Test("deep nesting is refused at its 65th level", arguments: ["[", "{a: ", "- ", "? "])
    func deepNesting(opening: String) throws {
        let text = "a:\n " + String(repeating: opening, count: 100_000)
        #expect(try bounded(text).contains("error: the nesting is deeper than 64 levels\n"))
    }

    @Test("more values than the limit are refused")
    func manyValues() throws {
        // The key, the list with its values, the second key, and so on.
        let text =
            "a: &a [" + String(repeating: "1,", count: 100_000) + "]\nb: ["
            + String(repeating: "*a,", count: 30) + "]\n"
        #expect(try refusal(text) == "p.yaml:2:74: " + Self.tooMany)
    }

    @Test("eight megabytes of one key are refused, and the line that is shown is short")
    func hugeKey() throws {
        let text = String(repeating: "k", count: 8_000_000) + ": 1\n"
        #expect(try bounded(text).utf8.count < 2000)
    }

    @Test("parameters that double each other are refused")
    func growingText() throws {
        let doubling = (1..<40).map { "  p\($0): ${p\($0 - 1)}${p\($0 - 1)}\n" }.joined()
        let text =
            Fixtures.header + "parameters:\n  p0: " + String(repeating: "x", count: 1000) + "\n"
            + doubling
        #expect(
            try refusal(text)
                == "p.yaml:16:8: error: the pipeline's values grow too large once references are"
                + " replaced")
    }

    @Test("a chain of parameters that is too long is refused")
    func longChain() throws {
        let chain = (0..<2000).map { "  p\($0): ${p\($0 + 1)}\n" }.joined()
        #expect(
            try refusal(Fixtures.header + "parameters:\n" + chain)
                == "p.yaml:66:8: error: parameters refer to each other in a chain that is too long")
    }

    @Test("many references to stages that do not exist cost no more than their number")
    func manyBadReferences() throws {
        let count = 20_000
        let stages = (0..<count).map {
            "  s\($0): {kind: train, with: {width: 1}, inputs: {features: x\($0).y}}\n"
        }
        let output = try bounded(Fixtures.header + "stages:\n" + stages.joined())
        #expect(
            output.hasPrefix(
                "p.yaml:3:58: error: input 'features' of stage 's0' refers to the stage"
                    + " 'x0', which is not defined\n"))
        #expect(output.contains("error: \(count - 100) more errors not shown\n"))
    }

    @Test("many references to parameters that do not exist cost no more than their number")
    func manyUnknownParameters() throws {
        let count = 20_000
        let parameters = (0..<count).map { "  p\($0): ${x\($0)}\n" }
        let output = try bounded(Fixtures.header + "parameters:\n" + parameters.joined())
        #expect(output.hasPrefix("p.yaml:3:7: error: '${x0}' names no parameter or axis\n"))
        #expect(output.contains("error: \(count - 100) more errors not shown\n"))
    }

    @Test("a profile with many names that do not exist costs no more than their number")
    func manyUnknownOverlays() throws {
        let count = 20_000
        let parameters = (0..<count).map { "  p\($0): 1\n" }
        let overlays = (0..<count).map { "      x\($0): 1\n" }
        let output = try bounded(
            Fixtures.header + "parameters:\n" + parameters.joined()
                + "profiles:\n  big:\n    parameters:\n" + overlays.joined())
        #expect(output.contains("error: \(count - 100) more errors not shown\n"))
    }

    private func axis(_ name: String, _ count: Int) -> String {
        "\(name): [" + (0..<count).map(String.init).joined(separator: ", ") + "]"
    }

    @Test("one stage more than the limit is refused, the limit itself is not")
    func stageLimit() throws {
        let pipeline = { (last: Int) in
            Fixtures.header + "stages:\n  data:\n    kind: data\n    matrix: {"
                + axis("a", 11) + ", " + axis("b", last) + "}\n"
        }
        // 11 × 9091 = 100,001 and 11 × 9090 = 99,990.
        #expect(
            try refusal(pipeline(9091))
                == "p.yaml:3:3: error: the pipeline expands to 100001 stages, more than 100000")
        #expect(try Fixtures.load(pipeline(9090)).graph.stages.count == 99_990)
    }

    @Test("a sweep whose size overflows is refused")
    func overflow() throws {
        let axes = (0..<16).map { axis("a\($0)", 100) }.joined(separator: ", ")
        #expect(
            try refusal(
                Fixtures.header + "stages:\n  data:\n    kind: data\n    matrix: {\(axes)}\n")
                == "p.yaml:3:3: error: the pipeline expands to an astronomical number of stages,"
                + " more than 100000")
    }

    @Test("more axes than names can hold are refused")
    func manyAxes() throws {
        let axes = (0..<17).map { axis("a\($0)", 1) }.joined(separator: ", ")
        #expect(
            try refusal(
                Fixtures.header + "stages:\n  data:\n    kind: data\n    matrix: {\(axes)}\n")
                == "p.yaml:5:164: error: stage 'data' is swept over more than 16 axes")
    }

    @Test("gathering everything everywhere is refused")
    func manyConnections() throws {
        let text =
            Fixtures.header
            + "stages:\n  data:\n    kind: train\n    matrix: {\(axis("a", 2000))}\n"
            + "    with: {width: 1}\n    inputs: {features: {file: x}}\n"
            + "  draw:\n    kind: draw\n    matrix: {\(axis("b", 2000))}\n"
            + "    inputs: {models: data.model@a=*}\n"
        #expect(
            try refusal(text)
                == "p.yaml:11:22: error: the pipeline has more than 1000000 connections between"
                + " stages")
    }

    @Test("publishing everything many times is refused")
    func manyPublications() throws {
        let figures = (0..<6).map {
            "  f\($0): {title: x, publish: {f\($0)/: data.features@a=*}}\n"
        }
        let text =
            Fixtures.header + "stages:\n  data: {kind: data, matrix: {\(axis("a", 20_000))}}\n"
            + "figures:\n" + figures.joined()
        #expect(
            try refusal(text) == "p.yaml:10:33: error: figures publish more than 100000 artifacts")
    }
}
