import Learning
import Testing

@testable import ResidualNetworks

@Suite struct ResidualNetworkTests {
    @Test("ResNet-18 and ResNet-34 have torchvision's numbers of tensors and parameters")
    func counts() {
        // torchvision's models with `fc` of 1000 outputs.
        let eighteen = ResidualNetworkArchitecture(.resNet18, outputs: 1000).tensorPlan
        let thirtyFour = ResidualNetworkArchitecture(.resNet34, outputs: 1000).tensorPlan
        func parameters(_ plan: [PlannedTensor]) -> Int {
            plan.filter(\.isTrained).reduce(0) { $0 + $1.count }
        }
        #expect(parameters(eighteen) == 11_689_512)
        #expect(parameters(thirtyFour) == 21_797_672)
        #expect(eighteen.count == 122 - 20)
        #expect(thirtyFour.count == 218 - 36)
    }
}
