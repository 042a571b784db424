import ArgumentParser
import Audits
import LeakCheck
import PrivateData
import Scenarios
import Simulation
import Wire

/// `sidelight trace import`: makes what was captured of a real client ready for `check`.
struct TraceImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn a capture of a real client into a folder that `check` judges.",
    discussion: """
      CAPTURE is a pcapng or pcap file of the server's TCP port, or JSON Lines with a frame each.
      The map says how messages are framed, which .proto describes them, and which field is what.
      The secrets are what must not be found; they go to DIR/private/ and nowhere else.

      EXAMPLES
        sidelight trace import app.pcapng --map map.yaml --secrets secrets.jsonl --out app
        sidelight check app
      """)

  @Argument(help: "The capture.", completion: .file())
  var capture: String

  @Option(help: "The map of the client.", completion: .yaml)
  var map: String

  @Option(help: "A .proto file in place of the map's.", completion: .file(extensions: ["proto"]))
  var proto: String?

  @Option(help: "The secrets, a sample a line.", completion: .file(extensions: ["jsonl"]))
  var secrets: String

  @Option(help: "The folder to make.", completion: .directory)
  var out: String

  @Flag(help: "Replace a folder that Sidelight made.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "A second capture of the same samples with other labels or tokens, and its secrets.",
      valueName: "labels|tokens=CAPTURE:SECRETS"))
  var paired: [String] = []

  mutating func run() throws {
    let client = try ClientMapLoader.load(path: map, proto: proto, checks: Auditor.ids)
    let records = try SecretLines.read(path: secrets, classes: client.sizes.classes)
    let pairings = try paired.map { try pairing($0, client, records.count) }
    let folder = RunFolder(path: out)
    try folder.create(force: force)
    let counts: ClientFolder.Counts
    do {
      counts = try ClientFolder(folder: folder).write(
        client, capture: capture, records: records, pairings: pairings)
      // What `check` will read must be what was meant.
      _ = try ClientFolder(folder: folder).map(checks: Auditor.ids)
    } catch {
      folder.abandon()
      throw error
    }
    folder.keepNew()
    if counts.matched == 0 {
      StandardError.write(
        "warning: no uploaded sample has a key of \(secrets); keys must be as they are on the wire")
    }
    try StandardOutput.write(
      """
      imported \(counts.frames) frames of \(counts.samples) samples; connections: \(counts.flows); \
      \(counts.matched) of \(records.count) secrets belong to a sample
      check it: sidelight check \(out)
      """)
  }

  /// Reads `labels=CAPTURE:SECRETS`.
  private func pairing(
    _ text: String, _ client: ClientMap, _ count: Int
  ) throws -> ClientFolder.Pairing {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let kinds: [PairedSecret] = [.labels, .tokens]
    guard parts.count == 2, let secret = kinds.first(where: { $0.rawValue == parts[0] }),
      let colon = parts[1].lastIndex(of: ":")
    else {
      throw ValidationError("--paired wants labels=CAPTURE:SECRETS or tokens=CAPTURE:SECRETS.")
    }
    let path = String(parts[1][parts[1].index(after: colon)...])
    let records = try SecretLines.read(path: path, classes: client.sizes.classes)
    guard records.count == count else {
      throw Failure(
        badInput:
          "\(path): error: \(records.count) samples, where \(secrets) has \(count); line by line "
          + "they must be the same samples")
    }
    return ClientFolder.Pairing(
      secret: secret, capture: String(parts[1][..<colon]), records: records)
  }
}
