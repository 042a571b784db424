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
  }

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
        original: try parameters.number(
          "original_max_position_embeddings", in: 1...1e9, standard: Double(maxLength)))
    default:
      throw parameters.unsupported(
        "rope_type", value: name, known: ["default", "dynamic", "linear", "llama3"])
    }
  }

  /// A text that names all numbers.
  var signature: String {
    switch kind {
    case .standard: "standard \(base.bitPattern)"
    case .linear(let factor): "linear \(base.bitPattern) \(factor.bitPattern)"
    case .llama3(let factor, let low, let high, let original):
      "llama3 \(base.bitPattern) \(factor.bitPattern) \(low.bitPattern) \(high.bitPattern) "
        + "\(original.bitPattern)"
    }
  }

  /// Radians a position for each pair of a head.
  ///
  /// Rounded to float32 where PyTorch rounds: a frequency's error is multiplied by the position.
  func frequencies(headWidth: Int) -> [Float] {
    (0..<headWidth / 2).map { pair in
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
      }
    }
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
    for position in 0..<length {
      for (pair, frequency) in frequencies.enumerated() {
        let turns = Double(Float(position) * frequency) / 6.283185307179586
        let (sine, cosine) = DeterministicMath.sineCosine(turns: turns - turns.rounded(.down))
        sineValues.base[position * half + pair] = Float(sine)
        cosineValues.base[position * half + pair] = Float(cosine)
      }
    }
  }

  func cosines(_ position: Int) -> UnsafeMutablePointer<Float> {
    cosineValues.base + position * half
  }
  func sines(_ position: Int) -> UnsafeMutablePointer<Float> { sineValues.base + position * half }
}
