import Columns
import Safeguarding
import TestSupport

/// Makes calls of everything that a script can reach, with arguments that make no sense or mean harm.
///
/// A call is the text of a script that depends on its seed alone, so that a failure can be run again.
struct HostileCalls {
  /// Globals that hold objects, each with the names that it answers to.
  let objects: [(name: String, members: [String])]

  /// The examples of the operations, without what they print.
  private static let examples: [[String]] = OperationCatalogue.all.map { operation in
    operation.example.split(separator: "\n").dropLast().map(String.init)
  }

  private static let functions = OperationCatalogue.functions.map(\.name) + ["print", "why", "is_missing", "help", "tostring"]

  private static let optionNames = Array(Set(OperationCatalogue.all.flatMap { $0.parameters.map(\.name) })).sorted()

  /// The script of a seed. What it calls takes one line, so that its errors have one place.
  func script(seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed)
    let call = call(using: &generator)
    return switch Int.random(in: 0..<12, using: &generator) {
    case 0: "return coroutine.wrap(function() return \(call) end)()"
    case 1: "local ok, e = pcall(function() return \(call) end) return ok or tostring(e)"
    case 2: "local ok, e = xpcall(function() return \(call) end, function(e) return \(call) end) return ok or tostring(e)"
    case 3: "return setmetatable({}, {__index = function() return \(call) end}).x"
    case 4: "local closed <close> = setmetatable({}, {__close = function() return \(call) end}) return 1"
    case 5: "local t = {3, 1, 2} table.sort(t, function() return \(call) end) return t[1]"
    case 6: "print(\(call))"
    default: "local r = \(call) return r, tostring(r), type(r) == 'userdata' and pcall(function() return #r, r[1], why(r) end)"
    }
  }

  private func call(using generator: inout SeededGenerator) -> String {
    let object = objects.randomElement(using: &generator) ?? ("nil", [])
    let member = object.members.randomElement(using: &generator) ?? "words"
    return switch Int.random(in: 0..<10, using: &generator) {
    case 0, 1, 2, 3: mutatedExample(using: &generator)
    case 4: "\(Self.functions.randomElement(using: &generator) ?? "print")\(arguments(using: &generator))"
    case 5, 6: "\(object.name):\(member)\(arguments(using: &generator))"
    case 7: "\(object.name).\(member)(\(value(using: &generator)), \(value(using: &generator)))"
    case 8: "\(object.name)[\(Bool.random(using: &generator) ? "'\(member)'" : value(using: &generator))]"
    default: operation(on: object.name, using: &generator)
    }
  }

  /// What can be done with an object beside calling it.
  private func operation(on object: String, using generator: inout SeededGenerator) -> String {
    let other = value(using: &generator)
    let forms = [
      "#\(object)", "-\(object)", "~\(object)", "tostring(\(object))", "\(object)()", "rawlen(\(object))", "next(\(object))",
      "getmetatable(\(object))", "setmetatable(\(object), {})", "rawget(\(object), 'words')", "rawset(\(object), 1, 1)",
      "(function() \(object).words = \(other) end)()", "(function() \(object)[1] = \(other) end)()",
      "(function() local n = 0 for k, v in pairs(\(object)) do n = n + 1 if n > 50 then break end end return n end)()",
      "(function() local n = 0 for k, v in ipairs(\(object)) do n = n + 1 if n > 50 then break end end return n end)()",
      "(function() local f, s, i = pairs(\(object)) return f(\(other), i), f(s, \(other)) end)()",
      "string.format('%s %d', \(object), \(other))", "table.concat({\(object), 1})", "table.concat(\(object), ', ')",
      "select('#', table.unpack(\(object), 1, 100))", "table.sort({\(object), \(other), \(object)})", "table.sort(\(object))",
      "table.move(\(object), 1, 20, 1, {})", "table.insert(\(object), 1)", "({[\(object)] = 1})[\(object)]", "math.max(\(object), 1)",
      "utf8.char(\(object))", "coroutine.create(\(object))", "load(\(object))", "require(\(object))", "error(\(object))",
      "string.rep(\(object), 3)", "('x'):gsub('x', \(object))", "tonumber(\(object), 10)", "os.date(\(object))",
    ]
    let operators = ["==", "~=", "<", "<=", ">", ">=", "+", "-", "*", "/", "//", "%", "^", "..", "&", "|", "~", "<<", ">>"]
    guard Bool.random(using: &generator), let join = operators.randomElement(using: &generator) else {
      return forms.randomElement(using: &generator) ?? "nil"
    }
    return Bool.random(using: &generator) ? "(\(object) \(join) \(other))" : "(\(other) \(join) \(object))"
  }

  /// An operation's example in which one or two of its texts and numbers are others.
  private func mutatedExample(using generator: inout SeededGenerator) -> String {
    guard let lines = Self.examples.randomElement(using: &generator), let last = lines.last else { return "nil" }
    var pieces = LuaLiteral.pieces(of: last)
    for _ in 0..<Int.random(in: 1...2, using: &generator) {
      guard let place = pieces.indices.filter({ pieces[$0].isLiteral }).randomElement(using: &generator) else { break }
      pieces[place].text = value(using: &generator)
    }
    let text = pieces.map(\.text).joined()
    guard lines.count > 1 else { return text }
    return "(function() \(lines.dropLast().joined(separator: " ")) return \(text) end)()"
  }

  private func arguments(using generator: inout SeededGenerator) -> String {
    var parts = (0..<Int.random(in: 0...4, using: &generator)).map { _ in value(using: &generator) }
    if Int.random(in: 0..<2, using: &generator) == 0 {
      let options = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        "\(Self.optionNames.randomElement(using: &generator) ?? "n") = \(value(using: &generator))"
      }
      parts.append("{\(options.joined(separator: ", "))}")
    }
    return "(\(parts.joined(separator: ", ")))"
  }

  /// A value of any kind. Texts that columns, areas and periods have are among them, so that calls get beyond those.
  private func value(using generator: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0, 1: Self.plain.randomElement(using: &generator) ?? "nil"
    case 2, 3: Self.fitting.randomElement(using: &generator) ?? "nil"
    case 4, 5: Self.shapes.randomElement(using: &generator) ?? "nil"
    case 6: "{\(value(using: &generator)), \(value(using: &generator))}"
    case 7:
      "{\(Self.optionNames.randomElement(using: &generator) ?? "n") = \(value(using: &generator)), by = \(value(using: &generator))}"
    default: objects.randomElement(using: &generator)?.name ?? "nil"
    }
  }

  private static let plain = [
    "nil", "true", "false", "0", "-1", "1", "2", "0.5", "-0.0", "0/0", "-(0/0)", "1/0", "-1/0", "math.maxinteger",
    "math.mininteger", "2^53", "-2^63", "2^63", "2^31", "1e308", "-1e308", "5e-324", "1e15", "1e9", "1000000", "''", "'\\0'", "'a\\0b'",
    "'\\xff\\xfe'", "'\\xed\\xa0\\x80'", "'\\u{10FFFF}'", "'\\r\\n'", "'\\27[2J'", "' '", "'nan'", "'-'", "'%s%n'", "missing", "day", "moment",
  ]

  private static let fitting = [
    "'Middlesbrough'", "'806'", "'E06000002'", "'England'", "'North East'", "'all'", "'region'", "'CPP_rate'", "'CPP_Num'", "'LAC'",
    "'2020'", "'2018'", "'2017/18'", "'2020-03-01'", "'2020-02-30'", "'9999-12-31'", "'2019-2020 Q1'", "2020", "3", "5", "10", "100", "0.95", "'highest'", "'lowest'",
    "'max'", "'min'", "'rate'", "'count'", "'value'", "'agency'", "'contribution_pounds'", "'area'", "'coverage_percent'", "'utla_name'",
    "'high'", "'low'", "'pound'", "'c'", "'xmr'", "'day'", "'month'", "'year'", "{'Middlesbrough', 'Redcar and Cleveland'}",
    "{'contribution_pounds', '/', 0}", "{'contribution_pounds', '*', 1e308}", "{'agency', '..', 'agency'}", "{'contribution_pounds', '+', {'contribution_pounds', '-', 'contribution_pounds'}}",
    "{contribution_pounds = {at_least = 0/0}}", "{minimum = 'contribution_pounds'}", "{sum = 'agency'}", "{1, 2, 3, 4, 5, 6, 7, 8}", "{1, missing, 3}", "{day, day + 1, day + 1000000}",
    "answers .. '/x.csv'", "answers .. '/x.arrow'", "examples .. '/south-tees/contributions-2020-21.csv'", "examples", "'/etc/passwd'",
  ]

  private static let shapes = [
    "('x'):rep(2000000)", "('x'):rep(15000000)", "('x'):rep(100000000)", "('9'):rep(100000)", "('\\xff'):rep(1000000)", "('\\0'):rep(1000000)",
    "('('):rep(100000)", "('a,'):rep(500000)", "('-'):rep(100000)", "('e\\u{301}'):rep(100000)", "('2020-01-01'):rep(1000)",
    "(function() local t = {} t[1] = t return t end)()", "(function() local t = {} t.a = {b = t} return t end)()",
    "(function() local t = {} for i = 1, 100000 do t = {t} end return t end)()",
    "(function() local t = {} for i = 1, 100000 do t[i] = i end return t end)()",
    "(function() local t = {} for i = 1, 100000 do t[i] = 'k' .. i end return t end)()",
    "(function() local t = {} for i = 1, 50000 do t['k' .. i] = i end return t end)()",
    "(function() local s, t = ('x'):rep(1000000), {} for i = 1, 1000 do t[i] = s end return t end)()",
    "(function() local o, t = partners, {} for i = 1, 10000 do t[i] = o end return t end)()",
    "(function() local a = {1, 2, 3} for i = 1, 24 do a = {a, a} end return a end)()",
    "{[1] = 1, [3] = 3}", "{[1.5] = 1}", "{[true] = 1}", "{[{}] = {}}", "{[partners] = 1}", "{1, 2, a = 3}", "{['\\0'] = 1}", "{[''] = ''}", "{print}", "{}",
    "{[math.maxinteger] = 1}", "{[math.mininteger] = 1, [0] = 0}", "{{{}}}", "{{1}, {2, {3}}}", "{nil, nil, 3}",
    "setmetatable({}, {__index = function() error('index') end, __len = function() return 1 << 60 end})",
    "setmetatable({1, 2}, {__pairs = function() while true do end end, __tostring = function() while true do end end})",
    "setmetatable({}, {__tostring = function() return 1 end, __name = ('n'):rep(1000000)})",
    "setmetatable({}, {__tostring = function() error({}) end, __eq = error, __lt = error, __concat = error, __call = error})",
    "setmetatable({}, {__tostring = function() return coroutine.yield() end, __index = coroutine.yield})",
    "setmetatable({}, {__close = function() while true do end end, __mode = 'kv'})", "setmetatable({}, {__metatable = partners})",
    "setmetatable({}, {__index = partners})", "setmetatable({'806'}, {__index = setmetatable({}, {__index = error})})",
    "setmetatable({partners}, {__mode = 'v'})[1]",
    "print", "error", "function() error('no') end", "function(...) return ... end", "function() while true do end end", "coroutine.yield",
    "coroutine.create(print)", "coroutine.wrap(function() coroutine.yield(1) end)",
    "(function() local c = coroutine.create(print) coroutine.close(c) return c end)()", "coroutine.running()",
    "partners:column('contribution_pounds')", "partners:where{agency = 'nobody'}", "partners:where{contribution_pounds = {at_least = 1}}",
    "partners:derive('x', {'contribution_pounds', '/', 0})", "partners.agency", "_G", "string",
  ]
}

/// The texts and numbers in a line of Lua, apart from what is between them.
enum LuaLiteral {
  struct Piece {
    var text: String
    let isLiteral: Bool
  }

  static func pieces(of line: String) -> [Piece] {
    var pieces: [Piece] = []
    var between = ""
    var rest = line[...]
    while let first = rest.first {
      var literal = ""
      if first == "\"" || first == "'" {
        literal = String(rest.prefix(1)) + rest.dropFirst().prefix { $0 != first } + String(first)
      } else if first.isNumber, between.last?.isLetter != true, between.last != "_" {
        literal = String(rest.prefix { $0.isNumber || $0 == "." })
      }
      if literal.isEmpty {
        between.append(first)
        rest = rest.dropFirst()
        continue
      }
      pieces += [Piece(text: between, isLiteral: false), Piece(text: literal, isLiteral: true)]
      between = ""
      rest = rest.dropFirst(literal.count)
    }
    return pieces + [Piece(text: between, isLiteral: false)]
  }
}
