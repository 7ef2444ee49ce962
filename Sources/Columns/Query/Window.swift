extension Query {
  /// A column that is made of neighbouring rows of an answer, within parts of it.
  ///
  /// The rows of a part are taken in the order that is named, or as they stand. The answer keeps the order of its rows,
  /// except where a calendar adds the rows that are not there.
  public struct Window: Hashable, Sendable {
    public var kind: Kind
    /// The column of numbers that is worked on; for a rank the one that is ranked.
    public var column: String
    /// The name of the new column.
    public var name: String
    /// The columns whose values make the parts; empty for one part of all rows.
    public var parts: [String]
    public var order: [Order]

    public init(_ kind: Kind, of column: String, as name: String, within parts: [String] = [], order: [Order] = []) {
      self.kind = kind
      self.column = column
      self.name = name
      self.parts = parts
      self.order = order
    }

    public enum Kind: Hashable, Sendable {
      /// The sum of a row's value and those of the rows before it, `rows` in all; missing, not available, as long as
      /// there are fewer, and missing where one of them is.
      case rolling(rows: Int)
      /// The sum of all values so far; a missing value adds nothing and has no sum of its own. A sum of whole numbers that
      /// 64 bits do not hold is missing, not applicable.
      case cumulative
      /// The value some rows before, missing, not available, where there is none.
      case lag(rows: Int)
      /// The place of the value among those of the part, the largest first where `descending`; equal values share a
      /// place and the next is as many later (competition rank).
      case rank(descending: Bool)
      /// The value as a fraction of the sum of the part, from zero to one.
      case share
    }
  }

  /// Adds the rows that a calendar lacks: for each part a row for every span from the first to the last of the table.
  ///
  /// The counts of an added row are zero where `zeros` names them; any other column of an added row is missing, not
  /// available.
  public struct Calendar: Hashable, Sendable {
    public var column: String
    public var unit: CalendarUnit
    public var parts: [String]
    public var zeros: [String]
    /// Days whose spans have rows though none of the table lies in them; nil for the spans from the table's first to its last.
    public var covering: ClosedRange<CalendarDate>?

    public init(_ column: String, unit: CalendarUnit, within parts: [String] = [], zeros: [String], covering: ClosedRange<CalendarDate>? = nil) {
      self.column = column
      self.unit = unit
      self.parts = parts
      self.zeros = zeros
      self.covering = covering
    }
  }

  /// Turns the values of a column into columns of their own.
  public struct Pivot: Hashable, Sendable {
    /// The columns that name the rows of the answer.
    public var rows: [String]
    /// The column whose different values become columns, in their order.
    public var column: String
    /// The column of the values. Two values for one place are an error; a place without one is missing, not available.
    public var values: String

    public init(rows: [String], column: String, values: String) {
      self.rows = rows
      self.column = column
      self.values = values
    }
  }

  /// Adds columns of another table to the rows, found by a key.
  ///
  /// A row without a key, or with one that the other table lacks, stays; its new columns are missing, not available.
  public struct Join: Hashable, Sendable {
    public var table: Table
    /// The columns of this table that make the key, and those of the other, in the same order.
    public var keys: [String]
    public var otherKeys: [String]
    /// The columns of the other table that are added.
    public var columns: [String]
    /// What a note tells of the rows' partners.
    public var partnerNote = PartnerNote.none

    /// What a note tells of how rows found their partners; they are gone over for it.
    public enum PartnerNote: Hashable, Sendable {
      case none
      /// How many rows found no partner, and how many keys several rows found. All rows stay.
      case kept
      /// The same, where rows without a partner are left out next.
      case required
      /// How many rows found a partner, where these are left out next.
      case refused
    }

    public init(_ table: Table, on keys: [String], equal otherKeys: [String]? = nil, adding columns: [String]) {
      self.table = table
      self.keys = keys
      self.otherKeys = otherKeys ?? keys
      self.columns = columns
    }
  }
}
