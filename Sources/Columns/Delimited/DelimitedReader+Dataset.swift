extension DelimitedReader {
  /// Reads several files as one table, such as a folder of monthly files whose columns changed over the years.
  ///
  /// ```swift
  /// let months = try DelimitedReader.files(in: "returns")
  /// let table = try DelimitedReader().read(paths: months)
  /// ```
  ///
  /// The rows stand in the order of the files. Columns are united by name, in the order in which they first appear. A
  /// column that a file lacks is missing in its rows, as not available. The type of a column is that of all its values
  /// in all files: a code that is written `007` in one file is text in each, as it was written there.
  ///
  /// A column of ``DelimitedOptions/requiredColumns`` must be in every file; those of `columns` and `types` in one at
  /// least. An error names the file that it is in.
  ///
  /// - Returns: A table with one source a file.
  /// - Throws: ``DelimitedError``; with the code `empty` if there are no files.
  public func read(paths: [String]) throws(DelimitedError) -> Table {
    guard !paths.isEmpty else { throw .noFiles() }
    return try load(paths.map { .path($0) }, isDataset: true)
  }
}
