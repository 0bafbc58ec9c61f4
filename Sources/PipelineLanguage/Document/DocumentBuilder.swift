/// Builds a document's nodes from events, on a stack of its own: no input can exhaust the thread's.
struct DocumentBuilder {
    /// A collection whose end has not come yet.
    private struct Frame {
        var isMapping: Bool
        var mark: Mark
        var anchor: String?
        /// The collection stands where a key should: it is read and forgotten.
        var isKey: Bool
        var items: [Node] = []
        var fields: [Field] = []
        /// Of a large mapping; the keys of a small one are searched in `fields`.
        var keys: [String: Mark] = [:]
        var pendingKey: Name?
        /// The pending key was refused, so its value is dropped.
        var dropsNextValue = false
        /// A merge key was refused, so nobody can say what the mapping lacks.
        var isIncomplete = false
        /// Levels below this one.
        var height = 0
        var size = 1

        /// From this many keys on, a table pays.
        private static let tableThreshold = 16

        mutating func append(_ field: Field) {
            fields.append(field)
            if fields.count == Self.tableThreshold {
                for field in fields { keys[field.key.text] = field.key.mark }
            } else if fields.count > Self.tableThreshold {
                keys[field.key.text] = field.key.mark
            }
        }

        /// Where the mapping has this key already.
        func firstMark(of key: String) -> Mark? {
            fields.count < Self.tableThreshold
                ? fields.first { $0.key.text == key }?.key.mark : keys[key]
        }
    }

    private enum Anchor {
        /// The anchored node is still being read.
        case open
        case complete(Node, height: Int, size: Int)
    }

    let file: Int
    private let advice: DocumentAdvice
    private(set) var nodeBudget: Int
    private(set) var log: DiagnosticLog
    private var stack: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    private var root: Node?
    private var hasFailed = false
    private var documentCount = 0

    init(file: Int, advice: DocumentAdvice, nodeBudget: Int, log: DiagnosticLog) {
        self.file = file
        self.advice = advice
        self.nodeBudget = nodeBudget
        self.log = log
    }

    /// Takes one event; `false` when no further event is of use.
    mutating func append(_ event: YAMLEvent) -> Bool {
        let mark = Mark(file: file, line: event.line, column: event.column)
        switch event.kind {
        case .documentStart:
            documentCount += 1
            if documentCount > 1 { fail(.severalDocuments(at: mark, advice)) }
        case .scalar(let scalar, let properties):
            check(properties, at: mark)
            if scalar.text.utf8.contains(0) { log.report(.zeroCharacter(at: mark)) }
            add(Node(content: .scalar(scalar), mark: mark), anchor: properties.anchor)
        case .alias(let name):
            addAlias(name, at: mark)
        case .sequenceStart(let properties):
            open(isMapping: false, properties, at: mark)
        case .mappingStart(let properties):
            open(isMapping: true, properties, at: mark)
        case .collectionEnd:
            close()
        }
        return !hasFailed
    }

    /// The root node; `nil` after a failure, which has been reported.
    mutating func finish() -> Node? {
        guard !hasFailed else { return nil }
        if case .scalar(let scalar) = root?.content, scalar.isNothing { root = nil }
        guard let root else {
            log.report(.emptyFile(at: Mark(file: file, line: 1, column: 1), advice))
            return nil
        }
        return root
    }

    /// Reports what ends the reading of this file.
    mutating func fail(_ diagnostic: Diagnostic) {
        hasFailed = true
        log.report(diagnostic)
    }

    private mutating func check(_ properties: YAMLEvent.Properties, at mark: Mark) {
        if let tag = properties.tag { log.report(.tag(tag, at: mark)) }
    }

    // MARK: Collections

    private mutating func open(
        isMapping: Bool, _ properties: YAMLEvent.Properties, at mark: Mark
    ) {
        check(properties, at: mark)
        let isKey = expectsKey
        if isKey { log.report(.compoundKey(at: mark)) }
        guard stack.count < Document.maximumDepth else { return fail(.tooDeep(at: mark)) }
        if let anchor = properties.anchor { anchors[anchor] = .open }
        stack.append(
            Frame(isMapping: isMapping, mark: mark, anchor: properties.anchor, isKey: isKey))
    }

    private mutating func close() {
        guard let frame = stack.popLast() else { return }
        guard !frame.isKey else {
            stack[stack.count - 1].dropsNextValue = true
            return
        }
        let content: Node.Content =
            if frame.isIncomplete {
                .invalid
            } else if frame.isMapping {
                .mapping(frame.fields)
            } else {
                .sequence(frame.items)
            }
        add(
            Node(content: content, mark: frame.mark), anchor: frame.anchor,
            height: frame.height + 1,
            size: frame.size)
    }

    private var expectsKey: Bool {
        guard let frame = stack.last, frame.isMapping else { return false }
        return frame.pendingKey == nil && !frame.dropsNextValue
    }

    // MARK: Nodes

    private mutating func add(_ node: Node, anchor: String?, height: Int = 0, size: Int = 1) {
        if let anchor { anchors[anchor] = .complete(node, height: height, size: size) }
        // The parts of a collection were paid for one by one.
        guard pay(height == 0 ? size : 1, at: node.mark) else { return }
        place(node, height: height, size: size)
    }

