import Determinism
import Foundation
import TestSupport

/// The client of the documentation's worked example: what it knows and what it sends.
struct ExampleClient {
  static let folder = Checkout.root + "/Documentation/example-client"
  static var map: String { folder + "/map.yaml" }
  static var secrets: String { folder + "/secrets.jsonl" }

  private struct Note {
    var id: [UInt8]
    var label: Int
    var text: String
    var features: [Float]

    var tokens: [Int] { text.utf8.map { 300 + Int($0) } }
  }

  private var notes: [Note] = []

  init() {
    var stream = Seed(1).stream("example", ledger: nil)
    let letters = Array("etaoin shrdlu cmfwyp")
    for _ in 0..<64 {
      notes.append(
        Note(
          id: stream.bytes(16), label: stream.next(below: 2),
          text: String((0..<20).map { _ in letters[stream.next(below: letters.count)] }),
          features: stream.normals(8, deviation: 1)))
    }
  }

  /// The files of the example that are made and not written by hand, by name.
  var files: [(name: String, bytes: [UInt8])] {
    [
      ("secrets.jsonl", secretLines), ("release.pcapng", capture(isDebug: false)),
      ("debug.pcapng", capture(isDebug: true)),
    ]
  }

  private var secretLines: [UInt8] {
    let lines = notes.map { note in
      let key = note.id.map(hexadecimalByte).joined()
      let tokens = note.tokens.map(String.init).joined(separator: ", ")
      return #"{"key": "\#(key)", "label": \#(note.label), "tokens": [\#(tokens)], "#
        + #""text": "\#(note.text)"}"# + "\n"
    }
    return Array(lines.joined().utf8)
  }

  private func capture(isDebug: Bool) -> [UInt8] {
    var conversation = CapturedConversation()
    conversation.open()
    for first in stride(from: 0, to: notes.count, by: 16) {
      let batch = notes[first..<first + 16].flatMap { note in
        let features = note.features.flatMap { value in
          CapturedTraffic.bigEndian(UInt64(value.bitPattern), 4).reversed()
        }
        let debug: [UInt8] = isDebug && note.label > 0 ? [0x18, UInt8(note.label)] : []
        return field(1, field(1, note.id) + field(2, features) + debug)
      }
      conversation.send(framed(field(1, batch)), fromClient: true, segment: 500)
      let received = [0x0D] + CapturedTraffic.bigEndian(UInt64(first + 16), 4).reversed()
      conversation.send(framed(field(1, received)), fromClient: false)
    }
    conversation.close()
    return CapturedTraffic.pcapng(conversation.packets)
  }

  private func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    let length = count < 128 ? [UInt8(count)] : [UInt8(count & 0x7F) | 0x80, UInt8(count >> 7)]
    return [number << 3 | 2] + length + content
  }

  private func framed(_ message: [UInt8]) -> [UInt8] {
    CapturedTraffic.bigEndian(UInt64(message.count), 4) + message
  }
}
