import Testing

@testable import PipelineLanguage

@Suite struct ParameterPieceTests {
    private func pieces(
        of parameter: String, _ text: String, overrides: [(String, String)] = []
    ) throws -> [String] {
        let graph = try Fixtures.load(text, overrides: overrides).graph
        let stage = try #require(graph.stages.first { $0.name.hasPrefix("a") })
        return try #require(stage.parameters.first { $0.name == parameter }).pieces.map { piece in
            let origin =
                switch piece.origin {
                case .written(let location): "line \(location.line)"
                case .option(let name): "--set \(name)"
                case .standard, .builtIn: "built in"
                }
            let bytes = piece.bytes.map { "\($0)" } ?? "all"
            return "\(piece.item.map { "\($0)" } ?? "-") \(bytes) \(origin)"
        }
    }

    private let text = """
        pipeline: {name: test, schema: 1}
        parameters:
          w: [x, y]
          v: abc
        stages:
          a:
            kind: exec
            matrix:
              w: ${w}
            with:
              command:
                - sh
                - ${w}
                - é${v}/${inputs.i}${w}
            inputs: {i: {file: p.yaml}}
            outputs: {o: o}

        """

    @Test("a command's items and what references stand for in them have lines of their own")
    func command() throws {
        #expect(
            try pieces(of: "command", text) == [
                "1 all line 3", "2 all line 14", "2 2..<5 line 4", "2 17..<18 line 3",
            ])
        #expect(
            try pieces(of: "command", text, overrides: [("v", "q")]) == [
                "1 all line 3", "2 all line 14", "2 2..<3 --set v", "2 15..<16 line 3",
            ])
    }

    @Test("in a text, and in a mapping by its sorted keys")
    func others() throws {
        let text = """
            pipeline: {name: test, schema: 1}
            parameters:
              v: abc
            stages:
              d: {kind: data}
              a:
                kind: train
                with:
                  width: 3
                  note: at ${v}
                  labels:
                    z: 1
                    b: ${v}
                inputs: {features: d.features}

            """
        #expect(try pieces(of: "note", text) == ["- 3..<6 line 3"])
        #expect(try pieces(of: "labels", text) == ["0 all line 3"])
        #expect(try pieces(of: "width", text).isEmpty)
    }

    @Test("of long ones no item's line is kept", arguments: [(256, 255), (257, 0)])
    func long(count: Int, kept: Int) throws {
        let labels = (0..<count).map { "        k\($0): x" }.joined(separator: "\n")
        let text = """
            pipeline: {name: test, schema: 1}
            stages:
              d: {kind: data}
              a:
                kind: train
                with:
                  width: 3
                  labels:
            \(labels)
                inputs: {features: d.features}

            """
        // The first is on the line that the mapping begins with.
        #expect(try pieces(of: "labels", text).count == kept)
    }
}
