import Determinism

/// Random valid scenario files: some keys, in random order and in random spellings.
struct RandomScenario {
  private var stream: RandomStream

  static func text(seed: UInt64) -> String {
    var random = RandomScenario(stream: Seed(seed).stream("scenario", ledger: nil))
    return random.text()
  }

  private mutating func below(_ bound: Int) -> Int { stream.next(below: bound) }
  private mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }
  private mutating func pick(_ words: [String]) -> String { words[below(words.count)] }

  /// Some of the optional lines and all of the required ones, in random order.
  private mutating func mapping(_ required: [String], _ optional: [String]) -> String {
    let lines = required + optional.filter { _ in below(2) == 0 }
    let order = stream.permutation(lines.count)
    return "{ " + order.map { lines[$0] }.joined(separator: ", ") + " }"
  }

  private mutating func text() -> String {
    // Methods on the device alone go with no faults, fleets and canaries.
    let isAlone = below(4) == 0
    let lines = [
      "name: \(pick(["a-b", "quick_1", "'7'", "x.y", "Z9"]))",
      "seed: \(stream.next() >> UInt64(below(64)))",
      "data: \(data())", "device: \(device())",
      "link: \(pair())", "server: \(server())",
      "model: \(model())", "method: \(isAlone ? methodAlone() : method())",
    ]
    var optional: [String] = []
    if below(2) == 0 { optional.append("server_seed: \(stream.next())") }
    if below(2) == 0 {
      optional.append("numerics: { backend: \(pick(["openblas", "reference"])) }")
    }
    if !isAlone, below(3) == 0 { optional.append("faults: \(faults())") }
    if !isAlone, below(4) == 0 {
      optional.append(
        "fleet: [{ count: \(integer(1...3)) }, { device: \(device()), link: \(pair()) }]")
    }
    if !isAlone, below(4) == 0 { optional.append("canary: \(pick(Self.canaries))") }
    let all = lines + optional
    let order = stream.permutation(all.count)
    return order.map { all[$0] + pick(["", "   # note", " "]) }.joined(separator: "\n") + "\n"
  }

  private static let canaries = [
    "label.sign", "raw.text", "{ secret: labels, encoding: f16-be, place: split-frames }",
    "{ leak: metadata, secret: lengths, channel: order }",
    "{ leak: message, departure: over-long-key }", "{ leak: defence, defect: redrawn }",
  ]

  private mutating func data() -> String {
    let shared = ["train: \(integer(64...10_000))", "test: \(integer(1...5_000))"]
    let classes = "classes: \(integer(2...1_000))"
    guard below(2) == 0 else {
      let lower = integer(16...60)
      let length = pick(["\(lower)", "\(lower)-\(lower + below(100))"])
      return mapping(shared, ["kind: embedded", "length: \(length)", classes])
    }
    let path = pick(["a.tsv", "/data/b.tsv", "'sub folder/c.tsv'", "../d"])
    let kind = pick(["tsv", "jsonl", "csv"])
    let column = pick(["7", "'7'", "name", "'two words'"])
    let counts = below(3) == 0 ? ["train: all", "test: all", "test_path: \(path)"] : shared
    let named = pick([classes, "labels: [bad, 'so so', good, 3, 'no']"])
    var optional = ["label_column: \(column)", "text_column: \(pick(["12", "text"]))"]
    if counts.count == 2 { optional.append("test_path: \(path)") }
    if kind != "jsonl" { optional.append("header: \(pick(["true", "false"]))") }
    return mapping(
      counts + ["kind: \(kind)", "path: \(path)", named],
      optional)
  }

  private mutating func model() -> String {
    if below(3) == 0 {
      return mapping(
        ["kind: folder", "path: \(pick(["m", "../Models/x y", "/abs"]))"],
        ["max_length: \(integer(8...300))"])
    }
    let heads = integer(1...8)
    return mapping(
      ["width: \(heads * integer(8...16))", "heads: \(heads)"],
      [
        "kind: embedded", "layers: \(integer(1...6))", "max_length: \(integer(200...300))",
      ])
  }

  private mutating func method() -> String {
    let response = "{ randomized-response: { epsilon: \(stream.nextUnit() + 0.1) } }"
    let slots = "{ uniform-slots: { interval: \(integer(1...900)) ms } }"
    let protection = pick([
      "[]", "[\(response)]", "[\(slots), \(response)]", "[uniform-slots: {}]",
    ])
    let optimizer = mapping(
      [],
      [
        "name: adamw", "learning_rate: \(stream.nextUnit() / 100 + 1e-6)",
        "weight_decay: \(stream.nextUnit())", "beta1: \(stream.nextUnit())",
        "beta2: 0.\(integer(1...99_999))", "epsilon: \(integer(1...99))e-\(integer(3...25))",
      ])
    let wire = mapping(
      [], ["activations: \(pick(["fp32", "fp16", "bf16"]))", "window: \(integer(1...1_024))"])
    return mapping(
      ["adapter: { rank: \(integer(1...8)) }"],
      [
        "name: pae", "pivot: \(pick(["first", "last", "mean"]))",
        "head: \(pick(["zero", "random", "probe"]))", "optimizer: \(optimizer)",
        "batch: \(integer(1...64))", "epochs: \(integer(1...50))", "wire: \(wire)",
        "protection: \(protection)",
      ])
  }

  private mutating func methodAlone() -> String {
    let projections = pick(["[query]", "[value, query]", "[contract, gate, output, key, expand]"])
    let lora = mapping(
      [], ["rank: \(integer(1...8))", "alpha: \(number())", "projections: \(projections)"])
    let own = pick([
      "name: lora, lora: \(lora)", "name: adapter, adapter: { rank: \(integer(1...8)) }",
      "name: full", "name: bitfit",
    ])
    return mapping(
      [own],
      [
        "pivot: \(pick(["first", "last", "mean"]))", "batch: \(integer(1...64))",
        "epochs: \(integer(1...50))", "recompute: \(pick(["true", "false"]))",
      ])
  }

  private mutating func number() -> String {
    pick(["\(integer(1...999))", "\(integer(1...99)).\(integer(1...999))", "\(integer(1...9))e1"])
  }

  private mutating func device() -> String {
    let memory = "memory: \(number()) \(pick(["GB", "MB"]))"
    let efficiency = "efficiency: \(pick(["0.5", "12.5 %", "1", "3e-1"]))"
    switch below(3) {
    case 0: return pick(["jetson-tx2", "raspberry-pi-5", "apple-a17-pro"])
    case 1:
      return mapping(
        ["profile: jetson-agx-orin"],
        [memory, efficiency, "name: mine", "precision: \(pick(["fp16", "fp32"]))"])
    default:
      return mapping(
        [
          "compute: \(number()) \(pick(["GFLOP/s", "TFLOP/s"]))",
          "memory_bandwidth: \(number()) GB/s",
        ],
        [
          memory, efficiency, "name: mine", "launch_overhead: \(integer(0...99)) us",
          "radio: \(pick(["lte", "wifi", "none"]))",
          "power: { idle_watts: 1.5, load_watts: \(integer(2...99)) }",
        ])
    }
  }

  private mutating func pair() -> String {
    let model = pick(["fluid", "packet", "auto"])
    let transport = "transport: { model: \(model), control: \(pick(["reno", "cubic"])) }"
    return mapping(["up: \(link())", "down: \(link())"], [transport])
  }

  private mutating func link() -> String {
    let capacity = pick([
      "rate: \(number()) \(pick(["Mbit/s", "Gbit/s"]))", "trace: \(pick(["a.up", "/b c"]))",
      "steps: [{ at: 0 s, rate: \(number()) Mbit/s }, { at: 2 s, rate: 1 kbit/s }]",
      "states: [{ rate: 0 bit/s, lasts: 5 ms }, { rate: \(number()) Mbit/s, lasts: 1 s }]",
    ])
    let loss = pick([
      "loss: \(pick(["0.01", "0.1 %", "0", "1e-7", "0.123 %", "\(stream.nextUnit() / 2)"]))",
      "bursts: { begin: 0.1 %, end: \(stream.nextUnit() / 2 + 0.1), loss_outside: 1e-5 }",
    ])
    return mapping(
      [capacity, "delay: \(number()) \(pick(["ms", "us"]))"],
      [
        loss, "jitter: \(integer(0...9)) ms", "jitter_reorders: \(pick(["true", "false"]))",
        "mtu: \(integer(576...9_000))", "queue: \(integer(1...2_000))", "opportunity_bytes: 1500",
        "outages: [{ at: 1 s, lasts: 10 ms, effect: drop }, { at: 3 s, lasts: 1 us }]",
        "interruptions: [{ every: 2 s, lasts: 40 ms, spacing: \(pick(["random", "regular"])) }]",
      ])
  }

  private mutating func faults() -> String {
    let entries = [
      "{ kind: disconnect, at: \(number()) ms }", "{ kind: drop, frame: \(integer(1...99)) }",
      "{ kind: reorder, frame: 3, direction: down, lasts: \(number()) ms }",
      "{ kind: server-restart, at: 0 ns, lasts: 1 us }", "{ kind: device-restart, at: 9 s }",
      "{ kind: corrupt, frame: 7 }", "{ kind: duplicate, frame: 1, direction: up }",
    ].filter { _ in below(2) == 0 }
    return mapping(
      ["checkpoint: \(integer(1...50))"],
      [
        "retry: { timeout: \(integer(1...900)) ms, limit: 5 s }", "random: { drop: 1 % }",
        "schedule: [\(entries.joined(separator: ", "))]",
      ])
  }

  private mutating func server() -> String {
    mapping(
      ["compute: \(number()) TFLOP/s", "memory_bandwidth: \(number()) GB/s"],
      ["cache: \(integer(0...900)) \(pick(["B", "KiB", "GB", "GiB"]))", "efficiency: 0.75"])
  }
}
