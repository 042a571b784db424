import Determinism
import Foundation
import Testing
import Transformers

struct SafetensorsTests {
  /// Writes a file of a header and data bytes and opens it.
  private func open(
    _ header: String, data: Int = 16, length: UInt64? = nil
  ) throws -> SafetensorsFile {
    try withFolder { folder in
      let path = folder + "/x.safetensors"
      var bytes = withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) {
        Array($0)
      }
      bytes += Array(header.utf8) + [UInt8](repeating: 0, count: data)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return try SafetensorsFile(path: path)
    }
  }

  private func code(_ header: String, data: Int = 16, length: UInt64? = nil) -> ModelError.Code? {
    do {
      _ = try open(header, data: data, length: length)
      return nil
    } catch let error as ModelError {
      #expect(error.description.utf8.count < 1_000)
      return error.code
    } catch {
      Issue.record("an error of another type: \(error)")
      return nil
    }
  }

  private func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test func writtenTensorsAreReadBack() throws {
    try withFolder { folder in
      let path = folder + "/x.safetensors"
      let floats = (0..<300_000).map { Float($0) / 7 }
      let writer = try SafetensorsWriter(
        path: path,
        tensors: [
          .init("a\"\n", .float32, [3, 100_000]), .init("empty", .float32, [0, 5]),
          .init("label", .int64, [3]), .init("half", .float16, [2, 1]),
        ], metadata: [("format", "pt")])
      for start in stride(from: 0, to: floats.count, by: 999) {
        try writer.append(Array(floats[start..<min(start + 999, floats.count)]))
      }
      try writer.append([Int64.min, -1, 7])
      try writer.append(bits: [0x3C00, 0xC000], as: .float16)
      #expect(!FileManager.default.fileExists(atPath: path))
      try writer.finish()
      let file = try SafetensorsFile(path: path)
      #expect(file.tensors.map(\.shape) == [[3, 100_000], [0, 5], [3], [2, 1]])
      #expect(try file.floats("a\"\n") == floats)
      #expect(try file.floats("empty").isEmpty)
      #expect(try file.integers("label") == [.min, -1, 7])
      #expect(try file.floats("half") == [1, -2])
      #expect(throws: ModelError(.missingTensor(name: "b"), path: path)) { try file.floats("b") }
      #expect(throws: ModelError(.unusableType(name: "label", type: "I64"), path: path)) {
        try file.floats("label")
      }
    }
  }

  @Test func abandonedFilesLeaveNothing() throws {
    try withFolder { folder in
      do {
        let writer = try SafetensorsWriter(
          path: folder + "/x", tensors: [.init("a", .float32, [2])])
        try writer.append([Float(1)])
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      #expect(throws: ModelError.self) {
        _ = try SafetensorsWriter(path: folder + "/no/x", tensors: [])
      }
    }
  }

  @Test func soundHeadersAreAccepted() throws {
    #expect(code("{}") == nil)
    #expect(code("{}    ") == nil)
    #expect(code("{\"__metadata__\":{\"a\":\"b\"}}") == nil)
    // Holes between tensors, tensors in any order, types that only have a name.
    let header = "{\"b\":\(entry("F32", "[2]", "[8,16]")),\"a\":\(entry("U8", "[]", "[0,1]"))}"
    #expect(try open(header).tensors.map(\.name) == ["a", "b"])
    #expect(code("{\"a\":\(entry("F4_NEW", "[9]", "[0,5]"))}") == nil)
    #expect(code("{\"a\":\(entry("F32", "[0,9223372036854775807]", "[3,3]"))}") == nil)
  }

  @Test func unsoundHeadersAreNamed() {
    #expect(code("", data: 0, length: 0) == .invalidHeader(reason: "it does not begin with `{`"))
    #expect(code("{}", length: 100_000_001) == .headerTooLong(limit: .init(100_000_000)))
    #expect(code("{}", length: .max) == .headerTooLong(limit: .init(100_000_000)))
    #expect(code("{}", length: 99) == .truncated)
    #expect(code(" {}") == .invalidHeader(reason: "it does not begin with `{`"))
    #expect(code("{\"__metadata__\":[]}") != nil)
    for broken in ["{", "{\"a\":}", "{}x", "{\"a\":1,}", String(repeating: "{\"a\":", count: 999)] {
      guard case .invalidJSON = code(broken) else {
        Issue.record("\(broken.prefix(9)) was not called invalid JSON")
        continue
      }
    }
  }

  @Test func unsoundEntriesAreNamed() {
    func problem(_ entry: String, data: Int = 16) -> ModelError.TensorProblem? {
      guard case .invalidTensor("a", let problem)? = code("{\"a\":\(entry)}", data: data) else {
        return nil
      }
      return problem
    }
    #expect(problem("1") == .fields)
    #expect(problem("{}") == .fields)
    #expect(problem("{\"dtype\":\"F32\",\"shape\":[1],\"offsets\":[0,4]}") == .fields)
    #expect(problem(entry("F32", "[1]", "[0]")) == .fields)
    #expect(problem(entry("F32", "[1]", "[0,4.5]")) == .fields)
    #expect(problem(entry("F32", "[1]", "[0,99999999999999999999]")) == .fields)
    #expect(problem(entry("F32", "[-1]", "[0,4]")) == .shape)
    #expect(problem(entry("F32", "[1.5]", "[0,4]")) == .shape)
    #expect(problem(entry("F32", "[4294967296,4294967296]", "[0,0]")) == .shape)
    #expect(problem(entry("F32", "[4611686018427387904]", "[0,0]")) == .shape)
    #expect(problem(entry("F32", "[1]", "[8,4]")) == .offsets)
    #expect(problem(entry("F32", "[1]", "[-4,0]")) == .range)
    #expect(problem(entry("F32", "[2]", "[9,17]")) == .range)
    #expect(problem(entry("F32", "[2]", "[0,4]")) == .size)
    #expect(problem(entry("BF16", "[2]", "[0,8]")) == .size)
    let one = entry("F32", "[1]", "[0,4]")
    #expect(
      code("{\"a\":\(one),\"a\":\(entry("F32", "[1]", "[4,8]"))}")
        == .invalidTensor(name: "a", problem: .duplicate))
    #expect(
      code("{\"a\":\(one),\"b\":\(entry("F32", "[1]", "[3,7]"))}")
        == .invalidTensor(name: "b", problem: .overlap))
  }

  @Test func filesThatAreNoFilesAreRefused() throws {
    try withFolder { folder in
      func code(_ path: String) -> ModelError.Code? {
        do {
          _ = try SafetensorsFile(path: path)
          return nil
        } catch {
          return error.code
        }
      }
      #expect(code(folder + "/none") == .missingFile)
      #expect(code(folder) == .unreadable(reason: "not a regular file"))
      #expect(code(folder + "/a\0b") == .unreadable(reason: "the name holds a zero byte"))
      mkfifo(folder + "/pipe", 0o600)
      #expect(code(folder + "/pipe") == .unreadable(reason: "not a regular file"))
      for size in 0..<8 {
        try Data(count: size).write(to: URL(fileURLWithPath: folder + "/short"))
        #expect(code(folder + "/short") == .truncated)
      }
    }
  }

  @Test func everyHalfAndBfloatIsWidenedExactly() throws {
    try withFolder { folder in
      let all = (0...UInt16.max).map { $0 }
      let writer = try SafetensorsWriter(
        path: folder + "/x",
        tensors: [.init("h", .float16, [65_536]), .init("b", .bfloat16, [65_536])])
      try writer.append(bits: all, as: .float16)
      try writer.append(bits: all, as: .bfloat16)
      try writer.finish()
      let file = try SafetensorsFile(path: folder + "/x")
      let (halves, bfloats) = (try file.floats("h"), try file.floats("b"))
      var wrong = 0
      for (index, bits) in all.enumerated() {
        let half = Float(Float16(bitPattern: bits))
        let bfloat = Float(bitPattern: UInt32(bits) << 16)
        let isNaN = half.isNaN && halves[index].isNaN
        if !isNaN && half.bitPattern != halves[index].bitPattern { wrong += 1 }
        if bfloat.bitPattern != bfloats[index].bitPattern { wrong += 1 }
      }
      #expect(wrong == 0)
    }
  }

  /// Files whose tensors lie at odd addresses are read all the same.
  @Test func misalignedTensorsAreRead() throws {
    try withFolder { folder in
      let entries = "\"a\":\(entry("F32", "[2]", "[1,9]")),\"b\":\(entry("BF16", "[1]", "[9,11]"))"
      let header = "{\(entries)}"
      var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
      bytes += Array(header.utf8) + [0]
      for value in [Float(1.5), -7] { withUnsafeBytes(of: value) { bytes += $0 } }
      bytes += [0x80, 0x3F]
      let path = folder + "/x"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let file = try SafetensorsFile(path: path)
      #expect(try file.floats("a") == [1.5, -7])
      #expect(try file.floats("b") == [1])
    }
  }
}
