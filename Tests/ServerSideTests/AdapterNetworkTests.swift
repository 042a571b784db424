import Determinism
import Foundation
import Layers
import ServerSide
import Tensors
import TestSupport
import Testing
import Transformers

/// Bounds, each with its reason.
private enum Tolerance {
  /// Central differences in Double with step 1e-5 err by 1e-10; the rest is float32 rounding of
  /// sums over rows, relative to the largest gradient of the block.
  static let gradient = 3e-4
  /// Forward pass in float32.
  static let forward = 2e-5
}

/// Parallel adapters at all tokens, against the formulas in Double.
struct AdapterNetworkTests {
  /// The network and its loss, straight from the formulas.
  private struct Oracle {
    let shape: SideNetworkShape
    let pooling: Pivot

    func loss(_ p: [Double], _ texts: [[[[Double]]]], _ labels: [Int]) -> Double {
      zip(texts, labels).reduce(0) { total, sample in
        let z = outputs(p, sample.0)
        return total + log(z.reduce(0) { $0 + exp($1) }) - z[sample.1]
      } / Double(labels.count)
    }

    /// z of one text, whose tokens have activations [L, d] each.
    func outputs(_ p: [Double], _ text: [[[Double]]]) -> [Double] {
      let d = shape.width
      let states = text.map { state(p, $0) }
      let pooled: [Double] =
        switch pooling {
        case .first: states[0]
        case .last: states[states.count - 1]
        case .mean:
          (0..<d).map { i in states.reduce(0) { $0 + $1[i] } / Double(states.count) }
        }
      let mean = pooled.reduce(0, +) / Double(d)
      let variance = pooled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(d)
      return (0..<shape.classes).map { c in
        (0..<d).reduce(p[shape.outputBias + c]) { sum, i in
          let n = (pooled[i] - mean) / (variance + 1e-5).squareRoot() * p[shape.gain + i]
          return sum + (n + p[shape.bias + i]) * p[shape.output + i * shape.classes + c]
        }
      }
    }

    private func state(_ p: [Double], _ a: [[Double]]) -> [Double] {
      let (d, r) = (shape.width, shape.rank)
      var s = [Double](repeating: 0, count: d)
      for layer in 0..<shape.layers {
        let mu = 1 / (1 + exp(-p[layer]))
        let u = (0..<d).map { (1 - mu) * a[layer][$0] + mu * s[$0] }
        let g = (0..<r).map { j -> Double in
          let inner = (0..<d).reduce(0.0) { $0 + u[$1] * p[shape.down(layer) + $1 * r + j] }
          return inner * 0.5 * (1 + erf(inner / 2.0.squareRoot()))
        }
        s = (0..<d).map { i -> Double in
          let start = shape.up(layer) + i
          var sum: Double = u[i]
          for k in 0..<r { sum += g[k] * p[start + k * d] }
          return sum
        }
      }
      return s
    }
  }

  private struct Problem {
    let shape: SideNetworkShape
    let parameters: [Float]
    let lengths: [Int]
    let labels: [Int]
    let texts: [[[[Double]]]]
    let activations: FloatBuffer

    init(seed: UInt64) {
      var stream = Seed(seed).stream("problem", ledger: nil)
      let shape = SideNetworkShape(
        layers: 1 + stream.next(below: 3), width: 2 + stream.next(below: 8),
        rank: 1 + stream.next(below: 4), classes: 2 + stream.next(below: 3))
      self.shape = shape
      parameters = stream.normals(shape.parameterCount, deviation: 0.4)
      lengths = (0..<1 + stream.next(below: 4)).map { _ in 1 + stream.next(below: 5) }
      labels = lengths.map { _ in stream.next(below: shape.classes) }
      let flat = lengths.map { stream.normals(shape.layers * $0 * shape.width, deviation: 1) }
      activations = .joined(flat, lengths, layers: shape.layers, width: shape.width)
      texts = zip(flat, lengths).map { values, length in
        (0..<length).map { token in
          (0..<shape.layers).map { layer in
            (0..<shape.width).map { Double(values[(layer * length + token) * shape.width + $0]) }
          }
        }
      }
    }
  }

  @Test(arguments: [Pivot.first, .last, .mean])
  func lossAndGradientAreThoseOfTheFormulas(_ pooling: Pivot) throws {
    withEvery("seed", in: 0..<12) { seed in
      let problem = Problem(seed: seed)
      let shape = problem.shape
      let network = AdapterNetwork(
        SideNetwork(shape: shape, backend: .openBLAS, parameters: problem.parameters),
        pooling: pooling)
      let (loss, gradient) = network.gradient(
        activations: problem.activations, lengths: problem.lengths, labels: problem.labels)
      let oracle = Oracle(shape: shape, pooling: pooling)
      var p = problem.parameters.map(Double.init)
      let want = oracle.loss(p, problem.texts, problem.labels)
      try #require(abs(loss - want) <= Tolerance.forward * max(1, want))
      for block in shape.blocks {
        let range = block.offset..<block.offset + block.count
        let numeric = range.map { index -> Double in
          let kept = p[index]
          p[index] = kept + 1e-5
          let above = oracle.loss(p, problem.texts, problem.labels)
          p[index] = kept - 1e-5
          let below = oracle.loss(p, problem.texts, problem.labels)
          p[index] = kept
          return (above - below) / 2e-5
        }
        let scale = max(numeric.map(abs).max() ?? 0, 1e-2)
        for (index, value) in zip(range, numeric) {
          try #require(
            abs(Double(gradient[index]) - value) <= Tolerance.gradient * scale,
            "\(block.name), element \(index - block.offset)")
        }
      }
    }
  }

  /// PAE's shortcut: where one token is read, the others are without effect.
  @Test func withOneTokenAsThePivotTheOthersDoNotMatter() throws {
    withEvery("seed", in: 0..<10) { seed in
      let problem = Problem(seed: seed)
      let network = SideNetwork(
        shape: problem.shape, backend: .reference, parameters: problem.parameters)
      let outputs = AdapterNetwork(network, pooling: .last).outputs(
        activations: problem.activations, lengths: problem.lengths)
      let last = problem.texts.map { text in
        text[text.count - 1].flatMap { $0.map(Float.init) }
      }
      let ones = [Int](repeating: 1, count: last.count)
      let pivots = network.outputs(
        activations: .joined(last, ones, layers: problem.shape.layers, width: problem.shape.width),
        samples: last.count)
      try #require(
        zip(outputs, pivots).allSatisfy {
          abs($0 - $1) <= Float(Tolerance.forward) * max(1, abs($1))
        })
    }
  }

  @Test func workGrowsWithTheTokensAndIsPAEsForOneEach() {
    let shape = SideNetworkShape(layers: 3, width: 16, rank: 4, classes: 2)
    // Adapters: 8 products of 2 R d r a layer; the head: 6 of B d C.
    let work = shape.trainingWork(samples: 5, rows: 40)
    let products =
      work.operations(of: .adapter) + work.operations(of: .adapterGradient)
    let (adapters, head): (UInt64, UInt64) = (3 * 6 * 2 * 40 * 16 * 4, 3 * 2 * 5 * 16 * 2)
    #expect(products == adapters + head)
    let plain = shape.trainingWork(samples: 5)
    #expect(shape.trainingWork(samples: 5, rows: 5).matrixOperations == plain.matrixOperations)
  }
}
