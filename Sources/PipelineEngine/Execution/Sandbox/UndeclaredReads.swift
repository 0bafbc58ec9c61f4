internal import PipelineLanguage

/// Files of the project that a command looked for and that its stage does not declare: those that the
/// kernel tells of, where it was asked, and those that a failed command names, in its words or in what
/// it said.
package struct UndeclaredReads: Hashable, Sendable {
    private static let mostFiles = 5
    private static let mostLookups = 20
    /// What stands around a path in a message.
    private static let separators = Set<Character>(" \t'\"`()[]{}<>,;:=|&‘’“”")
    /// What encloses a path that may hold spaces.
    private static let quotes: [Character: Character] = [
        "'": "'", "\"": "\"", "`": "'", "‘": "’", "“": "”",
    ]
    private static let missingModule = "No module named "
    /// In what lines a name may be a folder's as well: elsewhere too many words are names of folders.
    private static let complaints = ["No such file", "cannot access", "can't cd to"]

    /// Relative to the project's root.
    let files: [DeclarationToAdd.Item]
    /// How many more there are.
    private let rest: Int
    private let taken: Set<String>

    var isEmpty: Bool { files.isEmpty }

    /// What the kernel tells of.
    ///
    /// - Parameters:
    ///   - lookups: relative to the project; with a slash behind those that were opened as folders.
    ///   - scratch: the scratch folder, which is still there.
    ///   - cache: the folder that commands may write to beside it.
    init(of stage: Stage, lookups: [String], project: String, scratch: String, cache: String) {
        var search = Search(project: project, scratch: scratch, declared: stage.outputs.map(\.path))
        let lookups = lookups.filter {
            // The sandbox itself looks for the cache.
            !ScratchLayout.isReserved($0) && !Sandbox.lies(cache, in: "\(project)/\($0)")
                && !Sandbox.lies("\(project)/\($0)", in: cache)
        }
        for case .file(let path) in stage.inputs.flatMap(\.sources) { search.declared.insert(path) }
        for path in lookups { search.add(lookup: path) }
        let found = search.found.filter { item in
            // An opened folder stands for what is in it, another one only where nothing in it does.
            !search.opened.contains { $0 != item.path && Sandbox.lies(item.path, in: $0) }
                && (!item.isFolder || search.opened.contains(item.path)
                    || !search.found.contains {
                        $0.path != item.path && Sandbox.lies($0.path, in: item.path)
                    })
        }
        files = Array(found.prefix(Self.mostLookups))
        rest = found.count - files.count
        taken = Set(stage.inputs.map(\.name))
    }

    /// What the words of a failed command tell.
    ///
    /// - Parameters:
    ///   - command: its words, with the paths of inputs and outputs in place.
    ///   - said: the last lines of its output.
    ///   - project: the project's root.
    ///   - scratch: the scratch folder, which is still there.
    init(of stage: Stage, command: [String], said: [String], project: String, scratch: String) {
        var search = Search(project: project, scratch: scratch, declared: stage.outputs.map(\.path))
        for input in stage.inputs {
            for case .file(let path) in input.sources {
                search.declared.insert(path)
                search.folders.append(FileTree.parent(of: path) ?? "")
            }
        }
        for line in said {
            if let module = Self.module(line) { search.add(module: module, besides: command) }
            // A name with spaces stands between quotes or colons; its words are no names then.
            let before = search.found.count
            search.takesFolders = Self.complaints.contains { line.contains($0) }
            for text in Self.quoted(line) + Self.betweenColons(line) { search.add(text) }
            guard search.found.count == before else { continue }
            for text in line.split(whereSeparator: Self.separators.contains) { search.add(text) }
        }
        search.takesFolders = false
        // A word that is a whole script holds names of all sorts.
        for word in command { search.add(word[...]) }
        files = Array(search.found.prefix(Self.mostFiles))
        rest = 0
        taken = Set(stage.inputs.map(\.name))
    }

    private static func quoted(_ line: String) -> [Substring] {
        var texts: [Substring] = []
        var rest = line[...]
        while let start = rest.firstIndex(where: { quotes[$0] != nil }) {
            let inside = rest.index(after: start)
            guard let end = rest[inside...].firstIndex(where: { $0 == quotes[rest[start]] }) else {
                rest = rest[inside...]
                continue
            }
            texts.append(rest[inside..<end])
            rest = rest[rest.index(after: end)...]
        }
        return texts
    }

    private static func betweenColons(_ line: String) -> [Substring] {
        line.split(separator: ":").map { $0.drop { $0 == " " } }
    }

    /// `pack.part` of `ModuleNotFoundError: No module named 'pack.part'`.
    private static func module(_ line: String) -> Substring? {
        guard let found = line.firstRange(of: missingModule) else { return nil }
        let name = line[found.upperBound...].drop { $0 == "'" || $0 == "\"" }
            .prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        return name.isEmpty ? nil : name
    }
}

