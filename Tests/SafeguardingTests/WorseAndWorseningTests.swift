import Columns
import Safeguarding
import TestSupport
import Testing

struct WorseAndWorseningTests {
  @Test(arguments: ["Middlesbrough", "Redcar and Cleveland", "Hartlepool"])
  func `Every measure is either tested or told why not, and findings are worse and move the wrong way`(name: String) throws {
    let lait = try LAITExtract.collection.get()
    let area = try lait.indicators[0].register.area(name)
    let found = try WorseAndWorsening(of: area, in: lait)
    #expect(found.tested + found.untested.reduce(0) { $0 + $1.keys.count } == lait.indicators.count)
    #expect(!found.findings.isEmpty)
    for finding in found.findings {
      let definition = finding.indicator.definition
      let last = try #require(finding.periods.last)
      let england = try finding.indicator.at("England", last.label).value
      let value = try #require(finding.values.last)
      #expect(definition.polarity == .low ? value > england ?? .infinity : value < england ?? -.infinity, "\(definition.key)")
      #expect((finding.test.score > 0) == (definition.polarity == .low))
      #expect(finding.test == (try MannKendall(finding.values)))
      #expect(finding.adjusted >= finding.test.probability)
      for (earlier, later) in zip(finding.periods, finding.periods.dropFirst()) {
        #expect(earlier.periodsMissing(before: later) == 0, "\(definition.key): no gap is bridged")
      }
    }
    #expect(found.findings.map(\.adjusted) == found.findings.map(\.adjusted).sorted())
  }

  /// A LAIT file of measures whose values move by chance, but for the first few, which rise every year.
  private func collection(measures: Int, rising: Int, seed: UInt64) throws -> IndicatorCollection {
    var generator = SeededGenerator(seed: seed)
    var text = "measure,measure_name,period,area_name,la_number,region,value\n"
    var dictionary = "measure_short,measure,topic,polarity,y_axis_name,dps,year_type\n"
    for measure in 0..<measures {
      dictionary += "m\(measure),m\(measure),t,Low,%,2,Calendar\n"
      for year in 0..<10 {
        let value = measure < rising ? Double(50 + year) : Double.random(in: 40...60, using: &generator)
        text += "m\(measure),,\(2010 + year),Middlesbrough,806,North East,\(value)\nm\(measure),,\(2010 + year),England,970,England,10\n"
      }
    }
    let reader = DelimitedReader()
    return try PublishedFile.indicators(
      in: reader.read(bytes: Array(text.utf8), name: "chance.csv"),
      dictionary: reader.read(bytes: Array(dictionary.utf8), name: "dictionary.csv"))
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func `What moves by chance is seldom told, and what rises every year is`(seed: UInt64) throws {
    let collection = try collection(measures: 120, rising: 6, seed: seed)
    let area = try collection.indicators[0].register.area("806")
    let found = try WorseAndWorsening(of: area, in: collection, rate: 0.05)
    #expect(found.tested == 120)
    let keys = Set(found.worsening.map(\.indicator.definition.key))
    #expect(keys.isSuperset(of: (0..<6).map { "m\($0)" }))
    #expect(keys.count <= 8, "\(keys)")
    // Of the 114 that move by chance, half of those that move at all move the wrong way.
    #expect(found.findings.count > 30)
    #expect(found.findings.count { $0.test.probability <= 0.05 } > 6, "unadjusted, some would have been told")
  }
}
