internal import Glibc

/// What the stages of a run may occupy together.
package struct MachineResources: Hashable, Sendable {
    package var cores: Int
    package var memoryBytes: Int64
    /// As `CUDA_VISIBLE_DEVICES` names them.
    package var gpus: [String]

    package init(cores: Int, memoryBytes: Int64 = .max, gpus: [String] = []) {
        self.cores = cores
        self.memoryBytes = memoryBytes
        self.gpus = gpus
    }

    /// All memory and graphics processors of this machine, as far as this process may use them.
    package static func ofThisMachine(cores: Int, environment: [String: String]) -> Self {
        MachineResources(
            cores: cores, memoryBytes: physicalBytes(),
            gpus: GraphicsProcessors.present(environment: environment))
    }

    func position(ofGPU name: String) -> Int { gpus.firstIndex(of: name) ?? gpus.count }

    private static func physicalBytes() -> Int64 {
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let pageBytes = sysconf(Int32(_SC_PAGESIZE))
        return pages > 0 && pageBytes > 0 ? Int64(pages) * Int64(pageBytes) : .max
    }
}

/// The NVIDIA devices of this machine.
enum GraphicsProcessors {
    static let variableName = "CUDA_VISIBLE_DEVICES"
    private static let driverFolder = "/proc/driver/nvidia/gpus"

    /// Those that the variable names, where it is set; else all that the driver knows.
    static func present(environment: [String: String]) -> [String] {
        if let named = environment[variableName] {
            // As CUDA reads it: -1 and what follows it do not count.
            var seen: Set<Substring> = []
            return named.split(separator: ",").prefix { !$0.hasPrefix("-") }
                .filter { seen.insert($0).inserted }.map(String.init)
        }
        let count = (try? FileTree.names(in: driverFolder))?.count ?? 0
        return (0..<count).map(String.init)
    }
}
