internal import COpenSSL
internal import Foundation

/// SHA-256 digests, by which other tools name files.
public enum FileDigest {
  /// The SHA-256 of `bytes` in hexadecimal (FIPS 180-4).
  public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
    let hash = Hash()
    hash.update(Data(bytes))
    return hash.hexadecimal()
  }

  /// The SHA-256 of the file at `path` in hexadecimal, read a piece at a time; nil where it cannot
  /// be read.
  public static func sha256(path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    let hash = Hash()
    do {
      while let piece = try file.read(upToCount: pieceLength), !piece.isEmpty {
        hash.update(piece)
      }
    } catch {
      return nil
    }
    return hash.hexadecimal()
  }

  private static let pieceLength = 1 << 20

  /// A digest in the making, by OpenSSL.
  private final class Hash {
    private let context: OpaquePointer

    init() {
      guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
      else { preconditionFailure("OpenSSL always has SHA-256 and room for it") }
      self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    func update(_ data: Data) {
      let isTaken = data.withUnsafeBytes { bytes in
        bytes.isEmpty || EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
      }
      precondition(isTaken, "a digest takes whatever it is given")
    }

    func hexadecimal() -> String {
      var bytes = [UInt8](repeating: 0, count: 32)
      precondition(EVP_DigestFinal_ex(context, &bytes, nil) == 1, "a digest ends once")
      let digits = Array("0123456789abcdef".utf8)
      return String(
        decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }
}
