internal import Foundation

/// Which characters the fonts of this machine can show. Where none has a character, pango draws a box with
/// its number, which gnuplot makes as large as the page.
enum FontCoverage {
    private static let program = "/usr/bin/fc-list"
    /// What DejaVu Sans, which figures are drawn with, has nearly all of: Latin, Greek, Cyrillic, punctuation,
    /// arrows, mathematical operators and shapes.
    private static let covered: [ClosedRange<UInt32>] = [
        0...0x52F, 0x1E00...0x2121, 0x2150...0x23CE, 0x2500...0x27BF,
    ]

    /// The first character of the text that no font has; `nil` also where fontconfig's program is missing.
    static func missing(in text: String) -> Unicode.Scalar? {
        var seen: Set<Unicode.Scalar> = []
        for scalar in text.unicodeScalars
        where scalar.value > 0x7F && !covered.contains(where: { $0.contains(scalar.value) })
            && seen.insert(scalar).inserted && isCovered(scalar) == false
        {
            return scalar
        }
        return nil
    }

    private static func isCovered(_ scalar: Unicode.Scalar) -> Bool? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [":charset=\(String(scalar.value, radix: 16))", "family"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let families = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? !families.isEmpty : nil
    }
}
