#if arch(x86_64)
    import Foundation
    import Testing

    @testable import ResidualNetworks

    /// AVX2's blocks of eight channels, which a processor with AVX-512 takes only when it is told to.
    ///
    /// oneDNN's instruction set follows OpenBLAS's core type, which is decided when a process begins:
    /// the suites that know PyTorch's numbers run once more in a child of this process.
    @Suite struct NarrowBlocksTests {
        @Test("an evaluation and a training step give PyTorch's numbers in blocks of eight too")
        func goldens() throws {
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            child.arguments = [
                "--testing-library", "swift-testing", "--filter",
                "ResidualNetworksTests.(EvaluationGoldenTests/evaluation|TrainingGoldenTests|Blocks)",
            ]
            child.environment = ProcessInfo.processInfo.environment.merging(
                ["OPENBLAS_CORETYPE": "Haswell", BlocksOfEightTests.variable: "8"]) { $1 }
            let output = Pipe()
            child.standardOutput = output
            child.standardError = output
            try child.run()
            let text = String(
                decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            child.waitUntilExit()
            #expect(child.terminationStatus == 0, "\(text)")
            // A filter that matches nothing is no failure.
            #expect(text.contains("Test run with 3 tests in 3 suites passed"), "\(text)")
        }
    }

    /// Only in the child: that it is one of eight.
    @Suite struct BlocksOfEightTests {
        static let variable = "NRC_PIPE_TEST_BLOCK"

        @Test(.enabled(if: ProcessInfo.processInfo.environment[variable] != nil))
        func block() throws {
            let wanted = ProcessInfo.processInfo.environment[Self.variable].flatMap { Int($0) }
            #expect(try OneDNN().block == wanted)
        }
    }
#endif
