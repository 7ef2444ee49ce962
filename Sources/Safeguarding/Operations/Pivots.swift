import Columns

extension Table {
  /// What a pivot made, with zero in the places of counts of rows that have none.
  ///
  /// - Parameters:
  ///   - names: The columns that name the rows.
  ///   - turned: The column whose values are columns now.
  ///   - rows: What was counted. A place that was not recorded stays not available.
  func withZeroCounts(besides names: [String], of turned: String, in rows: PendingTable) throws -> Table {
    let isRecorded = try rows.recorded?.test(of: names + [turned])
    let keys = try names.map { try column($0) }
    let columns = columns.map { column in
      guard !names.contains(column.name), column.countsItsRows else { return column }
      // A count that was missing itself, for a reason of its own, stays so.
      let cells = (0..<column.count).map { row in
        guard column[row] == .missing(.notAvailable) else { return column[row] }
        if let isRecorded, !isRecorded(keys.map { $0[row].plainText } + [column.name]) { return column[row] }
        return .integer(0)
      }
      return Column(column.name, cells: cells, unit: column.unit, typeWhereMissing: column.type)
    }
    return try Table(columns, sources: sources, notes: notes)
  }

  /// What a pivot made, without figures in places of a time that the rows do not reach: a month of a year behind their last. Totals are
  /// those of the others.
  func withoutUncovered(besides names: [String], of turned: String, in rows: PendingTable) throws -> Table {
    guard let covered = rows.coveredCombinations(of: names + [turned]) else { return self }
    let labels = covered.places.indices.map { place in Set(covered.all.map { $0[place] }) }
    let keys = try names.map { try column($0) }
    let columns = columns.map { column in
      guard !names.contains(column.name) else { return column }
      let cells = (0..<column.count).map { row -> Cell in
        let place = keys.map { $0[row].plainText } + [column.name]
        let times = covered.places.map { place[$0] }
        return zip(labels, times).allSatisfy { $0.contains($1) } && !covered.all.contains(times) ? .missing(.notAvailable) : column[row]
      }
      return Column(column.name, cells: cells, typeWhereMissing: column.type).with(unit: column.unit, decimals: column.decimals)
    }
    return try Table(columns, sources: sources, notes: notes)
  }

  /// What a calendar made, without the zeros of places that were not recorded.
  ///
  /// - Parameters:
  ///   - names: The columns that zeros were put into.
  ///   - keys: The columns whose values tell the place.
  func withoutZeros(in names: [String], by keys: [String], notRecordedIn recorded: RecordedMonths?) throws -> Table {
    guard let isRecorded = try recorded?.test(of: keys) else { return self }
    let keys = try keys.map { try column($0) }
    let columns = columns.map { column in
      guard names.contains(column.name) else { return column }
      let cells = (0..<column.count).map { row in
        column[row].number == 0 && !isRecorded(keys.map { $0[row].plainText }) ? .missing(.notAvailable) : column[row]
      }
      return Column(column.name, cells: cells, unit: column.unit, decimals: column.decimals, typeWhereMissing: column.type)
    }
    return try Table(columns, sources: sources, notes: notes)
  }

  /// The table with a column and a row of sums, both called total; a sum over a missing value is missing, for its reason.
  ///
  /// - Parameter names: The columns that name the rows.
  /// - Throws: ``TableError`` for columns that hold no numbers.
  func withTotals(besides names: [String]) throws -> Table {
    let values = columns.filter { !names.contains($0.name) }
    for column in values where column.type != .integer && column.type != .number {
      throw TableError.wrongType(column: column.name, is: column.type, wanted: "Totals are of numbers")
    }
    let total = "total"
    guard columnIfPresent(total) == nil else { throw TableError.nameTaken(total) }
    func sum(_ cells: some Sequence<Cell>) -> Cell {
      var (whole, number, isWhole): (Int, Double, Bool) = (0, 0, true)
      for cell in cells {
        switch cell {
        case .missing: return cell
        case .integer(let value):
          let (added, overflow) = whole.addingReportingOverflow(value)
          if overflow { isWhole = false } else { whole = added }
          number += Double(value)
        default:
          isWhole = false
          number += cell.number ?? 0
        }
      }
      return isWhole ? .integer(whole) : .number(DecimalDigits.withoutNoise(number))
    }
    let type: ColumnType = values.allSatisfy { $0.type == .integer } ? .integer : .number
    let across = Column(
      total, cells: (0..<rowCount).map { row in sum(values.lazy.map { $0[row] }) }, unit: values.first?.unit, typeWhereMissing: type)
    let all = try columns.enumerated().map { place, column -> Column in
      if names.contains(column.name) {
        guard place == 0 else { return try column.appending(.missing(.notApplicable)) }
        return Column(column.name, texts: (0..<rowCount).map { column[$0].isMissing ? nil : column[$0].plainText } + [total])
      }
      return try column.appending(sum((0..<rowCount).lazy.map { column[$0] }))
    }
    return try Table(all + [across.appending(sum((0..<rowCount).lazy.map { across[$0] }))], sources: sources, notes: notes)
  }
}

/// What the figures of a pivot are given in per cent of.
enum PivotWhole: String, CaseIterable {
  case row, column, all
}

extension PivotWhole: WordChoice {
  /// The words that other tools have for them are taken too.
  static func argument(_ value: Value) throws -> PivotWhole? {
    guard case .text(let text) = value else { return nil }
    if let choice = PivotWhole(rawValue: text.lowercased()) { return choice }
    let others: [String: PivotWhole] = ["rows": .row, "index": .row, "across": .row, "columns": .column, "col": .column, "cols": .column, "down": .column, "total": .all, "table": .all]
    if let choice = others[text.lowercased()] { return choice }
    throw ArgumentError.notAChoice(text, choices: allCases.map(\.rawValue))
  }
}

extension Table {
  /// The figures of a pivot with totals in per cent of some of these; those of a total that is missing are so too, and of nothing there is none.
  ///
  /// - Parameter names: The columns that name the rows.
  func inPercent(of whole: PivotWhole, besides names: [String], keepsTotals: Bool) -> Table {
    guard let totals = columns.last else { return self }
    let last = rowCount - 1
    let rows = keepsTotals ? rowCount : last
    func percent(_ column: Column, _ row: Int) -> Cell {
      let total =
        switch whole {
        case .row: totals[row]
        case .column: column[last]
        case .all: totals[last]
        }
      guard let part = column[row].number else { return column[row] }
      guard let total = total.number else { return total }
      return total == 0 ? .missing(.notApplicable) : .number(part / total * 100)
    }
    let figures = (keepsTotals ? columns : columns.dropLast()).map { column in
      names.contains(column.name)
        ? column.selecting(Array(0..<rows)) : Column(column.name, cells: (0..<rows).map { percent(column, $0) }, unit: "%", decimals: 1, typeWhereMissing: .number)
    }
    let base =
      switch whole {
      case .row: "its row"
      case .column: "its column"
      case .all: "all" + (totals[last].number.map { ": \(PrintedNumber.of($0))" } ?? "")
      }
    return Table(checked: Array(figures), rowCount: rows, sources: sources, notes: notes + ["each figure is in per cent of the total of \(base)"])
  }
}

extension Column {
  /// The column with one more value at its end.
  fileprivate func appending(_ cell: Cell) throws -> Column {
    Column(name, cells: (0..<count).map { self[$0] } + [cell], unit: unit, typeWhereMissing: type)
  }
}
