package import Columns

/// What the columns of a table hold, one row a column.
package struct TableDescription {
  /// A row for each column: its type, its unit, how many values there are, are missing and differ, and their range.
  package let table: Table

  /// Looks through every column, in time linear in rows and columns.
  ///
  /// Of text the lowest and the highest are the first and the last in the order of its code points.
  package init(of table: Table) throws {
    var ranges: [(different: Cell, lowest: Cell, median: Cell, highest: Cell)] = []
    for column in table.columns {
      func answer(_ query: Query) throws -> Table { try table.answer(query, within: OperationLimits.forQueries) }
      let name = column.name
      if column.type == .integer || column.type == .number {
        let cells = try answer(
          Query().group(
            by: [],
            [
              .distinct(of: name, as: "different"), .minimum(of: name, as: "lowest"), .median(of: name, as: "median"),
              .maximum(of: name, as: "highest"),
            ])
        ).columns.map { $0[0] }
        ranges.append((cells[0], cells[1], cells[2], cells[3]))
      } else {
        let different = try answer(Query().group(by: [], [.distinct(of: name, as: "different")])).columns[0][0]
        let ends = try [false, true].map { isLast in
          let first = try answer(Query().select([name]).order(by: [.init(name, descending: isLast)]).limit(1)).columns[0]
          return first.count > 0 ? first[0] : .missing(.notApplicable)
        }
        ranges.append((different, ends[0], .missing(.notApplicable), ends[1]))
      }
    }
    let columns = table.columns
    func texts(_ cells: [Cell]) -> [String] {
      zip(zip(columns, ranges), cells).map { described, cell in
        let (column, range) = described
        let text = switch cell {
          case .missing: ""
          case .number(let value): PrintedNumber.of(value, decimals: column.decimals)
          case .integer(let value): PrintedNumber.of(value)
          case let cell: cell.plainText
        }
        guard column.unit == nil, let least = range.lowest.number, let greatest = range.highest.number else { return text }
        let sizes = [least.magnitude, greatest.magnitude]
        let isParted = PrintedNumber.partsThousands(areWhole: column.type == .integer, least: sizes.min() ?? 0, greatest: sizes.max() ?? 0, in: column.name)
        return isParted ? text : text.filter { $0 != "," }
      }
    }
    self.table = try Table(
      [
        Column("column", texts: columns.map(\.name)), Column("type", texts: columns.map { $0.type.rawValue }),
        Column("unit", texts: columns.map { $0.unit ?? "" }),
        Column("missing", integers: columns.map(\.presence.missingCount), unit: "rows"),
        Column("different", cells: ranges.map(\.different), unit: "values"),
        Column("lowest", texts: texts(ranges.map(\.lowest))), Column("median", texts: texts(ranges.map(\.median))),
        Column("highest", texts: texts(ranges.map(\.highest))),
      ], sources: table.sources, notes: ["\(PrintedNumber.of(table.rowCount)) rows"])
  }
}

extension Operation {
  /// Describes a table.
  static let describe = Operation(
    "describe", summary: "What the columns of a table hold: type, unit, how many are missing and differ, and their range.",
    discussion: "Of text the lowest and the highest are the first and the last in the order of its letters.",
    example: """
      partners:describe():where{column = "contribution_pounds"}[1].different
      --> 5
      """,
    Parameter<Table>("table", "The table."),
    Parameter<[String]>("columns", "The columns that are described.", default: [], words: "all")
  ) { table, columns in
    let described = columns.isEmpty ? table : try table.answer(Query().select(columns), within: OperationLimits.forQueries)
    return try TableDescription(of: described).table
  }
}
