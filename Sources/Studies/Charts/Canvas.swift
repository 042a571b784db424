/// Collects the shapes of one chart.
///
/// Colours are classes, which a page or a file's own style gives.
struct Canvas {
  let width: Double
  var height: Double
  private var shapes: [String] = []

  init(width: Double = 480, height: Double = 320) {
    self.width = width
    self.height = height
  }

  private func text(_ value: Double) -> String { Quantity.coordinate(value) }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String
  ) {
    shapes.append(
      Markup.element(
        "line",
        [
          ("class", style), ("x1", text(x1)), ("y1", text(y1)), ("x2", text(x2)), ("y2", text(y2)),
        ]))
  }

  mutating func path(_ points: [(x: Double, y: Double)], _ style: String) {
    guard points.count > 1 else { return }
    let steps = points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(text(point.x)) \(text(point.y))"
    }
    shapes.append(Markup.element("path", [("class", style), ("d", steps.joined())]))
  }

  mutating func area(_ points: [(x: Double, y: Double)], _ style: String) {
    guard points.count > 2 else { return }
    let list = points.map { "\(text($0.x)),\(text($0.y))" }.joined(separator: " ")
    shapes.append(Markup.element("polygon", [("class", style), ("points", list)]))
  }

  mutating func dot(_ x: Double, _ y: Double, _ radius: Double, _ style: String, _ note: String) {
    shapes.append(
      Markup.element(
        "circle",
        [("class", style), ("cx", text(x)), ("cy", text(y)), ("r", text(radius))],
        "<title>\(Markup.escaped(note))</title>"))
  }

  mutating func box(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    _ note: String = "", opacity: Double? = nil
  ) {
    var attributes = [
      ("class", style), ("x", text(x)), ("y", text(y)), ("width", text(max(0, width))),
      ("height", text(max(0, height))),
    ]
    if let opacity { attributes.append(("fill-opacity", text(opacity))) }
    shapes.append(
      Markup.element(
        "rect", attributes, note.isEmpty ? "" : "<title>\(Markup.escaped(note))</title>"))
  }

  /// Where a text is held.
  enum Anchor: String { case start, middle, end }

  mutating func label(
    _ content: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ style: String = "t",
    turned: Bool = false
  ) {
    var attributes = [
      ("class", style), ("x", text(x)), ("y", text(y)), ("text-anchor", anchor.rawValue),
    ]
    if turned { attributes.append(("transform", "rotate(-90 \(text(x)) \(text(y)))")) }
    shapes.append(Markup.element("text", attributes, Markup.escaped(content)))
  }

  /// The chart as an element of a page; `title` is for those who hear it.
  func svg(title: String) -> String {
    Markup.element(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("role", "img"),
        ("viewBox", "0 0 \(text(width)) \(text(height))"),
      ], "<title>\(Markup.escaped(title))</title>" + shapes.joined(separator: "\n"))
  }

  /// The chart as a file of its own, for papers: always light.
  func file(title: String) -> String {
    let whole = svg(title: title)
    guard let end = whole.firstIndex(of: ">") else { return whole }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + whole[...end]
      + "<style>svg{\(ChartStyle.light)background:#fff}\(ChartStyle.shapes)</style>"
      + whole[whole.index(after: end)...] + "\n"
  }
}

/// Colours and strokes of charts.
enum ChartStyle {
  /// Colours on a light ground; told apart by most colour-blind readers (Okabe and Ito, 2008).
  static let light = """
    --ink:#1a1f27;--soft:#5b6472;--grid:#e3e7ec;--ground:#ffffff;--panel:#f6f8fa;--accent:#0a6ebd;\
    --good:#0b7a4b;--bad:#b3261e;--s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#cc79a7;--s4:#8a6d00;\
    --s5:#3a9bd1;--s6:#7a4fb5;--s7:#6b6b6b;
    """
  /// The same on a dark ground.
  static let dark = """
    --ink:#e7ebf0;--soft:#9aa5b3;--grid:#2c333d;--ground:#12161c;--panel:#1a2028;--accent:#5db4f5;\
    --good:#58cf97;--bad:#ff8a80;--s0:#56b4e9;--s1:#f2915a;--s2:#35c79b;--s3:#e3a3c6;--s4:#e6c34a;\
    --s5:#8fd0f5;--s6:#b79af0;--s7:#a8a8a8;
    """
  /// On a phone, where a chart shrinks, its words do not shrink with it, and what is small goes.
  static let narrow = """
    @media screen and (max-width:520px){svg text{font-size:14.5px}svg .small{display:none}}
    """
  /// Room for a character of a chart's words, where they are largest.
  static let characterWidth = 7.8
  /// Number of colours.
  static let colours = 8

  /// What classes of shapes mean.
  static var shapes: String {
    var rules =
      "svg text{font:12px system-ui,-apple-system,'Segoe UI',sans-serif;fill:var(--soft)}"
      + "svg .h{fill:var(--ink);font-weight:600}svg .b{fill:var(--ink)}"
      + "svg .inv{fill:var(--ground);font-weight:600}svg .small{font-size:10px}"
      + ".grid{stroke:var(--grid)}.edge{stroke:var(--soft)}"
      + ".limit{stroke:var(--bad);stroke-dasharray:5 4;stroke-width:1.5}"
      + ".answer{stroke:var(--good);stroke-width:1.5;stroke-dasharray:2 3}"
      + ".ring{fill:none;stroke:var(--good);stroke-width:2.5}"
      + ".front{fill:none;stroke:var(--ink);stroke-width:1.5}"
      + ".gd{fill:var(--good)}.none{fill:var(--grid)}.heat{fill:var(--s0)}"
      + ".cell{fill:none;stroke:var(--ground)}"
    for index in 0..<colours {
      rules +=
        ".s\(index){stroke:var(--s\(index));fill:none;stroke-width:2;stroke-linejoin:round}"
        + ".f\(index){fill:var(--s\(index))}"
        + ".a\(index){fill:var(--s\(index));fill-opacity:.16}"
    }
    return rules
  }
}
