public import Determinism
import Foundation
public import PrivateData

/// Reads and writes `private/judge.jsonl`: one line a sample, for the judge alone.
public enum JudgeFile {
  private static let format = 2

  private struct Head: Codable {
    var format: Int
    var inputsDigest: String
    var recordsDigest: String
  }

  private struct Line: Codable {
    var key: [UInt8]
    var sample: Int
    var label: Int
    var tokens: [Int]
    var text: Data
  }

  /// What the file holds.
  public struct Contents: Sendable {
    /// The digest of the model and the data that the run was made from.
    public var inputsDigest: Digest128
    /// Samples in upload order.
    public var records: [JudgeRecord]
  }

  /// Writes `records` to `folder`, by default to its judge's file.
  public static func write(
    _ records: [JudgeRecord], inputsDigest: Digest128, to folder: RunFolder,
    path: String? = nil
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var lines = Data()
    for record in records {
      let line = record.label.withRevealed { label in
        record.tokens.withRevealed { tokens in
          record.text.withRevealed { text in
            Line(
              key: record.key, sample: record.sample, label: label, tokens: tokens, text: Data(text)
            )
          }
        }
      }
      lines.append(try encoder.encode(line))
      lines.append(UInt8(ascii: "\n"))
    }
    var data = try encoder.encode(
      Head(
        format: format, inputsDigest: inputsDigest.description,
        recordsDigest: Digest128(of: Array(lines)).description))
    data.append(UInt8(ascii: "\n"))
    data.append(lines)
    try folder.writePrivate(data, to: path ?? folder.judgePath)
  }

  /// Reads the records of `folder`; nil when the private file is not there.
  ///
  /// `path` names a file in it other than the judge's.
  ///
  /// - Throws: `RunFolderError` naming the line that is broken, never its content.
  public static func read(
    from folder: RunFolder, path: String? = nil
  ) throws(RunFolderError) -> Contents? {
    let path = path ?? folder.judgePath
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    func malformed(_ reason: String) -> RunFolderError {
      let name = path.split(separator: "/").last ?? ""
      return RunFolderError(
        .malformed(file: "private/\(name)", reason: reason), path: folder.path)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw malformed("the file cannot be read")
    }
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    guard let first = lines.first, let head = try? decoder.decode(Head.self, from: first),
      head.format == format, let digest = Digest128(hexadecimal: head.inputsDigest)
    else { throw malformed("line 1 is not the head of a judge file") }
    // Behind a head that was cut off there is no line feed, and no record.
    guard
      Digest128(of: Array(data[first.endIndex...].dropFirst())).description == head.recordsDigest
    else {
      throw malformed("the records are not those that were written")
    }
    var records: [JudgeRecord] = []
    for (index, bytes) in lines.dropFirst().enumerated() {
      guard let line = try? decoder.decode(Line.self, from: bytes), line.key.count == 16,
        line.label >= 0, line.sample >= 0,
        line.tokens.allSatisfy({ (0...Int(Int32.max)).contains($0) })
      else { throw malformed("line \(index + 2) is not a sample") }
      records.append(
        JudgeRecord(
          key: line.key, sample: line.sample, label: Secret(line.label),
          tokens: Secret(line.tokens),
          text: Secret(Array(line.text))))
    }
    return Contents(inputsDigest: digest, records: records)
  }
}
