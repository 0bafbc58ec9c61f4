import Foundation
import TestSupport
import Testing

@testable import DataManifests

/// Reading pins, and adding to them.
@Suite struct PinFileTests {
    private let project: TemporaryProject

    init() throws { project = try TemporaryProject() }

    static let first = Pin(
        sha256: String(repeating: "a", count: 64), size: 10, from: "https://a.org/x")
    static let second = Pin(
        sha256: String(repeating: "b", count: 64), size: 20, from: "https://b.org/x")

    private func read() throws -> PinFile { try PinFile.read(projectRoot: project.path) }

    /// What is said of pins with this content.
    private func refusal(_ text: String) throws -> String {
        try project.write(text, to: PinFile.path)
        do throws(PinFileError) {
            _ = try PinFile.read(projectRoot: project.path)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("without a file there are no pins")
    func missing() throws {
        #expect(try read() == PinFile())
    }

    @Test("pins are written sorted, a line each, and read again")
    func written() throws {
        try project.write("", to: "data-manifests/keep")
        let pins = ["d/s/y.csv": Self.second, "d/s/x.csv": Self.first]
        let added = try PinFile.add(pins, projectRoot: project.path)
        #expect(added == PinFile(pins: pins))
        #expect(try read() == added)
        let a = String(repeating: "a", count: 64)
        let b = String(repeating: "b", count: 64)
        #expect(
            try String(contentsOfFile: project.path(PinFile.path), encoding: .utf8) == """
                {
                  "pins" : {
                    "d/s/x.csv" : {
                      "from" : "https://a.org/x",
                      "sha256" : "\(a)",
                      "size" : 10
                    },
                    "d/s/y.csv" : {
                      "from" : "https://b.org/x",
                      "sha256" : "\(b)",
                      "size" : 20
                    }
                  },
                  "version" : 1
                }

                """)
    }

    @Test(
        "what stands in a name or a URL never makes the file unreadable",
        arguments: ["é ü.csv", "a\"b.csv", "a: b #c.csv", "${x}.csv", "😀.csv", "'x'.csv"])
    func unusualNames(name: String) throws {
        try project.write("", to: "data-manifests/keep")
        let key = PinFile.key(dataset: "d", source: "s", file: name)
        let pin = Pin(sha256: Self.first.sha256, size: 1, from: "file:///a b/\u{2028}\"\\")
        #expect(pin.from == "file:///a%20b/%E2%80%A8\"\\")
        try PinFile.add([key: pin], projectRoot: project.path)
        #expect(try read().pins == [key: pin])
    }

    @Test("a pin that is there already changes nothing, wherever the file came from this time")
    func same() throws {
        let pins = PinFile(pins: ["d/s/x": Self.first])
        let again = Pin(sha256: Self.first.sha256, size: 10, from: "file:///mirror/x")
        #expect(try pins.adding(["d/s/x": again]) == pins)
    }

    @Test("a different file is refused, shows both, and tells how to pin anew")
    func conflict() throws {
        let pins = PinFile(pins: ["d/s/x": Self.first])
        let a = String(repeating: "a", count: 64)
        let b = String(repeating: "b", count: 64)
        do throws(PinFileError) {
            _ = try pins.adding(["d/s/x": Self.second, "d/s/new": Self.second])
            Issue.record("a different pin was accepted")
        } catch {
            #expect(
                error.description == """
                    'd/s/x' is not the file that 'data-manifests/pins.json' has pinned
                      pinned:  sha256 \(a), 10 bytes, from https://a.org/x
                      fetched: sha256 \(b), 20 bytes, from https://b.org/x
                    if the new file is the right one, remove the entry 'd/s/x' from \
                    'data-manifests/pins.json' and fetch again
                    """)
        }
    }

