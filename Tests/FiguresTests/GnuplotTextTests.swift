import Testing

@testable import Figures

@Suite struct GnuplotTextTests {
    @Test(
        "a literal can neither end early nor hold a line break",
        arguments: [
            ("it's", "'it’s'"),
            ("'", "'’'"),
            ("a\nb\r\nc\u{0}d\u{2028}e\u{ffff}f", "'a b  c d e f'"),
            ("`id` $(id) \"x\" \\n @m", "'`id` $(id) \"x\" \\n @m'"),
            ("\u{202e}abc", "' abc'"),
            ("λ₁ – é 中", "'λ₁ – é 中'"),
        ])
    func literal(text: String, expected: String) {
        #expect(GnuplotText.literal(text) == expected)
    }

    @Test("a text in enhanced notation has its markup disarmed")
    func enhanced() {
        #expect(GnuplotText.tickLabel("1e-3") == "1e-3")
        #expect(GnuplotText.tickLabel("a_b^{c}&@~\\'\n") == "a\\_b\\^\\{c\\}\\&\\@\\~∖’ ")
        #expect(GnuplotText.tickLabel("10%g") == "10%%g")
    }

    @Test("numbers keep every digit")
    func number() {
        #expect(GnuplotText.number(0.1) == "0.1")
        #expect(GnuplotText.number(1e-300) == "1e-300")
        #expect(GnuplotText.length(1.0 / 3) == "0.33")
        #expect(GnuplotText.fraction(2.0 / 3) == "0.666667")
    }
}
