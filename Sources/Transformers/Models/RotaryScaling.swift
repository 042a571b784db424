internal import Determinism
internal import Tensors

/// How rotary positions (Su et al., 2021) derive their frequencies.
struct RotaryScaling: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// The published frequencies. `dynamic` scaling is this, too, as far as positions go.
    case standard
    /// All frequencies divided by a factor.
    case linear(factor: Double)
    /// LLaMA 3.1: low frequencies divided by a factor, with a smooth transition.
    case llama3(factor: Double, low: Double, high: Double, original: Double)
    /// YaRN (Peng et al., 2023): the same by pairs, from pair `first` to pair `last`; cosines and
    /// sines times `gain`.
    case yarn(factor: Double, fast: Double, slow: Double, original: Double, truncates: Bool)
  }

  /// Multiplies cosines and sines.
  var gain = 1.0
  var base: Double
  var kind: Kind

  /// Reads `rope_parameters`, or the older `rope_theta` and `rope_scaling`.
  init(_ settings: ModelSettings, maxLength: Int) throws(ModelError) {
    let theta = try settings.number("rope_theta", in: 1...1e15, standard: 10_000)
    // Hugging Face lets the older name win where both stand.
    var parameters = try settings.object("rope_scaling")
    if parameters == nil { parameters = try settings.object("rope_parameters") }
    guard let parameters else {
      base = theta
      kind = .standard
      return
    }
    base = try parameters.number("rope_theta", in: 1...1e15, standard: theta)
    // Some folders keep the length of the pretraining outside, and then that one counts.
    let original = try settings.number(
      "original_max_position_embeddings", in: 1...1e9,
      standard: try parameters.number(
        "original_max_position_embeddings", in: 1...1e9, standard: Double(maxLength)))
    let older = try parameters.text("type", standard: "default")
    let name = try parameters.text("rope_type", standard: older)
    if try parameters.number("partial_rotary_factor", in: 0...1, standard: 1) != 1 {
      throw parameters.unsupported("partial_rotary_factor", value: "below 1", known: ["1"])
    }
    switch name {
    case "default", "dynamic": kind = .standard
    case "linear":
      kind = .linear(factor: try parameters.number("factor", in: 1e-6...1e6))
    case "llama3":
      let low = try parameters.number("low_freq_factor", in: 1e-6...1e6)
      let high = try parameters.number("high_freq_factor", in: 1e-6...1e6)
      guard low < high else { throw parameters.fault("high_freq_factor", "above low_freq_factor") }
      kind = .llama3(
        factor: try parameters.number("factor", in: 1e-6...1e6), low: low, high: high,
        original: original)
    case "yarn":
      (kind, gain) = try Self.yarn(parameters, original: original, maxLength: maxLength)
    default:
      throw parameters.unsupported(
        "rope_type", value: name, known: ["default", "dynamic", "linear", "llama3", "yarn"])
    }
  }

  /// YaRN's settings and its gain, which Hugging Face derives from the factor where none is given.
  private static func yarn(
    _ parameters: ModelSettings, original: Double, maxLength: Int
  ) throws(ModelError) -> (Kind, gain: Double) {
    let factor = try parameters.number(
      "factor", in: 1e-6...1e6, standard: Double(maxLength) / original)
    func scale(_ weight: Double) -> Double {
      factor <= 1 ? 1 : 0.1 * weight * DeterministicMath.log(factor) + 1
    }
    // Zero stands for the usual number, too.
    func turns(_ name: String, _ standard: Double) throws(ModelError) -> Double {
      let value = try parameters.number(name, in: 0...1e6, standard: standard)
      return value == 0 ? standard : value
    }
    let (up, down) = (
      try parameters.number("mscale", in: 0...1e6, standard: 0),
      try parameters.number("mscale_all_dim", in: 0...1e6, standard: 0)
    )
    let derived = up != 0 && down != 0 ? scale(up) / scale(down) : scale(1)
    return (
      .yarn(
        factor: factor, fast: try turns("beta_fast", 32), slow: try turns("beta_slow", 1),
        original: original,
        truncates: try parameters.flag("truncate", standard: true)),
      try parameters.number("attention_factor", in: 1e-6...1e6, standard: derived)
    )
  }

  /// A text that names all numbers.
  var signature: String {
    switch kind {
    case .standard: "standard \(base.bitPattern)"
    case .linear(let factor): "linear \(base.bitPattern) \(factor.bitPattern)"
    case .llama3(let factor, let low, let high, let original):
      "llama3 \(base.bitPattern) \(factor.bitPattern) \(low.bitPattern) \(high.bitPattern) "
        + "\(original.bitPattern)"
    case .yarn(let factor, let fast, let slow, let original, let truncates):
      "yarn \(base.bitPattern) \(gain.bitPattern) \(factor.bitPattern) \(fast.bitPattern) "
        + "\(slow.bitPattern) \(original.bitPattern) \(truncates)"
    }
  }

  /// Radians a position for each pair of a head.
  ///
  /// Rounded to float32 where PyTorch rounds: a frequency's error is multiplied by the position.
  func frequencies(headWidth: Int) -> [Float] {
    let ramp = yarnRamp(headWidth: headWidth)
    return (0..<headWidth / 2).map { pair in
      let exponent = Float(2 * pair) / Float(headWidth)
      let plain = 1 / Float(DeterministicMath.pow(base, Double(exponent)))
      switch kind {
      case .standard: return plain
      case .linear(let factor): return plain / Float(factor)
      case .llama3(let factor, let low, let high, let original):
        let wavelength = Float(6.283185307179586) / plain
        if wavelength > Float(original / low) { return plain / Float(factor) }
        if wavelength < Float(original / high) { return plain }
        let smooth = (Float(original) / wavelength - Float(low)) / Float(high - low)
        return (1 - smooth) * plain / Float(factor) + smooth * plain
      case .yarn(let factor, _, _, _, _):
        let share = 1 - min(1, max(0, (Float(pair) - ramp.first) / (ramp.last - ramp.first)))
        return plain / Float(factor) * (1 - share) + plain * share
      }
    }
  }

  /// The pairs between which YaRN goes over from the plain frequencies to the divided ones.
  private func yarnRamp(headWidth: Int) -> (first: Float, last: Float) {
    guard case .yarn(_, let fast, let slow, let original, let truncates) = kind else {
      return (0, 1)
    }
    func pair(turns: Double) -> Double {
      Double(headWidth) * DeterministicMath.log(original / (turns * 6.283185307179586))
        / (2 * DeterministicMath.log(base))
    }
    var (first, last) = (pair(turns: fast), pair(turns: slow))
    if truncates { (first, last) = (first.rounded(.down), last.rounded(.up)) }
    (first, last) = (max(first, 0), min(last, Double(headWidth - 1)))
    // Two equal ends would divide by zero.
    return (Float(first), Float(first == last ? last + 0.001 : last))
  }
}

/// Cosines and sines of the rotations of the first positions.
struct RotaryTable {
  let half: Int
  private let cosineValues: FloatBuffer  // [T, half]
  private let sineValues: FloatBuffer  // [T, half]

  init(_ scaling: RotaryScaling, headWidth: Int, length: Int) {
    half = headWidth / 2
    cosineValues = FloatBuffer(count: length * half)
    sineValues = FloatBuffer(count: length * half)
    let frequencies = scaling.frequencies(headWidth: headWidth)
    let gain = Float(scaling.gain)
    for position in 0..<length {
      for (pair, frequency) in frequencies.enumerated() {
        let turns = Double(Float(position) * frequency) / 6.283185307179586
        let (sine, cosine) = DeterministicMath.sineCosine(turns: turns - turns.rounded(.down))
        sineValues.base[position * half + pair] = Float(sine) * gain
        cosineValues.base[position * half + pair] = Float(cosine) * gain
      }
    }
  }

  func cosines(_ position: Int) -> UnsafeMutablePointer<Float> {
    cosineValues.base + position * half
  }
  func sines(_ position: Int) -> UnsafeMutablePointer<Float> { sineValues.base + position * half }
}
