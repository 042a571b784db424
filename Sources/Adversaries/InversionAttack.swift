internal import Determinism
internal import Transformers
internal import Wire

/// Finds a whole short text from the pivot's first activation, by meeting in the middle.
///
/// With the pivot's query q, weights w_jh = exp(q_h k_jh / sqrt(d_h)) and the mixture o of
/// `PivotAttack`, attention says sum_j w_jh(t_j) (v_jh(t_j) - o_h) = 0: a sum over positions, each
/// of which depends on its own token. The sums of both halves of the text are listed, and those
/// that cancel are searched by one random projection, filtered by a second and certified by all d
/// numbers but those that the inverse of Wo blurs. The cost grows as V^(T/2), so only short texts,
/// or short lists of tokens, are in reach.
public struct InversionAttack: Sendable {
  /// `token.inversion`.
  public static let id = "token.inversion"
  /// Samples that are attacked, at most.
  public static let samplesMax = 8
  /// Sums that a half may have.
  public static let sumsMax = 1 << 17
  /// Pairs of sums that are compared for one explanation.
  private static let pairsMax = 200_000_000
  /// Explanations of the pivot that are tried, likeliest first.
  private static let explanationsMax = 8
  /// Projections this close to cancelling are looked at, from fine to coarse.
  private static let tolerances = [1e-4, 1e-3, 1e-2, 4e-2]
  /// A sum of d numbers this many tolerances small, in the mean square, is certified.
  private static let certified = 10.0

  private let pivot: PivotAttack
  private let tokens: [Int]
  private let blurred: [[Double]]
  private let marks: (before: [Int], behind: [Int])

  /// Opens the attack on tokenized texts, for backbones of `PivotAttack`.
  public init?(_ knowledge: PublicKnowledge) {
    let marks = knowledge.marks
    let content = (0..<(knowledge.backbone?.vocabularySize ?? 0)).filter {
      !marks.before.contains($0) && !marks.behind.contains($0)
    }
    self.init(knowledge, tokens: content, before: marks.before, behind: marks.behind)
  }

  /// Opens the attack on texts of `tokens` between the marks `before` and `behind`.
  public init?(
    _ knowledge: PublicKnowledge, tokens: [Int], before: [Int] = [], behind: [Int] = [],
    lengths: ClosedRange<Int>? = nil
  ) {
    guard
      let pivot = PivotAttack(
        knowledge, tokens: behind.last.map { [$0] } ?? tokens, lengths: lengths)
    else { return nil }
    self.pivot = pivot
    self.tokens = tokens
    blurred = pivot.block.blurredDirections()
    marks = (before, behind)
  }

  /// What came of one sample.
  public enum Outcome: Equatable, Sendable {
    /// A text that explains the activation, certified by all its numbers.
    case found([Int])
    /// The text has this many tokens, which are too many to list.
    case outOfReach(length: Int)
    /// No text was found.
    case nothing
  }

  /// Attacks one sample.
  ///
  /// Neighbouring positions explain a pivot almost alike, so every length in reach has its turn
  /// before a text is called too long.
  public func invert(_ sample: Observations.Sample) -> Outcome {
    guard let mixed = pivot.mixed(sample) else { return .nothing }
    let inReach = pivot.explanations(mixed, count: Self.explanationsMax, lengths: isInReach)
    for explanation in inReach {
      if let text = Search(self, explanation).run() { return .found(text) }
    }
    guard let likeliest = pivot.explanations(mixed, count: 1).first,
      !isInReach(likeliest.length)
    else { return .nothing }
    return .outOfReach(length: likeliest.length)
  }

  /// The marks before the pivot of a text of `length` tokens, by position.
  private func marks(in length: Int) -> [Int: Int] {
    var fixed: [Int: Int] = [:]
    for (place, mark) in marks.before.enumerated() where place < length - 1 {
      fixed[place] = mark
    }
    for (place, mark) in marks.behind.dropLast().reversed().enumerated() where place < length - 2 {
      fixed[length - 2 - place] = mark
    }
    return fixed
  }

  /// Whether both halves of a text of `length` tokens have few enough sums.
  private func isInReach(_ length: Int) -> Bool {
    let open = length - 1 - marks(in: length).count
    var sums = 1
    for _ in 0..<(open + 1) / 2 {
      sums = sums.multipliedReportingOverflow(by: tokens.count).partialValue
      guard sums > 0, sums <= Self.sumsMax else { return false }
    }
    return true
  }

  /// The search for one explanation of the pivot.
  private struct Search {
    let fixed: [Int: Int]  // tokens by position
    let open: [Int]  // positions without a known token
    let length: Int
    let tokens: [Int]
    let constant: [Double]  // the sum over known positions, [d]
    let terms: [[[Double]]]  // open position, token, [d]

