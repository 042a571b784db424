import Foundation
import TestSupport
import Testing

/// `sidelight model` on files of texts.
@Suite struct ModelCommandTests {
  private struct Setup {
    let folder: TemporaryFolder
    let model: String
    let data: String
  }

  private static let texts = ["splendid row", "", "dreadful marmalade a b c zephyr", "unheard of"]

  private func setup(_ family: TinyModelFolder.Family = .bert) throws -> Setup {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("model"), withIntermediateDirectories: true)
    try TinyModelFolder.write(family, to: folder.file("model"))
    let rows = Self.texts.enumerated().map { "\($1)\t\($0 % 2)\n" }.joined()
    return Setup(
      folder: folder, model: folder.file("model"), data: try folder.write(rows, to: "a.tsv"))
  }

  /// The header and the data of a safetensors file.
  private func safetensors(_ path: String) throws -> (header: [String: Any], data: Data) {
    let file = try bytes(path)
    let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(
      JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any])
    return (header, Data(file[(8 + length)...]))
  }

  private func numbers<Number>(
    _ name: String, _ path: String, as type: Number.Type
  ) throws -> (shape: [Int], values: [Number]) {
    let (header, data) = try safetensors(path)
    let entry = try #require(header[name] as? [String: Any])
    let shape = try #require(entry["shape"] as? [Int])
    let range = try #require(entry["data_offsets"] as? [Int])
    let part = data[data.startIndex + range[0]..<data.startIndex + range[1]]
    let values = Data(part).withUnsafeBytes { Array($0.bindMemory(to: Number.self)) }
    return (shape, values)
  }

  @Test func tokenizePrintsOneListALine() throws {
    let setup = try setup()
    let outcome = try SidelightProcess.run("model", "tokenize", setup.model, "--data", setup.data)
    // [CLS] is 2, [SEP] 3, [UNK] 1; words begin at 5.
    #expect(
      outcome.output == """
        [2, 6, 13, 3]
        [2, 3]
        [2, 5, 7, 14, 15, 16, 12, 3]
        [2, 1, 1, 3]

        """, "\(outcome)")
    let cut = try SidelightProcess.run(
      "model", "tokenize", setup.model, "--data", setup.data, "--max-length", "4")
    #expect(cut.output.split(separator: "\n")[2] == "[2, 5, 7, 3]")
    let empty = try setup.folder.write("", to: "empty.tsv")
    let none = try SidelightProcess.run("model", "tokenize", setup.model, "--data", empty)
    #expect(none.exitCode == 0 && none.output.isEmpty)
  }

  @Test func activationsKeepTheOrderOfTheTexts() throws {
    let setup = try setup()
    let out = setup.folder.file("out.safetensors")
    func run(_ data: String, _ pivot: String) throws {
      let outcome = try SidelightProcess.run(
        "model", "activations", setup.model, "--data", data, "--pivot", pivot, "--out", out)
      try #require(outcome.exitCode == 0, "\(outcome)")
    }
    try run(setup.data, "mean")
    let (shape, values) = try numbers("activations", out, as: Float.self)
    let entry = (TinyModelFolder.layers + 1) * TinyModelFolder.width
    #expect(shape == [4, TinyModelFolder.layers + 1, TinyModelFolder.width])
    #expect(try numbers("label", out, as: Int64.self).values == [0, 1, 0, 1])
    #expect(try numbers("length", out, as: Int64.self).values == [4, 2, 8, 4])
    // The texts the other way round: the same rows, bit for bit.
    let reversed = Self.texts.reversed().map { "\($0)\t0\n" }.joined()
    try run(try setup.folder.write(reversed, to: "b.tsv"), "mean")
    let other = try numbers("activations", out, as: Float.self).values
    for row in 0..<4 {
      #expect(
        values[row * entry..<(row + 1) * entry]
          == other[(3 - row) * entry..<(4 - row) * entry])
    }
    // Of the empty text, [CLS] [SEP], the mean is that of both ends.
    try run(setup.data, "first")
    let first = try numbers("activations", out, as: Float.self).values[entry..<2 * entry]
    try run(setup.data, "last")
    let last = try numbers("activations", out, as: Float.self).values[entry..<2 * entry]
    for (index, value) in values[entry..<2 * entry].enumerated() {
      let mean = (first[entry + index] + last[entry + index]) / 2
      #expect(abs(value - mean) <= 1e-6 * max(1, abs(mean)))
    }
  }

  @Test func columnsAndNamesOfClassesCanBeChosen() throws {
    let setup = try setup()
    let data = try setup.folder.write("mood,id,words\ngood,7,row\nbad,8,a b\n", to: "a.csv")
    let out = setup.folder.file("out.safetensors")
    let outcome = try SidelightProcess.run(
      "model", "activations", setup.model, "--data", data, "--header", "--text-column", "words",
      "--label-column", "1", "--labels", "bad,good", "--out", out)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(try numbers("label", out, as: Int64.self).values == [1, 0])
    #expect(try numbers("length", out, as: Int64.self).values == [3, 4])
  }

  @Test func theOutputReplacesNoInputAndNoDevice() throws {
    let setup = try setup()
    try FileManager.default.createSymbolicLink(
      atPath: setup.folder.file("link"), withDestinationPath: setup.data)
    for out in [
      setup.data, setup.model + "/model.safetensors", setup.folder.file("link"), "/dev/null",
    ] {
      let before = try? bytes(setup.data)
      let outcome = try SidelightProcess.run(
        "model", "activations", setup.model, "--data", setup.data, "--out", out)
      #expect(outcome.exitCode == 2, "\(out) \(outcome)")
      #expect(try bytes(setup.data) == before)
    }
    // Neither is anything beside the output touched.
    let neighbour = try setup.folder.write("mine", to: "o.safetensors.partial")
    let out = setup.folder.file("o.safetensors")
    let outcome = try SidelightProcess.run(
      "model", "activations", setup.model, "--data", setup.data, "--out", out)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(try bytes(neighbour) == Data("mine".utf8))
    let mode = try FileManager.default.attributesOfItem(atPath: out)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(listing(setup.folder.path).filter { $0.hasPrefix("o.safetensors") }.count == 2)
  }

  @Test func textsTooLongAreNamed() throws {
    let setup = try setup()
    let long = [String](repeating: "row", count: 60).joined(separator: " ")
    let data = try setup.folder.write("row\t0\n\(long)\t1\n", to: "long.tsv")
    let outcome = try SidelightProcess.run(
      "model", "activations", setup.model, "--data", data, "--out", setup.folder.file("o"))
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("long.tsv: error: text 2 has more than"), "\(outcome)")
  }

  @Test func infoNamesArchitectureAndSize() throws {
    let setup = try setup(.llama)
    let outcome = try SidelightProcess.run("model", "info", setup.model)
    for words in ["llama, causal", "layers       2", "width        24", "max length   40"] {
      #expect(outcome.output.contains(words), "\(outcome)")
    }
  }
}
