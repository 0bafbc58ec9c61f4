import Foundation

@testable import StandIns

/// FNV-1a of the bytes, as 16 hexadecimal digits.
func digest(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Pearson's correlation.
func correlation(_ first: [Float], _ second: [Float]) -> Float {
    let (meanA, meanB) = (mean(first), mean(second))
    let product = zip(first, second).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
    let squareA = first.reduce(0) { $0 + ($1 - meanA) * ($1 - meanA) }
    let squareB = second.reduce(0) { $0 + ($1 - meanB) * ($1 - meanB) }
    return product / (squareA * squareB).squareRoot()
}

func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

func deviation(_ values: [Float]) -> Float {
    let centre = mean(values)
    return mean(values.map { ($0 - centre) * ($0 - centre) }).squareRoot()
}

extension DrivingStandIn {
    func picture(_ index: Int) -> (pixels: [UInt8], targets: DrivingTargets) {
        var pixels = [UInt8](repeating: 0, count: height * width * 3)
        let targets = sample(index, into: &pixels)
        return (pixels, targets)
    }

    func picture(of drive: Drive) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: height * width * 3)
        paint(drive, into: &pixels)
        return pixels
    }
}

extension PortraitStandIn {
    func picture(_ index: Int) -> (pixels: [UInt8], age: Float) {
        var pixels = [UInt8](repeating: 0, count: side * side * 3)
        let age = sample(index, into: &pixels)
        return (pixels, age)
    }

    func picture(of person: Person) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: side * side * 3)
        paint(person, into: &pixels)
        return pixels
    }
}
