import Foundation
import Layers

/// The side network written down once more in Double, straight from its formulas, for tests.
struct SideNetworkOracle {
  let shape: SideNetworkShape

  /// Outputs for one sample whose activations are [L, d].
  func outputs(_ p: [Double], _ a: [[Double]]) -> [Double] {
    let (d, r) = (shape.width, shape.rank)
    var s = [Double](repeating: 0, count: d)
    for layer in 0..<shape.layers {
      let mu = 1 / (1 + exp(-p[layer]))
      let u = (0..<d).map { (1 - mu) * a[layer][$0] + mu * s[$0] }
      let down = shape.down(layer)
      let inner = (0..<r).map { j -> Double in
        (0..<d).reduce(0.0) { $0 + u[$1] * p[down + $1 * r + j] }
      }
      let g = inner.map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }
      let up = shape.up(layer)
      s = (0..<d).map { i -> Double in
        (0..<r).reduce(u[i]) { $0 + g[$1] * p[up + $1 * d + i] }
      }
    }
    let mean = s.reduce(0, +) / Double(d)
    let variance = s.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(d)
    let deviation = (variance + 1e-5).squareRoot()
    let n = (0..<d).map { i -> Double in
      (s[i] - mean) / deviation * p[shape.gain + i] + p[shape.bias + i]
    }
    return (0..<shape.classes).map { c -> Double in
      var sum = p[shape.outputBias + c]
      for i in 0..<d { sum += n[i] * p[shape.output + i * shape.classes + c] }
      return sum
    }
  }

  /// mean_b ||out_b - target_b||^2.
  func loss(_ p: [Double], _ samples: [[[Double]]], _ targets: [[Double]]) -> Double {
    zip(samples, targets).reduce(0) { total, pair in
      total + zip(outputs(p, pair.0), pair.1).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    } / Double(samples.count)
  }
}
