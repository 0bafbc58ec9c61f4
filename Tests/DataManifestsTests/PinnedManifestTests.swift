import Testing

@testable import DataManifests

@Suite struct PinnedManifestTests {
    private static let digest = String(repeating: "a", count: 64)
    private static let other = String(repeating: "b", count: 64)

    private func file(_ facts: String = "", pin: Pin?) throws -> DataFile {
        let manifest = try ManifestFixture.load(
            ManifestFixture.manifest(files: "[{name: x.csv\(facts)}]"))
        let pins = PinFile(pins: pin.map { ["d/s/x.csv": $0] } ?? [:])
        return try manifest.pinned(by: pins).sources[0].files[0]
    }

    private func pin(_ digest: String = digest, size: Int = 7) -> Pin {
        Pin(sha256: digest, size: size, from: "https://a.org/x.csv")
    }

    @Test("a file without a checksum takes that of its pin, and says so")
    func pinned() throws {
        let file = try file(pin: pin())
        #expect(file.sha256 == Self.digest)
        #expect(file.size == 7)
        #expect(file.isPinned)
    }

    @Test("a published size stands, and the pin adds the checksum")
    func publishedSize() throws {
        let file = try file(", size: 7", pin: pin())
        #expect(file.sha256 == Self.digest)
        #expect(file.isPinned)
    }

    @Test("a published checksum that the pin repeats is not a pinned one")
    func publishedDigest() throws {
        let file = try file(", sha256: \(Self.digest)", pin: pin())
        #expect(file.sha256 == Self.digest)
        #expect(file.size == 7)
        #expect(!file.isPinned)
    }

    @Test("without a pin nothing changes")
    func unpinned() throws {
        let file = try file(pin: nil)
        #expect(file.sha256 == nil)
        #expect(!file.isPinned)
    }

    @Test("pins of other files are not used")
    func otherFiles() throws {
        let manifest = try ManifestFixture.load(ManifestFixture.manifest())
        let pins = PinFile(pins: [
            "d/s/y.csv": pin(), "d/t/x.csv": pin(), "e/s/x.csv": pin(),
        ])
        #expect(try manifest.pinned(by: pins) == manifest)
    }

    @Test("to be pinned twice changes nothing more")
    func twice() throws {
        let manifest = try ManifestFixture.load(ManifestFixture.manifest())
        let pins = PinFile(pins: ["d/s/x.csv": pin()])
        let once = try manifest.pinned(by: pins)
        #expect(try once.pinned(by: pins) == once)
    }

    @Test("a pin that the manifest denies is refused, and the manifest decides")
    func contradictions() throws {
        let manifest = try ManifestFixture.load(
            ManifestFixture.manifest(
                files: "[{name: x.csv, sha256: \(Self.digest), size: 7}, {name: y.csv, size: 9}]"))
        let pins = PinFile(pins: ["d/s/x.csv": pin(Self.other, size: 8), "d/s/y.csv": pin()])
        do throws(PinFileError) {
            _ = try manifest.pinned(by: pins)
            Issue.record("a pin that contradicts was accepted")
        } catch {
            #expect(
                error.description == """
                    'data-manifests/d.yaml' and 'data-manifests/pins.json' disagree on 'd/s/x.csv'
                      manifest: sha256 \(Self.digest), 7 bytes
                      pin:      sha256 \(Self.other), 8 bytes, from https://a.org/x.csv
                    the manifest decides: remove the entry 'd/s/x.csv' from 'data-manifests/pins.json'
                    'data-manifests/d.yaml' and 'data-manifests/pins.json' disagree on 'd/s/y.csv'
                      manifest: no sha256, 9 bytes
                      pin:      sha256 \(Self.digest), 7 bytes, from https://a.org/x.csv
                    the manifest decides: remove the entry 'd/s/y.csv' from 'data-manifests/pins.json'
                    """)
        }
    }
}
