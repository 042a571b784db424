import Determinism
import Foundation
import Testing
import Traces

/// `sidelight trace import`, and `check` on what it makes.
@Suite struct TraceImportTests {
  private func importing(
    _ capture: String, map: String = ExampleClient.map, secrets: String = ExampleClient.secrets,
    to out: String, _ options: [String] = []
  ) throws -> SidelightProcess.Outcome {
    try SidelightProcess.run(
      ["trace", "import", capture, "--map", map, "--secrets", secrets, "--out", out] + options)
  }

  @Test func theExamplesFilesAreThoseThatItsClientMakes() throws {
    let record = ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1"
    for (name, made) in ExampleClient().files {
      let path = ExampleClient.folder + "/" + name
      if record { try Data(made).write(to: URL(fileURLWithPath: path)) }
      let kept = (try? bytes(path)).map { Array($0) }
      #expect(kept == made, "\(name): RECORD_GOLDENS=1 writes it again")
    }
  }

  @Test func theReleaseBuildPassesAndTheDebugBuildDoesNot() throws {
    let folder = try TemporaryFolder()
    let release = folder.file("release")
    let made = try importing(ExampleClient.folder + "/release.pcapng", to: release)
    #expect(made.exitCode == 0 && made.output.contains("64 of 64 secrets"), "\(made)")
    let check = try SidelightProcess.run("check", release)
    #expect(check.exitCode == 0, "\(check)")
    #expect(check.output.contains("Left out: the client sends no prediction difference"))

    let debug = folder.file("debug")
    _ = try importing(ExampleClient.folder + "/debug.pcapng", to: debug)
    let found = try SidelightProcess.run("check", debug, "--json")
    #expect(found.exitCode == 1, "\(found)")
    let leaks = try CheckReport(found.standardOutput).checks.filter { $0.verdict == "leak" }
    #expect(leaks.map(\.id) == ["schema.fields", "raw.labels"])
    let info = try SidelightProcess.run("trace", "info", debug + "/trace.slt")
    #expect(info.exitCode == 0 && info.output.contains("imported"))
  }

