/// What the raw checks found so far.
final class RawTally {
  private var foundRecords: [[Bool]]
  private var lists: [FindingList]
  private(set) var hasLabelSequence = false
  private var prefixMatches: [Int]

  init(recordCount: Int) {
    let kinds = SecretKind.allCases.count
    foundRecords = Array(repeating: Array(repeating: false, count: recordCount), count: kinds)
    lists = Array(repeating: FindingList(), count: kinds)
    prefixMatches = Array(repeating: 0, count: kinds)
  }

  /// What was found of one kind of secret.
  func findings(_ kind: SecretKind) -> FindingList { lists[kind.rank] }

  /// Records of which something was found.
  func recordsFound(_ kind: SecretKind) -> Int {
    max(prefixMatches[kind.rank], foundRecords[kind.rank].count { $0 })
  }

  /// Takes in a match of the scan.
  func add(_ match: SecretMatch, at place: TracePlace) {
    let subject =
      match.kind == .labels ? "labels of consecutive samples" : "\(match.kind.name) of a sample"
    if match.kind == .labels {
      hasLabelSequence = true
    } else {
      // Several streams show the same bytes, so that only the first match of a record counts;
      // another field that holds it is a finding of its own.
      guard
        !foundRecords[match.kind.rank][match.record] || lists[match.kind.rank].isNew(place.field)
      else { return }
      foundRecords[match.kind.rank][match.record] = true
    }
    note(
      match.kind, place, match.encoding,
      match.kind == .labels
        ? "\(subject) as \(match.encoding), \(match.range.count) bytes"
        : "\(subject) (record \(match.record)) as \(match.encoding), \(match.range.count) bytes")
  }

  /// Takes in the columns that hold the label.
  func add(_ columns: ColumnTest) {
    for hit in columns.hits {
      note(
        .labels, hit.place, hit.encoding,
        "the label as \(hit.encoding) at this place of the field, right for \(hit.matches) of "
          + "\(columns.samples) samples")
    }
  }

  /// Takes in the places that hold the beginning of every text or token sequence.
  func add(_ prefixes: PrefixTest) {
    for hit in prefixes.hits {
      prefixMatches[hit.kind.rank] = max(prefixMatches[hit.kind.rank], hit.matches)
      note(
        hit.kind, hit.place, hit.encoding,
        "\(hit.symbols) symbols of the \(hit.kind.name) as \(hit.encoding) at this place of the "
          + "field, right for \(hit.matches) of \(prefixes.samples) samples")
    }
  }

  private func note(
    _ kind: SecretKind, _ place: TracePlace, _ encoding: String, _ message: String
  ) {
    // Several streams show the same bytes.
    let isKnown = lists[kind.rank].findings.contains { known in
      known.frame == place.frame && known.bytes == place.bytes && known.encoding == encoding
    }
    guard !isKnown else { return }
    lists[kind.rank].add(
      Finding(
        check: RawCheck.id(of: kind), frame: place.frame, bytes: place.bytes, secret: kind,
        encoding: encoding, field: place.field, message: message))
  }
}

extension SecretKind {
  /// The word for one sample's secret.
  var name: String {
    switch self {
    case .labels: "label"
    case .tokens: "token ids"
    case .text: "text"
    }
  }
}
