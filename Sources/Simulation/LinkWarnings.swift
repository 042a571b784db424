internal import Determinism
internal import Layers
internal import Networks
internal import Scenarios
internal import Transformers
internal import Wire

/// What is allowed about the links of a run, and probably not meant.
struct LinkWarnings {
  private let scenario: Scenario
  private let links: MemberLinks
  private let sessions: [SessionShape]
  /// Numbers that the server sends back in the end.
  private let trainedNumbers: Int
  /// Tokens of the longest text.
  private let longest: Int

  init(
    _ scenario: Scenario, _ links: MemberLinks, _ sessions: [SessionShape], ladder: LadderShape?,
    longest: Int
  ) {
    self.scenario = scenario
    self.links = links
    self.sessions = sessions
    self.longest = longest
    let shape = SideNetworkShape(
      layers: sessions[0].layers, width: sessions[0].width, rank: scenario.method.rank,
      classes: sessions[0].classes)
    trainedNumbers = ladder?.parameterCount ?? shape.parameterCount
  }

  /// A sentence for each, devices that share their links once.
  var sentences: [String] {
    let gaps = zip(links.pairs, scenario.members).compactMap { fluidGap($0, $1) }
    var sentences: [String] = []
    for sentence in gaps + slowRetries where !sentences.contains(sentence) {
      sentences.append(sentence)
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

  /// Says where even the longest wait is over before an answer can be back: the link would carry
  /// repetitions for ever.
  var violations: [ScenarioViolation] {
    guard let limit = scenario.faults?.retryLimit else { return [] }
    return slowest.filter { $0.needed > limit }.prefix(1).map { exchange in
      ScenarioViolation(
        keyPath: "faults.retry.limit",
        sentence: "\(limit) is less than \(exchange.sentence), so repetitions would never end")
    }
  }

  /// Says where an answer cannot be back before the first wait is over.
  private var slowRetries: [String] {
    guard let timeout = scenario.faults?.retryTimeout else { return [] }
    return slowest.filter { $0.needed > timeout }.map { exchange in
      "faults.retry.timeout: \(timeout) is less than \(exchange.sentence); much will be sent twice"
    }
  }

  /// A message and its answer over the bare link.
  private struct Exchange {
    let needed: SimDuration
    let sentence: String
  }

  /// The largest message of each direction of each member's link.
  private var slowest: [Exchange] {
    scenario.members.indices.flatMap { index in
      let (pair, session) = (links.pairs[index], sessions[index])
      let key = scenario.members[index].linkKey
      return [
        exchange(pair.up, pair.down, upload(session), "\(key).up"),
        exchange(pair.down, pair.up, ByteCount(4 * trainedNumbers), "\(key).down"),
      ]
    }
  }

  private func exchange(
    _ data: LinkProfile, _ answers: LinkProfile, _ message: ByteCount, _ key: String
  ) -> Exchange {
    let seconds =
      Double(message.bytes) * 8 / Double(data.rate.bitsPerSecond) + data.delay.seconds
      + answers.delay.seconds
    let needed = SimDuration(nanoseconds: UInt64(min(seconds * 1e9, 0x1p63).rounded(.up)))
    return Exchange(
      needed: needed,
      sentence: "a message of \(message) and its answer take over \(key), \(needed)")
  }

  /// A batch of samples.
  private func upload(_ session: SessionShape) -> ByteCount {
    let tokens = min(session.tokens, longest)
    return ByteCount(
      min(session.batch, session.samples)
        * (tokens * session.activationBytes + session.targetBytes))
  }
}
