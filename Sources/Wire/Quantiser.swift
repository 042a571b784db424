/// Symmetric quantisation of groups of numbers to whole numbers from -`limit` to `limit`
/// (Jacob et al., arXiv 1712.05877, equation 1 with zero point 0), rounded to nearest even.
///
/// A number comes back within half a scale. A group that holds anything but finite numbers comes
/// back as none at all, so that trouble shows instead of being cut off.
struct Quantiser {
  /// Greatest code.
  let limit: Float

  /// The scale of a group: the greatest magnitude over `limit`, or NaN.
  func scale(of group: ArraySlice<Float>) -> Float {
    var greatest: Float = 0
    for value in group {
      guard value.isFinite else { return .nan }
      greatest = max(greatest, value.magnitude)
    }
    let scale = greatest / limit
    // Among the smallest numbers a quotient is rounded by as much as itself.
    return scale * limit < greatest ? scale.nextUp : scale
  }

  /// The code of a number; 0 where the scale is none.
  func code(of value: Float, scale: Float) -> Int8 {
    guard scale > 0 else { return 0 }
    return Int8(min(limit, max(-limit, (value / scale).rounded(.toNearestOrEven))))
  }

  /// The number that a code stands for.
  func value(of code: Int8, scale: Float) -> Float {
    let value = Float(code) * scale
    // The greatest float's scale may be rounded up.
    guard value.isInfinite, scale.isFinite else { return value }
    return Float(sign: value.sign, exponentBitPattern: 0xFE, significandBitPattern: 0x7F_FFFF)
  }
}