  @Test func whatIsPrivateIsForTheOwnerAndTheRestNamesNoSecret() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("client")
    _ = try importing(ExampleClient.folder + "/release.pcapng", to: out)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: out + "/" + path)[.posixPermissions] as? Int
    }
    #expect(try mode("private") == 0o700 && mode("private/judge.jsonl") == 0o600)
    let secret = try #require(
      String(decoding: bytes(ExampleClient.secrets), as: UTF8.self).split(separator: "\"")
        .dropLast()
        .last)
    for name in ["client.yaml", "trace.slt"] {
      #expect(try bytes(out + "/" + name).range(of: Data(secret.utf8)) == nil)
    }
    try remove(out + "/private")
    let check = try SidelightProcess.run("check", out)
    #expect(check.exitCode == 3, "nobody can tell what would be a secret: \(check)")
  }

  @Test func aPairedCaptureIsKeptAndCompared() throws {
    let folder = try TemporaryFolder()
    let flipped = String(decoding: try bytes(ExampleClient.secrets), as: UTF8.self)
      .replacingOccurrences(of: "\"label\": 0", with: "\"label\": 2")
      .replacingOccurrences(of: "\"label\": 1", with: "\"label\": 0")
      .replacingOccurrences(of: "\"label\": 2", with: "\"label\": 1")
    let other = try folder.write(flipped, to: "other.jsonl")
    let map = try folder.write(
      String(decoding: bytes(ExampleClient.map), as: UTF8.self).replacingOccurrences(
        of: "interference.labels", with: "timing.length"), to: "map.yaml")
    let proto = ["--proto", ExampleClient.folder + "/app.proto"]
    let release = ExampleClient.folder + "/release.pcapng"
    let debug = ExampleClient.folder + "/debug.pcapng"
    func verdict(_ pair: String) throws -> String? {
      let out = folder.file("out")
      let made = try importing(
        release, map: map, to: out,
        proto + ["--force", "--paired", "labels=\(pair):\(other)"])
      #expect(made.exitCode == 0, "\(made)")
      let check = try SidelightProcess.run("check", out, "--json")
      return try CheckReport(check.standardOutput).checks
        .first { $0.id == "interference.labels" }?.verdict
    }
    // Labels change the debug build's sizes; one and the same capture shows nothing.
    #expect(try verdict(debug) == "leak")
    #expect(try verdict(release) == "inconclusive")
    let bad = try importing(
      release, map: map, to: folder.file("bad"), proto + ["--paired", "lengths=a:b"])
    #expect(bad.exitCode == 2)
  }

  @Test func badInputLeavesNothingAndKeepsWhatWasThere() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("client")
    let release = ExampleClient.folder + "/release.pcapng"
    let cut = folder.file("cut.pcapng")
    try bytes(release).dropLast(100).write(to: URL(fileURLWithPath: cut))
    let failed = try importing(cut, to: out)
    #expect(failed.exitCode == 2 && failed.errors.contains("cut.pcapng: byte"), "\(failed)")
    #expect(!exists(out))
    #expect(try importing(release, to: out).exitCode == 0)
    #expect(try importing(release, to: out).exitCode == 2, "nothing is replaced unasked")
    let kept = try bytes(out + "/trace.slt")
    #expect(try importing(cut, to: out, ["--force"]).exitCode == 2)
    #expect(try bytes(out + "/trace.slt") == kept)
    #expect(try importing(release, to: out, ["--force"]).exitCode == 0)
    #expect(!exists(out + ".replaced"))

    let map = try folder.write("framing: grcp\n", to: "bad.yaml")
    let badMap = try importing(release, map: map, to: folder.file("b"))
    #expect(badMap.exitCode == 2 && badMap.errors.contains("bad.yaml:1:10: error: framing"))
    let secrets = try folder.write(#"{"key": "hidden", "label": 0}"#, to: "bad.jsonl")
    let badSecrets = try importing(release, secrets: secrets, to: folder.file("b"))
    #expect(badSecrets.exitCode == 2 && badSecrets.errors.contains("bad.jsonl:1:1: error"))
    #expect(!badSecrets.errors.contains("hidden"))
  }

  @Test func aFolderWhosePartsDoNotBelongTogetherIsRefused() throws {
    let folder = try TemporaryFolder()
    let (one, two) = (folder.file("one"), folder.file("two"))
    _ = try importing(ExampleClient.folder + "/release.pcapng", to: one)
    _ = try importing(ExampleClient.folder + "/debug.pcapng", to: two)
    try remove(one + "/private/judge.jsonl")
    try bytes(two + "/private/judge.jsonl").write(
      to: URL(fileURLWithPath: one + "/private/judge.jsonl"))
    let mixed = try SidelightProcess.run("check", one)
    #expect(mixed.exitCode == 2 && mixed.errors.contains("another trace"), "\(mixed)")
    let map = String(decoding: try bytes(two + "/client.yaml"), as: UTF8.self)
    try Data(map.replacingOccurrences(of: "classes: 2", with: "classes: 3").utf8).write(
      to: URL(fileURLWithPath: two + "/client.yaml"))
    let other = try SidelightProcess.run("check", two)
    #expect(other.exitCode == 2 && other.errors.contains("another map"), "\(other)")
  }

  // MARK: Our own traces

  private struct JudgeLine: Decodable {
    var key: [UInt8]
    var label: Int
    var tokens: [Int]
    var text: Data
  }

  private static let ownMap = """
    framing: grpc
    to_server: DeviceMessage
    to_device: ServerMessage
    session: { layers: 2, width: 32, classes: 2, format: fp32, samples: 64, batch: 16 }
    fields:
      hello: allowed
      samples.sequence: allowed
      samples.samples.key: key
      samples.samples.activations: activations
      samples.samples.delta: delta
      goodbye: allowed
      acknowledgement: allowed
      resend: allowed
      progress: allowed
      side_network: allowed
    leave_out:
      - { check: interference.labels, reason: a round trip }
      - { check: interference.tokens, reason: a round trip }

    """

  @Test func ourOwnTraceImportsToTheSameFramesAndTheSameVerdicts() throws {
    let run = try RecordedRun()
    let reader = try TraceReader(path: run.tracePath)
    var frames: [TraceFrame] = []
    var lines = ""
    while let frame = try reader.next() {
      frames.append(frame)
      lines +=
        #"{"frame":\#(frames.count),"time":\#(frame.time.nanoseconds),"#
        + #""direction":"\#(frame.direction.name)","flow":\#(frame.flow),"kind":\#(frame.kind),"#
        + #""bytes":"\#(Data(frame.bytes).base64EncodedString())"}"# + "\n"
    }
    let capture = try run.folder.write(lines, to: "frames.jsonl")
    let map = try run.folder.write(Self.ownMap, to: "map.yaml")
    var secrets = ""
    for line in try bytes(run.path + "/private/judge.jsonl").split(separator: 0x0A).dropFirst() {
      let record = try JSONDecoder().decode(JudgeLine.self, from: Data(line))
      let text = try JSONEncoder().encode(String(decoding: record.text, as: UTF8.self))
      secrets +=
        #"{"key": "\#(Data(record.key).base64EncodedString())", "label": \#(record.label), "#
        + #""tokens": \#(record.tokens), "text": \#(String(decoding: text, as: UTF8.self))}"# + "\n"
    }
    let file = try run.folder.write(secrets, to: "secrets.jsonl")
    let out = run.folder.file("imported")
    let made = try importing(
      capture, map: map, secrets: file, to: out,
      ["--proto", Checkout.root + "/Sources/Wire/sidelight.proto"])
    #expect(made.exitCode == 0, "\(made)")

    let again = try TraceReader(path: out + "/trace.slt")
    for frame in frames { #expect(try again.next() == frame) }
    #expect(try again.next() == nil)

    let direct = try CheckReport(SidelightProcess.run("check", run.path, "--json").standardOutput)
    let checked = try SidelightProcess.run("check", out, "--json")
    let report = try CheckReport(checked.standardOutput)
    for (own, foreign) in zip(direct.checks, report.checks)
    where !["left-out", "not-applicable"].contains(foreign.verdict) && own.id != "timing.length" {
      #expect(foreign.verdict == own.verdict, "\(own.id)")
    }
    #expect(checked.exitCode == 1 && report.verdict == "leak")
  }
}
