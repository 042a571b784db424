/// Text for HTML and SVG.
package enum Markup {
  /// `text` with the characters that mean something to a browser written out.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\u{0}"..."\u{1F}" where scalar != "\n" && scalar != "\t": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// An element with content that is markup already.
  static func element(
    _ name: String, _ attributes: [(String, String)], _ content: String = ""
  )
    -> String
  {
    let list = attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
    return content.isEmpty ? "<\(name)\(list)/>" : "<\(name)\(list)>\(content)</\(name)>"
  }
}
