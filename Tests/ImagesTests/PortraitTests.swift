import Testing

@testable import Images

@Suite struct PortraitTests {
    private func expect(
        _ message: String, for path: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: sourceLocation) {
            try Portrait(path: path)
        } throws: {
            "\($0)" == message
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
        #expect(Portrait.age(named: name) == age)
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
        #expect(Portrait.age(named: name) == nil)
    }

    @Test("a picture of another name is told by its name")
    func unknownName() {
        expect(
            "UTKFace/: the name 'holiday\\u{1B}[2J.jpg' is not "
                + "[age]_[gender]_[race]_[date].jpg.chip.jpg; rename it or move it elsewhere",
            for: "UTKFace/holiday\u{1b}[2J.jpg")
    }

    @Test("ages that nobody has are refused")
    func impossibleAge() throws {
        #expect(try Portrait(path: "a/0_0_1_20170117020058000.jpg.chip.jpg").age == 0)
        #expect(try Portrait(path: "130_0_1_20170117020058000.jpg.chip.jpg").age == 130)
        expect(
            "a/: '131_0_1_20170117020058000.jpg.chip.jpg' tells an age of 131, not 0 to 130; "
                + "rename it or move it elsewhere",
            for: "a/131_0_1_20170117020058000.jpg.chip.jpg")
    }
}
