internal import Determinism
import Foundation
internal import Networks
internal import Scenarios

/// The links of every device, with recorded traces read from their files.
struct MemberLinks {
  /// One device's directions.
  struct Pair {
    let up: LinkProfile
    let down: LinkProfile
  }

  /// Device by device.
  let pairs: [Pair]

  /// Reads the traces that `scenario` names, each file once.
  init(_ scenario: Scenario) throws(MaterialError) {
    var known: [String: LinkCapacity] = [:]
    func profile(_ side: Scenario.LinkSide) throws(MaterialError) -> LinkProfile {
      guard let trace = side.trace else { return side.profile }
      let key = "\(trace.opportunityBytes) \(trace.path)"
      var result = side.profile
      if let capacity = known[key] {
        result.capacity = capacity
      } else {
        result.capacity = try Self.read(trace)
        known[key] = result.capacity
      }
      return result
    }
    var pairs: [Pair] = []
    for member in scenario.members {
      pairs.append(Pair(up: try profile(member.link.up), down: try profile(member.link.down)))
    }
    self.pairs = pairs
  }

  private static let sizeLimit = 1 << 30

  private static func read(_ trace: Scenario.RecordedLink) throws(MaterialError) -> LinkCapacity {
    func fault(_ reason: String, line: Int? = nil) -> MaterialError {
      let place = line.map { ":\($0)" } ?? ""
      return MaterialError("link", "\(trace.path)\(place): \(reason)")
    }
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: trace.path) else {
      throw fault("no such file")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw fault("it is not a regular file")
    }
    guard let size = attributes[.size] as? Int, size <= sizeLimit else {
      throw fault("it is larger than 1 GiB")
    }
    guard let content = FileManager.default.contents(atPath: trace.path) else {
      throw fault("permission denied")
    }
    let parsed = content.withUnsafeBytes { bytes in
      Result { () throws(LinkTraceError) in
        try LinkCapacity.parse(bytes, opportunityBytes: trace.opportunityBytes)
      }
    }
    let capacity: LinkCapacity
    switch parsed {
    case .success(let whole): capacity = whole
    case .failure(let error): throw fault(error.reason, line: error.line)
    }
    guard capacity.meanRate.bitsPerSecond >= 1_000 else {
      throw fault("the link carries below 1 kbit/s")
    }
    return capacity
  }
}
