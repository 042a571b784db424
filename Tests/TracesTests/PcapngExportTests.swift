import Determinism
import Foundation
import Testing
import Traces

@Suite struct PcapngExportTests {
  /// One packet: when, and its bytes from the IP header on.
  private struct Packet {
    var time: UInt64
    var bytes: [UInt8]
    func number(_ offset: Int, _ count: Int) -> Int {
      bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }
    var payload: ArraySlice<UInt8> { bytes[(20 + (Int(bytes[32]) >> 4) * 4)...] }
    var isToServer: Bool { number(22, 2) == 50_051 }
  }

  /// Reads the blocks as the pcapng draft describes them.
  private func packets(_ file: [UInt8]) throws -> [Packet] {
    func number(_ offset: Int, _ count: Int) -> Int {
      file[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    var packets: [Packet] = []
    var offset = 0
    var types: [Int] = []
    while offset < file.count {
      let (type, length) = (number(offset, 4), number(offset + 4, 4))
      #expect(length % 4 == 0 && length >= 12)
      #expect(number(offset + length - 4, 4) == length, "the length stands at both ends")
      types.append(type)
      if type == 6 {
        let size = number(offset + 20, 4)
        #expect(number(offset + 24, 4) == size)
        packets.append(
          Packet(
            time: UInt64(number(offset + 12, 4)) << 32 | UInt64(number(offset + 16, 4)),
            bytes: Array(file[offset + 28..<offset + 28 + size])))
      }
      offset += length
    }
    #expect(types.prefix(2) == [0x0A0D_0D0A, 1])
    #expect(types.dropFirst(2).allSatisfy { $0 == 6 })
    return packets
  }

  private func sum(_ bytes: some Sequence<UInt8>) -> Int {
    var bytes = Array(bytes)
    if bytes.count % 2 == 1 { bytes.append(0) }
    var sum = stride(from: 0, to: bytes.count, by: 2).reduce(0) {
      $0 + Int(bytes[$1]) << 8 + Int(bytes[$1 + 1])
    }
    while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
    return sum
  }

  @Test func packetsCarryTheFramesInWellFormedConnections() throws {
    try withFolder { folder in
      var frames = randomFrames(60, largest: 400, seed: 50)
      // More than two segments, and nothing at all.
      frames[20].bytes = (0..<100_001).map { UInt8(truncatingIfNeeded: $0) }
      frames[30].bytes = []
      try write(frames, to: folder + "/trace.slt")
      _ = try TraceExport.write(folder + "/trace.slt", as: .pcapng, to: folder + "/out")
      let packets = try packets(try contents(folder + "/out"))
      var streams: [String: [UInt8]] = [:]
      var next: [String: Int] = [:]
      for packet in packets {
        #expect(packet.number(2, 2) == packet.bytes.count)
        #expect(sum(packet.bytes[..<20]) == 0xFFFF, "the IP checksum must fit")
        let pseudo =
          Array(packet.bytes[12..<20]) + [0, 6]
          + [UInt8((packet.bytes.count - 20) >> 8), UInt8((packet.bytes.count - 20) & 0xFF)]
        #expect(sum(pseudo + packet.bytes[20...]) == 0xFFFF, "the TCP checksum must fit")
        let device = packet.number(packet.isToServer ? 12 : 16, 4) - (10 << 24 | 0x40_0000)
        let stream = "\(device) \(packet.isToServer ? "up" : "down")"
        let isOpening = packet.bytes[33] & 2 != 0
        let isClosing = packet.bytes[33] & 1 != 0
        #expect(packet.number(24, 4) == next[stream] ?? packet.number(24, 4))
        next[stream] =
          packet.number(24, 4) + packet.payload.count + (isOpening || isClosing ? 1 : 0)
        streams[stream, default: []] += packet.payload
      }
      for flow in 0..<3 as Range<UInt32> {
        for direction in TraceDirection.allCases {
          let expected = frames.filter { $0.flow == flow && $0.direction == direction }
            .flatMap(\.bytes)
          let stream = "\(flow) \(direction == .toServer ? "up" : "down")"
          #expect(streams[stream] ?? [] == expected)
        }
      }
      #expect(packets.map(\.time) == packets.map(\.time).sorted())
    }
  }

  private static let tshark = ["/usr/bin/tshark", "/usr/local/bin/tshark"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: tshark != nil, "tshark is not installed"))
  func tsharkReadsItWithoutAWarning() throws {
    try withFolder { folder in
      let frames = randomFrames(60, largest: 40_000, seed: 51)
      try write(frames, to: folder + "/trace.slt")
      _ = try TraceExport.write(folder + "/trace.slt", as: .pcapng, to: folder + "/out")
      func run(_ arguments: [String]) throws -> (output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.tshark))
        process.arguments = ["-r", folder + "/out"] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let problems = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return (String(decoding: text, as: UTF8.self), String(decoding: problems, as: UTF8.self))
      }
      let checks = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
      let expert = try run(checks + ["-q", "-z", "expert,warn"])
      #expect(!expert.output.contains("Warn") && !expert.output.contains("Error"))
      // Run as root, it says that this is a risk; that is no warning about the file.
      #expect(!expert.errors.contains("tshark:"))
      let lengths = try run(["-T", "fields", "-e", "tcp.len"]).output
      let total = lengths.split(separator: "\n").compactMap { Int($0) }.reduce(0, +)
      #expect(total == frames.reduce(0) { $0 + $1.bytes.count })
    }
  }
}
