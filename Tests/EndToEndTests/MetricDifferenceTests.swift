import Testing

@testable import nrc_pipe

@Suite struct MetricDifferenceTests {
    private func texts(_ before: String, _ after: String) -> [String] {
        MetricDifference.between(Array(before.utf8), Array(after.utf8)).map(\.text)
    }

    @Test("values that differ are told by their keys, down into lists and objects")
    func keys() {
        #expect(
            texts(
                #"{"mse": 0.123456, "layers": [{"cka": 1}, {"cka": 0.5}], "name": "a"}"#,
                #"{"mse": 0.2, "layers": [{"cka": 1}, {"cka": null}], "more": true}"#) == [
                    "layers[1].cka: 0.5 → null", "more: (absent) → true",
                    "mse: 0.123 → 0.2", "name: a → (absent)",
                ])
    }

    @Test("where three digits are the same, all are shown")
    func digits() {
        #expect(texts("[0.12345]", "[0.12346]") == ["[0]: 0.12345 → 0.12346"])
        #expect(texts("[1, 2]", "[1, 2]") == [])
        #expect(texts("no json", "[1]") == [])
    }
}
