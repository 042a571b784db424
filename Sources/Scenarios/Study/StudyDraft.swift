/// A study file while it is read.
struct StudyDraft {
  /// An axis while it is read.
  struct AxisDraft {
    /// How values are spread between two ends.
    enum Scale: String, CaseIterable { case linear, log }

    var name = ""
    var keys: [SourceNode] = []
    var values: [SourceNode] = []
    var settings: [SettingDraft] = []
    var from: SourceNode?
    var to: SourceNode?
    var steps: Int?
    var scale = Scale.linear
    var together = ""
    var origin: ScenarioProblem.Origin?
  }

  /// A named set of values while it is read.
  struct SettingDraft {
    var name = ""
    var number: Double?
    var assignments: [Assignment] = []
  }

  /// One key and its value.
  struct Assignment {
    var keys: [String]
    var value: SourceNode
    var origin: ScenarioProblem.Origin
  }

  /// A joint sample of all axes that have two ends and no steps.
  struct SampleDraft {
    var points = 0
    var method = Study.SampleMethod.latinHypercube
    var seed: UInt64 = 0
  }

  var name = ""
  var title = ""
  var scenario = ""
  var assignments: [Assignment] = []
  var seeds: [SourceNode] = []
  var axes: [AxisDraft] = []
  var hasSample = false
  var sample = SampleDraft()
  var targetAccuracy: Double?
  var leaks = false
  var metrics: [String] = []
  var questions: [StudyQuestion] = []
}
