/// Words as a shell reads them back.
package enum ShellQuoting {
    package static func join(_ words: [String]) -> String {
        words.map(quote).joined(separator: " ")
    }

    private static func quote(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "@%+=:,./_-".unicodeScalars.contains(scalar))
        }
        if isPlain && !word.isEmpty { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
