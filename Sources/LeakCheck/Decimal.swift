/// `value` with three decimals, rounded half away from zero; the same text in every locale.
func decimal(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  let thousandths = Int((abs(value) * 1000).rounded())
  let fraction = String(thousandths % 1000)
  let zeros = String(repeating: "0", count: 3 - fraction.count)
  return "\(value < 0 ? "-" : "")\(thousandths / 1000).\(zeros)\(fraction)"
}
