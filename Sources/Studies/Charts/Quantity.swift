internal import Determinism

/// Numbers with units as people read them.
package enum Quantity {
  /// `value` in a fitting multiple of `unit`, with three significant digits.
  package static func text(_ value: Double?, _ unit: String) -> String {
    guard let value else { return "–" }
    guard value.isFinite else { return "–" }
    let size = abs(value)
    switch unit {
    case "s":
      if size == 0 { return "0 s" }
      if size < 1e-3 { return short(value * 1e6) + " µs" }
      if size < 1 { return short(value * 1e3) + " ms" }
      if size < 120 { return short(value) + " s" }
      if size < 7_200 { return short(value / 60) + " min" }
      if size < 172_800 { return short(value / 3_600) + " h" }
      return short(value / 86_400) + " d"
    case "share": return short(value * 100) + " %"
    case "": return size >= 10_000 ? scaled(value, "") : short(value)
    default: return scaled(value, unit)
    }
  }

  private static func scaled(_ value: Double, _ unit: String) -> String {
    let prefixes = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
    for (factor, prefix) in prefixes where abs(value) >= factor * 0.9995 {
      return short(value / factor) + (unit.isEmpty ? " \(prefix)" : " \(prefix)\(unit)")
    }
    return unit.isEmpty ? short(value) : "\(short(value)) \(unit)"
  }

  /// Three significant digits, whole numbers up to four digits as they are.
  static func short(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 10_000 { return "\(Int(value))" }
    guard abs(value) >= 1e-9, abs(value) < 1e15 else { return value == 0 ? "0" : "\(value)" }
    var (digits, exponent) = (abs(value), 0)
    while digits < 99.95 { (digits, exponent) = (digits * 10, exponent - 1) }
    while digits >= 999.5 { (digits, exponent) = (digits / 10, exponent + 1) }
    var whole = Int(digits.rounded())
    while whole % 10 == 0, exponent < 0 { (whole, exponent) = (whole / 10, exponent + 1) }
    let sign = value < 0 ? "-" : ""
    if exponent >= 0 { return sign + "\(whole)" + String(repeating: "0", count: exponent) }
    let places = -exponent
    let text = "\(whole)"
    let padded = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
    return sign + "\(padded.dropLast(places)).\(padded.suffix(places))"
  }

  /// A coordinate: two decimals, the same text on every machine.
  static func coordinate(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(whole)" }
    return rest % 10 == 0
      ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// A scale from numbers to places along a side of a chart.
struct ChartScale {
  /// How numbers lie.
  enum Kind { case linear, log }

  let kind: Kind
  let low: Double
  let high: Double
  let unit: String

  /// A scale that holds all `values`; on a linear one from zero where that is near.
  init(_ values: [Double], kind: Kind, unit: String, fromZero: Bool = true) {
    var low = values.min() ?? 0
    var high = values.max() ?? 1
    self.unit = unit
    if kind == .log, low > 0 {
      self.kind = .log
      if low == high { (low, high) = (low / 2, high * 2) }
    } else {
      self.kind = .linear
      if fromZero, low > 0 { low = 0 }
      if low == high { high = low + (low == 0 ? 1 : abs(low)) }
    }
    (self.low, self.high) = (low, high)
  }

  /// The share of the way from the low end to the high one.
  func share(_ value: Double) -> Double {
    switch kind {
    case .linear: return (value - low) / (high - low)
    case .log:
      guard value > 0 else { return 0 }
      let start = DeterministicMath.log(low)
      return (DeterministicMath.log(value) - start) / (DeterministicMath.log(high) - start)
    }
  }

  /// Round numbers between the ends.
  var ticks: [Double] {
    kind == .log ? logTicks : linearTicks
  }

  private var linearTicks: [Double] {
    let rough = (high - low) / 5
    var step = 1.0
    while step > rough { step /= 10 }
    while step * 10 <= rough { step *= 10 }
    if step * 5 <= rough { step *= 5 } else if step * 2 <= rough { step *= 2 }
    let first = (low / step).rounded(.up)
    return (0...12).map { (first + Double($0)) * step }.filter { $0 <= high + step * 1e-9 }
  }

  private var logTicks: [Double] {
    var decade = 1.0
    while decade > low { decade /= 10 }
    while decade * 10 <= low { decade *= 10 }
    var ticks: [Double] = []
    while decade <= high, ticks.count < 60 {
      ticks += [1, 2, 5].map { decade * $0 }.filter { $0 >= low * 0.999 && $0 <= high * 1.001 }
      decade *= 10
    }
    if ticks.count > 7 {
      let tens = ticks.filter { tick in
        let exponent = DeterministicMath.log(tick) / DeterministicMath.log(10)
        return abs(exponent - exponent.rounded()) < 1e-6
      }
      if tens.count >= 2 { ticks = tens }
    }
    if ticks.count > 7 {
      let every = (ticks.count + 5) / 6
      ticks = ticks.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    }
    return ticks.count >= 2 ? ticks : [low, high]
  }
}
