import Testing

@testable import Figures

@Suite struct TextMeasureTests {
    @Test("widths are those of the font's own table")
    func width() {
        // 684 + 635 thousandths of an em.
        #expect(abs(TextMeasure.width("Ab", size: 10) - 13.19) < 1e-9)
        #expect(TextMeasure.width("e\u{301}", size: 10) == TextMeasure.width("e", size: 10))
    }

    @Test("lines break between words and the last one ends in an ellipsis when too long")
    func wrapped() {
        let text = "one two three four five six seven"
        let lines = TextMeasure.wrapped(text, size: 10, width: 60, lines: 2)
        #expect(lines == ["one two", "three four…"])
        for line in lines { #expect(TextMeasure.width(line, size: 10) <= 60) }
        #expect(TextMeasure.wrapped("", size: 10, width: 60, lines: 2) == [])
        #expect(TextMeasure.wrapped("  a  b ", size: 10, width: 60, lines: 2) == ["a b"])
    }

    @Test("lines break between the entries of a list, within them only where they must")
    func entries() {
        func lines(_ text: String, lines: Int = 6) -> [String] {
            TextMeasure.wrapped(text, size: 10, width: 100, lines: lines)
        }
        #expect(lines("B: wd = 1: 5; wd = 0: 7; c") == ["B: wd = 1: 5;", "wd = 0: 7; c"])
        #expect(
            lines("a; wd = 0 and much more than that; b")
                == ["a; wd = 0 and", "much more than", "that; b"])
        #expect(lines("B: wd = 1: 5; wd = 0: 777; c") == ["B: wd = 1: 5;", "wd = 0: 777; c"])
        // No entry is cut off that words alone have room for.
        let words = lines("B: wd = 12; wd = 300000; wd = 4", lines: 2)
        #expect(words == ["B: wd = 12; wd =", "300000; wd = 4"])
    }

    @Test("a word longer than a line is cut")
    func longWord() {
        let lines = TextMeasure.wrapped(
            String(repeating: "x", count: 10_000), size: 10, width: 60, lines: 3)
        #expect(lines == ["xxxxxxxx…"])
    }
}
