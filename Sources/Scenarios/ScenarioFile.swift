internal import Foundation

/// Reads a small text file whole, and says what is wrong when that fails.
enum ScenarioFile {
  /// The bytes of the file at `path`, which must not be longer than `limit`.
  static func read(_ path: String, limit: Int) throws(ScenarioError) -> [UInt8] {
    func failure(_ code: ScenarioProblem.Code) -> ScenarioError {
      ScenarioError([ScenarioProblem(code, at: .file(path: path, line: nil, column: nil))])
    }
    guard !path.utf8.contains(0) else { throw failure(.unreadable(reason: "no such file")) }
    // A named pipe that nobody writes to must not be waited for; it then reads as empty.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0, fcntl(descriptor, F_SETFL, 0) == 0,
      let file = fdopen(descriptor, "rb")
    else {
      let number = errno
      if descriptor >= 0 { close(descriptor) }
      throw failure(.unreadable(reason: reason(number)))
    }
    defer { fclose(file) }
    // One byte more than allowed tells a file that is too long, also from a pipe or a device.
    var buffer = [UInt8](repeating: 0, count: limit + 1)
    let count = buffer.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
    guard ferror(file) == 0 else { throw failure(.unreadable(reason: reason(errno))) }
    guard count <= limit else { throw failure(.tooLarge(limit: limit)) }
    return Array(buffer.prefix(count))
  }

  /// The text that `bytes` encode in UTF-8, without a byte order mark.
  static func text(_ bytes: [UInt8], path: String, limit: Int) throws(ScenarioError) -> String {
    guard bytes.count <= limit else {
      let origin = ScenarioProblem.Origin.file(path: path, line: nil, column: nil)
      throw ScenarioError([ScenarioProblem(.tooLarge(limit: limit), at: origin)])
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else {
      let (line, column) = firstInvalid(content)
      let origin = ScenarioProblem.Origin.file(path: path, line: line, column: column)
      throw ScenarioError([ScenarioProblem(.notUTF8, at: origin)])
    }
    return text
  }

  /// Line and column, counted from 1, of the first bytes that are not UTF-8.
  private static func firstInvalid(_ bytes: ArraySlice<UInt8>) -> (line: Int, column: Int) {
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    var (line, column) = (1, 1)
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
    }
    return (line, column)
  }

  /// The reason in our own words: the C library's depend on the locale.
  private static func reason(_ number: Int32) -> String {
    switch number {
    case ENOENT, ENOTDIR: "no such file"
    case EACCES, EPERM: "permission denied"
    case EISDIR: "it is a folder"
    case ENAMETOOLONG: "the path is too long"
    case ELOOP: "too many symbolic links"
    default: "system error \(number)"
    }
  }
}
