#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension DelimitedReader {
  /// Returns the paths of the files in a folder and in the folders in it, sorted by their paths, for ``read(paths:)``.
  ///
  /// A name that begins with a point is left out, and a link to a folder is not followed, so that a listing ends.
  ///
  /// - Parameters:
  ///   - suffixes: The endings that a name may have, in any case.
  ///   - access: The folders that the folder has to lie in; nil for any.
  ///   - shouldContinue: Asked for each folder; on false the listing ends with what was found.
  /// - Throws: ``FileError`` where a folder is not there or may not be read.
  public static func files(
    in folder: String, suffixes: [String] = [".csv", ".csv.gz"], access: FileAccess? = nil, shouldContinue: () -> Bool = { true }
  ) throws(FileError) -> [String] {
    let endings = suffixes.map { $0.lowercased() }
    var found: [String] = []
    var folders = [folder]
    while let next = folders.popLast(), shouldContinue() {
      try access?.check(next, writing: false)
      for name in try names(in: next) where !name.hasPrefix(".") {
        let path = next.hasSuffix("/") ? next + name : next + "/" + name
        var status = stat()
        // Safe: `status` and the string outlive the call, which keeps no pointer to them.
        guard unsafe lstat(path, &status) == 0 else { continue }
        let kind = status.st_mode & S_IFMT
        let lowered = name.lowercased()
        if kind == S_IFDIR {
          folders.append(path)
        } else if kind == S_IFREG || kind == S_IFLNK, endings.contains(where: lowered.hasSuffix) {
          found.append(path)
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The names in a folder, as the system lists them.
  package static func names(in folder: String) throws(FileError) -> [String] {
    guard !folder.isEmpty, !folder.utf8.contains(0) else { throw FileError(.notFound, path: folder, reading: true) }
    // Safe: the string outlives the call, and the folder is closed once, after its last entry was copied.
    guard let opened = unsafe opendir(folder) else { throw FileError(systemFileCode(errno), path: folder, reading: true) }
    defer { unsafe closedir(opened) }
    var names: [String] = []
    while let entry = unsafe readdir(opened) {
      // Safe: the name is a C string inside the entry, which is valid until the next call; it is reached by its place
      // in memory, since the entry may be shorter than its type.
      let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
      let start = unsafe UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      names.append(unsafe String(cString: start))
    }
    return names
  }
}
