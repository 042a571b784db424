/// A capture that cannot be read as frames.
///
/// The text names files and places, never contents.
public struct CaptureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where in a capture something is wrong.
  public enum Place: Equatable, Sendable {
    /// The file as a whole.
    case file
    /// The packet with this number, counted from one as packet analysers do.
    case packet(Int)
    /// A block that is no packet, by its first byte.
    case byte(UInt64)
    /// A line of text and a column, both counted from one.
    case line(Int, column: Int)
    /// A connection, by its flow, and one of its directions.
    case flow(UInt32, TraceDirection)
  }

  /// What is wrong.
  public enum Code: Equatable, Sendable {
    /// Neither pcapng nor pcap nor JSON Lines.
    case unknownFormat
    /// A block or packet whose lengths contradict each other or the file.
    case brokenBlock(reason: String)
    /// A link type that is not read.
    case unknownLink(UInt32)
    /// A packet of which the capture holds a part only.
    case cutPacket(held: Int, original: Int)
    /// A packet whose headers contradict each other.
    case brokenPacket(reason: String)
    /// A fragment of an IP packet.
    case fragment
    /// The map names no port, which a packet capture needs.
    case noPort
    /// No connection of the port holds a byte.
    case noConnection(port: UInt16)
    /// The beginning of a connection was not captured.
    case noBeginning
    /// Bytes of a stream that were never captured.
    case hole(from: UInt64, to: UInt64)
    /// More out-of-order data than any window holds.
    case tooFarAhead
    /// A message that claims more bytes than any message has.
    case tooLong(promised: UInt64, limit: Int)
    /// The stream ends inside a message.
    case cutMessage(held: Int)
    /// The stream is not cleartext HTTP/2.
    case notHTTP2(reason: String)
    /// A line is not JSON, or not a frame.
    case badLine(reason: String)
  }

  /// What is wrong.
  public let code: Code
  /// The file, as the caller named it.
  public let path: String
  /// Where it is wrong.
  public let place: Place

  /// Makes an error.
  public init(_ code: Code, path: String, at place: Place) {
    self.code = code
    self.path = path
    self.place = place
  }
}

extension CaptureError {
  /// One sentence about the error and, where something can be done, what.
  public var description: String { "\(path)\(place.text): error: \(sentence)" }

  private var sentence: String {
    switch code {
    case .unknownFormat: "neither a packet capture (pcapng or pcap) nor JSON Lines"
    case .brokenBlock(let reason): "the capture is damaged: \(reason)"
    case .unknownLink(let type):
      "link type \(type) is not read; capture on an Ethernet, loopback, Linux cooked or raw IP "
        + "interface"
    case .cutPacket(let held, let original):
      "the packet was cut to \(held) of \(original) bytes; capture whole packets (tcpdump -s 0)"
    case .brokenPacket(let reason): "the packet is damaged: \(reason)"
    case .fragment:
      "the packet is a fragment of an IP packet, which is not put together; capture where packets "
        + "are whole"
    case .noPort: "a packet capture needs the server's port; add `port:` to the map"
    case .noConnection(let port): "no TCP connection of port \(port) carries a byte"
    case .noBeginning:
      "the beginning of the connection is missing; start the capture before the client connects"
    case .hole(let from, let to):
      "bytes \(from) to \(to) of the stream were never captured; capture again without loss"
    case .tooFarAhead: "too much data comes before the bytes that precede it; capture without loss"
    case .tooLong(let promised, let limit):
      "a message promises \(promised) bytes, and \(limit) is the limit; is the framing right?"
    case .cutMessage(let held):
      "the stream ends \(held) bytes into a message; capture until the client is done"
    case .notHTTP2(let reason): "not cleartext HTTP/2: \(reason)"
    case .badLine(let reason): reason
    }
  }
}

extension CaptureError.Place {
  fileprivate var text: String {
    switch self {
    case .file: ""
    case .packet(let number): ": packet \(number)"
    case .byte(let offset): ": byte \(offset)"
    case .line(let line, let column): ":\(line):\(column)"
    case .flow(let flow, let direction): ": flow \(flow) \(direction.name)"
    }
  }
}