    @Test("a file of the same digest but another size is refused as well")
    func otherSize() {
        let other = Pin(sha256: Self.first.sha256, size: 11, from: "https://a.org/x")
        #expect(throws: PinFileError.self) {
            try PinFile(pins: ["d/s/x": Self.first]).adding(["d/s/x": other])
        }
    }

    @Test("another version is refused")
    func version() throws {
        #expect(
            try refusal("{\"version\": 2, \"pins\": {}}\n") == """
                data-manifests/pins.json:1:13: error: the version of the pins is '2'
                    1 | {"version": 2, "pins": {}}
                      |             ^ expected 1, the only version so far
                restore 'data-manifests/pins.json' from version control, or remove it to pin afresh
                """)
    }

    @Test("everything that is wrong with pins is told at once")
    func damagedPins() throws {
        #expect(
            try refusal(
                """
                {
                  "pins": {
                    "d/s": {"sha256": "abc", "size": 0, "from": ""},
                    "d//x": {},
                    "d/s/x": 3,
                  },
                  "verson": 1
                }

                """) == """
                    data-manifests/pins.json:3:5: error: 'd/s' is no name of a file
                        3 |     "d/s": {"sha256": "abc", "size": 0, "from": ""},
                          |     ^~~ expected 'dataset/source/file'
                    data-manifests/pins.json:3:38: error: 'size' is '0'
                        3 |     "d/s": {"sha256": "abc", "size": 0, "from": ""},
                          |                                      ^ expected a whole number of at least 1
                    data-manifests/pins.json:3:49: error: 'from' is empty
                        3 |     "d/s": {"sha256": "abc", "size": 0, "from": ""},
                          |                                                 ^~ expected text, found nothing
                    data-manifests/pins.json:4:5: error: 'd//x' is no name of a file
                        4 |     "d//x": {},
                          |     ^~~~ expected 'dataset/source/file'
                    data-manifests/pins.json:4:13: error: a pin lacks the key 'sha256'
                        4 |     "d//x": {},
                          |             ^ expected '"sha256": "…"'
                    data-manifests/pins.json:4:13: error: a pin lacks the key 'size'
                        4 |     "d//x": {},
                          |             ^ expected '"size": 1'
                    data-manifests/pins.json:4:13: error: a pin lacks the key 'from'
                        4 |     "d//x": {},
                          |             ^ expected '"from": "https://…"'
                    data-manifests/pins.json:5:14: error: a pin is '3'
                        5 |     "d/s/x": 3,
                          |              ^ expected a mapping
                    data-manifests/pins.json:7:3: error: the file 'data-manifests/pins.json' has no key 'verson'
                        7 |   "verson": 1
                          |   ^~~~~~ did you mean 'version'?
                    restore 'data-manifests/pins.json' from version control, or remove it to pin afresh
                    """)
    }

    @Test("a digest that is none is refused")
    func digest() throws {
        let text = """
            {"version": 1, "pins": {"d/s/x": {"sha256": "abc", "size": 1, "from": "x"}}}

            """
        #expect(
            try refusal(text) == """
                data-manifests/pins.json:1:45: error: 'sha256' is 'abc'
                    1 | {"version": 1, "pins": {"d/s/x": {"sha256": "abc", "size": 1, "from": "x"}}}
                      |                                             ^~~ expected 64 lower-case hexadecimal digits
                restore 'data-manifests/pins.json' from version control, or remove it to pin afresh
                """)
    }

    @Test("the traces of a merge that went wrong are found: a key twice, or the marks")
    func merges() throws {
        let pin = "{\"sha256\": \"\(Self.first.sha256)\", \"size\": 1, \"from\": \"x\"}"
        let twice = try refusal(
            "{\"version\": 1, \"pins\": {\n\"d/s/x\": \(pin),\n\"d/s/x\": \(pin)\n}}\n")
        #expect(
            twice.hasPrefix(
                "data-manifests/pins.json:3:1: error: the key 'd/s/x' is written twice\n"))
        let marks = try refusal(
            "{\"version\": 1, \"pins\": {\n<<<<<<< HEAD\n\"d/s/x\": \(pin),\n=======\n}}\n")
        #expect(marks.hasPrefix("data-manifests/pins.json:"))
        #expect(marks.contains(": error: "))
    }

    @Test("an empty or cut file is refused", arguments: ["", "{", "{\"version\": 1, \"pins\": {"])
    func cut(text: String) throws {
        let refusal = try refusal(text)
        #expect(refusal.hasPrefix("data-manifests/pins.json:"))
        #expect(refusal.hasSuffix("version control, or remove it to pin afresh"))
    }

    @Test("a folder in its place is refused")
    func folder() throws {
        try project.write("", to: PinFile.path + "/x")
        do throws(PinFileError) {
            _ = try PinFile.read(projectRoot: project.path)
            Issue.record("a folder was read")
        } catch {
            #expect(
                error.description == """
                    the file 'data-manifests/pins.json' is not a regular file; restore it from \
                    version control, or remove it to pin afresh
                    """)
        }
    }
}
