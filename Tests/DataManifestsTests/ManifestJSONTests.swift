import Testing

@testable import DataManifests

@Suite struct ManifestJSONTests {
    @Test("a manifest's JSON is sorted, stable and readable")
    func json() throws {
        let manifest = try ManifestFixture.load(
            ManifestFixture.manifest(
                files: "[{name: x.csv, urls: [https://a.org/x.csv], size: 3}]"))
        #expect(
            try manifest.json() == """
                {
                  "citation" : "C",
                  "dataset" : "d",
                  "description" : "D",
                  "licence" : "L",
                  "sources" : [
                    {
                      "fidelity" : "original",
                      "files" : [
                        {
                          "name" : "x.csv",
                          "pinned" : false,
                          "size" : 3,
                          "urls" : [
                            "https://a.org/x.csv"
                          ]
                        }
                      ],
                      "layout" : {
                        "files" : "x.csv",
                        "format" : {
                          "csv" : {
                            "columns" : {
                              "at" : {
                                "inputs" : [
                                  0
                                ],
                                "targets" : [
                                  1
                                ]
                              }
                            }
                          }
                        }
                      },
                      "name" : "s"
                    }
                  ],
                  "title" : "T"
                }

                """)
    }
}
