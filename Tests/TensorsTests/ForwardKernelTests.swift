import Determinism
import Foundation
import Tensors
import TestSupport
import Testing

/// The kernels of a transformer's forward pass.
struct ForwardKernelTests {
  /// Of float32 arithmetic over one row of at most 1,000 elements.
  private static let rowError = 2e-5
  /// Of one activation, relative to the larger of one and its input.
  private static let activationError = 4e-7

  private func inputs(_ count: Int, seed: UInt64, deviation: Double) -> FloatBuffer {
    var stream = Seed(seed).stream("kernels", ledger: nil)
    return FloatBuffer(stream.normals(count, deviation: deviation))
  }

  private func definition(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .identity: x
    case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
    case .geluTanh:
      0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .relu: max(0, x)
    case .silu: x / (1 + exp(-x))
    case .tanh: tanh(x)
    }
  }

  @Test(arguments: Activation.allCases)
  func biasedActivationsFollowTheirDefinition(_ activation: Activation) {
    for width in [1, 5, 8, 67, 1000] {
      let x = inputs(7 * width, seed: UInt64(width), deviation: 4)
      let bias = inputs(width, seed: 9, deviation: 1)
      let y = FloatBuffer(x.values)
      Kernels.addBias(rows: 7, width: width, bias.base, then: activation, y.base)
      for index in 0..<x.count {
        let sum = Double(x[index] + bias[index % width])
        let want = definition(activation, sum)
        #expect(abs(Double(y[index]) - want) <= Self.activationError * max(1, abs(sum)))
      }
    }
  }

  @Test(arguments: Activation.allCases)
  func extremeInputsOfActivationsStayDefined(_ activation: Activation) {
    let x = FloatBuffer([200, -200, 0, .greatestFiniteMagnitude, -1e30])
    let zeros = FloatBuffer(count: 5)
    Kernels.addBias(rows: 1, width: 5, zeros.base, then: activation, x.base)
    #expect(x.values.allSatisfy { !$0.isNaN })
    #expect(x[2] == 0)
  }

  @Test(arguments: [1, 2, 7, 8, 9, 64, 129, 1000])
  func rmsNormFollowsItsDefinition(width: Int) {
    let x = inputs(3 * width, seed: UInt64(width), deviation: 3)
    let gain = inputs(width, seed: 5, deviation: 1)
    let y = FloatBuffer(count: x.count)
    Kernels.rmsNorm(rows: 3, width: width, epsilon: 1e-6, x.base, gain: gain.base, into: y.base)
    for row in 0..<3 {
      let line = x.values(row * width..<(row + 1) * width).map(Double.init)
      let mean = line.reduce(0) { $0 + $1 * $1 } / Double(width)
      for column in 0..<width {
        let want = line[column] / (mean + 1e-6).squareRoot() * Double(gain[column])
        #expect(abs(Double(y[row * width + column]) - want) <= Self.rowError * max(1, abs(want)))
      }
    }
  }

  @Test func rotationsTurnPairsAndKeepTheirLength() {
    let half = 13
    let x = inputs(2 * half, seed: 1, deviation: 2)
    let y = FloatBuffer(x.values)
    let angles = (0..<half).map { Double($0) * 0.7 }
    let (c, s) = (
      FloatBuffer(angles.map { Float(cos($0)) }), FloatBuffer(angles.map { Float(sin($0)) })
    )
    Kernels.rotate(half: half, cosines: c.base, sines: s.base, y.base)
    for pair in 0..<half {
      let (a, b) = (Double(x[pair]), Double(x[half + pair]))
      #expect(
        abs(Double(y[pair]) - (a * cos(angles[pair]) - b * sin(angles[pair]))) < Self.rowError)
      let length = hypot(Double(y[pair]), Double(y[half + pair]))
      #expect(abs(length - hypot(a, b)) < Self.rowError)
    }
  }

  @Test func biasesAreAddedBeforeScaling() {
    let y = FloatBuffer(count: 3)
    let (x, bias) = (FloatBuffer([1, 2, 3]), FloatBuffer([10, 20, 30]))
    Kernels.addBias(3, bias.base, to: x.base, scaledBy: 0.5, into: y.base)
    #expect(y.values == [5.5, 11, 16.5])
  }

  /// The kernels without AVX2 and FMA instructions must give the same bits.
  @Test func portableAndFastKernelsAgreeBitForBit() {
    withEvery("seed", in: 0..<20) { seed in
      let width = 1 + Int(seed) * 13
      let x = inputs(3 * width, seed: seed, deviation: 4)
      let bias = inputs(width, seed: seed + 100, deviation: 1)
      func results() -> [[UInt32]] {
        var all: [[UInt32]] = []
        for activation in Activation.allCases {
          let y = FloatBuffer(x.values)
          Kernels.addBias(rows: 3, width: width, bias.base, then: activation, y.base)
          all.append(y.values.map(\.bitPattern))
        }
        let y = FloatBuffer(count: 3 * width)
        Kernels.rmsNorm(
          rows: 3, width: width, epsilon: 1e-5, x.base, gain: bias.base, into: y.base)
        Kernels.softmax(rows: 3, columns: width, stride: width, y.base)
        return all + [y.values.map(\.bitPattern)]
      }
      let fast = results()
      try #require(Kernels.withPortableKernels { results() } == fast)
    }
  }
}
