internal import PipelineLanguage

/// The environment of a stage: built, never inherited, so that what somebody exports in a shell
/// cannot change a result.
enum ChildEnvironment {
    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// What OpenBLAS's SkylakeX kernels need.
    private static let wideVectorFlags: Set<String> = [
        "avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl",
    ]

    /// How this machine reaches a network: a command is given it, as nothing that it should make
    /// depends on it.
    static let hostNames = [
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
        "NO_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
    ]
    /// Asks commands not to use a network.
    private static let offlineName = "NRC_PIPE_OFFLINE"

    /// - Parameters:
    ///   - scratch: the stage's scratch folder, absolute.
    ///   - runner: the runner's own variables, of which a command gets those it names.
    ///   - isOffline: whether the run is to use no network.
    ///   - coreType: as `coreType(processorFlags:)` gives it.
    ///   - gpus: the graphics processors that are the stage's own; it sees no others.
    static func variables(
        for stage: Stage, scratch: String, runner: [String: String], isOffline: Bool,
        coreType: String?, gpus: [String]
    ) -> [String: String] {
        var variables = common(coreType: coreType)
        variables["HOME"] = "\(scratch)/\(ScratchFolder.temporaryName)"
        variables["TMPDIR"] = "\(scratch)/\(ScratchFolder.temporaryName)"
        variables[AbandonedProcesses.markName] = scratch
        variables[GraphicsProcessors.variableName] = gpus.joined(separator: ",")
        if stage.runner == .command {
            for name in hostNames { variables[name] = runner[name] }
            variables["XDG_CACHE_HOME"] = CommandCache.folder(environment: runner)
            // Beside a script it would be an output that nobody declared.
            variables["PYTHONDONTWRITEBYTECODE"] = "1"
            if isOffline { variables[offlineName] = "1" }
        }
        for name in stage.environmentNames { variables[name] = runner[name] }
        if !gpus.isEmpty {
            variables[GraphicsProcessors.variableName] = gpus.joined(separator: ",")
        }
        return variables
    }

    /// What every child has, whatever it is for.
    static func common(coreType: String?) -> [String: String] {
        var variables = [
            "PATH": path, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
        ]
        variables["OPENBLAS_CORETYPE"] = coreType
        return variables
    }

    /// One of two kernel sets for all x86-64 machines: left to itself, OpenBLAS picks kernels
    /// whose results differ in their last bits from model to model.
    ///
    /// - Returns: `nil` where OpenBLAS has no such choice.
    static func coreType(processorFlags: Set<String>) -> String? {
        #if arch(x86_64)
            wideVectorFlags.isSubset(of: processorFlags) ? "SkylakeX" : "Haswell"
        #else
            nil
        #endif
    }
}
