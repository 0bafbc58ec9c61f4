import Testing

@testable import Claims

@Suite struct ReferenceTests {
    private static func finding(
        _ name: String = "c", _ verdict: Verdict = .failed, median: Double? = 0.5,
        low: Double = 0.4, high: Double = 0.6
    ) -> ClaimFinding {
        ClaimFinding(
            claim: name, statement: "", verdict: verdict, seeds: 3, seedsPassed: 0,
            seedsExcluded: 0,
            parts: [
                .init(
                    metric: "cka", band: "> 0.9", verdict: verdict, seedsPassed: 0,
                    spread: median.map { .init(median: $0, low: low, high: high) }, margin: 0)
            ], deciding: 0, obstacles: [])
    }

    private static func reference(_ findings: [ClaimFinding]) -> ClaimReference {
        ClaimReference(pipeline: "p", profile: "ci", findings: findings)
    }

    private static func unmeasured(_ name: String = "c") -> ClaimFinding {
        ClaimFinding(
            claim: name, statement: "", verdict: .undetermined, seeds: 3, seedsPassed: nil,
            seedsExcluded: 0, parts: [], deciding: nil, obstacles: [.notFresh(["m"])])
    }

    @Test("bands are the range, at least 5 % of the median, and no narrower than rounding")
    func bands() throws {
        let wide = try #require(Self.reference([Self.finding()]).claims.first?.metrics.first)
        #expect(wide.low == 0.4)
        #expect(wide.high == 0.6)
        let narrow = Self.reference([Self.finding(median: -2, low: -2, high: -2)])
        let metric = try #require(narrow.claims.first?.metrics.first)
        #expect(abs(metric.low + 2.1) < 1e-12)
        #expect(abs(metric.high + 1.9) < 1e-12)
        let vanished = Self.reference([Self.finding(median: 1e-14, low: 0, high: 1e-13)])
        let rounding = try #require(vanished.claims.first?.metrics.first)
        #expect(rounding.low == 1e-14 - 1e-6)
        #expect(rounding.high == 1e-14 + 1e-6)
    }

    @Test("a reference equals what it was made from, also after being written and read")
    func roundTrip() throws {
        let findings = [Self.finding("b"), Self.finding("a", .passed)]
        let reference = Self.reference(findings)
        #expect(reference.claims.map(\.claim) == ["a", "b"])
        let read = try #require(ClaimReference(try reference.encoded()))
        #expect(read == reference)
        #expect(read.differences(from: findings, isWhole: true) == [])
        #expect(ClaimReference(Array("{}".utf8)) == nil)
    }

    @Test("another verdict, a metric outside its band and one that is new or gone are differences")
    func differences() throws {
        let reference = Self.reference([Self.finding()])
        let turned = reference.differences(from: [Self.finding("c", .passed)], isWhole: true)
        #expect(
            turned == [
                ReferenceDifference(
                    claim: "c", expected: "failed", found: "passed", isUndetermined: false)
            ])
        let moved = reference.differences(
            from: [Self.finding(median: 0.71)], isWhole: true)
        #expect(
            moved == [
                ReferenceDifference(
                    claim: "c", metric: "cka", expected: "0.4 … 0.6", found: "0.71",
                    isUndetermined: false)
            ])
        var renamed = Self.finding()
        renamed.parts[0].metric = "noise"
        let changed = reference.differences(from: [renamed], isWhole: true)
        #expect(changed.map(\.metric) == ["cka", "noise"])
        #expect(changed.map(\.found) == ["no such metric", "0.5"])
        #expect(changed.allSatisfy { !$0.isUndetermined })
    }

    @Test("what can't be told is open, not changed")
    func undetermined() {
        let reference = Self.reference([Self.finding()])
        let stale = reference.differences(from: [Self.unmeasured()], isWhole: true)
        #expect(
            stale == [
                ReferenceDifference(
                    claim: "c", expected: "failed", found: "not measured", isUndetermined: true)
            ])
        let empty = reference.differences(from: [Self.finding(median: nil)], isWhole: true)
        #expect(empty.map(\.found) == ["no value"])
        #expect(empty.allSatisfy { $0.isUndetermined })
    }

    @Test("what is not measured is never as the reference has it, and enters none")
    func unmeasured() throws {
        var finding = Self.finding("c", .undetermined)
        finding.obstacles = [.standIn(["rendered faces"])]
        let reference = Self.reference([finding])
        for obstacle in [
            ClaimFinding.Obstacle.notFresh(["m"]), .unusable(stage: "m", reason: "no JSON"),
        ] {
            var missing = Self.unmeasured()
            missing.obstacles = [obstacle, .standIn(["rendered faces"])]
            #expect(
                reference.differences(from: [missing], isWhole: true) == [
                    ReferenceDifference(
                        claim: "c", expected: "undetermined", found: "not measured",
                        isUndetermined: true)
                ])
            #expect(Self.reference([missing]).claims == [])
            let kept = ClaimReference(
                pipeline: "p", profile: "ci", findings: [missing], keeping: reference,
                defined: ["c"])
            #expect(kept == reference)
        }
    }

    @Test("of what rests on stand-in data the verdict alone is kept and compared")
    func standIns() {
        var finding = Self.finding("c", .undetermined)
        finding.obstacles = [.standIn(["rendered faces"])]
        let reference = Self.reference([finding])
        #expect(reference.claims.first?.metrics == [])
        finding.parts[0].spread = .init(median: 7, low: 7, high: 7)
        #expect(reference.differences(from: [finding], isWhole: true) == [])
        finding.verdict = .passed
        #expect(reference.differences(from: [finding], isWhole: true).map(\.found) == ["passed"])
    }

    @Test("new claims differ, and lost ones where everything was looked at")
    func claims() {
        let reference = Self.reference([Self.finding("old")])
        let found = reference.differences(from: [Self.finding("new")], isWhole: true)
        #expect(found.map(\.claim) == ["new", "old"])
        #expect(found.map(\.expected) == ["not in the reference", "failed"])
        #expect(found.map(\.found) == ["failed", "no such claim"])
        #expect(
            reference.differences(from: [Self.finding("new")], isWhole: false).map(\.claim)
                == ["new"])
    }

    @Test("claims that were not looked at stay in the files, those that are gone do not")
    func keeping() throws {
        let former = Self.reference([Self.finding("a"), Self.finding("b"), Self.finding("gone")])
        let updated = ClaimReference(
            pipeline: "p", profile: "ci", findings: [Self.finding("a", .passed)],
            keeping: former, defined: ["a", "b"])
        #expect(updated.claims.map(\.claim) == ["a", "b"])
        #expect(updated.claims.map(\.verdict) == [.passed, .failed])
        let record = { (name: String) in ClaimRecord(Self.finding(name), measurements: []) }
        let file = ClaimsFile(
            pipeline: "p", profile: "ci", claims: ["b", "a", "gone"].map(record))
        let kept = ClaimsFile(pipeline: "p", profile: "ci", claims: [record("a")])
            .keeping(file, defined: ["a", "b"])
        #expect(kept.claims.map(\.claim) == ["a", "b"])
        let other = ClaimsFile(pipeline: "p", profile: "quick", claims: [record("a")])
            .keeping(file, defined: ["a", "b"])
        #expect(other.claims.map(\.claim) == ["a"])
        #expect(try ClaimsFile(file.encoded()) == file)
    }
}
