public import Columns
public import Safeguarding

/// The LAIT extract of the examples, read once.
public enum LAITExtract {
  public static let collection = Result {
    try PublishedFile.indicators(
      in: DelimitedReader().read(path: ProjectFiles.exampleData + "/lait/safeguarding-measures.csv.gz"),
      dictionary: DelimitedReader().read(path: ProjectFiles.exampleData + "/lait/data-dictionary.csv"))
  }

  public static let neighbours2025 = Result {
    try NeighbourEdition(
      table: DelimitedReader().read(path: ProjectFiles.exampleData + "/lait/statistical-neighbours-2025-05.csv"),
      name: "May 2025")
  }

  public static func indicator(_ key: String) throws -> Indicator { try collection.get().indicator(key) }
}

/// A fixture of independently computed answers.
public enum Vectors {
  public static func table(_ name: String) throws -> Table {
    try DelimitedReader().read(path: "\(ProjectFiles.fixtures)/vectors/\(name)")
  }
}

extension Table {
  /// A cell's text, as the file has it but for numbers, which print plain.
  public func text(_ column: String, _ row: Int) throws -> String {
    let cell = try self.column(column)[row]
    return cell.isMissing ? "" : cell.plainText
  }

  /// A cell's number, or nil where it is missing.
  public func number(_ column: String, _ row: Int) throws -> Double? { try self.column(column)[row].number }
}

/// Whether two numbers agree to a relative 1e-9, the precision to which the vectors are printed.
public func agree(_ first: Double?, _ second: Double?) -> Bool {
  switch (first, second) {
  case (nil, nil): true
  case (let one?, let other?): abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))
  default: false
  }
}
