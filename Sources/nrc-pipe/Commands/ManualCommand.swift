internal import ArgumentParser
internal import StageCatalogue

/// Prints the pages of the manual that are made from the program itself; `make manual` calls it.
struct ManualCommand: ParsableCommand {
    enum Page: String, ExpressibleByArgument, CaseIterable {
        case commands, kinds
    }

    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Print a page of the manual.", shouldDisplay: false)

    @Argument var page: Page

    func run() throws {
        let text =
            switch page {
            case .commands: CommandManual.text
            case .kinds: KindManual(StageCatalogue.kinds).text
            }
        Console().result(text)
    }
}
