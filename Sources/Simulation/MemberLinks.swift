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
    var known: [Scenario.RecordedLink: LinkCapacity] = [:]
    func profile(
      _ side: Scenario.LinkSide, _ keyPath: String
    ) throws(MaterialError) -> LinkProfile {
      guard let trace = side.trace else { return side.profile }
      var result = side.profile
      if let capacity = known[trace] {
        result.capacity = capacity
      } else {
        do throws(InputFileError) {
          result.capacity = try RecordedLinkFile.capacity(
            trace.path, opportunityBytes: trace.opportunityBytes)
        } catch { throw MaterialError("\(keyPath).trace", "\(error.place): \(error.reason)") }
        known[trace] = result.capacity
      }
      return result
    }
    var pairs: [Pair] = []
    for member in scenario.members {
      let key = member.linkKey
      pairs.append(
        Pair(
          up: try profile(member.link.up, "\(key).up"),
          down: try profile(member.link.down, "\(key).down")))
    }
    self.pairs = pairs
  }
}
