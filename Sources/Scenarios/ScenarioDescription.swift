internal import Determinism
internal import Devices
internal import Networks

/// Every key of a scenario file: its type, unit, range, default and meaning.
///
/// The one place to change when scenarios learn a new key.
enum ScenarioDescription {
  /// Built once: every cell of a study is read and written by it.
  ///
  /// Threads may share it, for nothing in it changes and its code keeps no state.
  nonisolated(unsafe) static let root = makeRoot()

  private static func makeRoot() -> FieldGroup<ScenarioDraft> {
    FieldGroup([
      .words(
        "name", .name, get: { $0.name }, set: { $0.name = $1 }, .required,
        "Short name of the scenario, used for the run's folder."),
      .seed(
        "seed", get: { $0.seed }, set: { $0.seed = $1 }, .required,
        "Root of all randomness on the device's side and in the world."
      ).known(to: .device),
      .seed(
        "server_seed", get: { $0.serverSeed }, set: { $0.serverSeed = $1 }, .optional,
        "Root of the server's randomness; public. Default: follows from the name alone."),
      .group("model", .optional, model.focused(on: \.model), "The frozen backbone."),
      .group("data", .required, data, "The device's private data."),
      .group("method", .optional, method.focused(on: \.method), "The fine-tuning method."),
      .group(
        "device", .required, device.focused(on: \.device),
        "The phone: a profile's name, or a mapping that may start from a profile."),
      .group(
        "link", .required, link.focused(on: \.link),
        "The two directions between phone and server."),
      .group("server", .required, server.focused(on: \.server), "The server."),
      .group("numerics", .optional, numerics.focused(on: \.numerics), "How numbers are computed."),
      .items(
        "fleet", \.fleet, fleet, blank: ScenarioDraft.FleetDraft(),
        "Groups of devices that share the server, each with its part of the training samples. "
          + "Default: one device."),
      .section(
        "faults", \.hasFaults, faults.focused(on: \.faults),
        "What goes wrong. Default: nothing."
      ).known(to: .device),
      .section(
        "canary", \.hasCanary, canary.focused(on: \.canary),
        "Plants a leak on purpose, to show that a check fires. Never in honest scenarios."
      ).known(to: .device),
    ])
  }

  private static var model: FieldGroup<ScenarioDraft.ModelDraft> {
    FieldGroup([
      .choice(
        "kind", \.kind, .fallback("embedded"),
        "embedded: a small seeded decoder over bytes. folder: a Hugging Face folder. preset and "
          + "shape: dimensions without values, under shape numerics."),
      .words(
        "path", .path, get: { $0.kind == .folder ? $0.path : nil }, set: { $0.path = $1 },
        .required,
        "Folder with config.json, model.safetensors and tokenizer.json, relative to the scenario "
          + "file."
      ).only(with: "kind", "folder").known(to: .machine),
      .words(
        "name", .name, get: { $0.preset }, set: { $0.preset = $1 }, .required,
        "A model of published dimensions, such as opt-1.3b or llama-7b."
      ).only(with: "kind", "preset"),
      .section(
        "shape", \.hasShape, shape.focused(on: \.shape), "The model's dimensions."
      ).only(with: "kind", "shape"),
      .choice(
        "precision", \.precision, .fallback("fp32"), "Layout of the weights in memory."
      ).only(with: "kind", "preset", "shape"),
      .integer(
        "layers", \.dimensions.layers, 1...48, .fallback("4"), "Transformer layers."
      ).only(with: "kind", "embedded"),
      .integer(
        "width", \.dimensions.width, 8...4_096, .fallback("128"), "Hidden width."
      ).only(with: "kind", "embedded"),
      .integer(
        "heads", \.dimensions.heads, 1...256,
        .derived("the largest divisor of the width up to width / 32") { model in
          var heads = max(1, model.dimensions.width / 32)
          while model.dimensions.width % heads != 0 { heads -= 1 }
          model.dimensions.heads = heads
          return true
        }, "Attention heads; must divide the width."
      ).only(with: "kind", "embedded"),
      .optionalInteger(
        "max_length", \.maxLength, 8...131_072,
        .derived("256 for the embedded backbone, else the model's own limit") { model in
          if model.kind == .embedded { model.maxLength = 256 }
          return true
        }, "Longest sequence in tokens, with special tokens; longer texts are cut."),
    ])
  }

