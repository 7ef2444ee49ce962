public import Columns

/// The local authority of each small area (LSOA) of the censuses of 2011 and 2021, from look-ups of the Office for National
/// Statistics or ones made of them.
///
/// Tables are known by their columns, whatever their edition: `lsoa_code`, `lsoa11_code` or `LSOA11CD`, `lsoa21_code` or
/// `LSOA21CD` beside `la_code`, `ltla22_code` or `LAD22CD`; 2011 beside 2021 codes; districts beside upper-tier authorities
/// (`ltla_code` and `utla_code`). So all three together resolve every code of either census.
///
/// The look-up of the latest edition that has a code decides, by the year in the name of its column of authorities; one
/// without a year stands before all, and of two alike the one named later. So a code of 2011 goes through the 2021 codes that it
/// became where their look-up is the later one, unless these lie in several authorities: then it has the authority that an
/// earlier look-up gives it, or none. Districts become the upper-tier authority that holds them, and authorities that
/// were given a new code have their latest.
public struct AreaLookup: Sendable {
  /// A local authority.
  public struct Authority: Hashable, Sendable {
    public let code: String
    public let name: String
  }

  /// In which census's list of small areas a code stands.
  public enum Vintage: String, Sendable {
    case both
    case only2011 = "2011"
    case only2021 = "2021"
  }

  private let authorities: [String: Authority]
  private let vintages: [String: Vintage]
  private let comparables: [String: String]
  /// The codes whose parts lie in several authorities.
  public let divided: Set<String>
  public let sources: [TableSource]

  /// Reads look-ups.
  ///
  /// - Throws: ``IncidentError/notALookup(file:columns:)``.
  public init(_ tables: [Table]) throws {
    var direct: [String: (authority: String, name: String?, year: Int)] = [:]
    var becomes: [(old: String, new: String)] = []
    var districts: [String: (code: String, name: String?, year: Int)] = [:]
    func note(_ lsoa: String, _ authority: String, _ name: String?, _ year: Int) {
      if let known = direct[lsoa], known.year > year { return }
      direct[lsoa] = (authority, name, year)
    }
    var stated: [String: Vintage] = [:]
    var (is2011, is2021): (Set<String>, Set<String>) = ([], [])
    for table in tables {
      let form = LookupForm(table)
      let authority = form.authority
      if form.lsoa.isEmpty {
        guard let district = form.district, let upper = form.upper else {
          throw IncidentError.notALookup(file: table.sources.first?.file ?? "the look-up", columns: table.columnNames)
        }
        let (lower, codes, names) = (try table.column(district), try table.column(upper), form.name(of: upper))
        for row in 0..<table.rowCount {
          guard let key = lower[row].text, let code = codes[row].text, (districts[key]?.year ?? 0) <= form.year else { continue }
          districts[key] = (code, names?[row].text, form.year)
        }
        continue
      }
      guard authority != nil || form.lsoa.count == 2 else {
        throw IncidentError.notALookup(file: table.sources.first?.file ?? "the look-up", columns: table.columnNames)
      }
      let codes = try authority.map { try table.column($0) }
      let names = authority.flatMap { form.name(of: $0) }
      let columns = try form.lsoa.map { try table.column($0.column) }
      let vintageColumn = table.columnIfPresent("vintage")
      for row in 0..<table.rowCount {
        let lsoas = columns.map { $0[row].text }
        for (lsoa, form) in zip(lsoas, form.lsoa) {
          guard let lsoa else { continue }
          if form.census == 2011 { is2011.insert(lsoa) } else if form.census == 2021 { is2021.insert(lsoa) }
        }
        let code = codes?[row].text
        if columns.count == 2, let old = lsoas[0], let new = lsoas[1] {
          becomes.append((old, new))
          if let code { note(new, code, names?[row].text, form.year) }
        } else if columns.count == 1, let lsoa = lsoas[0], let code {
          note(lsoa, code, names?[row].text, form.year)
          if let vintage = vintageColumn?[row].plainText { stated[lsoa] = Vintage(rawValue: vintage) }
        }
      }
    }
    var known: [String: Authority] = [:]
    func found(_ code: String, _ name: String?) -> Authority {
      if let known = known[code] { return known }
      let upper = districts[code]
      let area = AreaRegister.england.areaIfKnown(upper?.code ?? code)
      let authority = Authority(
        code: area?.code ?? upper?.code ?? code, name: area?.name ?? upper?.name ?? name ?? upper?.code ?? code)
      known[code] = authority
      return authority
    }
    var authorities = direct.mapValues { found($0.authority, $0.name) }
    var parts: [String: (authorities: Set<Authority>, year: Int)] = [:]
    for (old, new) in becomes {
      guard let code = direct[new], let authority = authorities[new] else { continue }
      let known = parts[old] ?? ([], .max)
      parts[old] = (known.authorities.union([authority]), min(known.year, code.year))
    }
    var divided: Set<String> = []
    for (lsoa, found) in parts where (direct[lsoa]?.year ?? 0) < found.year {
      if found.authorities.count == 1 {
        authorities[lsoa] = found.authorities.first
      } else if authorities[lsoa] == nil {
        divided.insert(lsoa)
      }
    }
    self.authorities = authorities
    self.divided = divided
    for lsoa in is2011.union(is2021) where !(is2011.isEmpty || is2021.isEmpty) {
      stated[lsoa] = is2011.contains(lsoa) ? (is2021.contains(lsoa) ? .both : .only2011) : .only2021
    }
    vintages = stated
    comparables = Self.comparables(becomes)
    sources = tables.flatMap(\.sources)
  }

