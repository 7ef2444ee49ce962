import Columns
import LuaRuntime
import Safeguarding
import Testing

@testable import Scripting

struct ScriptErrorTests {
  /// A call that is wrong, and what its error must say.
  private static let wrongCalls: [(script: String, says: [String])] = [
    ("lait:indicator('CPP_number_rate')", ["there is no indicator \"CPP_number_rate\""]), ("lait:indicator('FSP_achieving')", ["did you mean \"FSP_NEW_GOODDEV\"?"]),
    ("lait:indicator('Under18conceps')", ["test.lua:1: there is no indicator \"Under18conceps\"", "did you mean \"Under18concep\"?"]),
    ("lait:indicator()", ["test.lua:1: bad argument #1 to 'indicator' (text expected, got no value)"]),
    ("lait:indicator(nil)", ["bad argument #1 to 'indicator' (text expected, got nil)"]),
    ("lait.indicator('x', 'LAC')", ["bad argument #1 to 'indicator' (a collection expected, got string)"]),
    ("lait:indicator('LAC'):rank('Midlesbrough')", ["there is no area \"Midlesbrough\"", "did you mean \"Middlesbrough\"?"]),
    ("lait:indicator('LAC'):rank(nil)", ["bad argument #1 to 'rank' (an area's name, code or number expected, got nil)"]),
    ("lait:indicator('LAC'):rank('Middlesbrough', {perod = '2018'})", ["rank has no option \"perod\"", "did you mean \"period\"?"]),
    ("lait:indicator('LAC'):rank('Middlesbrough', {period = '1999'})", ["LAC has no period \"1999\"", "2018"]),
    ("lait:indicator('LAC'):rank('Middlesbrough', {ties = 'densse'})", ["\"densse\" is none of the choices", "did you mean \"dense\"?"]),
    ("lait:indicator('LAC'):rank('Middlesbrough', {from = 'worst'})", ["LAC has no worst", "from = \"highest\""]),
    ("lait:indicator('LAC'):rank('Bournemouth', {period = '2019'})", ["no value for Bournemouth"]),
    ("lait:indicator('LAC'):value('Bournemouth', 'a', 'b', 'c', 'd')", ["values are given", "indicator:value(area, {period})"]),
    ("lait.nothing()", ["a collection has no \"nothing\""]),
    ("lait.x = 1", ["test.lua:1:"]),
    ("load_table(examples .. '/../../Docs')", ["no file in this folder ends in .csv or .csv.gz"]),
    ("load_table('no/such/file.csv')", ["no/such/file.csv"]),
    ("load_table(42)", ["42"]),
    ("load_table({})", ["there are no files to read"]),
    ("partners:where{agency = 'Cleveland Polise'}", ["\"Cleveland Polise\" is nowhere in column \"agency\"", "did you mean \"Cleveland Police\"?"]),
    ("partners:where{agency = 'Middlesbrough'}", ["did you mean \"Middlesbrough Council\"?"]),
    ("partners:where{agency = 'Redcar and Cleveland'}", ["did you mean \"Redcar & Cleveland Borough Council\"?"]),
    ("for name, rows in pairs(partners:by('agency')) do end", ["test.lua:1: groups are no list", "ipairs(t:by(\"agency\"):count())"]),
    ("for i, rows in ipairs(partners:by('agency')) do end", ["groups are no list", "hint: for i, row in"]),
    ("return #partners:by{'agency', 'contribution_pounds'}", ["test.lua:1: groups are no list", "t:by{\"agency\", \"contribution_pounds\"}:count()"]),
    ("return partners:by('agency')[1]", ["test.lua:1: groups are no list"]),
    ("partners:sum('contribution')", ["did you mean \"contribution_pounds\"?"]),
    ("partners:where{agncy = 'x'}", ["there is no column \"agncy\"", "did you mean \"agency\"?"]),
    ("apportion('lots', {among = {'a'}})", ["\"lots\" is not an amount of money"]),
    ("apportion(100, {among = {}})", ["there is nobody to pay"]),
    ("apportion(100, {by = {a = 1, b = -1}})", ["the weight of \"b\" is negative"]),
    ("apportion(100, {by = {a = 0, b = 0}})", ["every weight is zero"]),
    ("apportion(100, {by = {a = 1, b = 1}, floors = {a = 60, b = 60}})", ["£120.00", "£100.00"]),
    ("apportion(100, {by = {a = 0/0}})", ["a is a weight, zero or more"]),
    ("thresholds('t', {{indicator = mmr}})", ["it says nothing that must hold"]),
    ("thresholds('t', {{indicator = mmr, at_leats = 95}})", ["did you mean \"at_least\"?"]),
    ("claims{1, 2}", ["bad argument #1 to 'claims'"]),
    ("local t = {} t.t = t; claims(t)", ["test.lua:1: bad argument #1 to 'claims'"]),
    ("area(print)", ["bad argument #1 to 'area'"]),
    ("period('the day after')", ["\"the day after\" names no period"]),
    ("areas{on = 'yesterday'}", ["\"yesterday\" is no day"]),
    ("help('rnak')", ["did you mean \"rank\"?"]),
    ("incidents:top(0, {by = 'type'})", ["0 groups are none"]),
    ("incidents:count{by = 'typ'}", ["there is no column \"typ\"", "did you mean \"type\"?"]),
    ("lait:indicator('LAC').nothing()", ["an indicator has no \"nothing\""]),
    ("lait:indicator('LAC'):series('Leeds', {from = '2022', to = '2018'})", ["2018 is before 2022"]),
    ("lait:indicator('CPP_Num'):footprint('', {'Leeds', 'Kent'})", ["the footprint has no name"]),
    ("lait:indicator('CPP_rate'):with{denominator = lait:indicator('LAC')}", ["denominator: ", "is in Rate per 10,000", "numbers of people or events"]),
    ("lait:indicator('CPP_rate'):control_chart('Leeds', {kind = 'c'})", ["is no count", "a u-chart of rates"]),
    ("lait:indicator('CPP_rate'):rank_intervals{period = '2020', among = {'Leeds'}}", ["1 areas have a value", "need at least 2"]),
    ("lait:indicator('CPP_Num'):rank_intervals{period = '2020', ends = 0}", ["ends is 0"]),
    ("mann_kendall{1, 2, 0/0}", ["value 3: it is no number (NaN)"]),
    ("mean_interval{values = {1, 'c', 3}}", ["value 2: it is text"]),
    ("recent_trend({1, 2, 3, 4, 5}, {denominators = {9, 9, 9, 9, 9}, lower = {0, 1, 2, 3, 4}, upper = {2, 3, 4, 5, 6}})", ["denominators and limits"]),
    ("compare_rates(5, 1e-300, 5, 1e300)", ["nothing can be divided by 1e-300"]),
    ("return mmr:value('Middlesbrough') < lait:indicator('LAC'):value('Bournemouth', {period = '2019'})", ["attempt to compare a missing value"]),
  ]