/// A walk over candidates for undeclared files.
private struct Search {
    /// What others keep beside a project's files, and change as they like.
    private static let foreignFolders: Set<Substring> = [
        "__pycache__", ".git", ".hg", ".svn", ".jj",
    ]

    let project: String
    let scratch: String
    var declared: Set<String>
    /// Of the declared files.
    var folders: [String] = []
    var takesFolders = false
    var found: [DeclarationToAdd.Item] = []
    /// Folders that were opened, not just asked for.
    var opened: [String] = []

    init(project: String, scratch: String, declared: [String]) {
        self.project = project
        self.scratch = scratch
        self.declared = Set(declared)
    }

    mutating func add(_ text: Substring) {
        guard let path = path(text) else { return }
        if !add(path, .file), takesFolders { add(path, .folder) }
    }

    mutating func add(lookup: String) {
        let components = lookup.split(separator: "/")
        guard components.first.map(String.init) != ProjectSpace.stateFolderName,
            Self.foreignFolders.isDisjoint(with: components)
        else { return }
        let path = components.joined(separator: "/")
        if (try? FileTree.names(in: "\(project)/\(path)"))?.isEmpty == true { return }
        if add(path, .folder) {
            if lookup.hasSuffix("/") { opened.append(path) }
        } else {
            add(path, .file)
        }
    }

    /// A module of Python lies beside a script, which a command names or its stage declares, or where
    /// the command starts, as a file or a folder.
    mutating func add(module: Substring, besides words: [String]) {
        let name = module.split(separator: ".").first ?? module
        let folders =
            words.compactMap { path($0[...]).map { FileTree.parent(of: $0) ?? "" } } + folders
            + [""]
        for folder in folders {
            let stem = folder.isEmpty ? "\(name)" : "\(folder)/\(name)"
            if add("\(stem).py", .file) || add(stem, .folder) { return }
        }
    }

    /// - Returns: whether it lies in the project and the command could not see it.
    @discardableResult
    private mutating func add(_ path: String, _ kind: FileStatus.Kind) -> Bool {
        let item = DeclarationToAdd.Item(path: path, isFolder: kind == .folder)
        guard !declared.contains(path), !found.contains(item),
            (try? FileStatus.following("\(project)/\(path)"))?.kind == kind,
            (try? FileStatus.ofLink(at: "\(scratch)/\(path)")) == .some(nil)
        else { return false }
        found.append(item)
        return true
    }

    /// A text as a path below the project's root; `nil` when it is none.
    private func path(_ token: Substring) -> String? {
        var text = token
        for folder in [scratch, project] where text.hasPrefix("\(folder)/") {
            text = text.dropFirst(folder.count + 1)
        }
        guard !text.hasPrefix("/") else { return nil }
        // A command may climb out of its folder.
        let start = scratch.hasPrefix("\(project)/") ? scratch.dropFirst(project.count + 1) : ""
        let place = start.split(separator: "/")
        var components = place
        for component in text.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(component)
            } else if components.popLast() == nil {
                return nil
            }
        }
        if components.starts(with: place) { components.removeFirst(place.count) }
        guard let first = components.first, first != ProjectSpace.stateFolderName else {
            return nil
        }
        return components.joined(separator: "/")
    }
}

extension UndeclaredReads: CustomStringConvertible {
    package var description: String {
        "\(names) \(things) of the project that it may not see; \(advice)"
    }

    /// For a stage that has done without.
    func note(of stage: String) -> String { "'\(stage)' \(lookedFor)" }

    var lookedFor: String {
        """
        looked for \(names), which \(things) of the project that it does not declare; if what it \
        makes depends on that, \(advice)
        """
    }

    private var names: String {
        files.map(\.path).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    private var things: String {
        switch (files.count, files.contains(where: \.isFolder)) {
        case (1, false): "is a file"
        case (1, true): "is a folder"
        case (_, false): "are files"
        case (_, true): "are parts"
        }
    }

    private var advice: String {
        "add '\(DeclarationToAdd(section: .inputs, items: files, taken: taken).text)' to the stage"
    }
}
