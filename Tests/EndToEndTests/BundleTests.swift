import Foundation
import Testing

@Suite struct BundleTests {
    /// A project that has built its figure, and the bundle of it.
    private struct Exported {
        let project: ScratchProject
        var bundle: URL { project.root.appendingPathComponent("bundle.tar.zst") }

        init() throws {
            project = try ScratchProject(pipelines: ["small.yaml": BundleTests.pipeline])
            try project.write("raw\n", to: "data/raw.txt")
            #expect(try project.run("run", "shown").status == 0)
            let result = try project.run("export", "shown", "bundle.tar.zst")
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    private static let pipeline = """
        pipeline: {name: small, schema: 1}
        stages:
          parts:
            kind: exec
            with: {command: [sh, -c, "mkdir parts; cp ${inputs.raw} parts/a; echo b > parts/b"]}
            inputs: {raw: {file: data/raw.txt}}
            outputs: {parts: {folder: parts}}
          joined:
            kind: exec
            with: {command: [sh, -c, "cat ${inputs.parts}/* > ${outputs.text}"]}
            inputs: {parts: parts.parts}
            outputs: {text: joined.txt}
        figures:
          shown: {title: Shown, publish: {joined.txt: joined.text, parts: parts.parts}}

        """

    @Test("on another machine an imported figure is there without running anything")
    func importedElsewhere() throws {
        let exported = try Exported()
        let other = try ScratchProject(pipelines: ["small.yaml": Self.pipeline])
        try other.write("raw\n", to: "data/raw.txt")
        let result = try other.run("import", exported.bundle.path)
        #expect(result.output.hasPrefix("imported shown of small, default: 2 stages, "))
        #expect(result.output.hasSuffix("next: nrc-pipe run shown --profile default\n"))
        let run = try other.run("run", "shown")
        #expect(run.output.hasPrefix("shown: nothing to do, 2 stages fresh, 3 files published"))
        #expect(try other.text("results/default/joined.txt") == "raw\nb\n")
        #expect(try other.run("status", "--exit-code").status == 0)
        #expect(try other.run("log", "joined").status == 0)
        // What differs there is made there.
        try other.write("changed\n", to: "data/raw.txt")
        #expect(try other.run("run", "shown").output.hasPrefix("shown: 2 built"))
    }

    @Test("a bundle becomes a project of its own, and the same state makes the same bytes")
    func newProject() throws {
        let exported = try Exported()
        let folder = try ScratchProject()
        let result = try folder.run("import", exported.bundle.path, "--new", "copy")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try folder.text("copy/data/raw.txt") == "raw\n")
        let run = try folder.run("run", "-C", "copy", "shown")
        #expect(run.output.hasPrefix("shown: nothing to do, 2 stages fresh"))
        let again = try folder.run("import", exported.bundle.path, "--new", "copy")
        #expect(again.status == 2)
        #expect(again.errors.contains("'copy' is not empty"))
        #expect(try exported.project.run("export", "shown", "again.tar.zst").status == 0)
        #expect(
            try exported.project.data("again.tar.zst") == exported.project.data("bundle.tar.zst"))
    }

