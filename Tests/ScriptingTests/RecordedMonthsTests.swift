import Columns
import Safeguarding
import Scripting
import TestSupport
import Testing

/// Counts of incidents where forces lack files of some months: what was not recorded is no zero.
struct RecordedMonthsTests {
  /// Cleveland has a file of each month, Avon and Somerset none of February. Robbery is in few of them.
  private static let rows = """
    Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context
    ,2025-01,Cleveland Police,Cleveland Police,-1.2,54.5,A,E01000001,One,Robbery,,
    ,2025-02,Cleveland Police,Cleveland Police,-1.2,54.5,A,E01000001,One,Drugs,,
    ,2025-03,Cleveland Police,Cleveland Police,-1.2,54.5,A,E01000001,One,Robbery,,
    ,2025-01,Avon and Somerset Constabulary,Avon and Somerset Constabulary,-2.5,51.4,B,E01000002,Two,Robbery,,
    ,2025-03,Avon and Somerset Constabulary,Avon and Somerset Constabulary,-2.5,51.4,B,E01000002,Two,Drugs,,
    """

  private static let start = """
    local c = open(answers .. "/2025.csv")
    local function list(values) local texts = {} for _, v in ipairs(values) do texts[#texts + 1] = is_missing(v) and v.symbol or tostring(v) end return table.concat(texts, " ") end
    local robbery = c:where{type = "Robbery"}

    """

  private static let answers: [(script: String, prints: String)] = [
    // Avon's March is a zero, since there is a file; its February is not available.
    ("local p = c:where{type = 'Robbery'}:pivot{rows = 'force', column = 'month', totals = true} print(list(p['2025-01']), list(p['2025-03']), list(p.total))",
      "1 1 2\t0 1 1\t1 2 3"),
    ("local p = c:pivot{rows = 'force', column = 'month', totals = true} print(list(p['2025-02']), list(p.total))", "[x] 1 [x]\t[x] 3 [x]"),
    ("local p = c:by('force', 'type', 'month'):count():pivot{rows = {'force', 'type'}, column = 'month', values = 'count'} print(list(p['2025-01']), list(p['2025-02']), list(p['2025-03']))",
      "0 1 0 1\t[x] [x] 1 0\t1 0 0 1"),
    // An area belongs to the force that most of its incidents are of.
    ("local p = c:where{type = 'Drugs'}:by('lsoa', 'month'):count():sort('lsoa'):pivot{rows = 'lsoa', column = 'month', values = 'count'} print(list(p.lsoa), list(p['2025-02']))",
      "E01000001 E01000002\t1 [x]"),
    // A calendar fills what was recorded with zeros, and nothing else.
    ("local t = c:by('force', 'month'):count():fill_calendar('month', {within = 'force'}) print(list(t.month), list(t.count))",
      "2025-01 2025-02 2025-03 2025-01 2025-02 2025-03\t1 [x] 1 1 1 1"),
    ("local t = robbery:by('force', 'month'):count():fill_calendar('month', {within = 'force'}) print(list(t.force), list(t.count))",
      "Avon and Somerset Constabulary Avon and Somerset Constabulary Avon and Somerset Constabulary Cleveland Police Cleveland Police Cleveland Police\t1 [x] 0 1 0 1"),
    // Quarters and years want all of their months.
    ("local p = c:where{type = 'Drugs'}:by('force', 'quarter', 'type'):count():pivot{rows = {'force', 'quarter'}, column = 'type', values = 'count'} print(list(p.Drugs))", "1 1"),
    ("local t = c:by('force', 'month'):count() print(#t.notes, t.notes[1]) print(t.notes[2])",
      "2\tmonth: 1 of 6 combinations with force from 2025-01 to 2025-03 has no row, and means, charts and the row before pass over it; fill_calendar(\"month\", {within = \"force\"}) gives each a row\nof the 3 months 2025-01 to 2025-03: Avon and Somerset Constabulary has 2; do not add up or compare what is not all there"),
    // Without a span there is nothing that was not recorded.
    ("local p = c:pivot{rows = 'force', column = 'type'} print(list(p.Robbery), list(p.Drugs), c:by('force'):count().notes[1])", "1 2\t1 1\tof the 3 months 2025-01 to 2025-03: Avon and Somerset Constabulary has 2; do not add up or compare what is not all there"),
    // A kind of crime is of all forces that have any of what is asked, and a filter leaves out forces that lack months.
    ("print(list(c:pivot{rows = 'type', column = 'month'}['2025-02']), list(c:where{force = 'Cleveland Police'}:pivot{rows = 'type', column = 'month'}['2025-02']))", "1 [x]\t1 0"),
    ("print(list(c:where{force = 'Cleveland Police', type = 'Robbery'}:by('month'):count():fill_calendar('month').count))", "1 0 1"),
    // What is made of counts goes on knowing it, whatever the columns are called.
    ("""
      local t = c:by('force', 'month'):count()
      local filled = t:fill_calendar('month', {within = 'force'})
      for _, made in ipairs{filled, t:head(9), t:top(9, {by = 'count'}), t:shares('count'), t:distinct_rows(), t:sort('count'), t:where('count > 0')} do
        local p = made:pivot{rows = 'force', column = 'month', values = 'count'}
        local force = p:where{force = 'Avon and Somerset Constabulary'} print(list(force['2025-02']))
      end
      print(list(t:rename{month = 'm'}:pivot{rows = 'force', column = 'm', values = 'count'}['2025-02']), list(c.rows:pivot{rows = 'force', column = 'month'}['2025-02']))
      """, "[x]\n[x]\n[x]\n[x]\n[x]\n[x]\n[x]\n[x] 1\t[x] 1"),
    // A missing outcome is not known to be another, and what leaves it out says so.
    ("print(c:where(\"outcome != 'x'\"):by('type'):count().notes[1])",
      "where: rows without a value in \"outcome\" are left out where that leaves it open whether they meet the condition (\"or outcome is missing\" keeps them)"),
    // However incidents are counted, the months that lack are told.
    ("""
      for _, t in ipairs{c:count{by = 'month'}, c:count('force'), c:count{by = {'force', 'month'}}, c:by('month'):count()} do print(t.notes[#t.notes]) end
      """, [String](repeating: "of the 3 months 2025-01 to 2025-03: Avon and Somerset Constabulary has 2; do not add up or compare what is not all there", count: 4).joined(separator: "\n")),
    ("print(c:where{force = 'Cleveland Police'}:share{type = 'Robbery'})",
      "66.7% of 3 incidents where force is Cleveland Police: type is Robbery (2; 95% limits 20.8% to 93.9%, Wilson)"),
    ("print(c:where('latitude > mean(latitude)'):count(), c:where('latitude = max(latitude)'):count())", "3\t3"),
  ]

  @Test(arguments: answers.indices)
  func `A month of which a force has no file is not available, and never zero`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    let session = try ExampleSession(loaded: false)
    _ = try session.answers.file("2025.csv", Self.rows.utf8)
    #expect(try session.output(of: Self.start + script) == prints + "\n", "\(script)")
  }
}
