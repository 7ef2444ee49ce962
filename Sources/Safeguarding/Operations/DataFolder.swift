#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of files of delimited text.
enum DataFolder {
  /// Whether a path names a folder.
  static func isFolder(_ path: String) -> Bool {
    // A path with a NUL inside would name something else.
    guard !path.isEmpty, !path.utf8.contains(0) else { return false }
    // The path itself may be a link to a folder, whose own kind would be that of a link.
    let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/.")
    return attributes?[.type] as? FileAttributeType == .typeDirectory
  }

  /// The .csv and .csv.gz files of a folder, in the order of their names.
  ///
  /// - Throws: ``LoadingError/noFiles(folder:)``.
  static func files(in folder: String) throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let files = names.filter { name in
      let lowercased = name.lowercased()
      return !name.hasPrefix(".") && (lowercased.hasSuffix(".csv") || lowercased.hasSuffix(".csv.gz"))
    }
    guard !files.isEmpty else { throw LoadingError.noFiles(folder: folder) }
    return files.sorted().map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }
  }
}