    /// Lists the terms of a text whose length is in reach.
    init(_ attack: InversionAttack, _ explanation: PivotAttack.Explanation) {
      let length = explanation.length
      var fixed = attack.marks(in: length)
      fixed[length - 1] = explanation.token
      let open = (0..<length).filter { fixed[$0] == nil }
      self.fixed = fixed
      self.open = open
      self.length = length
      tokens = attack.tokens
      let block = attack.pivot.block
      let query = block.heads(
        of: block.input(token: explanation.token, position: length - 1)
      ).query
      func term(_ token: Int, _ position: Int) -> [Double] {
        let (_, key, value) = block.heads(of: block.input(token: token, position: position))
        let headWidth = block.width / block.heads
        var result = value
        for head in 0..<block.heads {
          let range = head * headWidth..<(head + 1) * headWidth
          let score = dot(Array(query[range]), Array(key[range])) / Double(headWidth).squareRoot()
          let weight = DeterministicMath.exp(score)
          for place in range {
            result[place] = weight * (value[place] - explanation.mixture[place])
          }
        }
        // The mixture's error along these directions enters every term alike.
        return FirstBlock.without(attack.blurred, result)
      }
      var constant = [Double](repeating: 0, count: block.width)
      for (position, token) in fixed.sorted(by: { $0.key < $1.key }) {
        for (place, value) in term(token, position).enumerated() { constant[place] += value }
      }
      self.constant = constant
      terms = open.map { position in attack.tokens.map { term($0, position) } }
    }

    func run() -> [Int]? {
      var stream = Seed(0).stream("adversary.inversion", ledger: nil)
      let projections = (0..<2).map { _ in
        unit(constant.map { _ in stream.nextNormal() })
      }
      let middle = (open.count + 1) / 2
      let left = Half(terms[..<middle], projections)
      let right = Half(terms[middle...], projections)
      let offset = projections.map { dot($0, constant) }
      let order = right.first.indices.sorted { right.first[$0] < right.first[$1] }
      let sorted = order.map { right.first[$0] }
      for tolerance in InversionAttack.tolerances {
        var (best, least) = ((left: 0, right: 0), Double.infinity)
        var pairs = 0
        for one in left.first.indices {
          let wanted = -offset[0] - left.first[one]
          var place = lowerBound(sorted, wanted - tolerance)
          while place < sorted.count, sorted[place] <= wanted + tolerance {
            let two = order[place]
            place += 1
            pairs += 1
            guard abs(left.second[one] + right.second[two] + offset[1]) <= tolerance else {
              continue
            }
            let size = residual(one, two, middle)
            if size < least { (best, least) = ((one, two), size) }
          }
          if pairs > InversionAttack.pairsMax { return nil }
        }
        if least <= InversionAttack.certified * tolerance { return text(best.left, best.right) }
      }
      return nil
    }

    /// The first place with a value of at least `bound`.
    private func lowerBound(_ values: [Double], _ bound: Double) -> Int {
      var (low, high) = (0, values.count)
      while low < high {
        let middle = (low + high) / 2
        if values[middle] < bound { low = middle + 1 } else { high = middle }
      }
      return low
    }

    /// The choice of tokens behind a pair of sums, one place a position.
    private func choice(_ left: Int, _ right: Int, _ middle: Int) -> [Int] {
      func digits(_ number: Int, _ count: Int) -> [Int] {
        var rest = number
        return (0..<count).map { _ in
          defer { rest /= tokens.count }
          return rest % tokens.count
        }
      }
      return digits(left, middle) + digits(right, open.count - middle)
    }

    /// The root mean square of the whole sum.
    private func residual(_ left: Int, _ right: Int, _ middle: Int) -> Double {
      var sum = constant
      for (position, token) in choice(left, right, middle).enumerated() {
        for (place, value) in terms[position][token].enumerated() { sum[place] += value }
      }
      return norm(sum) / Double(sum.count).squareRoot()
    }

    private func text(_ left: Int, _ right: Int) -> [Int] {
      let found = choice(left, right, (open.count + 1) / 2)
      var text = [Int](repeating: 0, count: length)
      for (position, token) in fixed { text[position] = token }
      for (position, place) in zip(open, found) { text[position] = tokens[place] }
      return text
    }
  }

  /// All sums of one half under two projections; the first position counts fastest.
  private struct Half {
    var first = [0.0]
    var second = [0.0]

    init(_ terms: ArraySlice<[[Double]]>, _ projections: [[Double]]) {
      for position in terms {
        let one = position.map { dot($0, projections[0]) }
        let two = position.map { dot($0, projections[1]) }
        first = one.flatMap { value in first.map { $0 + value } }
        second = two.flatMap { value in second.map { $0 + value } }
      }
    }
  }
}
