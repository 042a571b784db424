public import Determinism

/// Rows of a secret and what could be observed of it: a channel from secrets to observations.
public struct ObservationTable: Equatable, Sendable {
  /// The secret of each row; any whole numbers, which need not be contiguous.
  public let secrets: [Int]
  /// The observations, row by row, `width` finite numbers each.
  public let observations: [Double]
  /// The numbers of an observation.
  public let width: Int

  /// Makes a table.
  ///
  /// Precondition: `width` is at least one and every row has that many finite numbers.
  public init(secrets: [Int], observations: [Double], width: Int) {
    precondition(width > 0, "an observation has at least one number")
    precondition(observations.count == secrets.count * width, "every row has `width` numbers")
    precondition(observations.allSatisfy(\.isFinite), "observations are finite")
    self.secrets = secrets
    // Adding zero turns a negative zero into a positive one, so that equal numbers have equal bits.
    self.observations = observations.map { $0 + 0 }
    self.width = width
  }

  /// The number of rows.
  public var count: Int { secrets.count }

  /// The number of different secrets.
  public var secretCount: Int {
    let sorted = secrets.sorted()
    return zip(sorted, sorted.dropFirst()).reduce(min(1, count)) { $0 + ($1.0 == $1.1 ? 0 : 1) }
  }

  /// At most `limit` rows, drawn without repetition.
  public func sample(of limit: Int, seed: Seed) -> ObservationTable {
    guard count > limit else { return self }
    var stream = seed.stream("leak.table.sample", ledger: nil)
    return selecting(stream.permutation(count).prefix(limit))
  }

  /// The rows with the numbers `rows`, in that order.
  func selecting(_ rows: some Collection<Int>) -> ObservationTable {
    var chosen: [Double] = []
    chosen.reserveCapacity(rows.count * width)
    for row in rows { chosen.append(contentsOf: observations[row * width..<(row + 1) * width]) }
    return ObservationTable(secrets: rows.map { secrets[$0] }, observations: chosen, width: width)
  }

  /// These rows with those of `other`, of equal width, behind them.
  func appending(_ other: ObservationTable) -> ObservationTable {
    ObservationTable(
      secrets: secrets + other.secrets, observations: observations + other.observations,
      width: width)
  }
}
