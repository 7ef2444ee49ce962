import Columns

/// The small areas (LSOAs) that are those of one census alone: what a file holds of both stands for the same places twice.
///
/// Compiled by `Scripts/extract-census-areas` from the look-up of 2011 to 2021 of the Office for National Statistics (Open Government
/// Licence v3.0): 1,034 areas of England and 72 of Wales ended, and those that began with the census of 2021 have the numbers behind the
/// last of 2011.
enum CensusAreas {
  enum Census { case of2011, of2021 }

  /// The one census that has a code; nil where both do, and for what is no such code.
  static func only(_ code: String) -> Census? {
    guard code.utf8.count == 9, let country = code.utf8.first else { return nil }
    let isEnglish = country == UInt8(ascii: "E")
    guard isEnglish || country == UInt8(ascii: "W") else { return nil }
    var number = 0
    for digit in code.utf8.dropFirst() {
      guard 48...57 ~= digit else { return nil }
      number = number &* 10 &+ Int(digit &- 48)
    }
    if (isEnglish ? 1_033_769...1_035_762 : 1_001_959...1_002_040).contains(number) { return .of2021 }
    return (isEnglish ? ended.england : ended.wales).contains(number) ? .of2011 : nil
  }

  /// Says that codes of both censuses stand side by side; nil where they do not.
  ///
  /// - Parameters:
  ///   - codes: The codes, of which the dictionary may hold more than the rows.
  ///   - instead: What to count by, where there is such a column.
  ///   - only: The one census that has a code, where a look-up of somebody's own tells.
  static func note(on name: String, _ codes: Column, instead: String? = nil, only: (String) -> Census? = CensusAreas.only) -> String? {
    guard codes.type == .text, areBoth(codes.coded().differentTexts, only) else { return nil }
    var (old, new) = (0, 0)
    var example: String?
    for row in 0..<codes.count {
      guard let code = codes[row].text else { continue }
      switch only(code) {
      case .of2011:
        old += 1
        example = example.map { min($0, code) } ?? code
      case .of2021: new += 1
      case nil: break
      }
    }
    guard let example, new > 0 else { return nil }
    return "\(name) has \(isOfNames(name) ? "areas" : "codes") of the censuses of 2011 and of 2021 (\(PrintedNumber.of(old)) that ended, such as \(example), beside \(PrintedNumber.of(new)) that began): "
      + "a place that was split or merged has several, which rise or fall as the codes change; "
      + (instead.map { "count by \($0)" } ?? "load_incidents with areas, ONS's look-up of both, has lsoa_stable to count by")
  }

  private static func areBoth(_ codes: [String], _ only: (String) -> Census?) -> Bool {
    var (isOld, isNew) = (false, false)
    for code in codes {
      switch only(code) {
      case .of2011: isOld = true
      case .of2021: isNew = true
      case nil: continue
      }
      if isOld, isNew { return true }
    }
    return false
  }

  /// Whether a column is one of the areas' names, by its own.
  static func isOfNames(_ name: String) -> Bool { name.lowercased().contains("lsoa") && name.lowercased().contains("name") }

  /// Whether a column is one of codes, by its name.
  static func isNamedSo(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.contains("lsoa") && !name.contains("name") && !name.contains("stable")
  }

  private static let ended = (england: numbers(englandText), wales: numbers(walesText))

  /// Numbers of which each is written as its distance from the last, in digits 0 to 9 and a to z.
  private static func numbers(_ text: String) -> Set<Int> {
    var last = 1_000_000
    return Set(text.split(whereSeparator: \.isWhitespace).map { step in
      last += Int(step, radix: 36) ?? 0
      return last
    })
  }

