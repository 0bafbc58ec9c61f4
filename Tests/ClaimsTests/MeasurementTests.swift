import PipelineLanguage
import Testing

@testable import Claims

@Suite struct MeasurementTests {
    private static func json(_ text: String) throws -> Measurement {
        try Measurement(json: Array(text.utf8))
    }

    @Test("metrics are looked up in the layer, then in the whole, and dots lead into objects")
    func lookup() throws {
        let measurement = try Self.json(
            #"{"mse": 2, "p": {"q": {"r": 7}}, "layers": [{"mse": 5, "p": {"q": 1}}, {"cka": 3}]}"#)
        #expect(measurement.reading(of: "mse", inLayer: nil) == .number(2))
        #expect(measurement.reading(of: "mse", inLayer: 0) == .number(5))
        #expect(measurement.reading(of: "mse", inLayer: 1) == .number(2))
        #expect(measurement.reading(of: "cka", inLayer: 1) == .number(3))
        #expect(measurement.reading(of: "p.q.r", inLayer: nil) == .number(7))
        #expect(measurement.reading(of: "p.q", inLayer: 0) == .number(1))
        #expect(measurement.reading(of: "p.q.r", inLayer: 0) == .number(7))
    }

    @Test("what is no number is told apart")
    func gaps() throws {
        let measurement = try Self.json(
            #"{"null": null, "text": "1", "flag": true, "noise_component": 1, "layers": [{}]}"#)
        #expect(measurement.reading(of: "null", inLayer: 0) == .gap(.undefined("null")))
        #expect(measurement.reading(of: "text", inLayer: nil) == .gap(.noNumber("text")))
        #expect(measurement.reading(of: "flag", inLayer: nil) == .gap(.noNumber("flag")))
        #expect(
            measurement.reading(of: "noise_componet", inLayer: 0)
                == .gap(.missing("noise_componet", nearest: "noise_component")))
        #expect(
            measurement.reading(of: "flag.entry", inLayer: nil)
                == .gap(.missing("flag.entry", nearest: nil)))
    }

