import Foundation
import Testing

@Suite(.serialized) struct KilledRunTests {
    /// Rounds of each kind; the moments are spread over the time of an undisturbed run.
    private static let rounds = 8

    private enum Victim: CaseIterable {
        case runner, worker, supervisor
    }

    @Test(
        "killed at any moment, the next run ends with the right artifacts",
        arguments: Victim.allCases)
    private func killed(_ victim: Victim) throws {
        let undisturbed = try MainJob()
        let reference = try undisturbed.run()
        #expect(reference.status == 0)
        let expected = try undisturbed.project.files(below: "results")

        let job = try MainJob()
        for round in 0..<Self.rounds {
            // Each round begins without artifacts, so that there is always something to disturb.
            try? FileManager.default.removeItem(
                at: job.project.root.appendingPathComponent(".nrc-pipe"))
            try? FileManager.default.removeItem(
                at: job.project.root.appendingPathComponent("results"))
            let moment = reference.seconds * (Double(round) + 0.5) / Double(Self.rounds)
            try disturb(job, victim, after: moment)
            let repaired = try job.run()
            #expect(repaired.status == 0, "round \(round): \(repaired.errors)")
            #expect(try job.project.files(below: "results") == expected, "round \(round)")
            let scratch = try FileManager.default.contentsOfDirectory(
                atPath: job.project.root.appendingPathComponent(".nrc-pipe/scratch").path)
            #expect(scratch == [], "round \(round)")
        }
    }

    private func disturb(_ job: MainJob, _ victim: Victim, after seconds: Double) throws {
        let running = try BuiltProgram.start(
            ["run", "fig8"] + MainJob.size, in: job.project.root)
        Thread.sleep(forTimeInterval: seconds)
        let children = Processes.workingBelow(
            job.project.root.appendingPathComponent(".nrc-pipe/scratch"))
        switch victim {
        case .runner: kill(running.process.processIdentifier, SIGKILL)
        case .worker:
            children.filter { Processes.program(of: $0) == "nrc-pipe-worker" }.forEach(killNow)
        case .supervisor:
            children.filter { Processes.program(of: $0) == "nrc-pipe-guard" }.forEach(killNow)
        }
        _ = try running.wait()
        let scratch = job.project.root.appendingPathComponent(".nrc-pipe/scratch")
        #expect(
            Processes.wait(seconds: 15) { Processes.workingBelow(scratch).isEmpty },
            "a process outlived its run")
    }

    private func killNow(_ process: Int32) { kill(process, SIGKILL) }

    @Test("a lock is held while a run goes on, and names its holder")
    func lockNamesItsHolder() throws {
        let project = try ScratchProject(pipelines: [
            "wait.yaml": """
            pipeline: {name: wait, schema: 1}
            stages:
              wait:
                kind: exec
                with: {command: [sleep, "987"]}
                outputs: {none: none.txt}
            """
        ])
        let holder = try BuiltProgram.start(["run"], in: project.root)
        #expect(
            Processes.wait(seconds: 10) {
                !Processes.workingBelow(project.root).isEmpty
                    && project.exists(".nrc-pipe/lock") && Self.isSleeping(project)
            })
        let second = try project.run("run")
        #expect(second.status == 75)
        #expect(second.errors.contains("process \(holder.process.processIdentifier) of "))
        #expect(try project.run("status").output.contains("running now: process"))

        holder.process.interrupt()
        let interrupted = try holder.wait()
        #expect(interrupted.status == 130)
        // Far from the time that the stage wanted.
        #expect(interrupted.seconds < 300)
        #expect(interrupted.output.contains("interrupted; run it again to go on"))
        #expect(Processes.wait(seconds: 5) { !Self.isSleeping(project) })
    }

    private static func isSleeping(_ project: ScratchProject) -> Bool {
        let scratch = project.root.appendingPathComponent(".nrc-pipe/scratch")
        return !Set(Processes.workingBelow(scratch))
            .isDisjoint(with: Processes.matching("sleep\u{0}987"))
    }
}
