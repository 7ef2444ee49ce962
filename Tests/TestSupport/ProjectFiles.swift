/// Files of the project, found from where this file stands, so that tests run from any folder.
public enum ProjectFiles {
  /// The project's root, without a slash at the end.
  public static let root: String = {
    // Tests/TestSupport/ProjectFiles.swift stands three levels below the root.
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
  }()

  /// The folder of the example data.
  public static let exampleData = root + "/Examples/Data"

  /// The folder of the fixtures.
  public static let fixtures = root + "/Tests/Fixtures"
}
