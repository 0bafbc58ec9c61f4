import Testing

@testable import PipelineEngine

@Suite struct TextDifferenceTests {
    @Test("short texts are shown whole, long ones near the difference, several lines by the first")
    func differences() {
        #expect(TextDifference("1e-3", "5e-4").description == "1e-3 → 5e-4")
        #expect(TextDifference("a\nb\nc", "a\nB\nc").description == "line 2: b → B")
        #expect(TextDifference("a", "a\nb").description == "line 2:  → b")
        let long = String(repeating: "x", count: 50)
        #expect(
            TextDifference("\(long)cat \(long)", "\(long)dog \(long)").description
                == """
                …\(String(repeating: "x", count: 15))cat \(String(repeating: "x", count: 41))… → \
                …\(String(repeating: "x", count: 15))dog \(String(repeating: "x", count: 41))…
                """)
    }
}
