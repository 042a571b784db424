/// Bytes behind a text encoding, and where in the window they come from.
struct DecodedStretch {
  /// The bytes.
  var bytes: [UInt8]
  /// First character in the window.
  var start: Int
  /// Characters for `bytesPerGroup` bytes.
  var charactersPerGroup: Int
  /// Bytes that `charactersPerGroup` characters stand for.
  var bytesPerGroup: Int
  /// The encoding's name.
  var name: String

  /// The characters of the window that hold some of the bytes.
  func characters(_ range: Range<Int>) -> Range<Int> {
    let low = range.lowerBound * charactersPerGroup / bytesPerGroup
    let high = (range.upperBound * charactersPerGroup + bytesPerGroup - 1) / bytesPerGroup
    return start + low..<start + high
  }
}

/// Finds base64 and hexadecimal stretches, in every alignment.
enum TextEncodings {
  /// Shortest stretch that is decoded: twelve bytes of base64, eight of hexadecimal.
  static let leastCharacters = 16

  /// Calls `body` with the bytes behind every stretch.
  static func find(in window: UnsafeBufferPointer<UInt8>, _ body: (DecodedStretch) -> Void) {
    NumberRuns.findStretches(
      in: window, least: leastCharacters, isInside: { base64[Int($0)] >= 0 }
    ) { stretch in
      for phase in 0..<4 {
        body(decodeBase64(window, from: stretch.lowerBound + phase, to: stretch.upperBound))
      }
    }
    NumberRuns.findStretches(
      in: window, least: leastCharacters, isInside: { hexadecimal[Int($0)] >= 0 }
    ) { stretch in
      for phase in 0..<2 {
        body(decodeHexadecimal(window, from: stretch.lowerBound + phase, to: stretch.upperBound))
      }
    }
  }

  private static func decodeBase64(
    _ window: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> DecodedStretch {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((end - start) * 3 / 4)
    var bits: UInt32 = 0
    var held = 0
    for position in start..<max(start, end) {
      bits = bits << 6 | UInt32(base64[Int(window[position])])
      held += 6
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    return DecodedStretch(
      bytes: bytes, start: start, charactersPerGroup: 4, bytesPerGroup: 3, name: "base64")
  }

  private static func decodeHexadecimal(
    _ window: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> DecodedStretch {
    let bytes = stride(from: start, to: end - 1, by: 2).map { position in
      UInt8(hexadecimal[Int(window[position])] << 4 | hexadecimal[Int(window[position + 1])])
    }
    return DecodedStretch(
      bytes: bytes, start: start, charactersPerGroup: 2, bytesPerGroup: 1, name: "hexadecimal")
  }

  /// Values of the characters of both base64 alphabets, -1 for all others.
  private static let base64: [Int] = {
    var table = [Int](repeating: -1, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, character) in alphabet.utf8.enumerated() { table[Int(character)] = value }
    table[0x2D] = 62  // The URL alphabet's - and _.
    table[0x5F] = 63
    return table
  }()

  private static let hexadecimal: [Int] = {
    var table = [Int](repeating: -1, count: 256)
    for (value, character) in "0123456789abcdef".utf8.enumerated() { table[Int(character)] = value }
    for (value, character) in "ABCDEF".utf8.enumerated() { table[Int(character)] = value + 10 }
    return table
  }()
}
