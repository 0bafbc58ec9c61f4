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
                    "mse: 0.123 → 0.2", "more: (absent) → true", "name: a → (absent)",
                    "layers[1].cka: 0.5 → null",
                ])
    }

    @Test("metrics of the whole stand first, and what changed most before the rest")
    func order() {
        #expect(
            texts(
                #"{"k": 2, "layers": [{"cka": 0.1}], "train_mse": 0.1, "test_mse": 1}"#,
                #"{"k": 3, "layers": [{"cka": 0.9}], "train_mse": 0.2, "test_mse": 1.1}"#) == [
                    "train_mse: 0.1 → 0.2", "k: 2 → 3", "test_mse: 1 → 1.1",
                    "layers[0].cka: 0.1 → 0.9",
                ])
    }

    @Test("of a sweep the medians over its instances are told")
    func medians() {
        let outputs = [(1, 5), (2, 8), (3, 6)].map { from, to in
            MetricDifference.between(
                Array(#"{"mse": \#(from), "name": "a"}"#.utf8),
                Array(#"{"mse": \#(to), "name": "b"}"#.utf8))
        }
        #expect(MetricDifference.medians(outputs).map(\.text) == ["mse: 2 → 6"])
    }

    @Test("where three digits are the same, all are shown")
    func digits() {
        #expect(texts("[0.12345]", "[0.12346]") == ["[0]: 0.12345 → 0.12346"])
        #expect(texts("[1, 2]", "[1, 2]") == [])
        #expect(texts("no json", "[1]") == [])
    }
}
