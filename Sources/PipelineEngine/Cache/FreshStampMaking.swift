internal import PipelineLanguage

/// What a run that ended well knows about the project.
struct FreshEvidence {
    let space: ProjectSpace
    let store: ArtifactStore
    let graph: StageGraph
    let selection: TargetSelection
    let result: ExecutionResult
    let files: ProjectFiles
    let publications: [PublishedFile]
    let cache: StatCache
    /// The runner's own.
    let environment: [String: String]

    /// The stamp of the run's targets, of a state that is closed.
    ///
    /// - Returns: `nil` when something that the verdict rests on can't be watched.
    func stamp(_ memo: RunMemo) -> FreshStamp? {
        guard let trail = memo.answer.trail,
            let state = StateFile.closedIdentity(space.databasePath),
            let objects = objects(), let files = projectFiles(),
            let folders = plainFolders(of: files), let published = publishedFiles()
        else { return nil }
        return FreshStamp(
            summary: FreshSummary(
                pipeline: graph.pipelineName, profile: graph.profile, definitions: definitions,
                figures: selection.figures.map { graph.figures[$0].name },
                publishedLines: memo.publishedLines,
                warnings: memo.answer.pipeline.warnings),
            trail: trail, state: state, environment: variables, folders: folders, files: files,
            selections: selections, objects: objects, published: published)
    }

    private var definitions: [FreshSummary.Definition] {
        var places: [String: Int] = [:]
        var definitions: [FreshSummary.Definition] = []
        for id in selection.closure {
            let name = graph[id].definitionName
            let place = places[name] ?? definitions.count
            if place == definitions.count {
                places[name] = place
                definitions.append(FreshSummary.Definition(name: name, stageCount: 0))
            }
            definitions[place].stageCount += 1
        }
        return definitions
    }

    private var variables: [Manifest.Variable] {
        Set(selection.closure.flatMap { graph[$0].environmentNames }).sorted().map { name in
            Manifest.Variable(name: name, value: environment[name])
        }
    }

    /// Every file of the store that the selected stages have made, each once.
    private func objects() -> [FreshStamp.SealedObject]? {
        var seen: Set<Digest> = []
        var objects: [FreshStamp.SealedObject] = []
        for id in selection.closure {
            guard case .finished(let finished) = result.states[id.index] else { return nil }
            for output in finished.outputs where seen.insert(output.artifact.digest).inserted {
                guard let files = try? store.objects(of: output.artifact) else { return nil }
                objects += files.map { FreshStamp.SealedObject(digest: $0.digest, size: $0.size) }
            }
        }
        return objects
    }

    /// In an order that does not depend on hashing.
    private var selections: [FreshStamp.WatchedSelection] {
        self.files.selected.compactMap { FreshStamp.WatchedSelection($0.key, $0.value) }
            .sorted { $0.paths.hex < $1.paths.hex }
    }

    /// The ones that the run found changed last stand first: people go on changing them.
    private func projectFiles() -> [FreshStamp.WatchedFile]? {
        guard let root = space.openedRoot else {
            return nil
        }
        var watched: [FreshStamp.WatchedFile] = []
        let newestFirst = files.byPath.sorted { one, other in
            let (left, right) = (one.value.identity, other.value.identity)
            return left.changedNanoseconds != right.changedNanoseconds
                ? left.changedNanoseconds > right.changedNanoseconds : one.key < other.key
        }
        for (path, file) in newestFirst {
            guard let entry = cache.entry(path), entry.identity == file.identity,
                FileStatus.ofLink(at: path.utf8CString, below: root)?.kind == .file
            else { return nil }
            watched.append(
                FreshStamp.WatchedFile(
                    path: path, isExecutable: file.artifact.kind == .executable, entry: entry))
        }
        return watched
    }

    /// - Returns: `nil` when one of them is reached through a link.
    private func plainFolders(of files: [FreshStamp.WatchedFile]) -> [String]? {
        let folders = Set(files.compactMap { FileTree.parent(of: $0.path) }).sorted()
        return folders.allSatisfy { FileTree.resolved(space.absolute($0)) == space.absolute($0) }
            ? folders : nil
    }

    private func publishedFiles() -> [FreshStamp.WatchedFile]? {
        var watched: [FreshStamp.WatchedFile] = []
        for file in publications {
            let path = space.absolute(file.path)
            guard let status = (try? FileStatus.ofLink(at: path)).flatMap(\.self) else {
                return nil
            }
            var entry = cache.entry(file.path)
            if entry?.digest != file.digest || entry?.holds(for: status.identity) != true {
                entry = (try? FileHasher.hash(path)).map { StatCache.Entry($0) }
            }
            guard let entry, entry.digest == file.digest else { return nil }
            watched.append(
                FreshStamp.WatchedFile(
                    path: file.path, isExecutable: status.isExecutable, entry: entry))
        }
        return watched
    }
}
