import Determinism
import Foundation
import TestSupport
import Testing
import Traces
import Wire

/// Frames out of captures that the tests write themselves.
@Suite struct CaptureReaderTests {
  private static let framings: [Framing] = [.grpc, .u32BigEndian, .u32LittleEndian, .varint]
  private typealias Conversation = CapturedConversation
  private typealias Packet = CapturedTraffic.Packet

  /// Three messages up and one down, of which the second is longer than a segment.
  private static let messages: [(bytes: [UInt8], fromClient: Bool)] = [
    (field(1, [1, 2, 3]), true), (field(2, [UInt8](repeating: 7, count: 5_000)), true),
    (field(1, [9]), false), (field(1, []), true),
  ]

  private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    let length = count < 128 ? [UInt8(count)] : [UInt8(count & 0x7F) | 0x80, UInt8(count >> 7)]
    return [number << 3 | 2] + length + content
  }

  private static func framed(_ payload: [UInt8], _ framing: Framing) -> [UInt8] {
    let length = CapturedTraffic.bigEndian(UInt64(payload.count), 4)
    switch framing {
    case .grpc, .http2GRPC: return [0] + length + payload
    case .u32BigEndian: return length + payload
    case .u32LittleEndian: return length.reversed() + payload
    case .varint:
      let count = payload.count
      let prefix = count < 128 ? [UInt8(count)] : [UInt8(count & 0x7F) | 0x80, UInt8(count >> 7)]
      return prefix + payload
    }
  }

  private func tree(_ framing: Framing) throws -> SchemaTree {
    let fields = [1, 2].map {
      WireSchema.Field($0, "field\($0)", .bytes(.any), oneof: "body")
    }
    return try #require(
      SchemaTree(
        WireSchema(
          deviceRoot: "Up", serverRoot: "Up", messages: [WireSchema.Message("Up", fields)],
          framing: framing, roles: [])))
  }

  private func frames(
    _ file: [UInt8], _ framing: Framing = .u32BigEndian, port: UInt16? = 7_000
  ) throws -> [TraceFrame] {
    try withFolder { folder in
      let path = folder + "/capture"
      try Data(file).write(to: URL(fileURLWithPath: path))
      let reader = try CaptureReader(path: path, tree: try tree(framing), port: port)
      var frames: [TraceFrame] = []
      while let frame = try reader.next() { frames.append(frame) }
      return frames
    }
  }

  private func fault(_ file: [UInt8], _ framing: Framing = .u32BigEndian) -> CaptureError.Code? {
    do {
      _ = try frames(file, framing)
      return nil
    } catch { return (error as? CaptureError)?.code }
  }

  private static func conversation(
    _ framing: Framing = .u32BigEndian, _ start: CapturedConversation = CapturedConversation()
  ) -> CapturedConversation {
    var conversation = start
    conversation.open()
    for message in messages {
      conversation.send(framed(message.bytes, framing), fromClient: message.fromClient)
    }
    conversation.close()
    return conversation
  }

  /// Whether the frames are those of `messages`, on one flow.
  private func expectMessages(
    _ frames: [TraceFrame], _ framing: Framing = .u32BigEndian, flow: UInt32 = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let own = frames.filter { $0.flow == flow }
    for (isUp, direction) in [(true, TraceDirection.toServer), (false, .toDevice)] {
      let sent = Self.messages.filter { $0.fromClient == isUp }
        .map { Self.framed($0.bytes, framing) }
      let got = own.filter { $0.direction == direction }
      #expect(got.map(\.bytes) == sent, sourceLocation: sourceLocation)
      let kinds = isUp ? [1, 2, 1] : [17]
      #expect(got.map { Int($0.kind) } == kinds, sourceLocation: sourceLocation)
    }
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test(arguments: framings) func everyFramingIsCutIntoItsMessages(_ framing: Framing) throws {
    let packets = Self.conversation(framing).packets
    expectMessages(try frames(CapturedTraffic.pcapng(packets), framing), framing)
  }

  @Test(arguments: CapturedTraffic.Link.allCases, [false, true])
  func everyLinkAndBothInternetProtocolsAreRead(
    _ link: CapturedTraffic.Link, _ isIPv6: Bool
  ) throws {
    let start = CapturedConversation(isIPv6: isIPv6, link: link)
    let packets = Self.conversation(.u32BigEndian, start).packets
    expectMessages(try frames(CapturedTraffic.pcapng(packets, link: link)))
  }

  @Test func tagsOfVirtualNetworksAreSkipped() throws {
    let packets = Self.conversation(.u32BigEndian, CapturedConversation(hasTag: true)).packets
    expectMessages(try frames(CapturedTraffic.pcapng(packets)))
  }

  @Test(arguments: [false, true]) func bothByteOrdersAndAllClocksAreRead(_ isBig: Bool) throws {
    let packets = Self.conversation().packets
    let fine = try frames(CapturedTraffic.pcapng(packets, isBigEndian: isBig, resolution: 9))
    let coarse = try frames(CapturedTraffic.pcapng(packets, isBigEndian: isBig, resolution: 6))
    let classic = try frames(CapturedTraffic.pcap(packets, isBigEndian: isBig))
    let older = try frames(
      CapturedTraffic.pcap(packets, isBigEndian: isBig, hasNanoseconds: false))
    expectMessages(fine)
    #expect(fine == coarse && fine == classic && fine == older)
    // The fourth packet, a millisecond apart each, completes the first message.
    #expect(fine[0].time == SimInstant(nanoseconds: 3_000_000))
    let simple = try frames(CapturedTraffic.pcapng(packets, isBigEndian: isBig, isSimple: true))
    #expect(simple.map(\.bytes) == fine.map(\.bytes))
    #expect(simple.allSatisfy { $0.time == .zero })
  }

  @Test func sequenceNumbersMayWrap() throws {
    let start = CapturedConversation(first: UInt32.max - 1_500)
    let packets = Self.conversation(.u32BigEndian, start).packets
    expectMessages(try frames(CapturedTraffic.pcapng(packets)))
  }

  @Test func packetsOutOfOrderAndTwiceMakeTheSameStream() {
    withEvery("seed", in: 0..<60) { seed in
      var stream = Seed(seed).stream("shuffle", ledger: nil)
      let packets = Self.conversation(
        .u32BigEndian, CapturedConversation(first: seed % 2 == 0 ? 5 : UInt32.max - 900)
      ).packets
      let order = stream.permutation(packets.count)
      let twice = order.map { packets[$0] } + packets
      let frames = try frames(CapturedTraffic.pcapng(twice))
      let sent = Self.messages.filter(\.fromClient).map { Self.framed($0.bytes, .u32BigEndian) }
      let got = frames.filter { $0.direction == .toServer }.map(\.bytes)
      try #require(got == sent)
    }
  }

  @Test func overlappingSegmentsAreTrimmed() throws {
    var conversation = CapturedConversation()
    conversation.open()
    let bytes = Self.framed(Self.messages[1].bytes, .u32BigEndian)
    let first = conversation.sequence(fromClient: true)
    for (start, end) in [(0, 1_400), (700, 2_100), (3_000, bytes.count), (2_900, 3_100)] {
      conversation.add(
        fromClient: true, CapturedTraffic.Flag.ack, Array(bytes[start..<end]),
        sequence: first &+ UInt32(start))
    }
    conversation.add(
      fromClient: true, CapturedTraffic.Flag.ack, Array(bytes[1_900..<2_950]),
      sequence: first &+ 1_900)
    let frames = try frames(CapturedTraffic.pcapng(conversation.packets))
    #expect(frames.map(\.bytes) == [bytes])
  }

  @Test func connectionsAreFlowsInTheOrderOfTheirBeginnings() throws {
    var first = Self.conversation(.u32BigEndian, CapturedConversation(clientPort: 50_000)).packets
    let second = Self.conversation(.u32BigEndian, CapturedConversation(clientPort: 50_001)).packets
    for (index, packet) in second.enumerated() { first.insert(packet, at: 2 * index + 1) }
    let both = try frames(CapturedTraffic.pcapng(first))
    expectMessages(both, flow: 1)
    expectMessages(both, flow: 2)
    #expect(both.count == 2 * Self.messages.count)

    // The same ports again, after the connection is over.
    let again =
      Self.conversation(.u32BigEndian, CapturedConversation(first: 1)).packets
      + Self.conversation(.u32BigEndian, CapturedConversation(first: 77_777)).packets
    expectMessages(try frames(CapturedTraffic.pcapng(again)), flow: 2)
  }

  @Test func otherPortsAndOldConnectionsAreLeftAlone() throws {
    var old = CapturedConversation(clientPort: 1)
    old.add(fromClient: true, CapturedTraffic.Flag.fin | CapturedTraffic.Flag.ack)
    let other = Self.conversation(.u32BigEndian, CapturedConversation(serverPort: 22))
    let packets = old.packets + other.packets + Self.conversation().packets
    expectMessages(try frames(CapturedTraffic.pcapng(packets)))
  }

  @Test func whatIsMissingIsAnErrorThatSaysWhatToDo() {
    let packets = Self.conversation().packets
    func capture(_ packets: [Packet]) -> [UInt8] { CapturedTraffic.pcapng(packets) }

    var holed = packets
    holed.remove(at: 6)
    if case .hole = fault(capture(holed)) {} else { Issue.record("a hole is found") }
    // The last segment up was acknowledged and never captured.
    var tail = CapturedConversation()
    tail.open()
    tail.send(Self.framed(Self.messages[0].bytes, .u32BigEndian), fromClient: true)
    let lost = tail.packets.count
    tail.send(Self.framed(Self.messages[0].bytes, .u32BigEndian), fromClient: true)
    var lossy = tail.packets
    lossy.remove(at: lost)
    if case .hole = fault(capture(lossy)) {} else { Issue.record("a lost end is found") }

    #expect(fault(capture(Array(packets.dropFirst(3)))) == .noBeginning)
    #expect(fault(capture(Array(packets.prefix(6)))) == .cutMessage(held: 1_400))
    var cut = packets
    cut[3].kept = 60
    if case .cutPacket = fault(capture(cut)) {} else { Issue.record("a cut packet is found") }
    #expect(fault(capture([])) == .noConnection(port: 7_000))
    #expect(fault([]) == .unknownFormat)
    #expect(fault(Array("GET / HTTP/1.1".utf8)) == .unknownFormat)
    var endless = CapturedConversation()
    endless.open()
    endless.send([0xFF, 0xFF, 0xFF, 0xFF], fromClient: true)
    if case .tooLong = fault(capture(endless.packets)) {
    } else {
      Issue.record("a length that no message has is found")
    }
  }

  @Test func everyCutAndChangedCaptureEndsInFramesOrAnError() {
    withEvery("seed", in: 0..<1_500) { seed in
      var stream = Seed(seed).stream("fuzz", ledger: nil)
      let link = CapturedTraffic.Link.allCases[stream.next(below: 5)]
      let start = CapturedConversation(isIPv6: stream.next(below: 2) == 0, link: link)
      let packets = Self.conversation(.u32BigEndian, start).packets
      var file =
        stream.next(below: 3) == 0
        ? CapturedTraffic.pcap(packets, link: link) : CapturedTraffic.pcapng(packets, link: link)
      for _ in 0...stream.next(below: 6) {
        file[stream.next(below: file.count)] = stream.bytes(1)[0]
      }
      if stream.next(below: 2) == 0 { file.removeLast(stream.next(below: file.count)) }
      do { _ = try frames(file) } catch is CaptureError {} catch is TraceError {}
    }
  }

  // MARK: HTTP/2

  private func http2(_ type: UInt8, _ flags: UInt8, _ stream: UInt8, _ body: [UInt8]) -> [UInt8] {
    CapturedTraffic.bigEndian(UInt64(body.count), 3) + [type, flags, 0, 0, 0, stream] + body
  }

  @Test func messagesAreTakenOutOfHTTP2AndNothingIsLost() throws {
    let one = Self.framed(Self.messages[0].bytes, .grpc)
    let two = Self.framed(Self.messages[1].bytes, .grpc)
    let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    let half = two.count / 2
    let sent: [[UInt8]] = [
      preface, http2(4, 0, 0, []), http2(1, 4, 1, [0x83, 0x86]),
      http2(0, 0, 1, Array(two[..<half])), http2(0, 0, 3, one),
      http2(0, 9, 1, [3] + two[half...] + [0, 0, 0]),
    ]
    var conversation = CapturedConversation()
    conversation.open()
    conversation.send(sent.flatMap { $0 }, fromClient: true, segment: 700)
    conversation.send(http2(4, 0, 0, []) + http2(0, 0, 1, one), fromClient: false)
    let frames = try frames(CapturedTraffic.pcapng(conversation.packets), .http2GRPC)
    let up = frames.filter { $0.direction == .toServer }
    #expect(up.filter { $0.kind == 1 || $0.kind == 2 }.map(\.bytes) == [one, two])
    #expect(up.reduce(0) { $0 + $1.bytes.count } == sent.reduce(0) { $0 + $1.count })
    #expect(up.filter { $0.kind == 15 }.count == 6)
    #expect(frames.filter { $0.kind == 31 }.count == 2)
    let plain = Self.conversation(.grpc).packets
    if case .notHTTP2 = fault(CapturedTraffic.pcapng(plain), .http2GRPC) {
    } else {
      Issue.record("what is not HTTP/2 is refused")
    }
  }

  // MARK: JSON Lines

  @Test func linesOfJSONHoldTheSameFrames() throws {
    let lines = """
      {"frame":0,"time":5,"direction":"to-server","flow":1,"kind":2,"kind_name":"x",\
      "bytes":"AAECAw=="}

      {"time":5,"direction":"to-device","flow":4294967295,"kind":"field2","bytes":""}
      {"time":6,"direction":"to-server","flow":1,"bytes":"AAAAAgoA"}
      """
    let frames = try frames(Array(lines.utf8), .u32BigEndian, port: nil)
    #expect(frames.map(\.kind) == [2, 18, 1])
    #expect(frames.map(\.time.nanoseconds) == [5, 5, 6])
    #expect(frames[0].bytes == [0, 1, 2, 3] && frames[1].flow == .max)
  }

  @Test(arguments: [
    (#"{"time":1}"#, "`direction` is missing"),
    (#"{"time":-1,"direction":"to-server","flow":1,"bytes":""}"#, "out of range"),
    (#"{"time":1,"direction":"up","flow":1,"bytes":""}"#, "`direction` is neither"),
    (#"{"time":1,"direction":"to-server","flow":1,"bytes":"secret?"}"#, "`bytes` is not base64"),
    (#"{"time":1,"direction":"to-server","flow":1,"kind":"nonsense","bytes":""}"#, "`kind`"),
    (#"{"time":1,"#, "not a JSON object"), (#"{"time":"secret"}"#, "`time` has the wrong type"),
  ])
  func aBadLineIsNamedWithoutItsContent(_ line: String, _ expected: String) throws {
    let good = #"{"time":0,"direction":"to-server","flow":1,"kind":2,"bytes":""}"#
    do {
      _ = try frames(Array("\(good)\n\(line)\n".utf8))
      Issue.record("the line is bad")
    } catch {
      let text = "\(error)"
      #expect(text.contains("capture:2:"), "\(text)")
      #expect(text.contains(expected) && !text.contains("secret"), "\(text)")
    }
  }

  @Test func timeMustNotGoBackInLines() {
    let line = { (time: Int) in
      #"{"time":\#(time),"direction":"to-server","flow":1,"kind":2,"bytes":""}"#
    }
    #expect(
      fault(Array("\(line(2))\n\(line(1))\n".utf8)) == .badLine(reason: "time goes back"))
  }
}
