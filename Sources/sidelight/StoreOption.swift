import ArgumentParser
import Determinism
import Foundation
import Scenarios
import Simulation
import Transformers

/// Where activations of folder models are kept between runs.
struct StoreOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep activations of folder models here between runs. "
        + "(default: $SIDELIGHT_STORE, else sidelight/activations in $XDG_CACHE_HOME or ~/.cache)"),
    completion: .directory)
  var store: String?

  @Option(help: "Bytes that the store may take; what was used longest ago goes first.")
  var storeLimit: StoreLimit = StoreLimit(bytes: 8 << 30)

  @Flag(help: "Compute all activations, and keep none.")
  var noStore = false

  func validate() throws {
    if store == "" { throw ValidationError("--store needs a folder; --no-store does without.") }
  }

  /// The store, unless it is switched off.
  var activationStore: ActivationStore? {
    noStore ? nil : ActivationStore(folder: folder, limit: ByteCount(storeLimit.bytes))
  }

  private var folder: String {
    if let store { return store }
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["SIDELIGHT_STORE"], !folder.isEmpty { return folder }
    // The specification wants relative paths to be ignored.
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (cache ?? NSHomeDirectory() + "/.cache") + "/sidelight/activations"
  }

  /// The same options for another process.
  var arguments: [String] {
    if noStore { return ["--no-store"] }
    return ["--store", folder, "--store-limit", "\(storeLimit.bytes) B"]
  }

  /// What a run of the loaded scenario is made of.
  func material(
    _ loaded: LoadedScenario, workers: Int, ledgerSink: LedgerFileSink? = nil,
    progress: ProgressLine
  ) throws -> RunMaterial {
    try loaded.placingErrors {
      try RunMaterial(
        scenario: loaded.scenario, workers: workers, store: activationStore, ledgerSink: ledgerSink
      ) { phase, done, total in progress.show(phase, done: done, total: total) }
    }
  }
}

/// A size on the command line, such as `8 GiB`.
struct StoreLimit: ExpressibleByArgument, CustomStringConvertible {
  let bytes: UInt64

  init(bytes: UInt64) { self.bytes = bytes }

  init?(argument: String) {
    guard let size = try? QuantityReader.size(argument, of: "--store-limit") else { return nil }
    bytes = size.bytes
  }

  var description: String { ByteCount(bytes).description }
}

extension LoadedScenario {
  /// Does what needs the scenario's models and data; where these do not fit, the error names the
  /// places of the keys.
  func placingErrors<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as MaterialError {
      throw places.error(error.violations)
    }
  }
}
