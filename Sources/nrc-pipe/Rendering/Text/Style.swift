/// The few terminal styles in use, all from the basic palette so that any colour scheme shows them.
enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"

    func apply(to text: String, _ isEnabled: Bool) -> String {
        isEnabled ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
