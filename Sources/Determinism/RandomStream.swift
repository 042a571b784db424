/// A named, counter-based stream of random numbers.
///
/// Every draw is reported to the run's ledger, so that two runs can be compared draw by draw.
/// `RandomNumberGenerator` is left out on purpose: the standard library's algorithms over it may
/// change their draws between releases.
public struct RandomStream {
  /// The name under which the stream was derived.
  public let name: String

  private let key: SIMD2<UInt32>
  private let upper: SIMD2<UInt32>
  private let ledger: Ledger?
  private let ledgerName: UInt32
  private var counter: UInt64 = 0
  private var spare: UInt64?
  private var spareNormal: Double?

  /// Derives the stream `name` of `seed`.
  public init(seed: Seed, name: String, ledger: Ledger?) {
    let derivation = DigestBuilder()
    derivation.update("sidelight.stream.v1")
    derivation.update(seed.value)
    derivation.update(name)
    let digest = derivation.digest
    self.name = name
    self.key = SIMD2(
      UInt32(truncatingIfNeeded: digest.low), UInt32(truncatingIfNeeded: digest.low >> 32))
    self.upper = SIMD2(
      UInt32(truncatingIfNeeded: digest.high), UInt32(truncatingIfNeeded: digest.high >> 32))
    self.ledger = ledger
    self.ledgerName = ledger?.identifier(of: name) ?? 0
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let value = rawNext()
    ledger?.recordDraw(stream: ledgerName, value: value)
    return value
  }

  private mutating func rawNext() -> UInt64 {
    if let value = spare {
      spare = nil
      return value
    }
    let block = Philox.block(
      key: key,
      counter: SIMD4(
        UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
        upper[0], upper[1]))
    counter += 1
    spare = UInt64(block[3]) << 32 | UInt64(block[2])
    return UInt64(block[1]) << 32 | UInt64(block[0])
  }

  /// A number in [0, 1), a multiple of 2^-53.
  public mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in 0..<`bound`, in exactly one draw.
  ///
  /// The multiply-high map is biased by less than `bound` / 2^64, which no run can notice; one draw
  /// a number keeps the count of draws free of values.
  public mutating func next(below bound: Int) -> Int {
    precondition(bound > 0, "the bound of a draw must be positive")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A standard normal number (Box and Muller, 1958), two draws for every two numbers.
  public mutating func nextNormal() -> Double {
    if let value = spareNormal {
      spareNormal = nil
      return value
    }
    let radius = (-2 * DeterministicMath.log(1 - nextUnit())).squareRoot()
    let (sine, cosine) = DeterministicMath.sineCosine(turns: nextUnit())
    spareNormal = radius * sine
    return radius * cosine
  }

  /// `count` normal numbers of mean zero and the given standard deviation.
  public mutating func normals(_ count: Int, deviation: Double) -> [Float] {
    (0..<count).map { _ in Float(nextNormal() * deviation) }
  }

  /// `count` random bytes.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    while result.count < count {
      let word = next()
      for shift in stride(from: 0, to: 64, by: 8) where result.count < count {
        result.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return result
  }

  /// A random order of 0..<`count` (Fisher and Yates), `count` - 1 draws.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, next(below: last + 1))
    }
    return order
  }
}