    @Test(
        "a project's programs are programs in the project made of a bundle, wherever the pipeline is"
    )
    func programs() throws {
        let project = try ScratchProject(pipelines: ["small.yaml": Self.pipeline])
        try project.write(
            """
            pipeline: {name: tools, schema: 1}
            stages:
              made:
                kind: exec
                with: {command: [tools/make.sh, "${outputs.text}"]}
                inputs: {program: {file: tools/make.sh}}
                outputs: {text: made.txt}

            """, to: "elsewhere/p.yaml")
        try project.write("#!/bin/sh\necho made > $1\n", to: "tools/make.sh")
        let script = """
            chmod +x tools/make.sh && N run made -f elsewhere/p.yaml \
            && N export made -f elsewhere/p.yaml b.tar.zst && N import b.tar.zst --new copy \
            && cd copy && N run made -f elsewhere/p.yaml
            """
            .replacingOccurrences(of: "N ", with: "\(BuiltProgram.path("nrc-pipe").path) ")
        let result = try Shell.run(script, in: project.root)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("next: cd copy && nrc-pipe run made --profile default -f "))
        #expect(result.output.contains("made: nothing to do, 1 stage fresh"), "\(result.output)")
    }

    @Test("what export finds damaged is set aside, so that the next run makes it again")
    func damagedObject() throws {
        let exported = try Exported()
        let project = exported.project
        let script = """
            object=$(grep -lx raw -r .nrc-pipe/store | head -1)
            chmod u+w $object; touch -r $object time; printf b | dd of=$object conv=notrunc; touch -r time $object
            """
        #expect(try Shell.run(script, in: project.root).status == 0)
        let refused = try project.run("export", "shown", "again.tar.zst")
        #expect(refused.status == 3)
        #expect(refused.errors.contains("an artifact is damaged, and was set aside as"))
        #expect(!project.exists("again.tar.zst"))
        let mended = try project.run("run", "shown").output
        #expect(mended.hasPrefix("shown: 1 built"), "\(mended)")
        #expect(try project.run("export", "shown", "again.tar.zst").status == 0)
    }

    @Test("what is not fresh is not exported, and nothing is written")
    func notFresh() throws {
        let project = try ScratchProject(pipelines: ["small.yaml": Self.pipeline])
        try project.write("raw\n", to: "data/raw.txt")
        let result = try project.run("export", "shown", "bundle.tar.zst")
        #expect(result.status == 3)
        #expect(
            result.errors
                == "error: not all of it is fresh: parts, joined; build it first: nrc-pipe run shown\n"
        )
        #expect(!project.exists("bundle.tar.zst"))
        #expect(try project.run("export", "shown", "bundle.zip").status == 2)
    }

    @Test(
        "a damaged bundle is refused and leaves nothing behind",
        arguments: [
            ("head -c 700 B > D", "damaged or cut off"),
            ("printf '' > D", "is empty"),
            ("echo no > D", "neither a zip nor a tar"),
            ("unpack; f=$(ls objects/*/* | head -1); printf x >> $f; pack", "is damaged"),
            ("unpack; rm -r runs; pack", "is missing"),
            ("unpack; echo x > objects/more; pack", "'objects/more' does not belong to it"),
            ("unpack; ln -s /etc/passwd objects/link; pack", "is a symbolic link"),
            ("unpack; sed -i s/default/defekt/ bundle.json; pack", "'bundle.json' is damaged"),
            ("unpack; rm bundle.json; pack", "it has no bundle.json"),
            ("unpack; echo x > ../x; tar -P --zstd -cf D ../x *", "climbs out of the folder"),
        ])
    func damaged(_ damage: String, _ message: String) throws {
        let exported = try Exported()
        let other = try ScratchProject(pipelines: ["small.yaml": Self.pipeline])
        try other.write("raw\n", to: "data/raw.txt")
        let script = """
            set -e
            unpack() { mkdir t; cd t; tar --zstd -xf B; }
            pack() { tar --zstd -cf D *; }
            \(damage)
            """
            .replacingOccurrences(of: " B", with: " \(exported.bundle.path)")
            .replacingOccurrences(of: " D", with: " \(exported.project.root.path)/damaged.tar.zst")
        #expect(try Shell.run(script, in: exported.project.root).status == 0)
        let result = try other.run("import", "\(exported.project.root.path)/damaged.tar.zst")
        #expect(result.status == 2)
        #expect(result.errors.contains(message), "\(result.errors)")
        // The cache has the compiled pipeline, which reading it leaves.
        let left = try other.files(below: ".nrc-pipe").keys.filter { !$0.hasPrefix("cache/") }
        #expect(left.sorted() == [".gitignore", "lock", "store/collection", "store/lock"])
        #expect(try other.run("run", "shown").output.hasPrefix("shown: 2 built"))
    }

    @Test("interrupted at any moment, export and import --new leave nothing behind")
    func interrupted() throws {
        let project = try ScratchProject(pipelines: [
            "large.yaml": """
            pipeline: {name: large, schema: 1}
            stages:
              zeros:
                kind: exec
                with: {command: [truncate, -s, 256M, "${outputs.zeros}"]}
                outputs: {zeros: zeros}
            figures:
              shown: {title: Shown, publish: {zeros: zeros.zeros}}

            """
        ])
        #expect(try project.run("run", "zeros").status == 0)
        let script = """
            export TMPDIR=$PWD/temporary
            mkdir temporary
            for command in 'export shown bundle.tar.zst' 'import whole.tar.zst --new copy'; do
                ended=
                for time in 0.01 0.1 0.2 0.3 0.4 0.6; do
                    rm -rf copy bundle.tar.zst
                    timeout --preserve-status -s INT $time NRC $command > said 2>&1
                    status=$?
                    # It may have succeeded just before the signal came.
                    [ $status = 0 ] && break
                    [ $status = 130 ] || { cat said; exit 1; }
                    grep -q error said && { cat said; exit 1; }
                    ended=once
                    [ -z "$(ls -d copy bundle.tar.zst* temporary/* 2> left)" ] || { ls -R; exit 1; }
                done
                [ $ended ] || exit 1
                NRC export shown whole.tar.zst || exit 1
            done
            """
            .replacingOccurrences(of: "NRC", with: BuiltProgram.path("nrc-pipe").path)
        let result = try Shell.run(script, in: project.root)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test("a bundle that unfolds to more than it announces is given up at once")
    func bomb() throws {
        let exported = try Exported()
        let other = try ScratchProject(pipelines: ["small.yaml": Self.pipeline])
        let script = """
            set -e
            mkdir t
            cd t
            tar --zstd -xf ../bundle.tar.zst
            truncate -s 4G objects/zeros
            tar --zstd -cf ../bomb.tar.zst bundle.json bundle.sha256 logs objects project runs
            rm objects/zeros
            truncate -s 4G abundance
            tar --zstd -cf ../late.tar.zst abundance bundle.json
            sed -i -E '0,/"bytes" ?: ?[0-9]+/s//"bytes":4000000000000000000/' bundle.json
            tar --zstd -cf ../boast.tar.zst bundle.json
            """
        #expect(try Shell.run(script, in: exported.project.root).status == 0)
        for (bundle, message) in [
            ("bomb", "bytes allowed"), ("late", "bytes allowed"),
            ("boast", "the disk has room for"),
        ] {
            let result = try other.run(
                "import", "\(exported.project.root.path)/\(bundle).tar.zst")
            #expect(result.status == 2)
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }
}
