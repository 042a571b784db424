import Foundation

/// What a test reads out of `check --json`.
struct CheckReport: Decodable {
  struct Check: Decodable {
    var id: String
    var level: String
    var verdict: String
    var outcome: String?
    var estimate: Double?
    var low: Double?
    var high: Double?
    var baseline: Double?
    var samples: Int
    var evidence: String
  }

  var verdict: String
  var checks: [Check]

  init(_ json: Data) throws { self = try JSONDecoder().decode(CheckReport.self, from: json) }

  /// The level of each check, by its name.
  static let levels = [
    "schema.fields": "schema", "raw.labels": "raw", "raw.tokens": "raw", "raw.text": "raw",
    "interference.labels": "interference", "interference.tokens": "interference",
    "timing.length": "interference", "label.sign": "inference", "label.positive": "inference",
    "label.norm": "inference", "label.spectral": "inference", "label.clusters": "inference",
    "label.gram": "inference", "label.direction": "inference", "label.completion": "inference",
    "label.served": "inference", "label.averaging": "inference", "label.probe": "inference",
    "cache.linkage": "inference",
    "token.pivot": "inference", "token.inversion": "inference", "token.dictionary": "inference",
    "token.procrustes": "inference",
  ]

  /// The attacks that find the labels of plain PAE with two classes and a head of zeros.
  static let labelLeaks = [
    "label.sign", "label.spectral", "label.clusters", "label.gram", "label.direction",
    "label.completion",
  ]
}
