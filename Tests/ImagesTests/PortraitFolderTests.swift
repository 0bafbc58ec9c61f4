import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct PortraitFolderTests {
    private let folder: TemporaryProject

    init() throws { folder = try TemporaryProject() }

    private func expect(
        _ message: String, in path: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let path = path ?? folder.path
        #expect(sourceLocation: sourceLocation) {
            try PortraitFolder.portraits(in: path)
        } throws: {
            "\($0)" == "\(path): \(message)"
        }
    }

    @Test(
        "ages are read from regular names and from every irregular one of the data set",
        arguments: [
            ("1_0_2_20161219140623097.jpg.chip.jpg", 1),
            ("116_1_0_20170120134921760.jpg.chip.jpg", 116),
            ("39_1_20170116174525125.jpg.chip.jpg", 39),
            ("61_1_20170109142408075.jpg.chip.jpg", 61),
            ("61_1_20170109150557335.jpg.chip.jpg", 61),
            ("24_0_1_20170116220224657 .jpg.chip.jpg", 24),
            ("55_0_0_20170116232725357jpg.chip.jpg", 55),
        ])
    func ages(name: String, age: Int) {
        #expect(PortraitFolder.age(named: name) == age)
    }

    @Test(
        "other names tell no age",
        arguments: [
            "", ".jpg.chip.jpg", "x.jpg", "26.jpg", "26_0_1_2017.jpg", "26_2017.jpg.chip.jpg",
            "_0_1_2017.jpg.chip.jpg", "26_0_1_.jpg.chip.jpg", "26_0_1_2_2017.jpg.chip.jpg",
            "-1_0_1_2017.jpg.chip.jpg", "+1_0_1_2017.jpg.chip.jpg", "2 6_0_1_2017.jpg.chip.jpg",
            "26_0_12_2017.jpg.chip.jpg", "26__1_2017.jpg.chip.jpg", "26_0_1_2017  .jpg.chip.jpg",
            "٢٦_0_1_2017.jpg.chip.jpg", "26_0_1_2017.jpg.chip.jpg.jpg",
            "99999999999999999999_0_1_2017.jpg.chip.jpg", "26_0_1_2017.png.chip.jpg",
        ])
    func unknownNames(name: String) {
        #expect(PortraitFolder.age(named: name) == nil)
    }

    @Test("pictures of the folder and of those in it come in the order of their bytes")
    func order() throws {
        let names = [
            "100_0_0_20170112213500903.jpg.chip.jpg", "9_1_2_20161219204347420.jpg.chip.jpg",
            "UTKFace/10_0_0_20161220222308131.jpg.chip.jpg",
            "UTKFace/1_0_0_20161219140623097.jpg.chip.jpg",
        ]
        for name in names.reversed() { try folder.write("", to: name) }
        try folder.write("", to: "readme.txt")
        try folder.write("", to: ".hidden.jpg")
        try folder.write("", to: ".cache/x.jpg")
        try folder.write("", to: "UTKFace/.DS_Store")
        try folder.write("", to: "UTKFace/deeper/x.jpg")
        #expect(
            try PortraitFolder.portraits(in: folder.path)
                == zip(names, [100, 9, 10, 1]).map {
                    Portrait(path: folder.path($0), age: $1)
                })
    }

    @Test("a picture of another name is told by its name")
    func unknownName() throws {
        try folder.write("", to: "UTKFace/26_0_1_20170117020058000.jpg.chip.jpg")
        try folder.write("", to: "UTKFace/holiday\u{1b}[2J.jpg")
        expect(
            "the name 'UTKFace/holiday\\u{1B}[2J.jpg' is not "
                + "[age]_[gender]_[race]_[date].jpg.chip.jpg; rename it or move it elsewhere")
    }

    @Test("ages that nobody has are refused")
    func impossibleAge() throws {
        try folder.write("", to: "130_0_1_20170117020058000.jpg.chip.jpg")
        try folder.write("", to: "0_0_1_20170117020058000.jpg.chip.jpg")
        #expect(try PortraitFolder.portraits(in: folder.path).map(\.age) == [0, 130])
        try folder.write("", to: "131_0_1_20170117020058000.jpg.chip.jpg")
        expect(
            "'131_0_1_20170117020058000.jpg.chip.jpg' tells an age of 131, not 0 to 130; rename it "
                + "or move it elsewhere")
    }

    @Test("a folder without pictures, and one that isn't there")
    func empty() throws {
        try folder.write("", to: "readme.txt")
        expect(
            "has no pictures *.jpg; name the folder with UTKFace's pictures, or the one above it")
        #expect {
            try PortraitFolder.portraits(in: folder.path("none"))
        } throws: {
            let text = "\($0)"
            return text.hasPrefix("\(folder.path("none")): cannot be read (")
                && text.hasSuffix("; name the folder with UTKFace's pictures")
        }
    }
}
