import ArgumentParser
import Foundation
import Testing

@testable import nrc_pipe

@Suite struct ManualTests {
    private static let pages = [
        "README.md", "ARCHITECTURE.md", "docs/pipeline-format.md", "docs/data-manifests.md",
        "docs/stand-ins.md", "docs/reproduction.md", "docs/speed.md", "docs/tutorial.md",
        "docs/caching.md", "docs/events.md", "docs/commands.md", "docs/stage-kinds.md",
    ]

    @Test(
        "the pages that are made from the program are as it says now; `make manual` makes them",
        arguments: [
            (["manual", "commands"], "docs/commands.md"),
            (["manual", "kinds"], "docs/stage-kinds.md"),
            (["schema", "pipeline"], "docs/pipeline.schema.json"),
            (["schema", "events"], "docs/events.schema.json"),
        ])
    func madePages(_ arguments: [String], _ page: String) throws {
        let made = try BuiltProgram.run(arguments, in: ScratchProject.repository)
        #expect(made.status == 0)
        let kept = try Self.text(page)
        #expect(made.output == kept, "make manual")
    }

    @Test("every command of a page that is to be run, runs", arguments: pages)
    func commandsRun(_ page: String) throws {
        let blocks = DocumentedCommands(try Self.text(page)).blocks
        for place in [DocumentedCommands.Place.folder, .repository] {
            let scripts = blocks.filter { $0.place == place }.map(\.script)
            guard !scripts.isEmpty else { continue }
            let project =
                place == .repository ? try ScratchProject.ofThisRepository() : try ScratchProject()
            if place == .folder {
                try FileManager.default.removeItem(
                    at: project.root.appendingPathComponent("pipelines"))
            }
            let result = try Shell.run(
                "set -e\n" + scripts.joined(separator: "\n"), in: project.root)
            #expect(result.status == 0, "\(page): \(result.errors)")
        }
    }

    @Test("every command of a page has options that there are", arguments: pages)
    func commandsParse(_ page: String) throws {
        for command in DocumentedCommands(try Self.text(page)).all {
            do {
                _ = try NrcPipe.parseAsRoot(command)
            } catch {
                let isHelp = NrcPipe.exitCode(for: error).isSuccess
                #expect(isHelp, "\(page): \(command): \(NrcPipe.message(for: error))")
            }
        }
    }

    @Test("no command stands where no test would find it", arguments: pages)
    func commandsAreFound(_ page: String) throws {
        let strays = DocumentedCommands(try Self.text(page)).strays
        #expect(strays.isEmpty, "\(page): put them into a block ```sh or ```sh parse")
    }

    @Test("a block's commands are found, with quotes, comments and what stands between them")
    func parsing() {
        let found = DocumentedCommands(
            """
            Say `nrc-pipe run x --set 'a=b c'` or `nrc-pipe run …`.

            ```sh
            cd x && nrc-pipe plan -j2 # why
            nrc-pipe list | head
            ```

                nrc-pipe show x

            ```
            nrc-pipe stray
            ```
            """)
        #expect(
            found.all == [
                ["plan", "-j2"], ["list"], ["run", "x", "--set", "a=b c"], ["show", "x"],
            ])
        #expect(found.blocks.map(\.place) == [.folder])
        #expect(found.strays == ["nrc-pipe stray"])
    }

    private static func text(_ page: String) throws -> String {
        try String(
            contentsOf: ScratchProject.repository.appendingPathComponent(page), encoding: .utf8)
    }
}