    @Test("a null in the layer is not replaced by the whole measurement's value")
    func nullInLayer() throws {
        let measurement = try Self.json(#"{"a": 1, "layers": [{"a": null}]}"#)
        #expect(measurement.reading(of: "a", inLayer: 0) == .gap(.undefined("a")))
    }

    @Test("differences, ratios and means over layers")
    func quantities() throws {
        let measurement = try Self.json(
            #"{"t": 4, "zero": 0, "layers": [{"a": 9}, {"a": 2}, {"a": 6}, {"a": 1}]}"#)
        let difference = ClaimQuantity("t", partner: .init(.minus, "zero"))
        #expect(measurement.reading(of: difference) == .number(4))
        let ratio = ClaimQuantity("t", partner: .init(.over, "zero"))
        #expect(measurement.reading(of: ratio) == .gap(.undefined("t / zero")))
        let mean = ClaimQuantity("a", partner: .init(.over, "t"), meanOver: .hidden)
        #expect(measurement.reading(of: mean) == .number(1))
        let none = ClaimQuantity("a", meanOver: .top(4))
        #expect(measurement.reading(of: none) == .gap(.tooFewLayers("the top 4 layers")))
    }

    @Test(
        "layers are selected by where they lie",
        arguments: [
            (LayerSelection.last, [3]), (.hidden, [1, 2]), (.aboveInput, [1, 2, 3]),
            (.all, [0, 1, 2, 3]), (.top(2), [2, 3]), (.indices([1, -1]), [1, 3]),
        ])
    func selections(_ selection: LayerSelection, _ indices: [Int]) {
        #expect(selection.indices(of: 4) == indices)
    }

    @Test(
        "a model that lacks the layers has none of them",
        arguments: [
            (LayerSelection.last, 0), (.hidden, 2), (.aboveInput, 1), (.all, 0), (.top(2), 2),
            (.indices([2]), 2), (.indices([-3]), 2),
        ])
    func missingLayers(_ selection: LayerSelection, _ count: Int) {
        #expect(selection.indices(of: count) == nil)
    }

    @Test(
        "what is no measurement is refused",
        arguments: [
            ("{", "it is no JSON"), ("[1]", "its JSON is no object"), ("", "it is no JSON"),
            (#"{"layers": [1]}"#, "its 'layers' are no list of objects"),
        ])
    func unreadable(_ text: String, _ message: String) throws {
        let error = try #require(throws: UnreadableMeasurement.self) { try Self.json(text) }
        #expect("\(error)" == message)
    }

    @Test(
        "a number that is none, or too large, and a key that stands twice are named with their place",
        arguments: [
            ("{\n\"a\": NaN}", "it has 'NaN' (a, line 2)"),
            (#"{"a": {"b": -Infinity}}"#, "it has '-Infinity' (a.b, line 1)"),
            (#"{"a": 0x1}"#, "it has '0x1' (a, line 1)"), ("nan", "it has 'nan' (line 1)"),
            (#"{"p": [0], "q": [{}, {"a": 1, "b": inf}]}"#, "it has 'inf' (q[1].b, line 1)"),
        ])
    func noNumbers(_ text: String, _ start: String) throws {
        let error = try #require(throws: UnreadableMeasurement.self) { try Self.json(text) }
        #expect("\(error)" == "\(start), which is no JSON; write null for what is undefined")
    }

    @Test(
        "a number beyond double precision is named with its place",
        arguments: ["1e999", "-1E+400", "0.1e-999"])
    func beyondDouble(_ number: String) throws {
        let error = try #require(throws: UnreadableMeasurement.self) {
            try Self.json("{\"layers\": [{\"spectrum\":\n[1, 0.5, \(number)]}]}")
        }
        #expect(
            "\(error)" == """
                its number \(number) (layers[0].spectrum[2], line 2) is beyond double precision; \
                write 0, or null for what is undefined
                """)
        let fine = try Self.json(#"{"a": 4.9e-324, "b": 0.0e999}"#)
        #expect(fine.reading(of: "a", inLayer: nil) == .number(.leastNonzeroMagnitude))
        #expect(fine.reading(of: "b", inLayer: nil) == .number(0))
    }

    @Test(
        "a key that stands twice in one object is refused, as nobody can tell which one counts",
        arguments: [
            (#"{"a": 1, "b": 2, "a": 1}"#, "a", "line 1"),
            ("{\"layers\": [{\"a\": 1},\n{\"b\": [{}], \"b\": 2}]}", "b", "layers[1], line 2"),
            (#"{"p": {"a": 1, "\u0061" : 2}}"#, "a", "p, line 1"),
            (#"{"a,{\"": 1, "a,{\"": 1}"#, #"a,{""#, "line 1"),
        ])
    func repeatedKeys(_ text: String, _ key: String, _ place: String) throws {
        let error = try #require(throws: UnreadableMeasurement.self) { try Self.json(text) }
        #expect("\(error)" == "it has the key '\(key)' twice (\(place)); write each key once")
    }

    @Test(
        "keys of different objects, and texts that look like keys or numbers, are fine",
        arguments: [
            #"{"a": {"a": "a", "b": "NaN"}, "b": ["b", "b", {"b": true}], "c": "\"a\": 1e999"}"#,
            #"{"a": [[1, -2.5e-3], {"x": null}, {"x": false}], "x" : 1 , "y":{} }"#,
        ])
    func fineKeys(_ text: String) throws {
        _ = try Self.json(text)
    }

    @Test("gaps are told in words")
    func words() {
        #expect(
            "\(Gap.missing("ckq", nearest: "cka"))"
                == "there is no metric 'ckq'; did you mean 'cka'?")
        #expect("\(Gap.missing("ckq", nearest: nil))" == "there is no metric 'ckq'")
        #expect("\(Gap.undefined("cka"))" == "'cka' is undefined")
        #expect("\(Gap.noNumber("cka"))" == "'cka' is no number")
        #expect(
            "\(Gap.tooFewLayers("the last layer"))" == "there are too few layers for the last layer"
        )
        #expect("\(Gap.noCorrelation("cka"))" == "'cka' has no correlation with the layer")
    }
}
