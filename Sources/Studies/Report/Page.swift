/// A page that stands alone: no script, no font, no request to anywhere.
struct Page {
  var title: String
  var body: [String] = []

  mutating func add(_ markup: String) { body.append(markup) }

  mutating func heading(_ text: String) { add("<h2>\(Markup.escaped(text))</h2>") }

  mutating func note(_ text: String) { add("<p class=\"note\">\(Markup.escaped(text))</p>") }

  /// Figures side by side where there is room.
  mutating func figures(_ figures: [Figure]) {
    guard !figures.isEmpty else { return }
    add("<div class=\"figures\">\(figures.map(\.html).joined(separator: "\n"))</div>")
  }

  /// Facts as small cards.
  mutating func facts(_ facts: [(String, String)]) {
    let cards = facts.map { name, value in
      "<div class=\"fact\"><b>\(Markup.escaped(value))</b>"
        + "<span>\(Markup.escaped(name))</span></div>"
    }
    add("<div class=\"facts\">\(cards.joined())</div>")
  }

  /// The first thing that a reader sees: a question, its answer, and a figure.
  mutating func hero(_ answer: Answer) {
    let details = answer.details.map { "<p>\(Markup.escaped($0))</p>" }.joined()
    let figure = answer.figures.first.map(\.html) ?? ""
    add(
      "<section class=\"hero\"><div><p class=\"question\">\(Markup.escaped(answer.question))</p>"
        + "<p class=\"answer\">\(Markup.escaped(answer.headline))</p>\(details)</div>\(figure)"
        + "</section>")
  }

  /// The whole page.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy"
    content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
    <link rel="icon" href="data:,">
    <title>\(Markup.escaped(title))</title>
    <style>\(Self.style)</style></head><body><main>
    \(body.joined(separator: "\n"))
    </main></body></html>

    """
  }

  private static let style = """
    :root{\(ChartStyle.light)color-scheme:light dark}
    @media (prefers-color-scheme:dark){:root{\(ChartStyle.dark)}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
    main{max-width:1180px;margin:0 auto;padding:20px 20px 60px}
    header h1{font-size:1.25rem;margin:.2em 0;letter-spacing:-.01em}
    header p{margin:0;color:var(--soft)}
    h2{font-size:1.25rem;margin:2.2em 0 .6em;padding-top:.6em;border-top:1px solid var(--grid)}
    .hero{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.25fr);gap:28px;
    align-items:center;margin:18px 0 8px;padding:22px;background:var(--panel);border-radius:14px}
    .hero .question{color:var(--soft);margin:0 0 .3em}
    .hero .answer{font-size:2.3rem;line-height:1.15;font-weight:700;letter-spacing:-.02em;
    margin:0 0 .35em;color:var(--good);text-wrap:balance}
    .hero p{margin:.35em 0}
    .answers h3{margin:1.6em 0 .2em;font-size:1.05rem}
    .answers .said{font-size:1.3rem;font-weight:650;margin:.1em 0}
    .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:10px;
    margin:14px 0}
    .fact{background:var(--panel);border-radius:10px;padding:10px 14px}
    .fact b{display:block;font-size:1.15rem}
    .fact span{color:var(--soft);font-size:.85rem}
    .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,430px),1fr));
    gap:18px}
    figure{margin:0;padding:14px;border:1px solid var(--grid);border-radius:12px;
    background:var(--ground);min-width:0}
    figcaption{font-weight:600;margin-bottom:4px}
    svg{width:100%;height:auto;display:block}
    .note{color:var(--soft);font-size:.86rem;margin:.5em 0}
    details{margin-top:6px}summary{cursor:pointer;color:var(--accent);font-size:.9rem}
    .scroll{overflow-x:auto;max-height:520px;overflow-y:auto;border:1px solid var(--grid);
    border-radius:8px;margin-top:6px}
    table{border-collapse:collapse;font-size:.84rem;width:100%;font-variant-numeric:tabular-nums}
    th,td{padding:5px 10px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--grid)}
    th{position:sticky;top:0;background:var(--panel);font-weight:600}
    code,pre{font:.84rem ui-monospace,SFMono-Regular,Menlo,monospace}
    pre{background:var(--panel);padding:12px;border-radius:8px;overflow-x:auto}
    .leak{color:var(--bad);font-weight:650}.pass{color:var(--good);font-weight:650}
    footer{margin-top:3em;color:var(--soft);font-size:.84rem;overflow-wrap:anywhere}
    @media (max-width:760px){main{padding:12px 12px 40px}
    .hero{grid-template-columns:minmax(0,1fr);padding:16px 8px 8px;gap:14px}
    .hero>div{padding:0 8px}.hero .answer{font-size:1.8rem}figure{padding:8px}}
    @media print{:root{\(ChartStyle.light)}body{font-size:11pt}main{max-width:none;padding:0}
    figure,.fact,.hero{break-inside:avoid}h2,h3{break-after:avoid}
    .scroll{max-height:none;overflow:visible}table{font-size:6.5pt}
    .figures{grid-template-columns:repeat(2,minmax(0,1fr))}
    th,td{white-space:normal;padding:1px 4px}td:last-child{min-width:150px;overflow-wrap:anywhere}
    details:not([open]){display:none}}
    \(ChartStyle.shapes)
    \(ChartStyle.narrow)
    """
}
