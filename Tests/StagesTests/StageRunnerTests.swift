import PipelineLanguage
import StageCatalogue
import Stages
import Testing

@Suite struct StageRunnerTests {
    @Test("the worker runs exactly the kinds that the catalogue gives to it")
    func kindsMatchTheCatalogue() {
        let catalogued = StageCatalogue.kinds.filter { $0.runner == .worker }.map(\.name)
        #expect(StageRunner.kindNames == Set(catalogued))
    }
}
