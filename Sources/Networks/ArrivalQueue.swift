/// Something that arrives at a known time.
protocol Arriving {
  var arrival: UInt64 { get }
}

/// Packets on their way, in order of arrival; equal times keep the order of sending.
struct ArrivalQueue<Packet: Arriving> {
  private var packets = FirstInFirstOut<Packet>()

  var first: Packet? { packets.first }

  /// Adds a packet.
  ///
  /// Cost grows with the number of packets that it overtakes: none on most links.
  mutating func insert(_ packet: Packet) {
    packets.append(packet)
    var place = packets.count - 1
    while place > 0, packets[place - 1].arrival > packet.arrival {
      packets[place] = packets[place - 1]
      place -= 1
    }
    packets[place] = packet
  }

  mutating func removeFirst() { packets.removeFirst() }
}
