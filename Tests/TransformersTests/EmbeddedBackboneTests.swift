import Determinism
import Foundation
import Layers
import Tensors
import TestSupport
import Testing
import Transformers

/// Float32 rounding through a few layers, relative to states of size one.
private let forwardTolerance = 2e-4

struct EmbeddedBackboneTests {
  private func backbone(
    layers: Int = 2, width: Int = 16, heads: Int = 2, backend: MatrixBackend = .openBLAS
  ) -> EmbeddedBackbone {
    var stream = Seed(3).stream("weights", ledger: nil)
    return EmbeddedBackbone(
      shape: .init(layers: layers, width: width, heads: heads, maxLength: 80), backend: backend,
      stream: &stream)
  }

  private func sequences(_ count: Int, seed: UInt64) -> [[Int]] {
    var stream = Seed(seed).stream("tokens", ledger: nil)
    return (0..<count).map { _ in
      (0..<1 + stream.next(below: 60)).map { _ in stream.next(below: 258) }
    }
  }

  /// The decoder in Double, token by token, straight from its definition.
  private func oracle(_ b: EmbeddedBackbone, _ tokens: [Int]) -> [[[Double]]] {
    let (d, heads) = (b.shape.width, b.shape.heads)
    let width = d / heads
    func norm(_ x: [Double]) -> [Double] {
      let mean = x.reduce(0, +) / Double(d)
      let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(d)
      return x.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
    }
    func times(_ x: [Double], _ w: FloatBuffer, _ columns: Int) -> [Double] {
      (0..<columns).map { c -> Double in
        var sum = 0.0
        for i in x.indices { sum += x[i] * Double(w[i * columns + c]) }
        return sum
      }
    }
    var h = tokens.enumerated().map { t, token in
      (0..<d).map { Double(b.embeddings[token * d + $0]) + Double(b.positions[t * d + $0]) }
    }
    var states: [[[Double]]] = []
    for (index, block) in b.blocks.enumerated() {
      let qkv = h.map { times(norm($0), block.attention, 3 * d) }
      for t in tokens.indices {
        var mixed = [Double](repeating: 0, count: d)
        for head in 0..<heads {
          let o = head * width
          let scores = (0...t).map { s -> Double in
            var sum = 0.0
            for k in 0..<width { sum += qkv[t][o + k] * qkv[s][d + o + k] }
            return sum / Double(width).squareRoot()
          }
          let top = scores.max() ?? 0
          let weights = scores.map { exp($0 - top) }
          let total = weights.reduce(0, +)
          for s in 0...t {
            for k in 0..<width { mixed[o + k] += weights[s] / total * qkv[s][2 * d + o + k] }
          }
        }
        let add = times(mixed, block.attentionOut, d)
        for k in 0..<d { h[t][k] += add[k] }
      }
      for t in tokens.indices {
        let inner = times(norm(h[t]), block.expand, 4 * d)
          .map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }
        let add = times(inner, block.contract, d)
        for k in 0..<d { h[t][k] += add[k] }
      }
      states.append(index == b.blocks.count - 1 ? h.map(norm) : h)
    }
    return states
  }

  @Test(arguments: MatrixBackend.allCases, Pivot.allCases)
  func pivotsFollowTheDefinition(_ backend: MatrixBackend, _ pivot: Pivot) {
    let backbone = backbone(backend: backend)
    let inputs = sequences(5, seed: 1)
    let got = backbone.pivotActivations(of: inputs, pivot: pivot, pool: WorkerPool(workers: 1))
    for (tokens, activations) in zip(inputs, got) {
      let states = oracle(backbone, tokens)
      for layer in 0..<backbone.layers {
        for k in 0..<backbone.width {
          let want: Double =
            switch pivot {
            case .first: states[layer][0][k]
            case .last: states[layer][tokens.count - 1][k]
            case .mean: states[layer].reduce(0) { $0 + $1[k] } / Double(tokens.count)
            }
          let difference = abs(Double(activations[layer * backbone.width + k]) - want)
          #expect(difference <= forwardTolerance * max(1, abs(want)))
        }
      }
    }
  }

  @Test func activationsDependOnNeitherBatchNorWorkersBitForBit() {
    let backbone = backbone(layers: 3, width: 48, heads: 3)
    withEvery("seed", in: 0..<8) { seed in
      let inputs = sequences(23, seed: seed)
      let all = backbone.pivotActivations(
        of: inputs, pivot: .last, pool: WorkerPool(workers: 1))
      try #require(
        backbone.pivotActivations(of: inputs, pivot: .last, pool: WorkerPool(workers: 3)) == all)
      for index in [0, 7, 8, 22] {
        let alone = backbone.pivotActivations(
          of: [inputs[index]], pivot: .last, pool: WorkerPool(workers: 1))
        try #require(alone[0] == all[index])
      }
      let reversed = backbone.pivotActivations(
        of: inputs.reversed(), pivot: .last, pool: WorkerPool(workers: 2))
      try #require(Array(reversed.reversed()) == all)
    }
  }

  @Test func aCausalModelsFirstTokenSeesNothingElse() {
    let backbone = backbone()
    let pool = WorkerPool(workers: 1)
    let one = backbone.pivotActivations(of: [[256, 1, 2, 3]], pivot: .first, pool: pool)
    let other = backbone.pivotActivations(of: [[256, 200, 9]], pivot: .first, pool: pool)
    #expect(one == other)
  }

  @Test func textsAreBytesBetweenMarksAndAreCutToFit() {
    let backbone = backbone()
    #expect(backbone.tokenize(Array("hé".utf8)) == [256, 104, 195, 169, 257])
    #expect(backbone.tokenize([]) == [256, 257])
    let long = backbone.tokenize([UInt8](repeating: 65, count: 500))
    #expect(long.count == 80 && long.last == 257)
  }

  @Test func workGrowsWithEveryTokenAndMatchesAHandCount() {
    let backbone = backbone(layers: 2, width: 16, heads: 2)
    // One token of width d = 16: a layer takes 24 d^2 in its maps, 4 d in attention, 2 x 3 d for
    // scales, 20 x 2 heads for softmax, 30 x 4 d for GELU and 2 x 10 d for norms; then the sum of
    // two embeddings, d, and the last norm, 10 d.
    let layer = 24 * 256 + 4 * 16 + 6 * 16 + 40 + 120 * 16 + 20 * 16
    let work = backbone.forwardWork(lengths: [1])
    #expect(work.total.operations == UInt64(2 * layer + 16 + 160))
    #expect(work.operations(of: .expand) == UInt64(2 * 8 * 256))
    // Weights of all maps, 12 d^2; states in and out of projection (d, 3d), rotation (3d twice),
    // attention (3d, d and scores twice), softmax (scores twice), output (d, 2d), expand (d, 4d),
    // activation (4d twice), contract (4d, 2d), two norms (d twice).
    let states = 4 * 16 + 6 * 16 + 4 * 16 + 4 + 4 + 3 * 16 + 5 * 16 + 8 * 16 + 6 * 16 + 4 * 16
    // Two rows of tables and their sum; the last norm.
    let ends = 3 * 16 + 2 * 16
    #expect(work.total.bytes == UInt64(4 * (2 * (12 * 256 + states) + ends)))
    // A layer's launches: norm, projection, rotation, scores and mix, softmax, output, norm,
    // expand, activation, contract.
    #expect(work.launches == 2 * 11 + 2)
    let both = backbone.forwardWork(lengths: [5, 9]).total.operations
    let apart = [5, 9].reduce(0) { $0 + backbone.forwardWork(lengths: [$1]).total.operations }
    #expect(both == apart)
  }
}
