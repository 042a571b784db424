import Foundation

/// What a test reads out of `check --json`.
struct CheckReport: Decodable {
  struct Check: Decodable {
    var id: String
    var level: String
    var verdict: String
  }

  var verdict: String
  var checks: [Check]

  init(_ json: Data) throws { self = try JSONDecoder().decode(CheckReport.self, from: json) }

  /// The level of each check, by its name.
  static let levels = [
    "schema.fields": "schema", "raw.labels": "raw", "raw.tokens": "raw", "raw.text": "raw",
    "interference.labels": "interference", "interference.tokens": "interference",
    "timing.length": "interference", "label.sign": "inference",
  ]
}
