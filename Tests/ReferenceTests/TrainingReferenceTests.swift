import Foundation
import Layers
import Tensors
import Testing

/// One training run against values that PyTorch computed (Fixtures/pae_reference.py).
struct TrainingReferenceTests {
  /// Summaries of a tensor; `position` weighs elements by their place, so that a transposed or
  /// shifted tensor cannot pass.
  struct Summary: Decodable {
    var sum: Double
    var absolute: Double
    var position: Double
    var first: [Double]

    init(_ values: [Float]) {
      let flat = values.map(Double.init)
      sum = flat.reduce(0, +)
      absolute = flat.reduce(0) { $0 + abs($1) }
      position = flat.enumerated().reduce(0) {
        $0 + $1.element * Double($1.offset + 1) / Double(flat.count)
      }
      first = Array(flat.prefix(6))
    }

    /// The largest difference, relative to the size of the tensor.
    func distance(to other: Summary) -> Double {
      let scale = max(absolute, 1e-3)
      let peak = max(first.map(abs).max() ?? 0, absolute / 100, 1e-4)
      let sums = [sum - other.sum, absolute - other.absolute, position - other.position]
      let elements = zip(first, other.first).map { ($0 - $1) / peak }
      return max(
        sums.map { abs($0) / scale }.max() ?? 0, elements.map(abs).max() ?? 0)
    }
  }

  struct Reference: Decodable {
    var losses: [Double]
    var gradients: [String: Summary]
    var parameters: [String: Summary]
    var outputs: Summary
  }

  private let shape = SideNetworkShape(layers: 3, width: 24, rank: 8, classes: 3)
  private let samples = 90

  /// The script's `pattern`.
  private func pattern(_ count: Int, _ salt: Int, _ scale: Double) -> [Float] {
    (0..<count).map { Float(Double(($0 * 7919 + salt * 104_729) % 2003 - 1001) / 1001 * scale) }
  }

  private var initialParameters: [Float] {
    shape.blocks.flatMap { block -> [Float] in
      let parts = block.name.split(separator: ".")
      return switch parts.last {
      case "alpha": pattern(block.count, 2, 0.5)
      case "down": pattern(block.count, 10 + (Int(parts[1]) ?? -1), 0.3)
      case "up": pattern(block.count, 20 + (Int(parts[1]) ?? -1), 0.2)
      case "gain": pattern(block.count, 3, 0.1).map { 1 + $0 }
      case "bias" where parts[0] == "norm": pattern(block.count, 4, 0.1)
      case "weight": pattern(block.count, 5, 0.05)
      default: pattern(block.count, 6, 0.05)
      }
    }
  }

  @Test(arguments: MatrixBackend.allCases)
  func trainingFollowsPyTorchStepByStep(_ backend: MatrixBackend) throws {
    let url = try #require(
      Bundle.module.url(forResource: "pae", withExtension: "json", subdirectory: "Fixtures"),
      "run `make reference` to write Fixtures/pae.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    let network = SideNetwork(shape: shape, backend: backend, parameters: initialParameters)
    let optimizer = AdamW(
      count: shape.parameterCount,
      settings: .init(
        learningRate: 5e-3, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
    let pass = SideNetworkPass(shape: shape, samples: 16)
    let data = pattern(samples * shape.layers * shape.width, 1, 1.5)
    var losses: [Float] = []
    for epoch in 0..<4 {
      let order = (0..<samples).map { ($0 * 37 + epoch * 11) % samples }
      for start in stride(from: 0, to: samples, by: 16) {
        let rows = Array(order[start..<min(start + 16, samples)])
        let (activations, targets) = batch(rows, data)
        pass.forward(network, activations: activations, samples: rows.count)
        losses.append(
          pass.backward(
            network, activations: activations, targets: targets, samples: rows.count))
        if losses.count == 1 {
          compare(pass.gradient, reference.gradients, within: Tolerance.firstGradient)
        }
        optimizer.step(network.parameters, gradient: pass.gradient)
      }
    }
    #expect(losses.count == reference.losses.count)
    for (step, (got, want)) in zip(losses, reference.losses).enumerated() {
      #expect(
        abs(Double(got) - want) <= Tolerance.loss * max(abs(want), 0.1),
        "loss of step \(step): \(got), PyTorch has \(want)")
    }
    compare(network.parameters, reference.parameters, within: Tolerance.trained)
    let (all, _) = batch(Array(0..<samples), data)
    let outputs = Summary(network.outputs(activations: all, samples: samples))
    #expect(outputs.distance(to: reference.outputs) < Tolerance.trained)
  }

  /// Activations [L, B, d] and targets onehot - 1/3 of these rows.
  private func batch(_ rows: [Int], _ data: [Float]) -> (FloatBuffer, FloatBuffer) {
    let (L, d, C) = (shape.layers, shape.width, shape.classes)
    let activations = FloatBuffer(count: L * rows.count * d)
    let targets = FloatBuffer(count: rows.count * C)
    for (row, sample) in rows.enumerated() {
      for layer in 0..<L {
        let start = (sample * L + layer) * d
        activations.copy(data[start..<start + d], at: (layer * rows.count + row) * d)
      }
      let label = (sample * 5 + sample / 7) % C
      for c in 0..<C { targets[row * C + c] = (c == label ? 1 : 0) - 1 / Float(C) }
    }
    return (activations, targets)
  }

  private func compare(
    _ flat: FloatBuffer, _ reference: [String: Summary], within tolerance: Double
  ) {
    for block in shape.blocks {
      guard let want = reference[block.name] else {
        Issue.record("the reference lacks \(block.name)")
        continue
      }
      let got = Summary(flat.values(block.offset..<block.offset + block.count))
      let distance = got.distance(to: want)
      #expect(distance < tolerance, "\(block.name) differs by \(distance)")
    }
  }
}

/// Bounds of agreement with PyTorch, each with its reason.
private enum Tolerance {
  /// One backward pass in float32: sums of at most 24 x 16 terms in another order.
  static let firstGradient = 2e-5
  /// Losses of 24 steps; AdamW amplifies rounding where gradients are near zero.
  static let loss = 2e-4
  /// Parameters after 24 steps, for the same reason.
  static let trained = 5e-4
}
