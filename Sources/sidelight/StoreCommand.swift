import ArgumentParser
import Determinism
import Foundation
import Transformers

/// `sidelight store`: looks at the activations kept on disk.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Look at the activations kept between runs, or delete them.",
    discussion: """
      Activations of Hugging Face models are a pure function of weights and tokens, so they are kept
      on disk and a second run does not compute them again. They reveal the texts behind them; the
      store is readable by its owner alone.

      EXAMPLES
        sidelight store info
        sidelight store clear
      """,
    subcommands: [Info.self, Clear.self])

  /// `sidelight store info`.
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show where the store is, and its size.",
      discussion: "EXAMPLE\n  sidelight store info")
    @OptionGroup var options: StoreOption

    mutating func run() throws {
      guard let store = options.activationStore else {
        throw ValidationError("--no-store leaves nothing to look at.")
      }
      let usage = store.usage
      try StandardOutput.write(
        """
        folder  \(store.folder)
        holds   \(usage.bytes) in \(usage.packs) packs
        limit   \(store.limit)
        """)
    }
  }

  /// `sidelight store clear`.
  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete all kept activations.", discussion: "EXAMPLE\n  sidelight store clear")
    @OptionGroup var options: StoreOption

    mutating func run() throws {
      guard let store = options.activationStore else {
        throw ValidationError("--no-store leaves nothing to delete.")
      }
      do { try store.clear() } catch {
        throw Failure(badInput: "\(store.folder): error: \(error.localizedDescription)")
      }
    }
  }
}
