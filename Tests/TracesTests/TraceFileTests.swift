import Determinism
import Foundation
import Glibc
import Testing
import Traces

@Suite struct TraceFileTests {
  @Test func anUnfinishedTraceKeepsItsWholeBlocks() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      let frames = randomFrames(10, largest: 100, seed: 20)
      try write(frames, to: path, checkpoint: 4, finish: false)
      let report = TraceVerification.verify(path: path)
      #expect(!report.complete)
      #expect(report.wholeBlocks == 2)
      #expect(report.frames == 8)
      #expect(report.fault?.code == .missingFooter)
      // What is whole is handed out before the fault is.
      let reader = try TraceReader(path: path)
      for index in 0..<8 { #expect(try reader.next() == frames[index]) }
      let fault = try #require(report.fault)
      #expect(throws: fault) { try reader.next() }
      #expect(throws: fault) { try reader.next() }
      let summary = try TraceSummary(path: path)
      #expect(summary.fault == report.fault)
      #expect(summary.totals == nil)
    }
  }

  @Test func anExistingFileIsNeverOverwritten() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      try replace(path, with: Array("precious".utf8))
      #expect(throws: TraceError(.exists, path: path)) {
        try TraceWriter(path: path, header: sampleHeader)
      }
      #expect(try contents(path) == Array("precious".utf8))
    }
  }

  @Test func aFullDiskIsAnErrorAndWholeBlocksStay() async {
    await #expect(processExitsWith: .success) {
      // A limit on file sizes stands for the full disk. It holds for the whole process, hence
      // a process of its own, and its signal must be ignored for write(2) to report it.
      signal(SIGXFSZ, SIG_IGN)
      let limit: rlim_t = 150_000
      var limits = rlimit(rlim_cur: limit, rlim_max: limit)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits) == 0)
      try withFolder { folder in
        let path = folder + "/trace.slt"
        let writer = try TraceWriter(path: path, header: sampleHeader)
        var failure: TraceError?
        for frame in randomFrames(1_000, largest: 1_000, seed: 21) {
          do throws(TraceError) {
            try writer.append(frame)
          } catch {
            failure = error
            break
          }
        }
        let error = try #require(failure)
        #expect(error.description.contains("\(path): byte "))
        #expect(error.description.contains("cannot write: File too large"))
        let again = #expect(throws: TraceError.self) { try writer.finish() }
        #expect(again == error)
        let report = TraceVerification.verify(path: path)
        #expect(report.wholeBlocks == 2)
        #expect(report.fault?.code == .missingFooter)
        #expect(report.fault?.offset == error.offset)
        #expect(try contents(path).count == Int(report.fault?.offset ?? 0))
      }
    }
  }

  @Test func aHeaderThatCannotBeWrittenLeavesNoFile() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      var limits = rlimit(rlim_cur: 40, rlim_max: 40)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits) == 0)
      try withFolder { folder in
        let path = folder + "/trace.slt"
        #expect(throws: TraceError.self) { try TraceWriter(path: path, header: sampleHeader) }
        #expect(!FileManager.default.fileExists(atPath: path))
      }
    }
  }

  @Test func timeMustNotGoBack() async {
    await #expect(processExitsWith: .failure) {
      try withFolder { folder in
        let writer = try TraceWriter(path: folder + "/trace.slt", header: sampleHeader)
        for time in [5, 4] as [UInt64] {
          try writer.append(
            TraceFrame(
              time: SimInstant(nanoseconds: time), direction: .toServer, flow: 0, kind: 1, bytes: []
            ))
        }
      }
    }
  }

  @Test func whatIsNoTraceIsRefusedClearly() throws {
    try withFolder { folder in
      func code(_ path: String) -> TraceError.Code? {
        let report = TraceVerification.verify(path: path)
        #expect(!report.complete && report.wholeBlocks == 0)
        return report.fault?.code
      }
      let path = folder + "/file"
      #expect(code(path) == .cannotOpen(reason: "No such file or directory"))
      #expect(code(folder) == .notRegular)
      #expect(code("/dev/zero") == .notRegular)
      try #require(mkfifo(folder + "/pipe", 0o600) == 0)
      #expect(code(folder + "/pipe") == .notRegular)
      try replace(path, with: [])
      #expect(code(path) == .notATrace)
      try replace(path, with: Array("name: quickstart\nseed: 7\n".utf8))
      #expect(code(path) == .notATrace)
    }
  }

  @Test func aNewerFormatIsRefusedAndAnOlderReaderSaysWhy() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      try write([], to: path)
      var bytes = try contents(path)
      bytes[8] = 3
      try replace(path, with: bytes)
      let fault = try #require(TraceVerification.verify(path: path).fault)
      #expect(fault.code == .unsupportedVersion(major: 3, minor: 0))
      #expect(
        fault.description
          == "\(path): byte 0: trace format 3.0 cannot be read by this program, which reads 2.x")
    }
  }

  @Test func errorsNameFileAndOffset() {
    let cases: [(TraceError, String)] = [
      (
        TraceError(.exists, path: "a.slt"),
        "a.slt: the file exists already and is never overwritten"
      ),
      (
        TraceError(.truncated(.block(3)), path: "a.slt", offset: 96),
        "a.slt: byte 96: the file ends inside block 3"
      ),
      (
        TraceError(.damaged(.block(3), .checksum), path: "a.slt", offset: 96),
        "a.slt: byte 96: block 3 is damaged: the checksum does not match"
      ),
      (
        TraceError(.missingFooter, path: "a.slt", offset: 96),
        "a.slt: byte 96: the footer is missing, so the recording did not end properly"
      ),
    ]
    for (error, text) in cases { #expect(error.description == text) }
  }
}
