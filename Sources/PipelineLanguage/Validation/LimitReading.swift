/// The limits of one stage over its whole sweep: what it may use, how long, and how often.
extension StageBinding {
    private static let cpuRange = 1...1024
    private static let gpuRange = 0...64
    private static let exclusiveCount = 0...16
    private static let retryRange = 0...100

    /// `nil` when one is wrong, which is reported.
    func resources(state: inout ValidationState) -> ResourceTables? {
        let limits = stage.definition.limits
        let cpu = limits.cpu.map {
            integers(of: $0, in: Self.cpuRange, named: "cpu", state: &state)
        }
        let memory = limits.memory.map { self.memory(of: $0, state: &state) }
        let gpus = limits.gpu.map {
            integers(of: $0, in: Self.gpuRange, named: "gpu", state: &state)
        }
        let exclusive = limits.exclusive.map { names(of: $0, named: "exclusive", state: &state) }
        guard let cpu = cpu ?? SweepTable(constant: 1),
            let memory = memory ?? SweepTable(constant: nil),
            let gpus = gpus ?? SweepTable(constant: 0),
            let exclusive = exclusive ?? SweepTable(constant: [])
        else { return nil }
        return ResourceTables(cpu: cpu, memoryBytes: memory, gpus: gpus, exclusive: exclusive)
    }

    func retries(state: inout ValidationState) -> SweepTable<Int>? {
        guard let node = stage.definition.limits.retries else { return SweepTable(constant: 0) }
        return integers(of: node, in: Self.retryRange, named: "retries", state: &state)
    }

    private func integers(
        of node: Node, in range: ClosedRange<Int>, named name: String,
        state: inout ValidationState
    ) -> SweepTable<Int>? {
        var typing = ParameterTyping(
            owner: "'\(name)' of \(stage.title)", use: node.place, scope: scope, sources: sources)
        return stage.sweep.table(over: scope.axesReferenced(in: node)) { choice in
            typing.scope.choice = choice
            let typed = typing.value(of: node, as: .integer(range), state: &state)
            guard case .integer(let value)? = typed?.value else { return nil }
            return value
        }
    }

    /// Seconds; only for stages that have a timeout.
    func timeout(of node: Node, state: inout ValidationState) -> SweepTable<Double>? {
        var typing = ParameterTyping(
            owner: "'timeout' of \(stage.title)", use: node.place, scope: scope, sources: sources)
        return stage.sweep.table(over: scope.axesReferenced(in: node)) { choice in
            typing.scope.choice = choice
            guard let typed = typing.value(of: node, as: .text, state: &state),
                case .text(let text) = typed.value
            else { return nil }
            if let seconds = NumberSyntax.seconds(text) { return seconds }
            state.log.report(
                .badTimeout(typing.owner, text, at: node.place)
                    .moved(to: typed.origin, usedAt: node.place))
            return nil
        }
    }

    private func memory(
        of node: Node, state: inout ValidationState
    ) -> SweepTable<Int64?>? {
        var typing = ParameterTyping(
            owner: "'memory' of \(stage.title)", use: node.place, scope: scope, sources: sources)
        return stage.sweep.table(over: scope.axesReferenced(in: node)) { choice -> Int64?? in
            typing.scope.choice = choice
            guard let typed = typing.value(of: node, as: .text, state: &state),
                case .text(let text) = typed.value
            else { return nil }
            if let bytes = NumberSyntax.bytes(text) { return .some(bytes) }
            state.log.report(
                .badMemory(typing.owner, text, at: node.place)
                    .moved(to: typed.origin, usedAt: node.place))
            return nil
        }
    }

    private func names(
        of node: Node, named name: String, state: inout ValidationState
    ) -> SweepTable<[String]>? {
        var typing = ParameterTyping(
            owner: "'\(name)' of \(stage.title)", use: node.place, scope: scope, sources: sources)
        return stage.sweep.table(over: scope.axesReferenced(in: node)) { choice in
            typing.scope.choice = choice
            let type = ParameterType.list(of: .text, count: Self.exclusiveCount)
            guard let typed = typing.value(of: node, as: type, state: &state),
                case .list(let values) = typed.value
            else { return nil }
            let names = values.compactMap { value in
                if case .text(let name) = value { name } else { nil }
            }
            return Set(names).sorted()
        }
    }
}

/// `resources` of a stage, for every instance.
struct ResourceTables: Sendable {
    var cpu: SweepTable<Int>
    var memoryBytes: SweepTable<Int64?>
    var gpus: SweepTable<Int>
    var exclusive: SweepTable<[String]>

    subscript(instance: Int) -> Stage.Resources {
        Stage.Resources(
            cpu: cpu[instance], memoryBytes: memoryBytes[instance], gpus: gpus[instance],
            exclusive: exclusive[instance])
    }
}

extension NumberSyntax {
    /// Longer timeouts mean none.
    private static let maximumSeconds = 10_000.0 * 86_400

    /// A positive duration such as `90s`, `1.5h`: a number and one of s, m, h, d.
    package static func seconds(_ text: String) -> Double? {
        let unit: Double
        switch text.last {
        case "s": unit = 1
        case "m": unit = 60
        case "h": unit = 3600
        case "d": unit = 86_400
        default: return nil
        }
        guard let number = real(String(text.dropLast())), number > 0 else { return nil }
        return number * unit <= maximumSeconds ? number * unit : nil
    }

    /// Larger amounts fit no machine and no `Int64`.
    private static let maximumBytes = 1e18
    private static let byteUnits: [(name: String, factor: Double)] = [
        ("KiB", 0x1p10), ("MiB", 0x1p20), ("GiB", 0x1p30), ("TiB", 0x1p40),
        ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
    ]

    /// A positive amount such as `8GB`, `1.5 TiB`: a number and one of kB, MB, GB, TB, KiB, MiB,
    /// GiB, TiB.
    package static func bytes(_ text: String) -> Int64? {
        guard let unit = byteUnits.first(where: { text.hasSuffix($0.name) }) else { return nil }
        var digits = text.dropLast(unit.name.count)
        while digits.last == " " { digits.removeLast() }
        guard let number = real(String(digits)), number > 0 else { return nil }
        let bytes = (number * unit.factor).rounded()
        return bytes >= 1 && bytes <= maximumBytes ? Int64(bytes) : nil
    }
}

extension Diagnostic {
    fileprivate static func badTimeout(_ owner: String, _ text: String, at place: Place) -> Self {
        Self(
            "\(owner) is \(quoted(text))", at: place,
            label: "expected a positive number with s, m, h or d, such as 90s or 2h,"
                + " at most 10000d")
    }

    fileprivate static func badMemory(_ owner: String, _ text: String, at place: Place) -> Self {
        Self(
            "\(owner) is \(quoted(text))", at: place,
            label: "expected a positive amount with kB, MB, GB or TB (or KiB, MiB, GiB, TiB),"
                + " such as 8GB")
    }
}
