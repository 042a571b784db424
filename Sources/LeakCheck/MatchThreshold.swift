/// What makes a match more than an accident.
///
/// Two independent readings must agree. If the trace is noise with the byte frequencies that it
/// has, a stretch of length m equals a given secret with the probability 2^-(surprise of its
/// bytes); over all pairs of places fewer than 4e-7 accidents are expected. And the secret itself
/// must be varied: 32 bits of surprise under its own frequencies.
struct MatchThreshold: Sendable {
  /// Accidents expected over a whole trace for text and tokens, at most.
  ///
  /// With three times `labelChance` and the attacks' `Judge.alarmLevel` that is less than 1e-6.
  static let expectedAccidents = 4e-7
  /// Probability of an accident over a whole trace for labels, at most.
  static let labelChance = 1e-9
  /// Least surprise of the secret, under its own frequencies.
  static let leastSecretBits = 32.0
  /// Readings that begin at each byte, rounded up: three streams (all bytes, contents, one field)
  /// of bytes, labels of a byte, digits, decimals, and eight codecs in both byte orders.
  ///
  /// Stretches of base64 and hexadecimal are met in noise less than once in 10^8 bytes.
  static let readings = 64.0

  /// Bits that a match of text or tokens must carry.
  let bits: Double
  /// Bits that a match of labels must carry.
  let labelBits: Double
  /// Surprise of each byte under the trace's own frequencies.
  let byteSurprise: [Double]

  /// Derives the thresholds from the trace's `histogram` and the number of `seeds` and `labels`.
  ///
  /// `leniency` multiplies the accidents that are allowed.
  init(histogram: [UInt64], seeds: Int, labels: Int, leniency: Double) {
    precondition(leniency > 0, "some accident must be possible")
    precondition(histogram.count == 256, "a histogram of bytes has 256 entries")
    let total = Double(max(1, histogram.reduce(0, +)))
    let places = Statistics.logTwo(total * Self.readings)
    bits =
      places + Statistics.logTwo(Double(max(1, seeds)))
      - Statistics.logTwo(Self.expectedAccidents * leniency)
    labelBits =
      places + Statistics.logTwo(Double(max(1, labels)))
      - Statistics.logTwo(Self.labelChance * leniency)
    // No byte counts as rarer than in uniform noise.
    byteSurprise = histogram.map { count in
      min(8, -Statistics.logTwo(max(1 / 256, Double(count) / total)))
    }
  }
}
