/// What happened and what came of it.
struct Vocabulary {
  /// `type,` of each type of incident.
  let types = TextList(Self.types.map { $0.name + "," })

  /// `outcome,` of each outcome.
  let outcomes = TextList(Self.outcomes.map { $0 + "," })

  /// Chooses a type.
  let type = WeightedChoice(Self.types.map(\.weight))

  /// Chooses a type for a person with many incidents.
  let typeOfFrequent = WeightedChoice(Self.types.map(\.weightOfFrequent))

  /// Chooses an outcome.
  let outcome = WeightedChoice(WeightedChoice.falling(count: Self.outcomes.count, head: 1.5, power: 0.9))

  /// The probability that an incident of each type is online.
  let onlineProbabilities = Self.types.map(\.online)

  /// Whether each type is as a rule among the graver ones.
  let isGrave = Self.types.map(\.isGrave)

  private typealias TypeOfIncident = (
    name: String, weight: Double, weightOfFrequent: Double, online: Double, isGrave: Bool
  )

  private static let types: [TypeOfIncident] = [
    ("Domestic abuse", 21, 10, 0.04, true),
    ("Missing from home", 15, 38, 0.03, false),
    ("Anti-social behaviour", 12, 9, 0.02, false),
    ("Physical abuse", 9, 4, 0.01, true),
    ("Neglect", 8, 4, 0.01, false),
    ("Emotional abuse", 7, 3, 0.12, false),
    ("Child exploitation", 5.5, 14, 0.35, true),
    ("Mental health crisis", 5, 6, 0.03, false),
    ("Online grooming", 4, 3, 0.97, true),
    ("Substance misuse", 3.5, 4, 0.02, false),
    ("Sexual abuse", 3, 2, 0.10, true),
    ("Bullying", 2.8, 1, 0.45, false),
    ("Hate incident", 2, 1, 0.25, false),
    ("Modern slavery", 1.2, 0.8, 0.05, true),
    ("Forced marriage", 0.5, 0.2, 0.02, true),
  ]

  private static let outcomes = [
    "No further action", "Referred to social care", "Advice given", "Early help offered", "Returned home",
    "Strategy discussion", "Passed to school", "Under investigation", "Section 47 enquiry", "Assessment begun",
    "Words of advice", "Family declined support", "Referred to health", "Return interview held", "Suspect charged",
    "Passed to another force", "Community resolution", "Referred to youth justice", "Placed in care",
    "Protection plan made", "Police protection used", "Referred to NRM", "Suspect cautioned", "Withdrawn by victim",
    "Court order sought",
  ]
}
