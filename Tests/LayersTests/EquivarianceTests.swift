import Determinism
import Layers
import Tensors
import TestSupport
import Testing

/// What a secret orthogonal matrix changes about training: under plain gradient descent nothing but
/// the coordinates.
struct EquivarianceTests {
  /// Float32 rounding over 40 steps.
  private static let tolerance: Float = 2e-4
  private static let shape = SideNetworkShape(layers: 3, width: 12, rank: 4, classes: 5)
  private static let batch = 6

  private struct Task {
    let activations: [Float]  // [L, B, d]
    let targets: [Float]  // [B, C]
    let parameters: [Float]

    init(seed: UInt64) {
      let shape = EquivarianceTests.shape
      var stream = Seed(seed).stream("task", ledger: nil)
      activations = stream.normals(
        shape.layers * EquivarianceTests.batch * shape.width, deviation: 1)
      targets = stream.normals(EquivarianceTests.batch * shape.classes, deviation: 0.5)
      let network = SideNetwork(shape: shape, backend: .reference, stream: &stream)
      var values = network.parameters.values
      // Gates and the maps that start at zero must move from the first step on.
      for index in values.indices where values[index] == 0 {
        values[index] = Float(stream.nextNormal() * 0.1)
      }
      // LayerNorm's bias is an element-wise part; it stays where a rotation leaves it alone.
      values.replaceSubrange(
        shape.bias..<shape.output, with: [Float](repeating: 0, count: shape.width))
      parameters = values
    }
  }

  /// Parameters and outputs after steps of p -= rate * gradient on all that `isTrained`.
  private func descended(
    _ parameters: [Float], _ activations: [Float], _ targets: [Float],
    isTrained: (Int) -> Bool = { _ in true }
  ) -> (parameters: [Float], outputs: [Float]) {
    let network = SideNetwork(shape: Self.shape, backend: .reference, parameters: parameters)
    let pass = SideNetworkPass(shape: Self.shape, samples: Self.batch)
    let (a, t) = (FloatBuffer(activations), FloatBuffer(targets))
    for _ in 0..<40 {
      pass.forward(network, activations: a, samples: Self.batch)
      _ = pass.backward(network, activations: a, targets: t, samples: Self.batch)
      for index in 0..<network.parameters.count where isTrained(index) {
        network.parameters[index] -= 0.05 * pass.gradient[index]
      }
    }
    return (
      network.parameters.values, network.outputs(activations: a, samples: Self.batch)
    )
  }

  private func close(_ left: [Float], _ right: [Float]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { abs($0 - $1) <= Self.tolerance * max(1, abs($0)) }
  }

  /// Delta turned by R: Wout R^T, R b, all else as before, and R^T out as before.
  @Test func aRotationOfDeltaTurnsTheOutputAndNothingElse() {
    withEvery("seed", in: 0..<10) { seed in
      let (shape, task) = (Self.shape, Task(seed: seed))
      var stream = Seed(seed).stream("rotation", ledger: nil)
      let rotation = OrthogonalMatrix(haarOf: shape.classes, stream: &stream)
      func turned(_ rows: some Collection<Float>) -> [Float] {
        rotation.applied(to: Array(rows), backend: .reference)
      }
      func turnedNetwork(_ values: [Float]) -> [Float] {
        Array(values[..<shape.output]) + turned(values[shape.output...])
      }
      let plain = descended(task.parameters, task.activations, task.targets)
      let secret = descended(
        turnedNetwork(task.parameters), task.activations, turned(task.targets))
      try #require(close(secret.parameters, turnedNetwork(plain.parameters)))
      let back = rotation.inverted(secret.outputs, backend: .reference)
      try #require(close(back, plain.outputs))
      try #require(!close(plain.parameters, task.parameters), "training must move the network")
    }
  }

