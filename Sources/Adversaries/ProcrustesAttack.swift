/// Recovers a secret rotation of all activations from known texts, by the orthogonal Procrustes
/// problem (Schoenemann, Psychometrika 31, 1966), and turns every other sample back.
///
/// About d / L known texts suffice: each gives L pairs of vectors of d numbers.
public struct ProcrustesAttack: Sendable {
  /// `token.procrustes`.
  public static let id = "token.procrustes"
  /// Known activations this close to the backbone's own, relative to their size, have no key.
  private static let keyless = 0.05

  private let key: SquareMatrix  // [d, d], A_seen = A key

  /// The key as [d, d], row-major.
  public var rotation: [Double] { key.values }

  /// Fits the key to pairs of the backbone's own and the seen activations, [L, d] each.
  ///
  /// Nil without pairs, or where they leave the key open.
  public init?(own: [[Float]], seen: [[Float]], width: Int) {
    precondition(own.count == seen.count && width > 0, "each text has both activations")
    var product = [Double](repeating: 0, count: width * width)
    for (own, seen) in zip(own, seen) where own.count == seen.count {
      for start in stride(from: 0, to: own.count - width + 1, by: width) {
        for row in 0..<width {
          let factor = Double(own[start + row])
          for column in 0..<width {
            product[row * width + column] += factor * Double(seen[start + column])
          }
        }
      }
    }
    guard let key = SquareMatrix(size: width, product).nearestOrthogonal,
      key.values.allSatisfy(\.isFinite)
    else { return nil }
    self.key = key
  }

  /// The activations without the key: A_seen key^T.
  public func turnedBack(_ seen: [Float]) -> [Float] {
    let inverse = key.transposed
    return stride(from: 0, to: seen.count - key.size + 1, by: key.size).flatMap { start in
      inverse.applied(to: doubles(Array(seen[start..<start + key.size]))).map(Float.init)
    }
  }

  /// Whether known activations are the backbone's own, so that there is no key to find.
  public static func isKeyless(own: [[Float]], seen: [[Float]]) -> Bool {
    zip(own, seen).allSatisfy { own, seen in
      own.count == seen.count
        && distance(doubles(own), doubles(seen)).squareRoot() <= keyless * norm(doubles(own))
    }
  }
}
