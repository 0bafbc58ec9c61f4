import Testing

@testable import Stages

/// Control groups as folders of a test's own.
@Suite struct ControlGroupMemoryTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    private func write(_ group: String, _ files: [String: String]) throws {
        for (name, text) in files {
            _ = try folder.write("\(text)\n", to: "cgroup/\(group)/\(name)")
        }
    }

    private func left(_ membership: String) -> Int? {
        ControlGroupMemory(root: folder.path("cgroup"), membership: membership).left
    }

    @Test("version 2: pages of files are not taken, since the kernel gives them up")
    func second() throws {
        try write(
            "a/b",
            [
                "memory.max": "1000", "memory.current": "900",
                "memory.stat": "anon 250\nfile 650\ninactive_file 400\nactive_file 200\nshmem 50",
            ])
        #expect(left("0::/a/b\n") == 1000 - (900 - 400 - 200))
    }

    @Test("version 2: the strictest of the groups above counts, and none is no limit")
    func above() throws {
        try write("a/b", ["memory.max": "max", "memory.current": "10"])
        #expect(left("0::/a/b\n") == nil)
        try write("a", ["memory.max": "300", "memory.current": "100"])
        #expect(left("0::/a/b\n") == 200)
        try write("a/b", ["memory.max": "150", "memory.current": "10"])
        #expect(left("0::/a/b\n") == 140)
        #expect(left("") == nil)
    }

    @Test("version 1: the line of the controller memory, and the sums over groups below")
    func first() throws {
        try write(
            "memory/docker/x",
            [
                "memory.limit_in_bytes": "5000", "memory.usage_in_bytes": "4000",
                "memory.stat": """
                inactive_file 1
                active_file 1
                total_inactive_file 1500
                total_active_file 500
                """,
            ])
        let lines = "5:cpu,cpuacct:/docker/y\n4:memory:/docker/x\n0::/\n"
        #expect(left(lines) == 5000 - (4000 - 2000))
        #expect(left("4:hugetlb,memory:/docker/x\n") == 3000)
        #expect(left("4:cpu:/docker/x\n") == nil)
    }

    @Test("version 1: a limit near 2^63 is none")
    func unlimited() throws {
        try write(
            "memory",
            ["memory.limit_in_bytes": "9223372036854771712", "memory.usage_in_bytes": "4000"])
        #expect(left("4:memory:/\n") == nil)
    }

    @Test("a container that does not see its own folder sees its own limit at the root")
    func container() throws {
        try write("memory", ["memory.limit_in_bytes": "5000", "memory.usage_in_bytes": "1000"])
        #expect(left("4:memory:/docker/0123\n") == 4000)
    }

    @Test("more taken than allowed leaves nothing, and more files than taken take nothing")
    func bounds() throws {
        try write("a", ["memory.max": "100", "memory.current": "250"])
        #expect(left("0::/a\n") == 0)
        try write(
            "a", ["memory.max": "100", "memory.current": "50", "memory.stat": "active_file 70"])
        #expect(left("0::/a\n") == 100)
    }
}
