// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every Swift target. Warnings are errors only in debug builds (what
/// `make check` and `make test` build), so that a newer compiler never keeps a user from running.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error, .when(configuration: .debug)),
]

/// `-ffp-contract=off` keeps the clones for different instruction sets equal to the last bit;
/// `-O3` also in debug builds, because tests run whole trainings.
let kernelSettings: [CSetting] = [
    .unsafeFlags(["-O3", "-ffp-contract=off", "-fno-math-errno", "-Wall", "-Wextra", "-Werror"])
]

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// `golden` says that the target has a folder of golden values, which the tests find by `#filePath`.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], golden: Bool = false
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"],
        exclude: golden ? ["Golden"] : [], swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "nrc-pipe",
    products: [
        .executable(name: "nrc-pipe", targets: ["nrc-pipe"]),
        .executable(name: "nrc-pipe-worker", targets: ["nrc-pipe-worker"]),
        .executable(name: "nrc-pipe-guard", targets: ["nrc-pipe-guard"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CYAML"),
        .systemLibrary(name: "COpenBLAS"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CArchive"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CHDF5"),
        .systemLibrary(name: "CTurboJPEG"),
        .target(name: "COneDNN"),
        .target(name: "Kernels", cSettings: kernelSettings),
        .target(name: "ProcessControl"),

        module("RegularFiles", []),
        module("PipelineLanguage", ["CYAML", "RegularFiles"]),
        module("WorkerProtocol", []),
        module(
            "PipelineEngine",
            [
                "PipelineLanguage", "ProcessControl", "WorkerProtocol", crypto, database,
                subprocess, systemPackage,
            ]),
        module("Claims", ["PipelineLanguage"]),
        module("DataManifests", ["PipelineLanguage"]),
        module("StageCatalogue", ["PipelineLanguage", "DataManifests"]),

        module("LinearAlgebra", ["COpenBLAS", "Kernels"]),
        module("Learning", ["LinearAlgebra", "Kernels", "CZlib", "RegularFiles"]),
        module("Collapse", ["LinearAlgebra"]),
        module("Fetching", ["CCurl", crypto, systemPackage]),
        module("Archives", ["CArchive", "CZlib", "RegularFiles"]),
        module("Datasets", ["LinearAlgebra", "Archives", "CHDF5", "RegularFiles"]),
        module("Images", ["CTurboJPEG", "Datasets", "Kernels", "RegularFiles"]),
        module("StandIns", ["LinearAlgebra"]),
        module(
            "ResidualNetworks", ["COneDNN", "Kernels", "LinearAlgebra", "Learning", "Images"]),
        module("Figures", []),
        module(
            "Stages",
            [
                "WorkerProtocol", "StageCatalogue", "PipelineLanguage", "LinearAlgebra",
                "Learning", "Collapse", "Figures", "DataManifests", "Fetching", "Archives",
                "Datasets", "Images", "StandIns", "ResidualNetworks",
            ]),

        executable(
            "nrc-pipe",
            [
                "PipelineLanguage", "PipelineEngine", "Claims", "StageCatalogue", "DataManifests",
                argumentParser,
            ]),
        executable("nrc-pipe-worker", ["Stages", "Archives", "WorkerProtocol"]),
        // Without a single library to load: one is started for every stage.
        .executableTarget(
            name: "nrc-pipe-guard", dependencies: ["ProcessControl"], swiftSettings: strict,
            linkerSettings: [
                .unsafeFlags(["-static-executable"], .when(configuration: .release))
            ]),

        .executableTarget(
            name: "nrc-pipe-benchmark",
            dependencies: [
                "LinearAlgebra", "Learning", "Datasets", "Images", "ResidualNetworks",
                "WorkerProtocol",
            ],
            path: "Benchmarks/nrc-pipe-benchmark", swiftSettings: strict),

        .executableTarget(
            name: "nrc-pipe-fuzz",
            dependencies: [
                "PipelineLanguage", "DataManifests", "Learning", "Datasets", "TestSupport",
            ],
            path: "Benchmarks/nrc-pipe-fuzz", swiftSettings: strict),

        module("TestSupport", ["LinearAlgebra", "PipelineLanguage", systemPackage]),
        tests("PipelineLanguageTests", ["PipelineLanguage", "StageCatalogue"]),
        tests(
            "PipelineEngineTests",
            [
                "PipelineEngine", "PipelineLanguage", "StageCatalogue", "WorkerProtocol",
                "nrc-pipe-guard", database, systemPackage,
            ]),
        tests("ClaimsTests", ["Claims", "PipelineLanguage"]),
        tests("StageCatalogueTests", ["StageCatalogue", "PipelineLanguage", "DataManifests"]),
        tests("LinearAlgebraTests", ["LinearAlgebra"], golden: true),
        tests("LearningTests", ["Learning", "LinearAlgebra", "Kernels"], golden: true),
        tests("CollapseTests", ["Collapse", "LinearAlgebra"], golden: true),
        tests("DataManifestsTests", ["DataManifests", "PipelineLanguage"]),
        tests("FetchingTests", ["Fetching", crypto, systemPackage]),
        tests("ArchivesTests", ["Archives", "CArchive", "LinearAlgebra"]),
        tests("DatasetsTests", ["Datasets", "LinearAlgebra", "Archives", "CHDF5"], golden: true),
        tests("ImagesTests", ["Images", "Datasets", "CTurboJPEG"], golden: true),
        tests("StandInsTests", ["StandIns", "LinearAlgebra"], golden: true),
        tests(
            "ResidualNetworksTests",
            ["ResidualNetworks", "Kernels", "LinearAlgebra", "Learning", "Images"], golden: true),
        tests("FiguresTests", ["Figures"], golden: true),
        tests(
            "StagesTests",
            [
                "Stages", "StageCatalogue", "PipelineLanguage", "PipelineEngine", "WorkerProtocol",
                "LinearAlgebra", "Collapse", "DataManifests", "Datasets", "Fetching", "Figures",
                "Images", "Learning", "ResidualNetworks", "StandIns", crypto,
            ], golden: true),
        tests(
            "EndToEndTests",
            [
                "nrc-pipe", "nrc-pipe-worker", "nrc-pipe-guard", "nrc-pipe-fuzz",
                "PipelineEngine", "PipelineLanguage", argumentParser,
            ]),
    ]
)
