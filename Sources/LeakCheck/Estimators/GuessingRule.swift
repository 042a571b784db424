internal import Determinism

/// A way to guess the secret of an observation, learnt from a table.
///
/// The names are those of F-BLEAU (Cherubin, Chatzikokolakis, Palamidessi, IEEE S&P 2019,
/// arXiv 1902.01350) where it has the rule.
public enum GuessingRule: String, CaseIterable, Sendable {
  /// The most frequent secret, whatever is observed.
  case majority
  /// The most frequent secret of equal observations; `majority` for one that was never seen.
  case frequentist
  /// The nearest neighbour.
  case nearest = "nn"
  /// The floor(log10 n) nearest neighbours.
  case neighboursLog10 = "knn-log10"
  /// The floor(ln n) nearest neighbours.
  case neighboursLn = "knn-ln"
  /// The ceil(n^0.4) nearest neighbours; consistent, since k grows without limit and k/n vanishes.
  case neighboursPower = "knn-power"
  /// The ceil(sqrt(n)) nearest neighbours; consistent for the same reason.
  case neighboursRoot = "knn-sqrt"
  /// As `neighboursPower`, in coordinates in which secrets spread alike in every direction.
  case whitened = "knn-whitened"
  /// The nearest class mean in those coordinates, shifted by priors: linear discriminant analysis.
  case linear

  /// The neighbours that the rule asks among `rows` rows; nil for rules of another kind.
  func neighbours(rows: Int) -> Int? {
    let n = Double(max(rows, 1))
    switch self {
    case .majority, .frequentist, .linear: return nil
    case .nearest: return 1
    case .neighboursLog10: return max(1, Int(DeterministicMath.log(n) / 2.302585092994045684))
    case .neighboursLn: return max(1, Int(DeterministicMath.log(n)))
    case .neighboursPower, .whitened:
      return Int(DeterministicMath.pow(n, 0.4).rounded(.up))
    case .neighboursRoot: return Int(n.squareRoot().rounded(.up))
    }
  }
}
