import Foundation
import Testing

@testable import Claims

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct JUnitReportTests {
    private static let hostile = "a<b & \"c\" 'd' ]]> \u{1B}[31m\u{0}\nsecond\tline é 𝛒"

    @Test("the report is XML that says what was put in, whatever its characters")
    func parsesBack() throws {
        let report = JUnitReport(
            suite: "p<.quick",
            cases: [
                .init(name: "fine"),
                .init(
                    name: Self.hostile, problem: .failure, kind: "failed", details: [Self.hostile]),
                .init(name: "open", problem: .error, kind: "mixed", details: ["one", "two"]),
            ])
        let elements = try ParsedElements.of(report.text)
        #expect(
            elements.names == [
                "testsuites", "testsuite", "testcase", "testcase", "failure", "testcase", "error",
            ])
        #expect(elements.attributes[0] == ["tests": "3", "failures": "1", "errors": "1"])
        #expect(
            elements.attributes[1] == [
                "name": "p<.quick", "tests": "3", "failures": "1", "errors": "1", "skipped": "0",
            ])
        let clean = "a<b & \"c\" 'd' ]]> \u{FFFD}[31m\u{FFFD}\nsecond\tline é 𝛒"
        #expect(elements.attributes[3] == ["classname": "p<.quick", "name": clean])
        #expect(elements.attributes[4] == ["type": "failed", "message": clean])
        #expect(elements.texts["failure"] == clean)
        #expect(elements.attributes[6] == ["type": "mixed", "message": "one"])
        #expect(elements.texts["error"] == "one\ntwo")
    }

    @Test("a suite without cases is a document too")
    func empty() throws {
        let elements = try ParsedElements.of(JUnitReport(suite: "s", cases: []).text)
        #expect(elements.names == ["testsuites", "testsuite"])
    }
}

/// What Foundation's parser finds in a document, in order.
private final class ParsedElements: NSObject, XMLParserDelegate {
    private(set) var names: [String] = []
    private(set) var attributes: [[String: String]] = []
    /// Of the elements that hold text.
    private(set) var texts: [String: String] = [:]
    private var open: [String] = []

    static func of(_ text: String) throws -> ParsedElements {
        let parser = XMLParser(data: Data(text.utf8))
        let elements = ParsedElements()
        parser.delegate = elements
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
        return elements
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        names.append(name)
        open.append(name)
        self.attributes.append(attributes)
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let name = open.last { texts[name, default: ""] += text }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        open.removeLast()
    }
}
