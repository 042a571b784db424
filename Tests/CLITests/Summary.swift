import Foundation

/// What a test reads out of `summary.json`, decoded apart from the program's own types.
struct Summary: Decodable {
  struct Leak: Decodable {
    var id: String
    var verdict: String
  }

  struct Epoch: Decodable {
    var loss: Double
    var test_accuracy: Double
  }

  struct Training: Decodable {
    var backbone_accuracy: Double
    var final_accuracy: Double
    var epochs: [Epoch]
  }

  struct Traffic: Decodable {
    var messages: Int
    var payload_bytes: Int
    var wire_bytes: Int
  }

  var run_digest: String
  var trace_digest: String
  var scenario_digest: String
  var side_network_digest: String
  var simulated_seconds: Double
  var uplink: Traffic
  var training: Training
  var leaks: [Leak]

  init(_ json: Data) throws { self = try JSONDecoder().decode(Summary.self, from: json) }

  /// The checks with this verdict, in order.
  func checks(_ verdict: String) -> [String] { leaks.filter { $0.verdict == verdict }.map(\.id) }

  /// Every number that training produced.
  var trainedValues: [Double] {
    [training.backbone_accuracy, training.final_accuracy]
      + training.epochs.flatMap { [$0.loss, $0.test_accuracy] }
  }

  /// The checks that did not pass; declared leaks and what does not apply have no say.
  var notPassed: [String: String] {
    let silent = ["pass", "declared", "not-applicable"]
    let pairs = leaks.filter { !silent.contains($0.verdict) }.map { ($0.id, $0.verdict) }
    return Dictionary(pairs) { first, _ in first }
  }
}

/// The paths of all keys of a JSON value, such as `server.cache.hits` or `leaks[].id`, sorted.
func keyPaths(_ value: Any, prefix: String = "") -> [String] {
  if let object = value as? [String: Any] {
    let paths = object.flatMap { key, value in
      let path = prefix.isEmpty ? key : prefix + "." + key
      return [path] + keyPaths(value, prefix: path)
    }
    return Set(paths).sorted()
  }
  if let list = value as? [Any] {
    return Set(list.flatMap { keyPaths($0, prefix: prefix + "[]") }).sorted()
  }
  return []
}
