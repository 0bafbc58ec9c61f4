import PipelineLanguage
import StageCatalogue
import Testing

@Suite struct StageCatalogueTests {
    @Test("names are unique among kinds and within each kind")
    func uniqueNames() {
        let names = StageCatalogue.kinds.map(\.name)
        #expect(Set(names).count == names.count)
        for kind in StageCatalogue.kinds {
            let parameters = kind.parameters.map(\.name)
            #expect(Set(parameters).count == parameters.count, "\(kind.name)")
            guard case .fixed(let outputs) = kind.outputs else { continue }
            #expect(Set(outputs.map(\.name)).count == outputs.count, "\(kind.name)")
            #expect(Set(outputs.map(\.path)).count == outputs.count, "\(kind.name)")
        }
    }

    @Test("every default lies within its parameter's type")
    func defaultsAreValid() {
        for kind in StageCatalogue.kinds {
            for parameter in kind.parameters {
                guard let value = parameter.defaultValue else { continue }
                #expect(accepts(parameter.type, value), "\(kind.name).\(parameter.name)")
            }
        }
    }

    private func accepts(_ type: ParameterType, _ value: ParameterValue) -> Bool {
        switch (type, value) {
        case (.integer(let range), .integer(let number)): range.contains(number)
        case (.real(let range), .real(let number)):
            number <= range.highest
                && (range.excludesLowest ? number > range.lowest : number >= range.lowest)
        case (.text, .text), (.boolean, .boolean): true
        case (.choice(let choices), .text(let text)): choices.contains(text)
        case (.list(let element, let count), .list(let values)):
            count.contains(values.count) && values.allSatisfy { accepts(element, $0) }
        case (.mapping(let element), .mapping(let entries)):
            entries.allSatisfy { accepts(element, $0.value) }
        default: false
        }
    }
}
