import Foundation

/// A data file that cannot be used.
///
/// The text names lines and sizes, never contents.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// The file cannot be opened or read.
    case unreadable(reason: String)
    /// A line holds no tab.
    case noTab
    /// The label is not a whole number of 0..<classes.
    case badLabel(classes: Int)
    /// The line is not UTF-8.
    case notUTF8
    /// There are fewer lines than the scenario asks for.
    case tooFewRows(found: Int, wanted: Int)
  }

  /// What was wrong.
  public let code: Code
  /// The file.
  public let file: String
  /// The line, counted from one, where there is one.
  public let line: Int?

  /// Makes an error.
  public init(_ code: Code, file: String, line: Int? = nil) {
    self.code = code
    self.file = file
    self.line = line
  }

  /// The error as `FILE:LINE: error: ...`.
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    let text: String =
      switch code {
      case .unreadable(let reason): "cannot read the data: \(reason)"
      case .noTab: "expected `text TAB label`, found no tab"
      case .badLabel(let classes):
        "the label behind the last tab must be a whole number from 0 to \(classes - 1)"
      case .notUTF8: "the text is not UTF-8"
      case .tooFewRows(let found, let wanted):
        "the file holds \(found) rows, the scenario asks for \(wanted)"
      }
    return "\(place): error: \(text)"
  }
}

/// Reads `text TAB label` files: no quoting, no trimming, no header; the label is the last column.
public enum TabSeparatedReader {
  /// The first `count` rows after `skipping` rows.
  ///
  /// Labels must lie in 0..<`classes`.
  public static func read(
    path: String, skipping: Int = 0, count: Int, classes: Int
  ) throws(DataError) -> [PrivateSample] {
    let data: Data
    do {
      var isDirectory: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
        isDirectory.boolValue
      {
        throw CocoaError(.fileReadUnknown)
      }
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    } catch {
      throw DataError(.unreadable(reason: reason(path)), file: path)
    }
    var samples: [PrivateSample] = []
    samples.reserveCapacity(count)
    var line = 0
    var start = data.startIndex
    while start < data.endIndex, samples.count < count {
      let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) ?? data.endIndex
      line += 1
      if line > skipping {
        samples.append(try sample(data[start..<end], classes, file: path, line: line))
      }
      start = end < data.endIndex ? end + 1 : end
    }
    guard samples.count == count else {
      throw DataError(
        .tooFewRows(found: max(0, line - skipping) + min(line, skipping), wanted: skipping + count),
        file: path)
    }
    return samples
  }

  private static func sample(
    _ row: Data, _ classes: Int, file: String, line: Int
  ) throws(DataError) -> PrivateSample {
    var row = row
    if row.last == UInt8(ascii: "\r") { row = row.dropLast() }
    guard let tab = row.lastIndex(of: UInt8(ascii: "\t")) else {
      throw DataError(.noTab, file: file, line: line)
    }
    guard let label = Int(String(decoding: row[(tab + 1)...], as: UTF8.self)),
      (0..<classes).contains(label)
    else { throw DataError(.badLabel(classes: classes), file: file, line: line) }
    let text = Array(row[..<tab])
    guard String(validating: text, as: UTF8.self) != nil else {
      throw DataError(.notUTF8, file: file, line: line)
    }
    return PrivateSample(text: text, label: label)
  }

  private static func reason(_ path: String) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      return "no such file"
    }
    if isDirectory.boolValue { return "it is a folder, not a file" }
    return "permission denied or not a regular file"
  }
}
