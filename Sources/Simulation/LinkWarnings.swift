internal import Determinism
internal import Layers
internal import Networks
internal import Scenarios
internal import Wire

/// What is allowed about the links of a run, and probably not meant.
struct LinkWarnings {
  private let scenario: Scenario
  private let links: MemberLinks
  private let sessions: [SessionShape]

  init(_ scenario: Scenario, _ links: MemberLinks, _ sessions: [SessionShape]) {
    self.scenario = scenario
    self.links = links
    self.sessions = sessions
  }

  /// A sentence for each, devices that share their links once.
  var sentences: [String] {
    var sentences: [String] = []
    for (index, member) in scenario.members.enumerated() {
      let pair = links.pairs[index]
      for sentence in [
        fluidGap(pair, member),
        slowRetry(pair.up, pair.down, upload(sessions[index]), member, "up"),
        slowRetry(pair.down, pair.up, sideNetwork(sessions[index]), member, "down"),
      ].compactMap({ $0 }) where !sentences.contains(sentence) { sentences.append(sentence) }
    }
    return sentences
  }

  /// Says where the scenario wants the fluid model and the model is wrong.
  private func fluidGap(_ pair: MemberLinks.Pair, _ member: Scenario.Member) -> String? {
    guard member.link.transport.model == .fluid else { return nil }
    let control = member.link.transport.control.algorithm
    let up = FluidGap.gaps(data: pair.up, acknowledgements: pair.down, control: control)
    let down = FluidGap.gaps(data: pair.down, acknowledgements: pair.up, control: control)
    let either = FluidGap.allCases.filter { up.contains($0) || down.contains($0) }
    return FluidGap.warning(either, instead: "auto or packet").map {
      "\(member.linkKey).transport.model: \($0)"
    }
  }

  /// Says where an answer cannot be back before the first wait is over: repetitions then fill the
  /// link faster than it empties.
  private func slowRetry(
    _ data: LinkProfile, _ answers: LinkProfile, _ message: ByteCount, _ member: Scenario.Member,
    _ direction: String
  ) -> String? {
    guard let timeout = scenario.faults?.retryTimeout else { return nil }
    let seconds =
      Double(message.bytes) * 8 / Double(data.rate.bitsPerSecond) + data.delay.seconds
      + answers.delay.seconds
    let needed = SimDuration(nanoseconds: UInt64(min(seconds * 1e9, 0x1p63).rounded(.up)))
    guard timeout < needed else { return nil }
    return "faults.retry.timeout: \(timeout) is less than a message of \(message) and its answer "
      + "take over \(member.linkKey).\(direction), \(needed); the link may carry repetitions for "
      + "ever"
  }

  /// A batch of samples.
  private func upload(_ session: SessionShape) -> ByteCount {
    ByteCount(min(session.batch, session.samples) * session.sampleBytes)
  }

  /// The trained side network, in float32.
  private func sideNetwork(_ session: SessionShape) -> ByteCount {
    let shape = SideNetworkShape(
      layers: session.layers, width: session.width, rank: scenario.method.rank,
      classes: session.classes)
    return ByteCount(4 * shape.parameterCount)
  }
}

extension SessionShape {
  /// Bytes of a sample on the wire, without its key and its framing.
  var sampleBytes: Int { layers * width * format.bytesPerElement + 4 * classes }
}
