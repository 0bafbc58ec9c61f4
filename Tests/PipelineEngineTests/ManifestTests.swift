import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct ManifestTests {
    private static let digest = Digest(of: Array("abc".utf8))

    private static let sample = Manifest(
        kind: "train.mlp", kindRevision: 3, profile: "quick",
        parameters: [
            Manifest.Parameter(
                name: "cases", value: .mapping([.init(key: "a", value: .boolean(true))])),
            Manifest.Parameter(name: "layers", value: .list([.integer(256), .integer(-1)])),
            Manifest.Parameter(name: "rate", value: .real(0.1)),
            Manifest.Parameter(name: "shuffle", value: .boolean(false)),
        ],
        inputs: [
            Manifest.Input(
                name: "features", isList: true,
                contents: [
                    Manifest.Content(
                        kind: .file, digest: digest, visibleName: "inputs/features/0-x.npy")
                ])
        ],
        outputs: [Manifest.Output(name: "model", path: "model.safetensors", format: "model")],
        environment: [
            Manifest.Variable(name: "HOME", value: "/home/é"),
            Manifest.Variable(name: "SEED", value: nil),
        ])

    /// Written down by a Python program of ten lines from the table in `CanonicalEncoder`.
    private static let goldenBytes = """
        5400000000000000116e72632d70697065206d616e6966657374490000000000000001540000000000000009\
        747261696e2e6d6c70490000000000000003540000000000000005717569636b4d0000000000000004540000\
        00000000000563617365734d00000000000000015400000000000000016159540000000000000006\
        6c61796572734c000000000000000249000000000000010049ffffffffffffffff540000000000000004\
        72617465523fb999999999999a54000000000000000773687566666c65464d000000000000000154\
        00000000000000086665617475726573594c000000000000000149000000000000000044ba7816bf8f01cfea\
        414140de5dae2223b00361a396177a9cb410ff61f20015ad540000000000000017696e707574732f66656174\
        757265732f302d782e6e70794d00000000000000015400000000000000056d6f64656c540000000000000011\
        6d6f64656c2e73616665\
        74656e736f72735400000000000000056d6f64656c4d0000000000000002540000000000000004484f4d45\
        5400000000000000082f686f6d652fc3a95400000000000000045345454430
        """

    @Test("the canonical bytes are those of the documented layout")
    func goldenBytes() {
        let hex = Self.sample.canonicalBytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        #expect(hex == Self.goldenBytes)
        #expect(
            Self.sample.fingerprint.hex
                == "bae93545860b97532101819c4b4ae4838d9e351c7e862b71652793cc4724974c")
    }

    @Test("a manifest reads back as itself")
    func roundTrip() throws {
        #expect(try Manifest(canonicalBytes: Self.sample.canonicalBytes) == Self.sample)
    }

    @Test("every prefix and every flipped byte is read without a crash, and no prefix is accepted")
    func damagedBytes() {
        let bytes = Self.sample.canonicalBytes
        for count in bytes.indices {
            #expect(throws: CanonicalDecodingError.self) {
                try Manifest(canonicalBytes: Array(bytes[..<count]))
            }
        }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0xff
            // Either an error or a manifest that differs.
            #expect((try? Manifest(canonicalBytes: damaged)) != Self.sample)
        }
    }

    @Test("each part of a manifest changes the fingerprint")
    func sensitivity() {
        var variants: [Manifest] = [Self.sample]
        func vary(_ change: (inout Manifest) -> Void) {
            var manifest = Self.sample
            change(&manifest)
            variants.append(manifest)
        }
        vary { $0.kind = "train.mlp2" }
        vary { $0.kindRevision = 4 }
        vary { $0.profile = "paper" }
        vary { $0.profile = nil }
        vary { $0.parameters[0].value = .mapping([.init(key: "b", value: .boolean(true))]) }
        vary { $0.parameters[1].value = .list([.integer(-1), .integer(256)]) }
        vary { $0.parameters[1].name = "layer" }
        vary { $0.parameters[2].value = .real(0.1.nextUp) }
        vary { $0.parameters[2].value = .text("0.1") }
        vary { $0.parameters[3].value = .boolean(true) }
        vary { $0.parameters[3].value = .integer(0) }
        vary { $0.parameters.removeLast() }
        vary { $0.inputs[0].name = "feature" }
        vary { $0.inputs[0].isList = false }
        vary { $0.inputs[0].contents[0].digest = Digest(of: []) }
        vary { $0.inputs[0].contents[0].kind = .executable }
        vary { $0.inputs[0].contents[0].visibleName = "inputs/features/0-y.npy" }
        vary { $0.inputs[0].contents.append($0.inputs[0].contents[0]) }
        vary { $0.outputs[0].name = "m" }
        vary { $0.outputs[0].path = "m" }
        vary { $0.outputs[0].format = "any" }
        vary { $0.environment[0].value = "/" }
        vary { $0.environment[1].value = "" }
        vary { $0.environment.removeLast() }
        #expect(Set(variants.map(\.fingerprint)).count == variants.count)
    }

    @Test("negative zero counts as zero, and an integer is not a real")
    func numbers() {
        func fingerprint(_ value: ParameterValue) -> Digest {
            var manifest = Self.sample
            manifest.parameters = [Manifest.Parameter(name: "x", value: value)]
            return manifest.fingerprint
        }
        #expect(fingerprint(.real(-0.0)) == fingerprint(.real(0.0)))
        #expect(fingerprint(.real(1)) != fingerprint(.integer(1)))
    }

    @Test("names, places, resources, timeouts and retries are no part of a stage's manifest")
    func insensitivity() throws {
        let project = try TemporaryProject()
        project.stage("a", "true")
        let stage = project.graph.stages[0]
        var other = stage
        other.name = "b"
        other.definitionName = "b"
        other.resources.cpu = 7
        other.timeoutSeconds = 3
        other.retries = 9
        other.location = TemporaryProject.place(77)
        for index in other.parameters.indices {
            other.parameters[index].origin = .written(TemporaryProject.place(78))
        }
        let first = Manifest(stage, inputs: [], environment: ["HOME": "/root"])
        let second = Manifest(other, inputs: [], environment: [:])
        #expect(first == second)
    }

    @Test("a command's allow-listed variables are part of its manifest, absent ones as absent")
    func environment() throws {
        let project = try TemporaryProject()
        project.stage("a", "true", environment: ["SEED", "EMPTY"])
        let stage = project.graph.stages[0]
        let manifest = Manifest(
            stage, inputs: [], environment: ["EMPTY": "", "OTHER": "x"])
        #expect(
            manifest.environment == [
                Manifest.Variable(name: "EMPTY", value: ""),
                Manifest.Variable(name: "SEED", value: nil),
            ])
    }

    @Test("digests are SHA-256 and read back from their digits")
    func digests() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Self.digest.hex == hex)
        #expect(Digest(hex: hex) == Self.digest)
        #expect(Digest(bytes: Self.digest.bytes) == Self.digest)
        #expect(Digest(hex: String(hex.dropLast())) == nil)
        #expect(Digest(hex: hex.replacing("b", with: "x")) == nil)
    }
}