  /// Activations turned by K: K Wdown, Wup K^T, K Wout, and the same outputs.
  ///
  /// That holds only where LayerNorm treats all directions alike: K leaves the mean where it is,
  /// and gain and bias, which belong to coordinates, are not trained.
  @Test func aKeyTurnsTheWeightsAndNoOutput() {
    withEvery("seed", in: 0..<10) { seed in
      let (shape, task) = (Self.shape, Task(seed: seed))
      let key = MeanKeepingKey(order: shape.width, seed: seed)
      func turnedNetwork(_ values: [Float]) -> [Float] {
        var turned = values
        for block in shape.blocks {
          let range = block.offset..<block.offset + block.count
          if block.name.hasSuffix(".down") || block.name == "output.weight" {
            turned.replaceSubrange(
              range, with: key.columnsTurned(Array(values[range]), columns: block.shape[1]))
          } else if block.name.hasSuffix(".up") {
            turned.replaceSubrange(range, with: key.rowsTurned(Array(values[range])))
          }
        }
        return turned
      }
      let isTrained = { (index: Int) in !(shape.gain..<shape.output).contains(index) }
      let plain = descended(
        task.parameters, task.activations, task.targets, isTrained: isTrained)
      let secret = descended(
        turnedNetwork(task.parameters), key.rowsTurned(task.activations), task.targets,
        isTrained: isTrained)
      try #require(close(secret.parameters, turnedNetwork(plain.parameters)))
      try #require(close(secret.outputs, plain.outputs))
    }
  }

  /// With AdamW, which scales coordinate by coordinate, the trajectories part.
  @Test func adamWFollowsNoRotation() {
    let (shape, task) = (Self.shape, Task(seed: 1))
    var stream = Seed(1).stream("rotation", ledger: nil)
    let rotation = OrthogonalMatrix(haarOf: shape.classes, stream: &stream)
    func trained(_ parameters: [Float], _ targets: [Float]) -> [Float] {
      let network = SideNetwork(shape: shape, backend: .reference, parameters: parameters)
      let pass = SideNetworkPass(shape: shape, samples: Self.batch)
      let optimizer = AdamW(
        count: shape.parameterCount,
        settings: .init(
          learningRate: 1e-2, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
      let (a, t) = (FloatBuffer(task.activations), FloatBuffer(targets))
      for _ in 0..<40 {
        pass.forward(network, activations: a, samples: Self.batch)
        _ = pass.backward(network, activations: a, targets: t, samples: Self.batch)
        optimizer.step(network.parameters, gradient: pass.gradient)
      }
      return network.parameters.values
    }
    let output = rotation.applied(
      to: Array(task.parameters[shape.output...]), backend: .reference)
    let plain = trained(task.parameters, task.targets)
    let secret = trained(
      Array(task.parameters[..<shape.output]) + output,
      rotation.applied(to: task.targets, backend: .reference))
    #expect(!close(Array(secret[..<shape.output]), Array(plain[..<shape.output])))
  }
}

/// A random orthogonal matrix that leaves the vector of ones where it is: H diag(1, Q) H, where H
/// reflects the first axis onto the ones.
private struct MeanKeepingKey {
  private let order: Int
  private let inner: OrthogonalMatrix
  private let axis: [Float]

  init(order: Int, seed: UInt64) {
    self.order = order
    var stream = Seed(seed).stream("key", ledger: nil)
    inner = OrthogonalMatrix(haarOf: order - 1, stream: &stream)
    let one = 1 / Float(order).squareRoot()
    let difference = (0..<order).map { $0 == 0 ? one - 1 : one }
    let norm = difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
    axis = difference.map { $0 / norm }
  }

  private func reflected(_ row: [Float]) -> [Float] {
    let product = zip(row, axis).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(row, axis).map { $0 - 2 * product * $1 }
  }

  /// K v for each row v of a matrix [m, n].
  func rowsTurned(_ rows: [Float]) -> [Float] {
    stride(from: 0, to: rows.count, by: order).flatMap { start -> [Float] in
      let row = reflected(Array(rows[start..<start + order]))
      return reflected(
        [row[0]] + inner.applied(to: Array(row.dropFirst()), backend: .reference))
    }
  }

  /// K M for a matrix M [n, columns].
  func columnsTurned(_ matrix: [Float], columns: Int) -> [Float] {
    let transposed = (0..<columns).flatMap { column in
      (0..<order).map { matrix[$0 * columns + column] }
    }
    let turned = rowsTurned(transposed)
    return (0..<order).flatMap { row in (0..<columns).map { turned[$0 * order + row] } }
  }
}
