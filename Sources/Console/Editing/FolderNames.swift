import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The names in a folder that a path can be completed with.
enum FolderNames {
  /// Returns the names that begin with no point, sorted, folders with a slash at their end; none for a folder that is not
  /// there.
  static func of(_ folder: String) -> [String] {
    let names = (try? DelimitedReader.names(in: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map { name in
      var status = stat()
      // Safe: `status` and the string outlive the call, which keeps no pointer to them.
      let isFolder = unsafe stat(folder + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      return isFolder ? name + "/" : name
    }
  }
}
