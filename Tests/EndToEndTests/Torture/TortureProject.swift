import Foundation
import TestSupport

/// A project with quick and slow stages, commands and built-in ones, and what an undisturbed run
/// of it makes.
final class TortureProject {
    private static let pipeline = """
        pipeline: {name: torture, schema: 1}
        stages:
          quick:
            kind: exec
            matrix: {n: [1, 2, 3]}
            with: {command: [sh, -c, "cat data/in.txt > q.txt; echo ${n} >> q.txt"]}
            inputs: {in: {file: data/in.txt}}
            outputs: {out: q.txt}
          slow:
            kind: exec
            matrix: {n: [1, 2]}
            with:
              command:
                - sh
                - -c
                - |
                  setsid sh -c 'sleep 60; : outlives' > /dev/null 2>&1 &
                  sleep 0.3; cat ${inputs.in} > s.txt
            inputs: {in: quick.out}
            outputs: {out: s.txt}
          pieces:
            kind: exec
            with:
              command: [sh, -c, "mkdir -p p/sub; for i in 1 2 3; do echo $i > p/$i; echo $i > p/sub/$i; done"]
            outputs: {parts: {folder: p}}
          data:
            kind: synthetic.dataset
            with: {seed: 1, teacher: nonlinear, samples: 200, input_dimension: 8, target_dimension: 2, rank: 4}
          train:
            kind: train.mlp
            with: {layers: 2, width: 16, learning_rate: 0.05, weight_decay: 1e-3, epochs: 40, seed: 1}
            inputs: {features: data.features, targets: data.targets}
          gather:
            kind: exec
            with: {command: [sh, -c, "cat ${inputs.all} ${inputs.parts}/[123] > g.txt"]}
            inputs: {all: ["quick.out@n=*", "slow.out@n=*"], parts: pieces.parts}
            outputs: {out: g.txt}
        figures:
          everything: {title: All, publish: {g.txt: gather.out, p/: pieces.parts, model.bin: train.model}}
        """
    /// Of the same size.
    private static let contents = ["first\n", "other\n"]

    private let project: ScratchProject
    private let neighbour: ScratchProject
    private let shared: URL
    /// The results for each content of the input file.
    private let expected: [[String: Data]]
    private let undisturbedSeconds: Double
    private var variant = 0
    private var problems: [String] = []

    init() throws {
        var expected: [[String: Data]] = []
        var seconds = 0.0
        for index in Self.contents.indices {
            let reference = try Self.make(index)
            let run = try reference.run("run", "-q")
            precondition(run.status == 0, run.errors)
            seconds = run.seconds
            expected.append(try reference.files(below: "results"))
        }
        self.expected = expected
        undisturbedSeconds = seconds
        project = try Self.make(0)
        neighbour = try Self.make(0)
        shared = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-shared-\(UUID().uuidString)")
    }

    deinit { try? FileManager.default.removeItem(at: shared) }

    private static func make(_ variant: Int) throws -> ScratchProject {
        let project = try ScratchProject(pipelines: ["torture.yaml": pipeline])
        try project.write(contents[variant], to: "data/in.txt")
        return project
    }

    // MARK: Disturbing

    func suffer(_ disturbance: Disturbance, random: inout SplitMix) throws {
        let sandbox = Bool.random(using: &random) ? "auto" : "off"
        let arguments = ["run", "--force", "-q", "--sandbox", sandbox]
        switch disturbance {
        case .killedRunner, .killedGuard, .killedCommand, .killedRunnerAndGuards, .stoppedRunner,
            .stoppedGuard:
            let running = try BuiltProgram.start(arguments, in: project.root)
            pause(&random)
            strike(disturbance, at: running, random: &random)
            _ = try running.wait()
        case .damagedStore: try damageStore(&random)
        case .readOnlyStore, .fullStore, .fullScratch, .fullState:
            try runMounted(disturbance, arguments, random: &random)
        case .changedInput, .wrongClock:
            try changeInput(&random, touchesAll: disturbance == .wrongClock)
        case .twoRunners:
            let both = try [0, 1].map { _ in try BuiltProgram.start(arguments, in: project.root) }
            for running in both { _ = try running.wait() }
        case .sharedStore: try shareStore(arguments, random: &random)
        case .collection: try collect(arguments, random: &random)
        }
    }

    private func pause(_ random: inout SplitMix) {
        Thread.sleep(forTimeInterval: Double.random(in: 0...undisturbedSeconds, using: &random))
    }

    private func strike(
        _ disturbance: Disturbance, at running: RunningProgram, random: inout SplitMix
    ) {
        let runner = running.process.processIdentifier
        let marked = Processes.ofAttempts(in: project.root)
        let guards = marked.filter { Processes.program(of: $0) == "nrc-pipe-guard" }
        let commands = marked.filter { !guards.contains($0) }
        switch disturbance {
        case .killedRunner: kill(runner, SIGKILL)
        case .killedGuard: guards.randomElement(using: &random).map { _ = kill($0, SIGKILL) }
        case .killedCommand: commands.randomElement(using: &random).map { _ = kill($0, SIGKILL) }
        case .killedRunnerAndGuards:
            kill(runner, SIGKILL)
            for guardian in guards { kill(guardian, SIGKILL) }
        case .stoppedRunner:
            kill(runner, [SIGINT, SIGTERM].randomElement(using: &random) ?? SIGINT)
        default: guards.randomElement(using: &random).map { _ = kill($0, SIGTERM) }
        }
    }

