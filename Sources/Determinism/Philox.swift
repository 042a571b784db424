/// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel Random Numbers: As Easy
/// as 1, 2, 3", SC 2011.
///
/// A block is a pure function of (key, counter), so no stream can disturb another.
public enum Philox {
  /// Four words of output for one counter under one key.
  public static func block(
    key: SIMD2<UInt32>, counter: SIMD4<UInt32>
  ) -> SIMD4<UInt32> {
    var key = key
    var word = counter
    for round in 0..<10 {
      if round > 0 { key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
      let first = UInt64(word[0]) * 0xD251_1F53
      let second = UInt64(word[2]) * 0xCD9E_8D57
      word = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ word[1] ^ key[0],
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ word[3] ^ key[1],
        UInt32(truncatingIfNeeded: first))
    }
    return word
  }
}
