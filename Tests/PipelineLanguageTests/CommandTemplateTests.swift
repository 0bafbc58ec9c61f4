import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct CommandTemplateTests {
    @Test("text is split at the places of inputs and outputs")
    func parts() {
        #expect(CommandTemplate("").parts == [])
        #expect(CommandTemplate("plain $x $").parts == [.literal("plain $x $")])
        #expect(CommandTemplate("${inputs.raw}").parts == [.input("raw")])
        #expect(
            CommandTemplate("a=${inputs.raw},${outputs.table}.").parts
                == [.literal("a="), .input("raw"), .literal(","), .output("table"), .literal(".")])
    }

    @Test("an escaped reference is literal")
    func escapes() {
        #expect(CommandTemplate("$${inputs.raw}").parts == [.literal("${inputs.raw}")])
        #expect(
            CommandTemplate("$$${inputs.raw}").parts == [.literal("$${inputs.raw}")])
        #expect(
            CommandTemplate("x$${y}${outputs.z}").parts == [.literal("x${y}"), .output("z")])
    }

    @Test("what validation would refuse stays as it is")
    func malformed() {
        #expect(CommandTemplate("${").parts == [.literal("${")])
        #expect(CommandTemplate("${other}").parts == [.literal("${other}")])
        #expect(CommandTemplate("${inputs}").parts == [.literal("${inputs}")])
    }

    @Test(
        "escaping is undone by reading",
        arguments: ["", "$", "${", "$${", "$$${x}", "a${b}c${", "${inputs.x}", "$$", "}${}"])
    func roundTrip(text: String) {
        let parts = CommandTemplate(Template.escaped(text)).parts
        #expect(parts == (text.isEmpty ? [] : [.literal(text)]))
    }
}
