extension TinyWorld {
  private static let response = "method.protection=[{ randomized-response: { epsilon: 1 } }]"
  private static let smallCache = "server.cache=100 B"
  private static let probe = "method.head=probe"

  /// The worlds that `sidelight prove P002` enumerates.
  public static let all: [TinyWorld] = {
    let bytes = (0...255).map { UInt8($0) }
    func worlds(
      _ name: String, _ samples: Int, _ classes: Int, _ alphabet: [UInt8], _ length: Int
    ) -> [TinyWorld] {
      [
        ("plain", []), ("randomized response", [response]), ("misses in the cache", [smallCache]),
        ("probe head", [probe]),
      ].map { variant, settings in
        TinyWorld(
          "\(name), \(variant)", samples: samples, classes: classes, alphabet: alphabet,
          length: length, settings: settings)
      }
    }
    return worlds("labels", 4, 3, [0x61], 1)
      + worlds("labels and texts", 3, 2, [0, 1, 0x61, 255], 1)
      + worlds("longer texts", 2, 2, [0, 1, 255], 2) + worlds("every byte", 1, 2, bytes, 1)
  }()

  /// The planted leaks of metadata that can show in this world.
  var plantedLeaks: [String] {
    // Where all texts are one, tokens have nothing to leak.
    ["interference.labels"] + (alphabet.count > 1 ? ["interference.tokens"] : [])
  }
}