  /// Returns the local authority of a code, or nil for one that no look-up has or that several authorities share.
  public func authority(of lsoa: String) -> Authority? { authorities[lsoa] }

  /// Returns the lists in which a code stands; nil where the look-ups don't tell.
  public func vintage(of lsoa: String) -> Vintage? { vintages[lsoa] }

  /// Whether the look-ups tell the codes of one census from those of the other.
  public var tellsVintages: Bool { !vintages.isEmpty }

  /// Whether the look-ups say which codes of 2021 those of 2011 became.
  public var tellsChanges: Bool { !comparables.isEmpty }

  /// Returns the smallest place with the same ground in both censuses that a code lies in, or nil for a code that the
  /// look-ups lack.
  ///
  /// An unchanged code is its own place. Places that were split are called by their 2011 code, merged ones by their 2021
  /// code, and others by their 2011 codes with `+` between.
  public func comparable(_ lsoa: String) -> String? { comparables[lsoa] }

  private static func comparables(_ pairs: [(old: String, new: String)]) -> [String: String] {
    guard !pairs.isEmpty else { return [:] }
    var parents: [String: String] = [:]
    func root(_ key: String) -> String {
      var key = key
      while let parent = parents[key], parent != key {
        parents[key] = parents[parent] ?? parent
        key = parent
      }
      return key
    }
    // One code can be of both censuses: then it is one place of each.
    for (old, new) in pairs {
      let (one, other) = (root("1" + old), root("2" + new))
      for key in ["1" + old, "2" + new] where parents[key] == nil { parents[key] = key }
      if one != other { parents[one] = other }
    }
    var members: [String: (old: [String], new: [String])] = [:]
    for key in parents.keys.sorted() {
      let code = String(key.dropFirst())
      if key.hasPrefix("1") {
        members[root(key), default: ([], [])].old.append(code)
      } else {
        members[root(key), default: ([], [])].new.append(code)
      }
    }
    var comparables: [String: String] = [:]
    for (old, new) in members.values {
      let name = old.count == 1 ? old[0] : new.count == 1 ? new[0] : old.joined(separator: "+")
      for code in old + new { comparables[code] = name }
    }
    return comparables
  }
}

/// The columns of a look-up, by what their names say: `lsoa21_code`, `LSOA21CD`, `ltla24_code`, `LAD24CD`, `la_code`.
private struct LookupForm {
  let table: Table
  /// Columns of small areas, those of 2011 first, each with its census where the name tells it.
  private(set) var lsoa: [(column: String, census: Int?)] = []
  /// The column of districts or single-tier authorities, and that of upper-tier ones.
  private(set) var district: String?
  private(set) var upper: String?

  /// The column that names the authority of a small area.
  var authority: String? { upper ?? district }

  /// The edition, by the year in the name of the column of authorities; a hundred where it has none.
  var year: Int { authority.flatMap { Self.code($0)?.year } ?? 100 }

  init(_ table: Table) {
    self.table = table
    for name in table.columnNames {
      guard let (stem, year) = Self.code(name) else { continue }
      switch stem {
      case "lsoa": lsoa.append((name, year == 11 ? 2011 : year == 21 ? 2021 : nil))
      case "ltla", "lad", "la": district = district ?? name
      case "utla", "ctyua": upper = upper ?? name
      default: break
      }
    }
    lsoa.sort { ($0.census ?? 0) < ($1.census ?? 0) }
  }

  /// The stem and the year of a column of codes; nil for other columns.
  private static func code(_ name: String) -> (stem: String, year: Int?)? {
    let lowered = name.lowercased()
    guard let ending = ["_code", "cd"].first(where: { lowered.hasSuffix($0) }) else { return nil }
    let rest = lowered.dropLast(ending.count)
    let stem = rest.prefix { $0.isLetter }
    let digits = rest.dropFirst(stem.count)
    guard digits.allSatisfy(\.isNumber) else { return nil }
    return (String(stem), Int(digits))
  }

  /// The column of names beside one of codes.
  func name(of code: String) -> Column? {
    let candidates = [code.replacing("_code", with: "_name"), code.replacing("CD", with: "NM"), code.replacing("cd", with: "nm")]
    return candidates.lazy.filter { $0 != code }.compactMap { table.columnIfPresent($0) }.first
  }
}

/// A look-up that a script names: its file, or its table where it was loaded already.
enum AreaLookupSource: OperationArgument {
  case path(String)
  case loaded(Table)

  static let argumentWords = "a path or a table"

  static func argument(_ value: Value) throws -> AreaLookupSource? {
    if case .text(let path) = value { return .path(path) }
    return try Table.argument(value).map { .loaded($0) }
  }

  func table() throws -> Table {
    switch self {
    case .path(let path): try LoadingOptions().table(path)
    case .loaded(let table): table
    }
  }
}
