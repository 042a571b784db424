/// A stretch of the trace that reads as numbers, one behind the other.
struct NumberRun {
  /// The numbers.
  var numbers: [Int32]
  /// Where each number begins, and where the last one ends, in the window.
  var starts: Starts
  /// The codec's name.
  var codec: String

  /// Positions of the numbers.
  enum Starts {
    /// Numbers of equal width.
    case regular(first: Int, width: Int)
    /// Numbers of any width; one more entry than numbers.
    case explicit([Int])
  }

  /// The bytes of the window that hold some of the numbers.
  func bytes(_ range: Range<Int>) -> Range<Int> {
    switch starts {
    case .regular(let first, let width):
      first + range.lowerBound * width..<first + range.upperBound * width
    case .explicit(let starts): starts[range.lowerBound]..<starts[range.upperBound]
    }
  }
}

/// Finds the runs of numbers in bytes.
enum NumberRuns {
  /// Calls `body` with every run of at least `least` numbers in `range` that `codec` reads.
  ///
  /// Only every `least`th number is tested at first: a run of that length holds one of them.
  static func find<Codec: NumberCodec>(
    _ codec: Codec.Type, in window: UnsafeBufferPointer<UInt8>, range: ClosedRange<Int32>,
    least: Int, _ body: (NumberRun) -> Void
  ) {
    guard let base = window.baseAddress, least > 0 else { return }
    let width = Codec.width
    for phase in 0..<width where window.count >= phase + width * least {
      let start = UnsafeRawPointer(base + phase)
      let count = (window.count - phase) / width
      func number(_ index: Int) -> Int32 {
        Codec.decode(start + index * width)
      }
      func isInside(_ index: Int) -> Bool {
        let value = number(index)
        return value >= range.lowerBound && value <= range.upperBound && value != noNumber
      }
      var probe = least - 1
      while probe < count {
        guard isInside(probe) else {
          probe += least
          continue
        }
        var low = probe
        // What lies further left was seen before, or fails: runs found earlier end before it.
        while low > 0, isInside(low - 1) { low -= 1 }
        var high = probe + 1
        while high < count, isInside(high) { high += 1 }
        if high - low >= least {
          body(
            NumberRun(
              numbers: (low..<high).map(number),
              starts: .regular(first: phase + low * width, width: width), codec: Codec.name))
        }
        probe = high + least
      }
    }
  }

  /// Calls `body` with every run of decimal numbers, separated by commas, blanks and the like.
  static func findDecimal(
    in window: UnsafeBufferPointer<UInt8>, limit: Int32, least: Int, _ body: (NumberRun) -> Void
  ) {
    // A number and its separator are two characters at least.
    findStretches(in: window, least: 2 * least - 1, isInside: isDecimalCharacter) { stretch in
      var numbers: [Int32] = []
      var starts: [Int] = []
      var position = stretch.lowerBound
      func flush() {
        if numbers.count >= least {
          body(
            NumberRun(
              numbers: numbers, starts: .explicit(starts + [position]), codec: "decimal ASCII"))
        }
        numbers = []
        starts = []
      }
      while position < stretch.upperBound {
        let begin = position
        let isNegative = window[position] == 0x2D
        if isNegative { position += 1 }
        var value: Int64 = 0
        var digits = 0
        while position < stretch.upperBound, isDigit(window[position]), digits < 10 {
          value = value * 10 + Int64(window[position] - 0x30)
          digits += 1
          position += 1
        }
        guard digits > 0, value <= Int64(limit) else {
          flush()
          if digits == 0 { position = max(position, begin + 1) }
          continue
        }
        numbers.append(Int32(isNegative ? -value : value))
        starts.append(begin)
        while position < stretch.upperBound, isSeparator(window[position]) { position += 1 }
      }
      flush()
    }
  }

  /// Calls `body` with every stretch of at least `least` bytes that all satisfy `isInside`.
  static func findStretches(
    in window: UnsafeBufferPointer<UInt8>, least: Int, isInside: (UInt8) -> Bool,
    _ body: (Range<Int>) -> Void
  ) {
    var probe = least - 1
    while probe < window.count {
      guard isInside(window[probe]) else {
        probe += least
        continue
      }
      var low = probe
      while low > 0, isInside(window[low - 1]) { low -= 1 }
      var high = probe + 1
      while high < window.count, isInside(window[high]) { high += 1 }
      if high - low >= least { body(low..<high) }
      probe = high + least
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Blank, comma, semicolon, tab, line ends.
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x2C || byte == 0x3B || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isDecimalCharacter(_ byte: UInt8) -> Bool {
    isDigit(byte) || isSeparator(byte) || byte == 0x2D
  }
}