    private func damageStore(_ random: inout SplitMix) throws {
        let store = project.root.appendingPathComponent(".nrc-pipe/store")
        let names = try FileManager.default.subpathsOfDirectory(atPath: store.path).sorted()
        let objects = names.filter { $0.count == 65 && $0.dropFirst(2).first == "/" }
        for object in objects.shuffled(using: &random).prefix(3) {
            let file = store.appendingPathComponent(object)
            var bytes = try Data(contentsOf: file)
            try FileManager.default.removeItem(at: file)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: continue
            case 1: bytes = bytes.dropLast()
            default: if !bytes.isEmpty { bytes[bytes.startIndex] ^= 1 }
            }
            try bytes.write(to: file)
        }
    }

    /// Runs in a mount namespace of its own, in which part of the state is read-only or tiny.
    private func runMounted(
        _ disturbance: Disturbance, _ arguments: [String], random: inout SplitMix
    ) throws {
        let path = project.root.appendingPathComponent(disturbance.path ?? "").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let size = Int.random(in: 4...400, using: &random)
        let mount =
            disturbance == .readOnlyStore
            ? "mount --bind '\(path)' '\(path)' && mount -o remount,ro,bind '\(path)'"
            : "mount -t tmpfs -o size=\(size)k tmpfs '\(path)'"
        let program = BuiltProgram.path("nrc-pipe").path
        _ = try BuiltProgram.run(
            ["-m", "sh", "-c", "\(mount) && exec \"$0\" \"$@\"", program] + arguments,
            of: "/usr/bin/unshare", in: project.root)
    }

    /// Other bytes of the same length, with a time stamp that tells nothing.
    private func changeInput(_ random: inout SplitMix, touchesAll: Bool) throws {
        variant = 1 - variant
        try project.write(Self.contents[variant], to: "data/in.txt")
        let days = Double.random(in: -3000...3000, using: &random)
        let time = Date(timeIntervalSinceNow: days * 86_400)
        var paths = ["data/in.txt"]
        if touchesAll {
            paths += ["pipelines/torture.yaml", ".nrc-pipe/state.sqlite", ".nrc-pipe/lock"]
        }
        for path in paths where project.exists(path) {
            try FileManager.default.setAttributes(
                [.modificationDate: time],
                ofItemAtPath: project.root.appendingPathComponent(path).path)
        }
    }

    private func shareStore(_ arguments: [String], random: inout SplitMix) throws {
        try neighbour.write(Self.contents[variant], to: "data/in.txt")
        let environment = ["NRC_PIPE_STORE": shared.path]
        let first = try BuiltProgram.start(arguments, in: project.root, environment: environment)
        let second = try BuiltProgram.start(
            arguments, in: neighbour.root, environment: environment)
        pause(&random)
        kill(first.process.processIdentifier, SIGKILL)
        _ = try first.wait()
        _ = try neighbour.run("gc", environment: environment)
        let other = try second.wait()
        let results = try neighbour.files(below: "results")
        if other.status != 0 || results != expected[variant] {
            problems.append("the neighbour suffered too: \(other.status), \(other.errors)")
        }
    }

    /// Removes what is not needed while a run goes on; some of those who do it are killed.
    private func collect(_ arguments: [String], random: inout SplitMix) throws {
        let running = try BuiltProgram.start(arguments, in: project.root)
        while running.process.isRunning {
            let collecting = try BuiltProgram.start(["gc"], in: project.root)
            if Bool.random(using: &random) {
                Thread.sleep(forTimeInterval: Double.random(in: 0...0.05, using: &random))
                kill(collecting.process.processIdentifier, SIGKILL)
            }
            _ = try collecting.wait()
        }
        let result = try running.wait()
        if result.status != 0 { problems.append("gc disturbed a run: \(result.errors)") }
        let check = try project.run("verify", "--store")
        if check.status != 0 { problems.append("gc took what is needed: \(check.output)") }
    }

    // MARK: Looking

    /// Runs once more, and says what is not as it should be then.
    func problemsAfterRepair() throws -> [String] {
        defer { problems = [] }
        let isClaimedFresh = try project.run("status", "--exit-code").status == 0
        let repaired = try project.run("run")
        if repaired.status != 0 {
            problems.append("run ended with \(repaired.status): \(repaired.errors)")
        }
        if isClaimedFresh, !MainJob.built(repaired).isEmpty {
            problems.append("status said fresh, and run built \(MainJob.built(repaired))")
        }
        if try project.files(below: "results") != expected[variant] {
            problems.append("other results than those of an undisturbed run")
        }
        let status = try project.run("status", "--exit-code")
        if status.status != 0 { problems.append("status is not fresh: \(status.output)") }
        if status.output.contains("running now") { problems.append("a lock is held") }
        let isQuiet = Processes.wait(seconds: 5) { Processes.ofAttempts(in: project.root).isEmpty }
        if !isQuiet {
            problems.append("processes are left: \(Processes.ofAttempts(in: project.root))")
        }
        for folder in ["scratch", "store/incoming", "store/leases", "store/removed"] {
            let path = project.root.appendingPathComponent(".nrc-pipe/\(folder)").path
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            if !names.isEmpty { problems.append("\(folder) holds \(names)") }
        }
        return problems
    }
}
