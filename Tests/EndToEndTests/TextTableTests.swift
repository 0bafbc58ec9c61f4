import Testing

@testable import nrc_pipe

@Suite struct TextTableTests {
    private func page(_ width: Int?) -> Page { Page(usesColour: false, width: width) }

    @Test("columns are those of a terminal, where some characters take two and some none")
    func columns() {
        #expect(DisplayText.columns("abc") == 3)
        #expect(DisplayText.columns("データ") == 6)
        #expect(DisplayText.columns("e\u{301}→…≈") == 4)
        #expect(DisplayText.columns("👩‍🔬") == 2)
        #expect(DisplayText.cut("データ", to: 4) == "デ…")
        #expect(DisplayText.cut("abc", to: 0) == "")
        #expect(DisplayText.shortened("train@seed=12", to: 7) == "tra…=12")
        #expect(DisplayText.shortened("abc", to: 1) == "…")
        #expect(DisplayText.padded("デ", to: 4) == "デ  ")
    }

    @Test("a table that fits stays on its lines; one that does not puts the last cells below")
    func tables() {
        var table = TextTable(indent: 2)
        table.append(["run", "train@seed=1", "≈ 12 s", "with.weight_decay: 1e-3 → 5e-4, p.yaml:41"])
        table.append(["", "", "", "with.epochs: 10 → 20, p.yaml:42"])
        table.append(["run", "draw", "", "never run"])
        #expect(
            table.lines(on: page(nil)) == [
                "  run  train@seed=1  ≈ 12 s  with.weight_decay: 1e-3 → 5e-4, p.yaml:41",
                "                             with.epochs: 10 → 20, p.yaml:42",
                "  run  draw                  never run",
            ])
        #expect(
            table.lines(on: page(68)) == [
                "  run  train@seed=1  ≈ 12 s  with.weight_decay: 1e-3 → 5e-4,",
                "                             p.yaml:41",
                "                             with.epochs: 10 → 20, p.yaml:42",
                "  run  draw                  never run",
            ])
        #expect(
            table.lines(on: page(44)) == [
                "  run  train@seed=1  ≈ 12 s",
                "      with.weight_decay: 1e-3 → 5e-4,",
                "      p.yaml:41",
                "      with.epochs: 10 → 20, p.yaml:42",
                "  run  draw                  never run",
            ])
    }

    @Test("names that leave no room lose their middle")
    func longNames() {
        var table = TextTable()
        table.append(["a-very-long-name-of-a-stage@seed=1,arm=wide", "fresh"])
        #expect(table.lines(on: page(30)) == ["a-very-long-n…eed=1,arm=wide", "    fresh"])
    }

    @Test("lines end at spaces, and a long word stays whole")
    func wrapping() {
        #expect(
            page(20).wrapped("one two three four five", indent: 4, firstIndent: 2) == [
                "  one two three four", "    five",
            ])
        #expect(
            page(10).wrapped("see /a/long/path/that/is.log now") == [
                "see", "/a/long/path/that/is.log", "now",
            ])
        #expect(page(nil).wrapped("one two", indent: 2) == ["  one two"])
    }
}