    private mutating func addAlias(_ name: String, at mark: Mark) {
        if expectsKey {
            log.report(.aliasKey(name, at: mark))
            stack[stack.count - 1].dropsNextValue = true
            return
        }
        switch anchors[name] {
        case .complete(let node, let height, let size):
            guard stack.count + height <= Document.maximumDepth else {
                return fail(.tooDeep(at: mark))
            }
            guard pay(size, at: mark) else { return }
            place(node, height: height, size: size)
        case .open:
            log.report(.recursiveAlias(name, at: mark))
            place(Node(content: .invalid, mark: mark), height: 0, size: 1)
        case nil:
            log.report(.unknownAlias(name, anchors: anchors.keys.sorted(), at: mark))
            place(Node(content: .invalid, mark: mark), height: 0, size: 1)
        }
    }

    private mutating func pay(_ size: Int, at mark: Mark) -> Bool {
        guard size <= nodeBudget else {
            fail(.tooManyValues(at: mark, advice))
            return false
        }
        nodeBudget -= size
        return true
    }

    /// Puts a node where the innermost open collection wants it.
    private mutating func place(_ node: Node, height: Int, size: Int) {
        guard !stack.isEmpty else {
            root = node
            return
        }
        let top = stack.count - 1
        stack[top].height = max(stack[top].height, height)
        let (sum, overflow) = stack[top].size.addingReportingOverflow(size)
        stack[top].size = overflow ? .max : sum
        guard stack[top].isMapping else {
            stack[top].items.append(node)
            return
        }
        if stack[top].dropsNextValue {
            stack[top].dropsNextValue = false
        } else if let key = stack[top].pendingKey {
            stack[top].pendingKey = nil
            stack[top].append(Field(key: key, value: node))
        } else {
            placeKey(node, in: top)
        }
    }

    private mutating func placeKey(_ node: Node, in top: Int) {
        guard case .scalar(let scalar) = node.content else {
            stack[top].dropsNextValue = true
            return
        }
        let key = Name(text: scalar.text, mark: node.mark)
        if scalar.style == .plain, scalar.text == "<<" {
            log.report(.mergeKey(at: key, advice))
            stack[top].isIncomplete = true
            stack[top].dropsNextValue = true
        } else if scalar.isNothing {
            log.report(.emptyKey(at: node.mark))
            stack[top].dropsNextValue = true
        } else if let first = stack[top].firstMark(of: key.text) {
            log.report(.duplicateKey(key, first: first))
            stack[top].dropsNextValue = true
        } else {
            stack[top].pendingKey = key
        }
    }
}

extension Diagnostic {
    fileprivate static func severalDocuments(at mark: Mark, _ advice: DocumentAdvice) -> Self {
        Self(
            "a second YAML document starts here", at: Place(mark, length: 3),
            label: advice.secondDocument)
    }

    fileprivate static func emptyFile(at mark: Mark, _ advice: DocumentAdvice) -> Self {
        Self("the file holds nothing", at: Place(mark), label: advice.emptyFile)
    }

    fileprivate static func zeroCharacter(at mark: Mark) -> Self {
        Self(
            "the text contains the character U+0000", at: Place(mark),
            label: "expected text without '\\0'")
    }

    fileprivate static func tag(_ tag: String, at mark: Mark) -> Self {
        // libyaml writes the `!!` of YAML's own types out.
        let own = "tag:yaml.org,2002:"
        let written = tag.hasPrefix(own) ? "!!" + tag.dropFirst(own.count) : tag
        return Self(
            "the tag \(quoted(written)) is not allowed", at: Place(mark),
            label: "remove it: the type of a value follows from where it stands")
    }

    fileprivate static func compoundKey(at mark: Mark) -> Self {
        Self(
            "a list or mapping stands where a key should", at: Place(mark),
            label: "expected a name; a value with '${…}' inside { } or [ ] needs quotes")
    }

    fileprivate static func aliasKey(_ name: String, at mark: Mark) -> Self {
        Self(
            "the alias \(quoted("*" + name)) stands where a key should",
            at: Place(mark, length: name.unicodeScalars.count + 1), label: "write the name out")
    }

    fileprivate static func emptyKey(at mark: Mark) -> Self {
        Self("a key is missing before ':'", at: Place(mark), label: "expected a name")
    }

    fileprivate static func mergeKey(at key: Name, _ advice: DocumentAdvice) -> Self {
        Self("merge keys are not allowed", at: key.place, label: advice.mergeKey)
    }

    fileprivate static func duplicateKey(_ key: Name, first: Mark) -> Self {
        Self(
            "the key \(quoted(key.text)) is written twice", at: key.place,
            label: "remove one of the two",
            related: [
                Related(
                    "it is first written here",
                    at: Place(first, length: key.place.length))
            ])
    }

    fileprivate static func tooDeep(at mark: Mark) -> Self {
        Self(
            "the nesting is deeper than \(Document.maximumDepth) levels", at: Place(mark),
            label: "expected a flatter file")
    }

    fileprivate static func tooManyValues(at mark: Mark, _ advice: DocumentAdvice) -> Self {
        Self(
            "\(advice.whole) has more than \(Document.maximumNodeCount) values, aliases expanded",
            at: Place(mark), label: advice.tooManyValues)
    }

    fileprivate static func recursiveAlias(_ name: String, at mark: Mark) -> Self {
        Self(
            "the alias \(quoted("*" + name)) stands inside what it stands for",
            at: Place(mark, length: name.unicodeScalars.count + 1),
            label: "a value can't contain itself")
    }

    fileprivate static func unknownAlias(_ name: String, anchors: [String], at mark: Mark) -> Self {
        Self(
            "no anchor \(quoted("&" + name)) stands before this alias",
            at: Place(mark, length: name.unicodeScalars.count + 1),
            label: suggestion(
                for: "*" + name, among: anchors.map { "*" + $0 },
                otherwise: "the file has no anchors before it"))
    }
}