  private static let englandText = """
    a d p 18 h g n 7 2z 38 1i 1e 2y c z 14 1t 34 2 a 1 1z 4 5 5 3 1p t 2 3 1x 2w 1 g 7g 4 9 3d m 5 1 12 3 2 2 z 4 2 p 3 2k 1t 3x 11
    9 s q x 10 18 35 1 2p b h m c 2 22 6 g j 1 1b 20 h 2 g 1l 5y 3x 1a l 1e 30 7 b 35 3 8 33 u 4p 11 3 1 2 4 4 18 5 37 1a 9 i 9 1 d
    4 4 4 2 1 1 7 1 7 4 b 1 9 k 3 1 7 3s 1c 1h 12 1u 1 l 1 1d 1 6 8t 1a p 7 6 1c 2 d v 1 1 14 1 92 1a 3 h u f 12 5e 6h 74 m 1e 2 5p
    w 35 z 1w 4e e a2 p 29 11 3 h s 2m q 1 19 1 h 1v 68 1 2 g 39 4 o 1q 1 2y 1s 4k 2 1u n u 1s 5r 16 v 4 5 3t 12 5e 13 8 a 6 7 1p 4y
    52 2 9 89 1s i 1w 4c 4e 4f 4x 1 11 7t 9 6y b 9 6 3x 1l 3 2g u 4q 2 1e r 2d 24 1p 2 1 73 3 p 18 2 n i r 8 4 23 2d 2 r 2 1 l x h
    3h 36 3k 13 1 1c 2 j 1n 3 n 1 3e 2 1b 1 1 1 v 3q 5 1 9 23 5 f 3k n 21 1t 2 6b 15 1m 29 3 e f 4a m 1 11 1l u 1 2 2 3s 19 4 2 2 1o
    1b j 9 a 10 e 1y 1e 3 2t 26 13 o 14 y 2 y 12 2 13 o t 5 a 1i v 1s h 2 1f 1 2p v 1 x 2 5 1 1g 8 h 1i q 8c 2 3s 33 1 l 5 1 s g 8 4
    d u w 2 1 j 5 o g h 9 9 1j n 36 1u 1 1b 1 1 8 i 2 7 9 1 q 1 g 1k u 3 g u 1w 1 g 1o 1 2 j 19 1 1c 2 l 2 d 2b 1 x t u 4 1h 19 b 6
    1 x 17 3 c 28 11 x w 1i 2 z y 13 1 1d 5 8 l 18 1 p v 1 21 m i 79 1q 1a 2 3 6 1 3f h 2 v k 3d m 29 c 1a v 1k 4 55 14 t 2 l 2 17 m
    x 6 n 1 v 10 1 79 2 f 1u i 25 1r 3 2u x k m x 5 p 1 1 1 3 1 4r f 62 1 c 1j m q 6 2 9 3g 1 h f w 8 2 d 1 a 1e u k w 23 f 9 f 3b d
    x g 28 59 1 c 18 2 n 1o 1i 4 1k 1c 4 e e k a v 3w 1e t a l j p q 2 6 c 1q d a 1r 7 2o a 1 1 6 1 16 q 1r 1i 4 p p 1 x 41 1 b 13
    1o n q 13 8 a h 3a a 3 d 4 4w 4 47 1g l 1v a j 1 6d z 3 1i e 8 c 1c p 13 8 29 5 i 1k 17 5 a 2j x 7 r j 25 p x 2y o 1 2s c 9 o 1
    u 1o 1o 18 7 c 1 v 1 c 7 h 1i 9 o 9 e 2a h 17 a 13 y 24 g 7 1h 1 4 23 u a 17 2e 4 v 4 16 1 e 2 l 1 s 7 5 1 1 5 c 2 31 1 5k 21 r
    w 1f 1 d u 7 u 4 o 1e 2 x 2 1 r 1u d 9 k a 2j s 1b 9 5 d s 4 d b b 9 q 8 l 1e k 22 j 1k 5 4 1u 2n 2 g x 4r t 1 1 4h 1p 3k l h 4i
    2 23 o s 4k 9 r 1 3g 3g 35 9 3 8 32 a s 6 h 1c i k 1w 1y d k 1a 1 k l 4 22 q 6 h 1 13 g j h e e 5 n 5 u p y 2 b 9 1h 1 n l d 13
    l d 2 d h e 10 1v 1q 1c b 8 2g k p u 6 j 3 19 v 1 b 1 c 9 b b 1 1 b j 3 2 3 2 t 2 3 2 3 7 5 h 2 1 7 4 v b g 8 7 5 2 1 2 b 4 4 6
    2 2 7 1 5 2 9 9 5 1 8 7 2 d f 1 c 1 d p 8 1 8 1 a 5 3 3 5 5 2 2 9 m 2 a 1 5 5 c 2 5 4 6 1 8 1 4 9 5 a 2 p 8 1 b 4 1d 2 c a 12 8
    2 1 1 1 2 g 4 4 1 6 c 2 b 4 9 1 5 1 8 d 4 3 d 4 2 7 4 c e 4 1 1 1 1 1 1 5 2 3 7 1 4 6 1 1 b 2 7 3 1 1 1 1 1 1 2 2 3 1 2 5 5 2 4
    3 h f 3 6 g 1 1 1 4 1 2 g 3 1 1 1 4 5 2
    """

  private static let walesText = """
    1 1 i c 7 4 5 1 k a 7l 1 u d 1 3o 3 c o p m 1 4 1 2x 1 1a n 1i 1g 1 3 b 3 3 1 22 1r 1l 8 z l 1 8 9 1 c 2 2g 1 c 4g 1 24 b 2 1 25
    3 2 n g l 3q w y p 4 1 2 4 c
    """
}
