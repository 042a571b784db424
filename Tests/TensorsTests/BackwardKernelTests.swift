import Determinism
import Foundation
import Tensors
import Testing

/// The kernels of backward passes against the derivatives of their definitions, in double.
struct BackwardKernelTests {
  /// Of one slope in float32.
  private static let slopeError = 2e-6
  /// Of float32 arithmetic over one row of at most 1,000 elements.
  private static let rowError = 2e-5

  private func inputs(_ count: Int, seed: UInt64, deviation: Double = 1) -> FloatBuffer {
    var stream = Seed(seed).stream("kernels", ledger: nil)
    return FloatBuffer(stream.normals(count, deviation: deviation))
  }

  private func slope(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .identity: return 1
    case .gelu:
      return 0.5 * (1 + erf(x / 2.0.squareRoot())) + x * exp(-x * x / 2)
        / (2 * Double.pi).squareRoot()
    case .geluTanh:
      let k = (2 / Double.pi).squareRoot()
      let t = tanh(k * (x + 0.044715 * x * x * x))
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * k * (1 + 3 * 0.044715 * x * x)
    case .relu: return x > 0 ? 1 : 0
    case .silu:
      let s = 1 / (1 + exp(-x))
      return s * (1 + x * (1 - s))
    case .tanh: return 1 - tanh(x) * tanh(x)
    }
  }

  @Test(arguments: Activation.allCases)
  func activationsHaveTheirSlopes(_ activation: Activation) {
    for width in [1, 5, 8, 67, 1000] {
      let x = inputs(7 * width, seed: UInt64(width), deviation: 3)
      let bias = inputs(width, seed: 9)
      let up = inputs(7 * width, seed: 10)
      let dy = FloatBuffer(up.values)
      let dbias = FloatBuffer(inputs(width, seed: 11).values)
      var sums = dbias.values.map(Double.init)
      Kernels.activationBackward(
        rows: 7, width: width, bias.base, activation, x.base, dy: dy.base, dbias: dbias.base)
      for index in 0..<x.count {
        let sum = Double(x[index] + bias[index % width])
        let want = Double(up[index]) * slope(activation, sum)
        #expect(abs(Double(dy[index]) - want) <= Self.slopeError * max(1, abs(Double(up[index]))))
        sums[index % width] += want
      }
      for (got, want) in zip(dbias.values, sums) { #expect(abs(Double(got) - want) < 2e-5) }
      let alone = FloatBuffer(up.values)
      Kernels.activationBackward(
        rows: 7, width: width, bias.base, activation, x.base, dy: alone.base, dbias: nil)
      #expect(alone.values == dy.values)
    }
  }

  @Test(arguments: Activation.allCases)
  func extremeInputsHaveDefinedSlopes(_ activation: Activation) {
    let x = FloatBuffer([200, -200, 0, .greatestFiniteMagnitude, -1e30])
    let dy = FloatBuffer([1, 1, 1, 1, 1])
    let zeros = FloatBuffer(count: 5)
    Kernels.activationBackward(
      rows: 1, width: 5, zeros.base, activation, x.base, dy: dy.base, dbias: nil)
    #expect(dy.values.allSatisfy { $0.isFinite }, "\(dy.values)")
  }

  @Test(arguments: [1, 2, 7, 8, 9, 64, 129, 1000])
  func softmaxHasItsGradient(width: Int) {
    let p = inputs(3 * width, seed: UInt64(width))
    Kernels.softmax(rows: 3, columns: width, stride: width, p.base)
    let up = inputs(3 * width, seed: 12)
    let dp = FloatBuffer(up.values)
    Kernels.softmaxBackward(rows: 3, columns: width, stride: width, p.base, dp: dp.base)
    for row in 0..<3 {
      let mean = (0..<width).reduce(0) {
        $0 + Double(p[row * width + $1]) * Double(up[row * width + $1])
      }
      for index in row * width..<(row + 1) * width {
        let want = Double(p[index]) * (Double(up[index]) - mean)
        #expect(abs(Double(dp[index]) - want) <= Self.rowError)
      }
    }
  }

  /// y_i = gain_i x_i / sqrt(mean x^2 + eps), differentiated with respect to x_j.
  @Test(arguments: [1, 2, 7, 8, 9, 64, 129, 1000])
  func rmsNormHasItsGradient(width: Int) {
    let x = inputs(3 * width, seed: UInt64(width), deviation: 3)
    let (gain, up) = (inputs(width, seed: 5), inputs(3 * width, seed: 6))
    let y = FloatBuffer(count: x.count)
    let normal = FloatBuffer(count: x.count)
    let scale = FloatBuffer(count: 3)
    Kernels.rmsNorm(
      rows: 3, width: width, epsilon: 1e-6, x.base, gain: gain.base, into: y.base,
      normal: normal.base, scale: scale.base)
    let dx = FloatBuffer(count: x.count)
    let dgain = FloatBuffer(count: width)
    Kernels.rmsNormBackward(
      rows: 3, width: width, up.base, gain: gain.base, normal: normal.base, scale: scale.base,
      dx: dx.base, dgain: dgain.base)
    var gainSums = [Double](repeating: 0, count: width)
    for row in 0..<3 {
      let line = (row * width..<(row + 1) * width)
      let square = line.reduce(0) { $0 + Double(x[$1]) * Double(x[$1]) } / Double(width)
      let inverse = 1 / (square + 1e-6).squareRoot()
      let reach = line.reduce(0) {
        $0 + Double(up[$1]) * Double(gain[$1 % width]) * Double(x[$1])
      }
      for index in line {
        let direct = Double(up[index]) * Double(gain[index % width]) * inverse
        let want = direct - Double(x[index]) * reach * inverse * inverse * inverse / Double(width)
        #expect(abs(Double(dx[index]) - want) <= Self.rowError * max(1, inverse))
        gainSums[index % width] += Double(up[index]) * Double(x[index]) * inverse
      }
    }
    for (got, want) in zip(dgain.values, gainSums) {
      #expect(abs(Double(got) - want) <= Self.rowError)
    }
  }

  /// <R x, y> = <x, R^T y>.
  @Test func rotationsHaveTheirTransposes() {
    let half = 13
    var turns = Seed(3).stream("angles", ledger: nil)
    let angles = (0..<half).map { _ in 6 * turns.nextUnit() }
    let cosines = FloatBuffer(angles.map { Float(cos($0)) })
    let sines = FloatBuffer(angles.map { Float(sin($0)) })
    let (x, y) = (inputs(2 * half, seed: 1), inputs(2 * half, seed: 2))
    let (turned, back) = (FloatBuffer(x.values), FloatBuffer(y.values))
    Kernels.rotate(half: half, cosines: cosines.base, sines: sines.base, turned.base)
    Kernels.rotateBackward(half: half, cosines: cosines.base, sines: sines.base, back.base)
    let forth = Kernels.dot(2 * half, turned.base, y.base)
    #expect(abs(forth - Kernels.dot(2 * half, x.base, back.base)) < 1e-5)
    #expect(turned.values != x.values)
  }

  @Test func rowsAddUpWithTheirStride() {
    let x = FloatBuffer((0..<12).map { Float($0) })
    let y = FloatBuffer([100, 200])
    Kernels.sumRows(rows: 3, width: 2, stride: 4, x.base, into: y.base)
    #expect(y.values == [112, 215])
  }

  @Test func portableAndFastKernelsAgreeBitForBit() {
    func all() -> [[Float]] {
      let width = 77
      let (x, bias, gain) = (
        inputs(3 * width, seed: 1), inputs(width, seed: 2), inputs(width, seed: 3)
      )
      var results: [[Float]] = []
      for activation in Activation.allCases {
        let (dy, dbias) = (inputs(3 * width, seed: 4), FloatBuffer(count: width))
        Kernels.activationBackward(
          rows: 3, width: width, bias.base, activation, x.base, dy: dy.base, dbias: dbias.base)
        results += [dy.values, dbias.values]
      }
      let (normal, scale) = (inputs(3 * width, seed: 6), inputs(3, seed: 5))
      let (dx, dgain) = (FloatBuffer(count: x.count), FloatBuffer(count: width))
      Kernels.rmsNormBackward(
        rows: 3, width: width, x.base, gain: gain.base, normal: normal.base, scale: scale.base,
        dx: dx.base, dgain: dgain.base)
      let dp = inputs(3 * width, seed: 7)
      Kernels.softmaxBackward(rows: 3, columns: width, stride: width, x.base, dp: dp.base)
      return results + [dx.values, dgain.values, dp.values]
    }
    let fast = all()
    #expect(Kernels.withPortableKernels { all() } == fast)
  }
}
