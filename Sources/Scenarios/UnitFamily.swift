/// Units that measure the same thing, as multiples of one base unit.
struct UnitFamily {
  /// One unit: its symbol and how many base units it stands for.
  struct Unit {
    let symbol: String
    let factor: UInt64
  }

  /// What is measured, with its article: `a data rate`.
  let noun: String
  /// A well-formed example, for messages.
  let example: String
  /// All units, smallest first; the first is the base unit.
  let units: [Unit]
  /// Second spellings, which are read and never written.
  let spellings: [String: String]

  private init(
    _ noun: String, example: String, _ units: [(String, UInt64)],
    spellings: [String: String] = [:]
  ) {
    self.noun = noun
    self.example = example
    self.units = units.map { Unit(symbol: $0.0, factor: $0.1) }.sorted { $0.factor < $1.factor }
    self.spellings = spellings
  }

  /// Bits a second.
  static let dataRate = UnitFamily(
    "a data rate", example: "20 Mbit/s",
    [("bit/s", 1), ("kbit/s", kilo), ("Mbit/s", mega), ("Gbit/s", giga), ("Tbit/s", tera)])

  /// Nanoseconds.
  static let duration = UnitFamily(
    "a duration", example: "35 ms", [("ns", 1), ("us", kilo), ("ms", mega), ("s", giga)],
    spellings: ["\u{B5}s": "us", "\u{3BC}s": "us"])

  /// Bytes.
  static let size = UnitFamily(
    "a size", example: "8 GiB",
    [
      ("B", 1), ("kB", kilo), ("MB", mega), ("GB", giga), ("TB", tera),
      ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
    ])

  /// Bytes a second.
  static let bandwidth = UnitFamily(
    "a memory bandwidth", example: "600 GB/s",
    [
      ("B/s", 1), ("kB/s", kilo), ("MB/s", mega), ("GB/s", giga), ("TB/s", tera),
      ("KiB/s", 1 << 10), ("MiB/s", 1 << 20), ("GiB/s", 1 << 30), ("TiB/s", 1 << 40),
    ])

  /// Floating-point operations a second.
  static let speed = UnitFamily(
    "a speed", example: "1.2 TFLOP/s",
    [
      ("FLOP/s", 1), ("kFLOP/s", kilo), ("MFLOP/s", mega), ("GFLOP/s", giga), ("TFLOP/s", tera),
      ("PFLOP/s", 1_000 * tera),
    ])

  private static let kilo: UInt64 = 1_000
  private static let mega: UInt64 = 1_000_000
  private static let giga: UInt64 = 1_000_000_000
  private static let tera: UInt64 = 1_000_000_000_000

  /// All symbols, smallest unit first.
  var symbols: [String] { units.map(\.symbol) }

  /// Reads `20 Mbit/s` into whole base units within `range`.
  func parse(
    _ text: String, in range: ClosedRange<UInt64>
  ) throws(ScenarioProblem.Code) -> UInt64 {
    guard let (number, rest) = DecimalNumber.reading(text[...]) else {
      throw .wrongType(expected: "\(noun) such as '\(example)'", found: .text(text))
    }
    let symbol = String(rest.drop { $0 == " " })
    guard !symbol.isEmpty else { throw .missingUnit(accepted: symbols) }
    guard let unit = units.first(where: { $0.symbol == spellings[symbol] ?? symbol }) else {
      throw .wrongUnit(found: symbol, accepted: symbols)
    }
    let outside = ScenarioProblem.Code.outOfRange(range: words(for: range), found: text)
    guard !number.isBelowZero else { throw outside }
    switch number.whole(times: unit.factor) {
    case .success(let value):
      guard range.contains(value) else { throw outside }
      return value
    case .failure(.overflow): throw outside
    case .failure(.fraction): throw .fractional(found: text, smallest: canonical(1))
    }
  }

  /// The range in words, in canonical units.
  func words(for range: ClosedRange<UInt64>) -> String {
    "from \(canonical(range.lowerBound)) to \(canonical(range.upperBound))"
  }

  /// The shortest exact text: the largest unit of which `value` is a whole multiple.
  func canonical(_ value: UInt64) -> String {
    let unit = units.last { value > 0 && value % $0.factor == 0 } ?? units[0]
    return "\(value / unit.factor) \(unit.symbol)"
  }

  /// A regular expression for the JSON Schema.
  var pattern: String {
    let all = (symbols + spellings.keys.sorted()).joined(separator: "|")
    return "^\(UnitFamily.numberPattern) *(\(all))$"
  }

  /// A regular expression for a number without a sign.
  static let numberPattern = #"[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?"#
}
