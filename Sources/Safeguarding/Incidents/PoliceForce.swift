import Columns

/// A territorial police force of England or Wales, and the local authorities that its area is made of.
public struct PoliceForce: Hashable, Sendable {
  /// The name as data.police.uk writes it under "Falls within".
  public let name: String

  /// The code of the police force area.
  public let code: String

  /// The codes of the upper-tier local authorities of the area, and of Wales's principal areas.
  public let areaCodes: [String]

  /// The 43 territorial forces, by name.
  public static let all: [PoliceForce] = lines.split(separator: "\n").map { line in
    let fields = line.split(separator: "|").map(String.init)
    let codes = fields[2].split(separator: " ").map(String.init)
    return PoliceForce(
      name: fields[0], code: fields[1], areaCodes: codes.map { AreaRegister.england.areaIfKnown($0)?.code ?? $0 })
  }

  private static let byAreaCode = Dictionary(
    all.flatMap { force in force.areaCodes.map { ($0, force) } }, uniquingKeysWith: { first, _ in first })

  private static let byKey = Dictionary(all.map { (key($0.name), $0) }, uniquingKeysWith: { first, _ in first })

  /// Returns the force whose area holds a local authority, or nil for a code that is in none.
  public static func covering(_ areaCode: String) -> PoliceForce? { byAreaCode[areaCode] }

  /// Returns the force of a name, however it is written: `Devon & Cornwall Police`, `devon-and-cornwall`.
  public static func named(_ name: String) -> PoliceForce? { byKey[key(name)] }

  /// Reduces a name to what tells a force from others.
  static func key(_ name: String) -> String {
    let words = name.lowercased().replacing("&", with: " and ").split { !$0.isLetter }
    let titles: Set<Substring> = ["police", "constabulary", "service", "force", "the"]
    return words.filter { !titles.contains($0) }.joined(separator: " ")
  }

  /// A line a force: name | code | local authorities. Compiled from the look-up of local authority districts to police force
  /// areas of April 2024 and that of districts to upper-tier authorities of 2023 of the Office for National Statistics (Open
  /// Government Licence v3.0).
  private static let lines = """
    Avon and Somerset Constabulary|E23000036|E06000022 E06000023 E06000024 E06000025 E06000066
    Bedfordshire Police|E23000026|E06000032 E06000055 E06000056
    Cambridgeshire Constabulary|E23000023|E06000031 E10000003
    Cheshire Constabulary|E23000006|E06000006 E06000007 E06000049 E06000050
    City of London Police|E23000034|E09000001
    Cleveland Police|E23000013|E06000001 E06000002 E06000003 E06000004
    Cumbria Constabulary|E23000002|E06000063 E06000064
    Derbyshire Constabulary|E23000018|E06000015 E10000007
    Devon & Cornwall Police|E23000035|E06000026 E06000027 E06000052 E06000053 E10000008
    Dorset Police|E23000039|E06000058 E06000059
    Durham Constabulary|E23000008|E06000005 E06000047
    Dyfed-Powys Police|W15000004|W06000008 W06000009 W06000010 W06000023
    Essex Police|E23000028|E06000033 E06000034 E10000012
    Gloucestershire Constabulary|E23000037|E10000013
    Greater Manchester Police|E23000005|E08000001 E08000002 E08000003 E08000004 E08000005 E08000006 E08000007 E08000008 \
      E08000009 E08000010
    Gwent Police|W15000002|W06000018 W06000019 W06000020 W06000021 W06000022
    Hampshire Constabulary|E23000030|E06000044 E06000045 E06000046 E10000014
    Hertfordshire Constabulary|E23000027|E10000015
    Humberside Police|E23000012|E06000010 E06000011 E06000012 E06000013
    Kent Police|E23000032|E06000035 E10000016
    Lancashire Constabulary|E23000003|E06000008 E06000009 E10000017
    Leicestershire Police|E23000021|E06000016 E06000017 E10000018
    Lincolnshire Police|E23000020|E10000019
    Merseyside Police|E23000004|E08000011 E08000012 E08000013 E08000014 E08000015
    Metropolitan Police Service|E23000001|E09000002 E09000003 E09000004 E09000005 E09000006 E09000007 E09000008 \
      E09000009 E09000010 E09000011 E09000012 E09000013 E09000014 E09000015 E09000016 E09000017 E09000018 E09000019 \
      E09000020 E09000021 E09000022 E09000023 E09000024 E09000025 E09000026 E09000027 E09000028 E09000029 E09000030 \
      E09000031 E09000032 E09000033
    Norfolk Constabulary|E23000024|E10000020
    North Wales Police|W15000001|W06000001 W06000002 W06000003 W06000004 W06000005 W06000006
    North Yorkshire Police|E23000009|E06000014 E06000065
    Northamptonshire Police|E23000022|E06000061 E06000062
    Northumbria Police|E23000007|E06000057 E08000021 E08000022 E08000023 E08000024 E08000037
    Nottinghamshire Police|E23000019|E06000018 E10000024
    South Wales Police|W15000003|W06000011 W06000012 W06000013 W06000014 W06000015 W06000016 W06000024
    South Yorkshire Police|E23000011|E08000016 E08000017 E08000018 E08000019
    Staffordshire Police|E23000015|E06000021 E10000028
    Suffolk Constabulary|E23000025|E10000029
    Surrey Police|E23000031|E10000030
    Sussex Police|E23000033|E06000043 E10000011 E10000032
    Thames Valley Police|E23000029|E06000036 E06000037 E06000038 E06000039 E06000040 E06000041 E06000042 E06000060 \
      E10000025
    Warwickshire Police|E23000017|E10000031
    West Mercia Police|E23000016|E06000019 E06000020 E06000051 E10000034
    West Midlands Police|E23000014|E08000025 E08000026 E08000027 E08000028 E08000029 E08000030 E08000031
    West Yorkshire Police|E23000010|E08000032 E08000033 E08000034 E08000035 E08000036
    Wiltshire Police|E23000038|E06000030 E06000054
    """
}
