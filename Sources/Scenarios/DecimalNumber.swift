/// A decimal number as written, without rounding: `digits` x 10^`exponent`.
///
/// Quantities must become whole nanoseconds, bits or bytes, so they never pass through a Double.
struct DecimalNumber: Equatable {
  /// Significant digits without trailing zeros, as one whole number.
  private(set) var digits: UInt64
  /// Power of ten.
  private(set) var exponent: Int
  /// Whether a minus sign stands in front.
  private(set) var isNegative: Bool

  /// Reads a number from the front of `text`: `12`, `1.5`, `2e-3`, `-1`.
  ///
  /// Returns the number and what follows it, or nil when `text` does not begin with a number or the
  /// number has more than 19 significant digits or an exponent beyond 10,000.
  static func reading(_ text: Substring) -> (number: DecimalNumber, rest: Substring)? {
    var rest = text.utf8
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    var digits: UInt64 = 0
    var exponent = 0
    // Leading zeros and trailing zeros are not significant: zeros wait until a digit follows.
    var zeros = 0
    func append(_ digit: UInt64, to value: UInt64) -> UInt64? {
      let (product, tooBig) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.addingReportingOverflow(digit)
      return tooBig || overflow ? nil : sum
    }
    func readDigits(fraction: Bool) -> Bool? {
      var any = false
      while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        any = true
        rest = rest.dropFirst()
        if fraction { exponent -= 1 }
        let digit = UInt64(byte - UInt8(ascii: "0"))
        guard digit > 0 else {
          if digits > 0 { zeros += 1 }
          continue
        }
        for _ in 0..<zeros {
          guard let longer = append(0, to: digits) else { return nil }
          digits = longer
        }
        zeros = 0
        guard let longer = append(digit, to: digits) else { return nil }
        digits = longer
      }
      return any
    }
    guard readDigits(fraction: false) == true else { return nil }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard readDigits(fraction: true) == true else { return nil }
    }
    exponent += zeros
    guard let shift = readExponent(&rest) else { return nil }
    exponent = digits == 0 ? 0 : exponent + shift
    let number = DecimalNumber(digits: digits, exponent: exponent, isNegative: isNegative)
    return (number, Substring(rest))
  }

  /// Reads `e-3` and the like; an `e` without digits is left for the unit.
  private static func readExponent(_ rest: inout Substring.UTF8View) -> Int? {
    guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else { return 0 }
    var ahead = rest.dropFirst()
    let isNegative = ahead.first == UInt8(ascii: "-")
    if isNegative || ahead.first == UInt8(ascii: "+") { ahead = ahead.dropFirst() }
    var value = 0
    var any = false
    while let byte = ahead.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      any = true
      ahead = ahead.dropFirst()
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      guard value <= 10_000 else { return nil }
    }
    guard any else { return 0 }
    rest = ahead
    return isNegative ? -value : value
  }

  /// Whether the number is below zero; minus zero is zero.
  var isBelowZero: Bool { isNegative && digits > 0 }

  /// The nearest Double, correctly rounded, after moving the decimal point by `shift` places.
  func double(shiftedBy shift: Int = 0) -> Double {
    let text = "\(isBelowZero ? "-" : "")\(digits)e\(exponent + shift)"
    return Double(text) ?? .infinity
  }

  /// Why a number is not a whole multiple of a unit.
  enum WholeFailure: Error { case overflow, fraction }

  /// The number times `factor` as a whole number, exactly, or the reason why it is none.
  func whole(times factor: UInt64) -> Result<UInt64, WholeFailure> {
    precondition(!isBelowZero, "negative numbers must be rejected before")
    guard digits > 0 else { return .success(0) }
    var product = UInt128(digits) * UInt128(factor)
    var power = exponent
    while power > 0 {
      product *= 10
      power -= 1
      guard product <= UInt128(UInt64.max) else { return .failure(.overflow) }
    }
    while power < 0 {
      let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { return .failure(.fraction) }
      product = quotient
      power += 1
    }
    guard product <= UInt128(UInt64.max) else { return .failure(.overflow) }
    return .success(UInt64(product))
  }
}
