internal import ArgumentParser
internal import FoundationEssentials

/// Where data may come from, for commands that may have to get some.
struct DataOptions: ParsableArguments {
    static let mirrorVariable = "NRC_PIPE_MIRROR"
    static let offlineVariable = "NRC_PIPE_OFFLINE"
    static let termsVariable = "NRC_PIPE_ACCEPT_TERMS"
    /// What programs that use libcurl read of the environment.
    private static let networkVariables = [
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
        "NO_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
    ]
    private static let pathVariables = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"]

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A folder or URL that is tried before the sources' own places; may be repeated. "
                + "By default \(mirrorVariable).",
            valueName: "dir-or-url"))
    var mirror: [String] = []

    @Flag(help: "Use no network; also \(DataOptions.offlineVariable)=1.")
    var offline = false

    @Option(
        name: .customLong("accept-terms"),
        help: ArgumentHelp(
            "Accept the terms of a data set; may be repeated. Also \(termsVariable), a list "
                + "separated by commas.",
            valueName: "dataset"))
    var acceptedTerms: [String] = []

    /// What `dataset.fetch` is told.
    ///
    /// - Parameter directory: what `-C` says; paths on the command line are relative to it.
    /// - Throws: `CommandFailure` for a folder that `--mirror` names and that is not there.
    func settings(in directory: String?) throws -> [String: [String]] {
        let environment = ProcessInfo.processInfo.environment
        var settings: [String: [String]] = ["accepted_terms": accepted]
        // A mirror of the environment may come and go, as a disk that is not plugged in.
        for named in mirror where !Self.isAddress(named) {
            var isFolder = false
            guard
                FileManager.default.fileExists(
                    atPath: Self.absolute(named, in: directory), isDirectory: &isFolder), isFolder
            else { throw CommandFailure.noMirror(named) }
        }
        settings["mirrors"] = mirrors.map { Self.absolute($0, in: directory) }
        if isOffline { settings["offline"] = ["true"] }
        settings["environment"] = Self.networkVariables.compactMap { name in
            environment[name].map { value in
                let isPath = Self.pathVariables.contains(name)
                return "\(name)=\(isPath ? Self.absolute(value, in: nil) : value)"
            }
        }
        return settings
    }

    /// Data sets whose terms are accepted here and now.
    var accepted: [String] {
        let listed = Console.environmentVariable(Self.termsVariable) ?? ""
        return acceptedTerms
            + listed.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
            .filter { !$0.isEmpty }
    }

    private var isOffline: Bool {
        let value = Console.environmentVariable(Self.offlineVariable) ?? ""
        return offline || !["", "0", "false", "no"].contains(value.lowercased())
    }

    private var mirrors: [String] {
        let named =
            mirror.isEmpty
            ? [Console.environmentVariable(Self.mirrorVariable)].compactMap(\.self) : mirror
        return named.filter { !$0.isEmpty }
    }

    private static func isAddress(_ text: String) -> Bool {
        text.contains("://") || text.hasPrefix("file:")
    }

    /// A path that holds in the folders that stages run in; addresses stay as they are.
    private static func absolute(_ text: String, in directory: String?) -> String {
        if text.hasPrefix("/") || isAddress(text) { return text }
        let folder = FileManager.default.currentDirectoryPath
        guard let directory else { return "\(folder)/\(text)" }
        return directory.hasPrefix("/")
            ? "\(directory)/\(text)" : "\(folder)/\(directory)/\(text)"
    }
}

extension CommandFailure {
    fileprivate static func noMirror(_ path: String) -> CommandFailure {
        CommandFailure(
            .invalid,
            "error: the mirror '\(path)' is no folder that is there; name one, or a URL")
    }
}
