import Figures
import Testing

@Suite struct PanelTableTests {
    @Test("one row a point, empty fields where undefined, names quoted where needed")
    func csv() {
        var panel = SampleFigures.noisePanel
        panel.series = [
            Series(
                label: "k = 3, \"t\"", role: .signal,
                points: [
                    Point(x: 0, values: [0.1, 0.2, 1e-7]), Point(x: 1, values: [nil]),
                ]),
            Series(label: "", role: .noise, points: [Point(x: 2, values: [-4])]),
            Series(label: "two\nlines", role: .noise, points: [Point(x: 2.5, values: [1e300])]),
        ]
        #expect(
            panel.csv == """
                series,x,median,low,high,seeds
                "k = 3, ""t""\",0.0,0.1,1e-07,0.2,3
                "k = 3, ""t""\",1.0,,,,0
                noise,2.0,-4.0,-4.0,-4.0,1
                "two
                lines",2.5,1e+300,1e+300,1e+300,1

                """)
    }
}
