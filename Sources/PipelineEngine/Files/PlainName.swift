/// Names of files that any file system takes, made from texts of any kind.
enum PlainName {
    private static let longest = 180

    /// The text with all but ASCII letters, digits and `@=,._+-` as `%` and two hexadecimal digits a
    /// byte; what is too long is cut and told apart by its digest.
    static func of(_ text: String) -> String {
        var name = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                byte < 0x80
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "@=,._+-".unicodeScalars.contains(scalar))
            if isPlain {
                name.unicodeScalars.append(scalar)
            } else {
                let hex = String(byte, radix: 16)
                name += "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }
        if name.utf8.count > longest {
            name = name.prefix(longest - 9) + "+" + Digest(of: Array(text.utf8)).short
        }
        return name
    }
}
