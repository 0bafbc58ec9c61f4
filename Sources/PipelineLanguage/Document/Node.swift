/// A value of a YAML document and where it stands.
package struct Node: Sendable {
    package enum Content: Sendable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping([Field])
        /// Something that was reported already; whoever meets it says nothing more.
        case invalid
    }

    package var content: Content
    package var mark: Mark
}

/// A scalar as it was written; what type it has is for a schema to say.
package struct Scalar: Sendable {
    package enum Style: Sendable {
        case plain, quoted, block
    }

    package var text: String
    package var style: Style

    /// Nothing was written: `key:`, `~` or `null`.
    package var isNothing: Bool {
        guard style == .plain else { return false }
        switch text {
        case "", "~", "null", "Null", "NULL": return true
        default: return false
        }
    }
}

/// A key of a mapping with its value.
package struct Field: Sendable {
    package var key: Name
    package var value: Node
}

/// A word and where it stands.
package struct Name: Sendable {
    package var text: String
    package var mark: Mark

    package var place: Place { Place(mark, length: max(1, text.unicodeScalars.count)) }
}

extension Node {
    /// The node with the part of its first line that a caret underlines.
    package var place: Place {
        guard case .scalar(let scalar) = content else { return Place(mark) }
        switch scalar.style {
        case .plain: return Place(mark, length: max(1, scalar.text.unicodeScalars.count))
        case .quoted: return Place(mark, length: scalar.text.unicodeScalars.count + 2)
        case .block: return Place(mark)
        }
    }

    /// Nothing was written where a value should stand.
    package var isNothing: Bool {
        if case .scalar(let scalar) = content { return scalar.isNothing }
        return false
    }

    /// How messages say what was found: `is a list`, `is 'abc'`, `is empty`.
    package var predicate: String { isNothing ? "is empty" : "is " + summary }

    /// What was found, for messages: `a list`, `'abc'`, `nothing`.
    package var summary: String {
        switch content {
        case .scalar(let scalar):
            scalar.isNothing ? "nothing" : Diagnostic.quoted(scalar.text)
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .invalid: "something invalid"
        }
    }

    package var isInvalid: Bool {
        if case .invalid = content { return true }
        return false
    }
}
