import Determinism
import Layers
import Tensors
import TestSupport
import Testing

/// Bounds, each with its reason.
private enum Tolerance {
  /// Central differences in Double with step 1e-5 err by 1e-10; the rest is float32 rounding of a
  /// sum over a batch, relative to the largest gradient of the block.
  static let gradient = 2e-4
  /// Forward pass in float32.
  static let forward = 1e-5
}

struct SideNetworkTests {
  private struct Problem {
    let shape: SideNetworkShape
    let parameters: [Float]
    let samples: [[[Double]]]
    let targets: [[Double]]
    let activations: FloatBuffer
    let flatTargets: FloatBuffer

    init(seed: UInt64) {
      var stream = Seed(seed).stream("problem", ledger: nil)
      shape = SideNetworkShape(
        layers: 1 + stream.next(below: 4), width: 2 + stream.next(below: 14),
        rank: 1 + stream.next(below: 6), classes: 1 + stream.next(below: 4))
      let batch = 1 + stream.next(below: 6)
      parameters = stream.normals(shape.parameterCount, deviation: 0.4)
      let (L, d, C) = (shape.layers, shape.width, shape.classes)
      let a = stream.normals(L * batch * d, deviation: 1)
      let t = stream.normals(batch * C, deviation: 1)
      activations = FloatBuffer(a)
      flatTargets = FloatBuffer(t)
      samples = (0..<batch).map { b in
        (0..<L).map { l in (0..<d).map { Double(a[(l * batch + b) * d + $0]) } }
      }
      targets = (0..<batch).map { b in (0..<C).map { Double(t[b * C + $0]) } }
    }
  }

  @Test(arguments: MatrixBackend.allCases)
  func forwardFollowsTheFormulas(_ backend: MatrixBackend) {
    withEvery("seed", in: 0..<40) { seed in
      let problem = Problem(seed: seed)
      let network = SideNetwork(
        shape: problem.shape, backend: backend, parameters: problem.parameters)
      let got = network.outputs(activations: problem.activations, samples: problem.samples.count)
      let oracle = SideNetworkOracle(shape: problem.shape)
      let want = problem.samples.flatMap { oracle.outputs(problem.parameters.map(Double.init), $0) }
      for (g, w) in zip(got, want) {
        try #require(abs(Double(g) - w) <= Tolerance.forward * max(1, abs(w)))
      }
    }
  }

  @Test(arguments: MatrixBackend.allCases)
  func gradientsOfEveryParameterEqualFiniteDifferences(_ backend: MatrixBackend) {
    withEvery("seed", in: 0..<25) { seed in
      let problem = Problem(seed: seed)
      let shape = problem.shape
      let network = SideNetwork(shape: shape, backend: backend, parameters: problem.parameters)
      let pass = SideNetworkPass(shape: shape, samples: problem.samples.count)
      pass.forward(network, activations: problem.activations, samples: problem.samples.count)
      let loss = pass.backward(
        network, activations: problem.activations, targets: problem.flatTargets,
        samples: problem.samples.count)
      let oracle = SideNetworkOracle(shape: shape)
      var p = problem.parameters.map(Double.init)
      let want = oracle.loss(p, problem.samples, problem.targets)
      try #require(abs(Double(loss) - want) <= Tolerance.forward * max(1, want))
      for block in shape.blocks {
        let range = block.offset..<block.offset + block.count
        let numeric = range.map { index -> Double in
          let kept = p[index]
          p[index] = kept + 1e-5
          let above = oracle.loss(p, problem.samples, problem.targets)
          p[index] = kept - 1e-5
          let below = oracle.loss(p, problem.samples, problem.targets)
          p[index] = kept
          return (above - below) / 2e-5
        }
        let scale = max(numeric.map(abs).max() ?? 0, 1e-2)
        for (index, value) in zip(range, numeric) {
          try #require(
            abs(Double(pass.gradient[index]) - value) <= Tolerance.gradient * scale,
            "\(block.name), element \(index - block.offset)")
        }
      }
    }
  }

  @Test func blocksCoverTheFlatArrayWithoutGaps() {
    let shape = SideNetworkShape(layers: 3, width: 5, rank: 2, classes: 4)
    var next = 0
    for block in shape.blocks {
      #expect(block.offset == next, "\(block.name)")
      next += block.count
    }
    #expect(next == shape.parameterCount)
  }

  @Test func adamWFollowsItsFormulaInDouble() {
    var stream = Seed(9).stream("adamw", ledger: nil)
    let start = stream.normals(37, deviation: 1)
    let parameters = FloatBuffer(start)
    let settings = AdamW.Settings(
      learningRate: 1e-2, weightDecay: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8)
    let optimizer = AdamW(count: 37, settings: settings)
    var p = start.map(Double.init)
    var (m, v) = ([Double](repeating: 0, count: 37), [Double](repeating: 0, count: 37))
    var (power1, power2) = (1.0, 1.0)
    for _ in 0..<50 {
      let g = stream.normals(37, deviation: 1)
      optimizer.step(parameters, gradient: FloatBuffer(g))
      power1 *= settings.beta1
      power2 *= settings.beta2
      for i in 0..<37 {
        p[i] *= 1 - settings.learningRate * settings.weightDecay
        m[i] = settings.beta1 * m[i] + (1 - settings.beta1) * Double(g[i])
        v[i] = settings.beta2 * v[i] + (1 - settings.beta2) * Double(g[i]) * Double(g[i])
        p[i] -=
          settings.learningRate * (m[i] / (1 - power1))
          / ((v[i] / (1 - power2)).squareRoot() + settings.epsilon)
      }
    }
    for i in 0..<37 { #expect(abs(Double(parameters[i]) - p[i]) < 1e-5) }
  }
}
