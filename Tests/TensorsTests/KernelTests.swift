import Determinism
import Foundation
import Tensors
import TestSupport
import Testing

struct KernelTests {
  /// Units in the last place, as the kernels' header states; `make accuracy` measures them over
  /// all float32 numbers.
  private static let ulps: [String: Double] = ["exp": 1.5, "tanh": 2.5, "erf": 1.5]
  /// Of float32 arithmetic over one row of at most 1,000 elements.
  private static let rowError = 2e-5

  private func inputs(_ count: Int, seed: UInt64, deviation: Double) -> FloatBuffer {
    var stream = Seed(seed).stream("kernels", ledger: nil)
    return FloatBuffer(stream.normals(count, deviation: deviation))
  }

  private func error(_ got: Float, _ want: Double) -> Double {
    let rounded = Float(want)
    return abs(Double(got) - want) / Double(max(rounded.ulp, .leastNonzeroMagnitude))
  }

  @Test func elementaryFunctionsKeepTheirErrorBounds() {
    let x = inputs(50_001, seed: 1, deviation: 12)
    let y = FloatBuffer(count: x.count)
    Kernels.exponential(x.count, x.base, y.base)
    for i in 0..<x.count {
      #expect(error(y[i], exp(Double(x[i]))) <= Self.ulps["exp"] ?? 0, "exp(\(x[i]))")
    }
    let narrow = inputs(50_001, seed: 2, deviation: 1.5)
    Kernels.hyperbolicTangent(x.count, narrow.base, y.base)
    for i in 0..<x.count {
      #expect(error(y[i], tanh(Double(narrow[i]))) <= Self.ulps["tanh"] ?? 0, "tanh(\(narrow[i]))")
    }
    Kernels.errorFunction(x.count, narrow.base, y.base)
    for i in 0..<x.count {
      #expect(error(y[i], erf(Double(narrow[i]))) <= Self.ulps["erf"] ?? 0, "erf(\(narrow[i]))")
    }
  }

  @Test func extremesStayExtremes() {
    let x = FloatBuffer([.infinity, -.infinity, .nan, 0, -0.0, 200, -200, .leastNonzeroMagnitude])
    let y = FloatBuffer(count: 8)
    Kernels.exponential(8, x.base, y.base)
    #expect(y[0] == .infinity && y[1] == 0 && y[2].isNaN && y[3] == 1 && y[4] == 1)
    #expect(y[5] == .infinity && y[6] == 0 && y[7] == 1)
    Kernels.hyperbolicTangent(8, x.base, y.base)
    #expect(y[0] == 1 && y[1] == -1 && y[2].isNaN && y[3] == 0 && y[5] == 1 && y[6] == -1)
    Kernels.errorFunction(8, x.base, y.base)
    #expect(y[0] == 1 && y[1] == -1 && y[2].isNaN && y[3] == 0 && y[5] == 1 && y[6] == -1)
  }

  @Test func geluAndItsSlopeFollowTheirDefinition() {
    let x = inputs(10_003, seed: 3, deviation: 2)
    let (y, slope) = (FloatBuffer(count: x.count), FloatBuffer(count: x.count))
    Kernels.gelu(x.count, x.base, y.base, slope: slope.base)
    for i in 0..<x.count {
      let v = Double(x[i])
      let cdf = 0.5 * (1 + erf(v / 2.0.squareRoot()))
      let density = exp(-v * v / 2) / (2 * Double.pi).squareRoot()
      #expect(abs(Double(y[i]) - v * cdf) <= 4e-7 * max(1, abs(v)))
      #expect(abs(Double(slope[i]) - (cdf + v * density)) <= 4e-7)
    }
  }

  @Test(arguments: [1, 2, 7, 8, 9, 64, 129, 1000])
  func softmaxAndLayerNormFollowTheirDefinition(width: Int) {
    let rows = 5
    let x = inputs(rows * width, seed: UInt64(width), deviation: 3)
    let gain = inputs(width, seed: 77, deviation: 1)
    let bias = inputs(width, seed: 78, deviation: 1)
    let y = FloatBuffer(count: rows * width)
    Kernels.layerNorm(
      rows: rows, width: width, epsilon: 1e-5, x.base, gain: gain.base, bias: bias.base,
      into: y.base)
    let soft = FloatBuffer(x.values)
    Kernels.softmax(rows: rows, columns: width, stride: width, soft.base)
    for row in 0..<rows {
      let line = x.values(row * width..<(row + 1) * width).map(Double.init)
      let mean = line.reduce(0, +) / Double(width)
      let variance = line.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      let top = line.max() ?? 0
      let total = line.reduce(0) { $0 + exp($1 - top) }
      for column in 0..<width {
        let want =
          (line[column] - mean) / (variance + 1e-5).squareRoot() * Double(gain[column])
          + Double(bias[column])
        let i = row * width + column
        #expect(abs(Double(y[i]) - want) <= Self.rowError * max(1, abs(want)))
        #expect(abs(Double(soft[i]) - exp(line[column] - top) / total) <= Self.rowError)
      }
    }
  }

  /// The kernels without AVX2 and FMA instructions must give the same bits.
  @Test func portableAndFastKernelsAgreeBitForBit() {
    withEvery("seed", in: 0..<20) { seed in
      let count = 1 + Int(seed) * 13
      let x = inputs(count, seed: seed, deviation: 4)
      func results() -> [[UInt32]] {
        let (y, slope) = (FloatBuffer(count: count), FloatBuffer(count: count))
        let p = FloatBuffer(x.values)
        let (m, v) = (FloatBuffer(count: count), FloatBuffer(count: count))
        var all: [[UInt32]] = []
        func keep(_ buffer: FloatBuffer) { all.append(buffer.values.map(\.bitPattern)) }
        Kernels.gelu(count, x.base, y.base, slope: slope.base)
        keep(y)
        keep(slope)
        Kernels.hyperbolicTangent(count, x.base, y.base)
        keep(y)
        Kernels.softmax(rows: 1, columns: count, stride: count, y.base)
        keep(y)
        Kernels.layerNorm(
          rows: 1, width: count, epsilon: 1e-5, x.base, gain: slope.base, bias: y.base,
          into: y.base)
        keep(y)
        Kernels.adamW(
          count, gradient: x.base, parameters: p.base, first: m.base, second: v.base,
          factors: AdamWFactors(
            decay: 0.999, step: 0.01, root: 3, oneMinusBeta1: 0.1, beta2: 0.999,
            oneMinusBeta2: 0.001, epsilon: 1e-8))
        keep(p)
        all.append([
          Kernels.dot(count, x.base, y.base).bitPattern,
          Kernels.dotDifference(count, x.base, y.base, slope.base).bitPattern,
        ])
        return all
      }
      let fast = results()
      try #require(Kernels.withPortableKernels { results() } == fast)
    }
  }
}
