import Foundation
import Testing

@Suite struct FuzzingTests {
    @Test("damaged YAML, manifests, safetensors, arrays and tables crash no reader")
    func short() throws {
        let result = try BuiltProgram.run(
            ["1500"], of: "nrc-pipe-fuzz", in: FileManager.default.temporaryDirectory)
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 6)
        for line in lines {
            let words = line.split { " ,".contains($0) }
            let counts = words.compactMap { Int($0) }
            // Both ways through each reader were taken.
            #expect(counts[0] == 1500 && (1..<1500).contains(counts[1]), "\(line)")
        }
    }
}
