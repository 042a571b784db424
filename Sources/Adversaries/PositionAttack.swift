internal import Determinism
internal import Tensors
internal import Transformers
internal import Wire

/// Reads the tokens of a text off the states of all its positions: at the cut of a split model, or
/// of the first level that travels.
///
/// A state still points towards the embedding of its own token, since every layer only adds to it:
/// that gives a short list. Where a token sees only those before it, the text is then found from
/// left to right, each candidate run through the public layers behind what was found so far
/// (Nikolaou et al., arXiv:2510.15511). What the layers add for the nearest candidate is nearly
/// what they add for the right one, which gives the next, better list. That layers are trained
/// below the cut moves states little. The embeddings' output sees no other token at all.
public struct PositionAttack: Sendable {
  /// Candidates of a position that are run through the layers.
  private static let candidatesMax = 24
  /// Lists of a position, each made from what the one before it found.
  private static let roundsMax = 4
  /// A candidate this near, as a share of the state, is the token.
  private static let certified = 1e-4
  /// Tokens that are embedded at a time.
  private static let chunk = 512

  private let backbone: any Backbone
  private let model: TrainableBackbone
  /// Layers below the states.
  private let level: Int
  private let pool: WorkerPool
  /// Embeddings' outputs [V, d] of single tokens.
  private let table: FloatBuffer
  /// The same, moved to mean zero and scaled to length one.
  private let directions: FloatBuffer
  /// What a position adds to the embeddings' output, [maxLength, d].
  private let shifts: [Float]
  private var width: Int { backbone.width }

  /// Opens the attack; nil without a backbone with values, or where no states of all
  /// positions travel.
  public init?(_ knowledge: PublicKnowledge) {
    var stream = Seed(0).stream("adversary.positions", ledger: nil)
    guard let backbone = knowledge.backbone, let session = knowledge.split ?? knowledge.tokenwise,
      let model = backbone.trainable(by: .frozen, layers: 0..<backbone.layers, stream: &stream)
    else { return nil }
    self.backbone = backbone
    self.model = model
    level = session.method.isSplit ? session.cut : session.method.sendsEmbeddings ? 0 : 1
    pool = knowledge.pool
    let d = backbone.width
    let table = FloatBuffer(count: backbone.vocabularySize * d)
    for start in stride(from: 0, to: backbone.vocabularySize, by: Self.chunk) {
      let tokens = start..<min(start + Self.chunk, backbone.vocabularySize)
      let tape = model.forward(tokens.map { [$0] }, through: 1, pool: pool)
      table.copy(tape.states(0).values, at: start * d)
    }
    self.table = table
    directions = Self.directions(table, width: d)
    let same = [Int](repeating: 0, count: session.tokens)
    let states = model.forward([same], through: 1, pool: pool).states(0).values
    shifts = states.indices.map { states[$0] - states[$0 % d] }
  }

  private static func directions(_ table: FloatBuffer, width: Int) -> FloatBuffer {
    let tokens = table.count / width
    var mean = [Double](repeating: 0, count: width)
    for place in 0..<table.count { mean[place % width] += Double(table.base[place]) }
    let result = FloatBuffer(count: table.count)
    for token in 0..<tokens {
      let row = doubles(table.values(token * width..<(token + 1) * width))
      let direction = unit(row.indices.map { row[$0] - mean[$0] / Double(tokens) })
      result.copy(direction.map { Float($0) }, at: token * width)
    }
    return result
  }

  /// The likeliest token of each position.
  public func tokens(of sample: Observations.PositionStates) -> [Int] {
    guard sample.length * width <= shifts.count else { return [] }
    var found: [Int] = []
    for position in 0..<sample.length {
      let state = Array(sample.states[position * width..<(position + 1) * width])
      let candidates = candidates(state, position)
      found.append(
        backbone.isCausal || level == 0
          ? search(from: candidates, behind: found, state) : candidates.first ?? 0)
    }
    return found
  }

  /// The tokens towards whose embeddings a state points the most, the likeliest first.
  private func candidates(_ state: [Float], _ position: Int) -> [Int] {
    let (d, count) = (width, directions.count / width)
    let moved = (0..<d).map { state[$0] - shifts[position * d + $0] }
    let scores = (0..<count).map { token in
      var sum: Float = 0
      for column in 0..<d { sum += moved[column] * directions.base[token * d + column] }
      return sum
    }
    let order = (0..<count).sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    return Array(order.prefix(Self.candidatesMax))
  }

  /// The tokens whose embeddings lie nearest to `point`, the nearest first.
  private func nearest(to point: [Float]) -> [Int] {
    let (d, count) = (width, table.count / width)
    let distances = (0..<count).map { token in
      var sum: Float = 0
      for column in 0..<d {
        let difference = point[column] - table.base[token * d + column]
        sum += difference * difference
      }
      return sum
    }
    let order = (0..<count).sorted { (distances[$0], $0) < (distances[$1], $1) }
    return Array(order.prefix(Self.candidatesMax))
  }

  /// The token whose state, behind the tokens before it, lies nearest of all that were tried.
  private func search(from list: [Int], behind found: [Int], _ state: [Float]) -> Int {
    var (list, tried) = (list, Set<Int>())
    var (best, least) = (list.first ?? 0, Double.infinity)
    let size = dot(doubles(state), doubles(state))
    for _ in 0..<Self.roundsMax {
      list.removeAll { tried.contains($0) }
      guard !list.isEmpty else { break }
      tried.formUnion(list)
      let nearest = nearest(among: list, behind: found, state)
      if nearest.distance < least { (best, least) = (nearest.token, nearest.distance) }
      if least <= Self.certified * Self.certified * size { break }
      // Where its embedding must lie if the layers add what they add for the nearest one.
      list = self.nearest(
        to: (0..<width).map {
          table.base[nearest.token * width + $0] + state[$0] - nearest.state[$0]
        })
    }
    return best
  }

  /// The candidate whose state lies nearest, that state, and the squared distance.
  private func nearest(
    among candidates: [Int], behind found: [Int], _ state: [Float]
  ) -> (token: Int, state: [Float], distance: Double) {
    let length = found.count + 1
    let tape = model.forward(
      candidates.map { found + [$0] }, through: max(1, level), pool: pool)
    let states = tape.states(level)
    var best = (token: candidates[0], state: state, distance: Double.infinity)
    for (place, token) in candidates.enumerated() {
      let row = states.values(
        (place * length + length - 1) * width..<(place + 1) * length * width)
      let distance = distance(doubles(row), doubles(state))
      if distance < best.distance { best = (token, row, distance) }
    }
    return best
  }
}

extension DictionaryAttack {
  /// A list as the server can look samples up in it: by the pivot's activations, or by the mean of
  /// the states at a cut.
  ///
  /// Nil without a backbone, or where it refuses a sequence.
  public init?(looking candidates: [[Int]], up knowledge: PublicKnowledge) {
    guard let session = knowledge.split else {
      self.init(candidates, knowledge)
      return
    }
    guard let backbone = knowledge.backbone, knowledge.hasBackbone, !candidates.isEmpty,
      (try? backbone.validate(candidates)) != nil
    else { return nil }
    let states = backbone.pivotStates(
      of: candidates, pivot: .mean, pool: knowledge.pool, progress: nil)
    let range = session.cut * backbone.width..<(session.cut + 1) * backbone.width
    self.init(candidates, activations: states.map { Array($0[range]) }, layers: 1)
  }
}
