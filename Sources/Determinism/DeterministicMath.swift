/// Elementary functions whose bits are the same on every machine.
///
/// The C library picks its `log` or `exp` by CPU and their last bits differ. These use only
/// additions, multiplications and divisions in a fixed order. Errors are at most 2 units in the
/// last place on the ranges tested.
public enum DeterministicMath {
  private static let ln2High = 0x1.62e42fefa38p-1
  private static let ln2Low = 0x1.ef35793c7673p-45

  /// The natural logarithm of a positive finite number; -infinity at zero.
  public static func log(_ value: Double) -> Double {
    precondition(value >= 0 && value.isFinite, "log wants a finite number of at least zero")
    guard value > 0 else { return -.infinity }
    var exponent = Double(value.exponent)
    var mantissa = value.significand
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    // log m = 2 artanh((m - 1) / (m + 1)); the series in f^2 < 0.0295 ends below 2^-60.
    let f = (mantissa - 1) / (mantissa + 1)
    let square = f * f
    var series = 0.0
    for denominator in stride(from: 25.0, through: 3, by: -2) {
      series = series * square + 1 / denominator
    }
    let tail = 2 * f * square * series
    return exponent * ln2High + (2 * f + (tail + exponent * ln2Low))
  }

  /// The exponential function; zero below -745, infinity above 709.78, NaN for NaN.
  public static func exp(_ value: Double) -> Double {
    if value.isNaN { return value }
    guard value > -745 else { return 0 }
    guard value < 709.7827128933840 else { return .infinity }
    let multiple = (value * 1.4426950408889634).rounded(.toNearestOrEven)
    let rest = (value - multiple * ln2High) - multiple * ln2Low
    var series = 1.0
    for factor in stride(from: 14.0, through: 1, by: -1) { series = 1 + series * rest / factor }
    let half = Int(multiple) / 2
    return series * powerOfTwo(half) * powerOfTwo(Int(multiple) - half)
  }

  /// `base` to the power of `exponent`, for a positive base.
  public static func pow(_ base: Double, _ exponent: Double) -> Double {
    precondition(base > 0, "pow wants a positive base")
    return exp(exponent * log(base))
  }

  /// Sine and cosine of `turns` full turns, for 0 <= turns < 1.
  public static func sineCosine(turns: Double) -> (sine: Double, cosine: Double) {
    precondition(turns >= 0 && turns < 1, "turns must lie in [0, 1)")
    let quarter = (turns * 4).rounded(.toNearestOrEven)
    let angle = (turns - quarter * 0.25) * 6.283185307179586
    let square = angle * angle
    var sine = 1.0
    for k in stride(from: 18.0, through: 2, by: -2) { sine = 1 - sine * square / (k * (k + 1)) }
    sine *= angle
    var cosine = 1.0
    for k in stride(from: 17.0, through: 1, by: -2) { cosine = 1 - cosine * square / (k * (k + 1)) }
    switch Int(quarter) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
