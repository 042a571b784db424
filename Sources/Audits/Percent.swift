/// A share as a percentage with one decimal, such as `53.3 %`.
func percent(_ share: Double) -> String {
  let thousandths = Int((share * 1000).rounded())
  return "\(thousandths / 10).\(thousandths % 10) %"
}
