internal import Transformers
public import Wire

/// Looks activations up in a list of candidate texts, whose activations follow from the public
/// backbone.
///
/// A list that holds the true texts beside others is what an attacker has where inputs are forms,
/// menus or templates; without a list, `token.inversion` shows what is possible.
public struct DictionaryAttack: Sendable {
  /// `token.dictionary`.
  public static let id = "token.dictionary"
  /// Most candidates.
  public static let candidatesMax = 128

  /// How activations are compared.
  public enum Measure: String, CaseIterable, Sendable {
    /// Euclidean distance.
    case plain
    /// Euclidean distance in columns scaled by the spread that is left around the nearest
    /// candidate, as for noise of uneven width (arXiv:2605.24042).
    case whitened
    /// The L(L + 1) / 2 inner products <A_i, A_j>, which a secret rotation of all layers keeps.
    case rotationInvariant = "rotation-invariant"
  }

  /// The token sequences of the list.
  public let candidates: [[Int]]
  private let layers: Int
  private let activations: [[Double]]

  /// Computes the candidates' activations, [L, d] each.
  ///
  /// Nil without a backbone, or where it refuses a sequence.
  public init?(_ candidates: [[Int]], _ knowledge: PublicKnowledge) {
    guard let activations = knowledge.activations(of: candidates),
      let layers = knowledge.backbone?.layers
    else { return nil }
    self.init(candidates, activations: activations, layers: layers)
  }

  /// A list whose activations [L, d] are at hand.
  public init(_ candidates: [[Int]], activations: [[Float]], layers: Int) {
    precondition(
      !candidates.isEmpty && candidates.count == activations.count,
      "there are candidates, and each has its activations")
    self.candidates = candidates
    self.layers = layers
    self.activations = activations.map(doubles)
  }

  /// The nearest candidate of each sample.
  public func guesses(
    _ samples: [Observations.Sample], by measure: Measure
  ) -> [SampleKey: [Int]] {
    let width = activations.first?.count ?? 0
    let seen = samples.filter { $0.activations.count == width && width > 0 }
    let places: [Int] =
      switch measure {
      case .plain: nearest(seen.map { doubles($0.activations) }, activations)
      case .whitened: whitened(seen.map { doubles($0.activations) })
      case .rotationInvariant: rotationInvariant(seen.map { doubles($0.activations) })
      }
    var guesses: [SampleKey: [Int]] = [:]
    for (sample, place) in zip(seen, places) { guesses[sample.key] = candidates[place] }
    return guesses
  }

  private func nearest(_ rows: [[Double]], _ list: [[Double]]) -> [Int] {
    rows.map { row in
      var (best, least) = (0, Double.infinity)
      for (place, candidate) in list.enumerated() {
        let distance = distance(row, candidate)
        if distance < least { (best, least) = (place, distance) }
      }
      return best
    }
  }

  private func whitened(_ rows: [[Double]]) -> [Int] {
    let first = nearest(rows, activations)
    var spread = [Double](repeating: 0, count: activations[0].count)
    for (row, place) in zip(rows, first) {
      for column in row.indices {
        let difference = row[column] - activations[place][column]
        spread[column] += difference * difference
      }
    }
    let floor = spread.reduce(0, max) * 1e-6
    // Without any spread there is no noise to whiten.
    guard floor > 0 else { return first }
    let factors = spread.map { 1 / max($0, floor).squareRoot() }
    func scaled(_ list: [[Double]]) -> [[Double]] { list.map { zip($0, factors).map(*) } }
    return nearest(scaled(rows), scaled(activations))
  }

  private func rotationInvariant(_ rows: [[Double]]) -> [Int] {
    let list = activations.map(innerProducts)
    let columns = list[0].count
    let factors = (0..<columns).map { column in
      let mean = list.reduce(0) { $0 + $1[column] } / Double(list.count)
      let square = list.reduce(0) { $0 + ($1[column] - mean) * ($1[column] - mean) }
      return square > 0 ? 1 / (square / Double(list.count)).squareRoot() : 0
    }
    func scaled(_ list: [[Double]]) -> [[Double]] { list.map { zip($0, factors).map(*) } }
    return nearest(scaled(rows.map(innerProducts)), scaled(list))
  }

  /// <A_i, A_j> for i <= j.
  private func innerProducts(_ activations: [Double]) -> [Double] {
    let width = activations.count / layers
    let rows = (0..<layers).map { Array(activations[$0 * width..<($0 + 1) * width]) }
    return rows.indices.flatMap { one in rows[one...].map { dot(rows[one], $0) } }
  }
}