  @Test(arguments: wrongCalls.indices)
  func `A wrong call says where it is, what is wrong and what to do`(place: Int) throws {
    let (script, says) = Self.wrongCalls[place]
    let session = try ExampleSession()
    let error = #expect(throws: LuaError.self, "\(script)") { try session.output(of: script) }
    let message = try #require(error).message
    #expect(message.hasPrefix("test.lua:1: "), "\(script): \(message)")
    for part in says { #expect(message.contains(part), "\(script): \(message)") }
  }

  @Test func `A Swift error comes out as itself`() throws {
    let session = try ExampleSession()
    let error = #expect(throws: LuaError.self) { try session.output(of: "area('Nowhere at all')") }
    #expect(try #require(error).underlying as? AreaError == .unknown("Nowhere at all"))
  }

  @Test func `A script catches an error and goes on`() throws {
    let session = try ExampleSession()
    let printed = try session.output(
      of: """
        local ok, problem = pcall(area, "Nowhere at all")
        print(ok, tostring(problem):find("there is no area", 1, true) ~= nil)
        """)
    #expect(printed == "false\ttrue\n")
  }

  @Test func `A hundred thousand caught errors leave no memory behind`() throws {
    let session = try ExampleSession()
    let script = "for i = 1, 20000 do pcall(area, 'Nowhere at all') end collectgarbage() return collectgarbage('count')"
    func kilobytes() throws -> Double {
      guard case .value(.number(let count))? = try session.session.run(Array(script.utf8), name: "test.lua").first
      else { return .infinity }
      return count
    }
    _ = try kilobytes()
    let first = try kilobytes()
    for _ in 0..<3 { _ = try kilobytes() }
    #expect(try kilobytes() < first * 1.1 + 64)
  }

  @Test func `A missing value keeps its reason through sums, and prints it`() throws {
    let session = try ExampleSession()
    let printed = try session.output(
      of: """
        local v = lait:indicator("LAC"):value("Bournemouth", {period = "2019"})
        print(is_missing(v), v.reason, is_missing(v * 2 + 1), "value " .. v, is_missing(1))
        """)
    #expect(printed == "true\tmissing, no reason given\ttrue\tvalue [..]\tfalse\n")
  }

  @Test func `Rows of a table are reached by number, by ipairs and by column`() throws {
    let session = try ExampleSession()
    let printed = try session.output(
      of: """
        local sum = 0
        for i, row in ipairs(partners) do sum = sum + row.contribution_pounds end
        print(#partners, sum, partners[1].agency, partners.agency[2], partners[0], partners[9])
        """)
    #expect(printed == "8\t270047\tMiddlesbrough Council\tRedcar & Cleveland Borough Council\tnil\tnil\n")
  }

  @Test func `Values in order, names, or both in one table make the same call`() throws {
    let session = try ExampleSession()
    let printed = try session.output(
      of: """
        local i = lait:indicator("LAC")
        local a = i:rank("Middlesbrough", {period = "2018"})
        local b = i:rank{"Middlesbrough", period = "2018"}
        local c = i:rank{area = "Middlesbrough", period = 2018}
        local d = i:rank(area("Middlesbrough"), period("2018", "annual"))
        print(a.rank, b.rank, c.rank, d.rank)
        """)
    #expect(printed == "2\t2\t2\t2\n")
  }
}