  private static var shape: FieldGroup<Scenario.Model.Shape> {
    FieldGroup([
      .choice("family", \.family, .required, "The family of the architecture."),
      .integer("layers", \.layers, 1...1_000, .required, "Transformer layers."),
      .integer("width", \.width, 8...65_536, .required, "Hidden width."),
      .integer("heads", \.heads, 1...1_024, .required, "Attention heads."),
      .optionalInteger(
        "key_value_heads", \.keyValueHeads, 1...1_024, .optional,
        "Heads of keys and values. Default: as many as heads."),
      .optionalInteger(
        "inner_width", \.innerWidth, 8...1_048_576, .optional,
        "Width inside the feed-forward part. Default: four times the width."),
      .integer("vocabulary", \.vocabulary, 2...4_000_000, .required, "Number of tokens."),
      .integer("positions", \.positions, 8...131_072, .fallback("2048"), "Longest sequence."),
    ])
  }

  private static var data: FieldGroup<ScenarioDraft> {
    FieldGroup([
      .choice(
        "kind", \.dataKind, .fallback("embedded"),
        "embedded: generated texts. tsv: lines of text TAB label, no quoting. jsonl: an object a "
          + "line. csv: commas and quotes. shape: lengths without content, under shape numerics."),
      .words(
        "path", .path, get: { $0.file.path }, set: { $0.file.path = $1 }, .required,
        "File of training rows, relative to the scenario file."
      ).only(with: "kind", "tsv", "jsonl", "csv").known(to: .machine),
      .words(
        "test_path", .path, get: { $0.file.testPath }, set: { $0.file.testPath = $1 }, .optional,
        "File of test rows. Without it, test rows follow the training rows in path."
      ).only(with: "kind", "tsv", "jsonl", "csv").known(to: .machine),
      .flag(
        "header", \.file.hasHeader, .fallback("false"), "Whether the first row names the columns."
      ).only(with: "kind", "tsv", "csv").known(to: .device),
      .column(
        "text_column", \.file.text,
        "Where the text stands: a number from 1, a header's name, or a JSON key. Default: all "
          + "before the label, or the key text."
      ).only(with: "kind", "tsv", "jsonl", "csv").known(to: .device),
      .column(
        "label_column", \.file.label,
        "Where the label stands. Default: the last column, or the key label."
      ).only(with: "kind", "tsv", "jsonl", "csv").known(to: .device),
      .texts(
        "labels", \.file.labels,
        "Names of the classes in order, as the file spells them. Without it, labels are 0, 1, ..."
      ).only(with: "kind", "tsv", "jsonl", "csv").known(to: .device),
      .span(
        "length", \.length, 16...4_094, .fallback("48"),
        "Bytes in a text: one number, or a range such as 24-64."
      ).only(with: "kind", "embedded"),
      .span(
        "tokens", \.tokens, 1...131_072, .fallback("128"),
        "Tokens in a sequence: one number, or a range such as 64-512."
      ).only(with: "kind", "shape"),
      .count(
        "train", \.train, 1...UInt64(ScenarioLimits.samples), .required,
        "Training samples: the first rows of path, or all."),
      .count(
        "test", \.test, 1...UInt64(ScenarioLimits.samples),
        .derived("1 where nothing is learned") { draft in
          draft.test = .first(1)
          return draft.dataKind == .shape
        }, "Test samples, or all."
      ).known(to: .device),
      .integer(
        "classes", \.classes, 2...1_000,
        .derived("as many as labels; without them 2, except that files must name one of both") {
          draft in
          let named = draft.file.labels.count
          let isFile = draft.dataKind != .embedded && draft.dataKind != .shape
          draft.classes = isFile ? named : 2
          return draft.classes >= 2
        }, "Number of classes. Declared, never inferred from labels."),
    ])
  }

  private static var numerics: FieldGroup<Scenario.Numerics> {
    FieldGroup([
      .choice(
        "mode", \.mode, .fallback("real"),
        "real, or shape: counts operations, bytes, memory and time without computing values."),
      .choice(
        "backend", \.backend, .fallback("openblas"),
        "openblas, or reference: plain Swift with the same bits on every machine."),
    ])
  }
}
